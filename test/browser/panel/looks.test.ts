import { mkdirSync } from 'node:fs';
import axe from 'axe-core';
import { expect, test } from 'vitest';
import type { Turn } from '../../../src/core/chat/session.ts';
import type { ChatFact } from '../../../src/protocol/chatView.ts';
import type { OpenPanel } from '../../lib/panel.ts';
import { eventually, usePanel } from './harness.ts';
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
const thoughtful = (over: Partial<Turn>): Turn => turn({ thinking: 'native', reasoning: thought, reasoningTokens: 310, ...over });
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
	thinking: opened({ session: session([thoughtful({ state: thinking, budgetTokens: 1024 })]) }),
	guidedThinking: opened({ session: session([thoughtful({ thinking: 'guided', state: thinking, budgetTokens: 2048 })]) }),
	looping: opened({
		session: session([thoughtful({ state: { ...thinking, isLooping: true, thinkMore: { isArmed: true, left: 1 } }, budgetTokens: 512 })]),
	}),
	paused: opened({ session: session([thoughtful({ state: { ...thinking, isPaused: true }, budgetTokens: 2048 })]) }),
	noAnswer: opened({
		session: session([thoughtful({ closed: 'abort', thoughtMs: 72_000, state: { kind: 'done', end: 'cancelled', usage } })]),
	}),
	interrupted: opened({
		session: session([
			thoughtful({
				closed: 'natural',
				thoughtMs: 72_000,
				answer: 'The answer is four hundred',
				state: { kind: 'interrupted', message: 'The engine stopped: it was killed (exit code 137).' },
			}),
		]),
	}),
	answering: opened({ session: session([turn({ answer: codeAnswer.slice(0, 180), answerTokens: 58, state: { kind: 'answering' } })]) }),
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
	for (const outline of await page.getByRole('button', { name: /^\d+ steps$/u, expanded: false }).all()) await outline.click();
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

test.each([220, 300, 600])('nothing sticks out sideways at %i pixels', async (width) => {
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
	await eventually(() => direction('.question')).toBe(true);
	await eventually(() => direction('.answer p')).toBe(true);
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
	['dark', 300],
	['light', 300],
	['highContrast', 300],
	['dark', 220],
	['dark', 600],
	['light', 600],
] as const;
