import { mkdirSync } from 'node:fs';
import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import { applyEvent, type ChatEvent, emptySession, type Session, type Turn } from '../../../src/core/chat/session.ts';
import { TurnAudits } from '../../../src/core/chat/turnAudits.ts';
import type { ChatFact } from '../../../src/protocol/chatView.ts';
import { eventually, usePanel } from './harness.ts';
import { answer, asked, began, closed, ended, opened, pieces, reasoning, session, turn } from './samples.ts';

const { open } = usePanel();

/** What the extension host tells of turns: the facts, each with the sums that it settles. */
function withAudits(facts: readonly ChatFact[]): readonly ChatFact[] {
	const audits = new TurnAudits();
	let now: Session = emptySession('s');
	const audited = (event: ChatEvent): readonly ChatFact[] => {
		now = applyEvent(now, event);
		const changes = audits.follow(now, event);
		return changes.length === 0 ? [] : [{ kind: 'audited', changes }];
	};
	return facts.flatMap((fact) => [fact, ...(fact.kind === 'changed' ? audited(fact.event) : [])]);
}

const openedWith = (...turns: readonly Turn[]): readonly ChatFact[] => {
	const audits = new TurnAudits();
	return [opened({ session: session(turns) }), { kind: 'audited', changes: turns.flatMap((each) => audits.ofTurn(each)) }];
};

const thought = [
	'To multiply 17 by 24, break one factor into parts:\n\n',
	'1. Write \\(24 = 20 + 4\\).\n2. Multiply: \\(17 \\times 20 = 340\\) and \\(17 \\times 4 = 78\\).\n3. Add both:\n\n',
	'\\[340 + 78 = 418\\]\n\nCheck: 20% of 50 = **10**, `2 * 3 = 7`, and 2^100000 = 5.\n\n',
	'| sum | |\n|--|--|\n| 9 × 9 = 81 | yes |\n| 9 × 8 = 73 | no |\n',
].join('');

const wrong = turn({
	question: 'What is 17 * 24? And solve 2x + 3 = 17.',
	thinking: 'guided',
	reasoning: thought,
	reasoningTokens: 96,
	thoughtMs: 3300,
	closed: 'natural',
	answer: '$17 \\times 24 = 418$, so it is four hundred and eighteen.\n\n**x = 8**, because $2 \\cdot 8 + 3 = 19$ and 16 + 3 = 19.',
});

describe('sums', () => {
	test('are marked where they stand, with the right value, and counted', async () => {
		const panel = await open({ width: 460, height: 900 });
		const { page } = panel;
		await panel.tell(...openedWith(wrong));
		await page.locator('.reasoning-head', { hasText: '3 wrong sums' }).click();
		const marks = async (within: string) =>
			page.locator(`${within} .sum`).evaluateAll((all) => all.map((mark) => [mark.textContent, mark.getAttribute('aria-label')]));
		await eventually(() => marks('.reasoning-body')).toEqual([
			['✓', 'Checked: 24 = 20 + 4'],
			['✓', 'Checked: 17 × 20 = 340'],
			['✗ 68', 'Refuted: 17 × 4 = 78. It should be 68.'],
			['✓', 'Checked: 340 + 78 = 418'],
			['✓', 'Checked: 20% of 50 = 10'],
			['✗ 6', 'Refuted: 2 * 3 = 7. It should be 6.'],
			['?', 'Not checkable: 2^100000 = 5'],
			['✓', 'Checked: 9 × 9 = 81'],
			['✗ 72', 'Refuted: 9 × 8 = 73. It should be 72.'],
		]);
		await eventually(() => marks('.answer')).toEqual([
			['✗ 408', 'Refuted: 17 × 24 = 418. It should be 408.'],
			['✗ 19 ≠ 17', 'Refuted: 2x + 3 = 17 with x = 8. 19 ≠ 17.'],
			['✓', 'Checked: 2 · 8 + 3 = 19'],
			['✓', 'Checked: 16 + 3 = 19'],
		]);
		await eventually(() => page.locator('.sum-facts').textContent()).toContain('12 sums checked, 5 wrong');
		// Behind its formula and before what follows.
		await eventually(() => page.locator('.answer p').first().locator('> *').first().getAttribute('class')).toBe('formula');
		expect(
			await page
				.locator('.answer p')
				.first()
				.evaluate((p) => p.childNodes[1]?.textContent),
		).toBe('✗ 408');
	});

	test('of a thought that is being written are marked paragraph by paragraph, at their places in the plain text', async () => {
		const panel = await open();
		const { page } = panel;
		const written = 'First 17 × 20 = 340.\n\nThen \u202E17 × 4 = 78!\n\nAdd: 340 + 78';
		await panel.tell(opened(), ...withAudits([asked(), began('native'), ...pieces(written).map(reasoning)]));
		await eventually(() => page.locator('.preview').textContent()).toBe('First 17 × 20 = 340✓.Then ⟨U+202E⟩17 × 4 = 78!✗ 68Add: 340 + 78');
		await eventually(() => page.locator('.sum-facts').count()).toBe(0);
	});

	test('are marked in a streamed answer, and no mark is part of what is copied', async () => {
		const panel = await open();
		const { page } = panel;
		await panel.tell(opened(), ...withAudits([asked(), began('none'), ...pieces('3 + 4 = 8.\n\nAnd 2 + 2 = 4.').map(answer), ended]));
		await eventually(() => page.locator('.answer .sum').allTextContents()).toEqual(['✗ 7', '✓']);
		await page.getByText('2 sums checked, 1 wrong').waitFor();
		await page.getByRole('button', { name: 'Copy answer' }).click();
		await eventually(() => panel.intents().filter(({ kind }) => kind === 'copy')).toEqual([
			{ kind: 'copy', text: '3 + 4 = 8.\n\nAnd 2 + 2 = 4.' },
		]);
	});

	test('of a long thought keep the window responsive', async () => {
		const panel = await open();
		const { page } = panel;
		const paragraph = 'Now 17 × 20 = 340, \\(17 \\times 4 = 78\\) and 340 + 68 = 408.\n\n';
		await page.evaluate(`{
			globalThis.longest = 0;
			new PerformanceObserver((list) => { for (const { duration } of list.getEntries()) globalThis.longest = Math.max(globalThis.longest, duration); })
				.observe({ entryTypes: ['longtask'] });
		}`);
		const facts = withAudits([asked(), began('native'), ...Array.from({ length: 400 }, () => reasoning(paragraph)), closed]);
		await panel.tell(opened());
		for (let at = 0; at < facts.length; at += 10) await panel.tell(...facts.slice(at, at + 10));
		await page.getByText('Thought for').waitFor();
		// A busy machine stretches tasks: this is no measurement, only a guard against one that grows with the thought.
		await eventually(() => page.evaluate('globalThis.longest')).toBeLessThan(500);
	});
});

test.each(['dark', 'light', 'highContrast', 'highContrastLight'] as const)('marks of sums are accessible in %s', async (theme) => {
	const panel = await open({ theme, width: 420, height: 900 });
	await panel.tell(...openedWith(wrong));
	await panel.page.emulateMedia({ reducedMotion: 'reduce' });
	await panel.page.locator('.reasoning-head').click();
	await panel.page.evaluate(axe.source);
	const findings = await panel.page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
		violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
			.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 120)).join(' | ')))`);
	expect(findings).toEqual([]);
	if (process.env.SCREENSHOTS) {
		mkdirSync('out/panel', { recursive: true });
		await panel.page.screenshot({ path: `out/panel/sums-${theme}-420.png` });
	}
});
