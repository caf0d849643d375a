import { mkdirSync } from 'node:fs';
import axe from 'axe-core';
import { expect, test } from 'vitest';
import type { ChatFact } from '../../../src/protocol/chatView.ts';
import type { OpenPanel } from '../../lib/panel.ts';
import { usePanel } from './harness.ts';
import { codeAnswer, missing, offer, opened, selection, session, thinking, thought, turn, usage } from './samples.ts';

const { open } = usePanel();
const guided = turn({
	thinking: 'guided',
	reasoning: thought,
	reasoningTokens: 96,
	thoughtMs: 3300,
	closed: 'natural',
	answer: '**Answer:** $17 \\times 24 = 408$',
});
const explained = turn({ id: 't2', question: 'Explain the selected code', task: 'explain', context: [selection], answer: codeAnswer });

const scenes: Readonly<Record<string, ChatFact>> = {
	empty: opened(),
	missing: opened({
		status: missing,
		offer: {
			...offer,
			packageIndex: {
				hubFailure: 'The hub did not answer within 10 s.',
				description: 'Takes the same file from 22 packages of a third party, and checks it against the SHA-256 that Qwen published.',
			},
		},
	}),
	getting: opened({
		status: { kind: 'getting', title: offer.title, receivedBytes: 4e8, totalBytes: 1.1e9, bytesPerSecond: 2e7, source: 'hub' },
	}),
	mathematics: opened({ session: session([guided]) }),
	code: opened({ session: session([explained], [selection]), draft: 'And objects?' }),
	thinking: opened({
		session: session([turn({ thinking: 'native', reasoning: thought, reasoningTokens: 310, state: thinking })]),
	}),
	waiting: opened({
		session: session([turn({ state: { kind: 'waiting' } })]),
		status: { kind: 'loading', title: offer.title, percent: 34 },
		restricted: true,
	}),
	failed: opened({
		session: session([
			turn({ answer: 'Half an', state: { kind: 'done', end: 'length', usage } }),
			turn({ id: 't2', state: { kind: 'failed', message: 'The engine stopped: it crashed (exit code 139).', canRestart: true } }),
		]),
		status: { kind: 'failed', title: offer.title, code: 'engineStopped', message: 'The engine stopped.' },
	}),
};

/** Opens all there is to open, so that it is looked at as well. */
async function show({ page, tell }: OpenPanel, fact: ChatFact): Promise<void> {
	await tell(fact);
	// Two frames: the fact is drawn, and what was measured is drawn again.
	await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
	for (const head of await page.locator('.reasoning-head[aria-expanded=false]').all()) await head.click();
}

test.each(['dark', 'light', 'highContrast', 'highContrastLight'] as const)('accessibility has no serious finding in %s', async (theme) => {
	const panel = await open({ theme });
	await panel.page.emulateMedia({ reducedMotion: 'reduce' });
	await panel.page.evaluate(axe.source);
	for (const [name, fact] of Object.entries(scenes)) {
		await show(panel, fact);
		const findings = await panel.page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
			violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
				.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 120)).join(' | ')))`);
		expect(findings, name).toEqual([]);
	}
});

test.each([220, 320, 600])('nothing sticks out sideways at %i pixels', async (width) => {
	const panel = await open({ width });
	for (const [name, fact] of Object.entries(scenes)) {
		await show(panel, fact);
		const overflow =
			await panel.page.evaluate(`[document.documentElement, document.querySelector('.log'), document.querySelector('.composer')]
			.map((element) => element.scrollWidth - element.clientWidth)`);
		expect(overflow, name).toEqual([0, 0, 0]);
	}
});

test('right-to-left questions and answers run from the right', async () => {
	const panel = await open();
	await panel.tell(opened({ session: session([turn({ question: 'מה זה?', answer: 'זו תשובה.' })]) }));
	const direction = (selector: string): Promise<unknown> =>
		panel.page.locator(selector).evaluate((element) => element.matches(':dir(rtl)'));
	expect(await direction('.question')).toBe(true);
	expect(await direction('.answer p')).toBe(true);
});

test.runIf(process.env.SCREENSHOTS)('pictures of every scene', async () => {
	mkdirSync('out/panel', { recursive: true });
	for (const [theme, width] of pictures) {
		const panel = await open({ theme, width });
		for (const [name, fact] of Object.entries(scenes)) {
			await show(panel, fact);
			await panel.page.screenshot({ path: `out/panel/${name}-${theme}-${width}.png` });
		}
	}
});

const pictures = [
	['dark', 320],
	['light', 320],
	['highContrast', 320],
	['dark', 220],
	['light', 600],
] as const;
