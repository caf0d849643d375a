import type { Locator } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { ChatIntent } from '../../../src/protocol/chatView.ts';
import type { OpenPanel } from '../../lib/panel.ts';
import { eventually, usePanel } from './harness.ts';
import { answer, asked, began, changed, closed, ended, opened, reasoning, session, thinking, turn, usage } from './samples.ts';

const { open } = usePanel();
const turnId = 't1';
const paused = (isPaused: boolean) => changed({ kind: 'paused', turnId, isPaused });
const budget = (tokens: number) => changed({ kind: 'budget', turnId, tokens });

async function thinkingPanel(): Promise<OpenPanel> {
	const panel = await open();
	await panel.tell(opened(), asked(), began('native'), budget(10), reasoning('Let me'), reasoning(' see.'));
	await tool(panel, 'Answer now').waitFor();
	return panel;
}

const tool = ({ page }: OpenPanel, name: string | RegExp): Locator => page.locator('.thought-tools').getByRole('button', { name });
const remark = ({ page }: OpenPanel): Locator => page.getByLabel('Remark for the thought');
const hasFocus = (locator: Locator): Promise<boolean> =>
	locator.evaluate((element) => element.ownerDocument.activeElement === element, undefined, { timeout: 20_000 });
const said = (panel: OpenPanel): readonly ChatIntent[] => panel.intents().filter(({ kind }) => kind !== 'ready');

describe('a thought that runs', () => {
	test('tells its time, tokens, speed and share of the budget', async () => {
		const panel = await thinkingPanel();
		await eventually(() => panel.page.locator('.reasoning-head').textContent()).toMatch(
			/^Thinking · \d+ s · 2 tok · \d+(?:\.\d)? tok\/s · budget 20 %/u,
		);
		await panel.tell(budget(4));
		await eventually(() => panel.page.locator('.reasoning-head').textContent()).toContain('budget 50 %');
	});

	test('is closed by Answer now, once, and the focus goes to its head', async () => {
		const panel = await thinkingPanel();
		await tool(panel, 'Answer now').focus();
		await panel.page.keyboard.press('Enter');
		await tool(panel, 'Closing the thought').waitFor();
		await panel.page.keyboard.press('Enter');
		expect(said(panel)).toEqual([{ kind: 'answerNow', turnId }]);
		await panel.tell(changed({ kind: 'closed', turnId, reason: 'user', thoughtMs: 900 }), answer('Four.'));
		await panel.page.getByText('cut by you').waitFor();
		await eventually(() => panel.page.locator('.thought-tools').count()).toBe(0);
		await eventually(() => hasFocus(panel.page.locator('.reasoning-head'))).toBe(true);
	});

	test('can be asked to go on while that is possible', async () => {
		const panel = await thinkingPanel();
		await tool(panel, /^Think more/u).click();
		await eventually(() => said(panel)).toEqual([{ kind: 'thinkMore', turnId }]);
		await panel.tell(changed({ kind: 'thinkMore', turnId, isArmed: true, left: 1 }));
		const armed = tool(panel, /^Will think more/u);
		await armed.waitFor();
		await eventually(() => armed.getAttribute('aria-pressed')).toBe('true');
		await armed.click({ force: true });
		await panel.tell(changed({ kind: 'thinkMore', turnId, isArmed: false, left: 0 }));
		const spent = tool(panel, /^Think more/u);
		await spent.waitFor();
		await eventually(() => spent.getAttribute('aria-disabled')).toBe('true');
		// It can still be reached, so that its title says why.
		await spent.click({ force: true });
		expect(said(panel)).toHaveLength(1);
	});

	test('that repeats itself says so, and puts Answer now forward', async () => {
		const panel = await thinkingPanel();
		await panel.tell(changed({ kind: 'looping', turnId }));
		await panel.page.getByText('It seems to repeat itself.').waitFor();
		await panel.page.locator('.tool.wanted', { hasText: 'Answer now' }).waitFor();
	});

	test('obeys keys from anywhere in the panel', async () => {
		const panel = await thinkingPanel();
		const input = panel.page.getByLabel('Question', { exact: true });
		await input.fill('next');
		await input.press('Alt++');
		await input.press('Alt+Shift+Enter');
		await remark(panel).waitFor();
		await panel.page.keyboard.press('Escape');
		await input.focus();
		await input.press('Alt+Enter');
		await eventually(() => said(panel).map(({ kind }) => kind)).toEqual(['thinkMore', 'pauseThought', 'resumeThought', 'answerNow']);
		await eventually(() => input.inputValue()).toBe('next');
	});

	test('has all its buttons in the order of Tab', async () => {
		const panel = await thinkingPanel();
		await panel.page.locator('.reasoning-head').focus();
		const names: (string | null)[] = [];
		for (let step = 0; step < 7; step++) {
			await panel.page.keyboard.press('Tab');
			names.push(await panel.page.evaluate('(document.activeElement.ariaLabel ?? document.activeElement.textContent).trim().slice(0, 10)'));
		}
		expect(names).toEqual(['Find in th', 'Copy thoug', 'Show the w', 'Thought so', 'Answer now', 'Think more', 'Steer']);
	});
});

describe('steering', () => {
	test('pauses the thought, and Enter puts the remark in', async () => {
		const panel = await thinkingPanel();
		await tool(panel, 'Steer').click();
		await panel.tell(paused(true));
		await panel.page.locator('.reasoning-head', { hasText: 'Paused' }).waitFor();
		await eventually(() => panel.page.locator('.reasoning-head').textContent()).not.toContain('tok/s');
		await eventually(() => hasFocus(remark(panel))).toBe(true);
		await remark(panel).fill(' mind zero ');
		await remark(panel).press('Enter');
		await eventually(() => said(panel)).toEqual([
			{ kind: 'pauseThought', turnId },
			{ kind: 'steer', turnId, remark: 'mind zero' },
		]);
		await eventually(() => hasFocus(tool(panel, 'Steer'))).toBe(true);
		await panel.tell(changed({ kind: 'reasoning', turnId, text: '\n\nmind zero\n\n', tokens: 0 }), paused(false));
		await panel.page.locator('.reasoning-head', { hasText: 'Thinking' }).waitFor();
		await panel.page.locator('.preview', { hasText: 'mind zero' }).waitFor();
	});

	test('is given up by Escape, which does not stop the answer', async () => {
		const panel = await thinkingPanel();
		await tool(panel, 'Steer').click();
		await panel.tell(paused(true));
		await remark(panel).fill('no');
		await remark(panel).press('Escape');
		await panel.tell(paused(false));
		await eventually(() => said(panel)).toEqual([
			{ kind: 'pauseThought', turnId },
			{ kind: 'resumeThought', turnId },
		]);
		await eventually(() => hasFocus(tool(panel, 'Steer'))).toBe(true);
	});

	test('without words just goes on', async () => {
		const panel = await thinkingPanel();
		await tool(panel, 'Steer').click();
		await panel.tell(paused(true));
		await tool(panel, 'Go on').click();
		await eventually(() => said(panel).at(-1)).toEqual({ kind: 'resumeThought', turnId });
	});

	test('the Enter that ends a composition of an input method does not send', async () => {
		const panel = await thinkingPanel();
		await tool(panel, 'Steer').click();
		await remark(panel).fill('かんじ');
		await remark(panel).evaluate((element) => {
			const view = element.ownerDocument.defaultView;
			if (view) element.dispatchEvent(new view.KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true }));
		});
		await eventually(() => remark(panel).inputValue()).toBe('かんじ');
		expect(said(panel)).toEqual([{ kind: 'pauseThought', turnId }]);
	});

	test('loses nothing where the thought ends first: the remark goes to the input, and the focus with it', async () => {
		const panel = await thinkingPanel();
		await tool(panel, 'Steer').click();
		await remark(panel).fill('mind zero');
		await panel.tell(closed, answer('Four.'));
		const input = panel.page.getByLabel('Question', { exact: true });
		await eventually(() => input.inputValue()).toBe('mind zero');
		await eventually(() => hasFocus(input)).toBe(true);
	});

	test('a paused thought still waits for its remark when the webview is made anew', async () => {
		const panel = await open();
		await panel.tell(opened({ session: session([turn({ reasoning: 'Hm', thinking: 'native', state: { ...thinking, isPaused: true } })]) }));
		await remark(panel).waitFor();
		await remark(panel).press('Escape');
		await eventually(() => said(panel)).toEqual([{ kind: 'resumeThought', turnId }]);
	});
});

describe('a turn that stopped early', () => {
	const stopped = turn({
		thinking: 'native',
		reasoning: 'Let me see',
		reasoningTokens: 3,
		closed: 'abort',
		state: { kind: 'done', end: 'cancelled', usage },
	});

	test('in its thought has no answer yet, and offers to go on or to answer', async () => {
		const panel = await open();
		await panel.tell(opened({ session: session([stopped]) }));
		await panel.page.locator('.note', { hasText: 'no answer yet' }).waitFor();
		await eventually(() => panel.page.locator('.answer').count()).toBe(0);
		await panel.page.getByRole('button', { name: 'Continue' }).click();
		await panel.page.getByRole('button', { name: 'Answer now' }).click();
		await eventually(() => said(panel)).toEqual([
			{ kind: 'continueTurn', turnId },
			{ kind: 'answerNow', turnId },
		]);
	});

	test('goes on with its thought, and the focus is not lost', async () => {
		const panel = await open();
		await panel.tell(opened({ session: session([stopped]) }));
		await panel.page.getByRole('button', { name: 'Continue' }).focus();
		await panel.tell(changed({ kind: 'resumed', turnId }), reasoning(' again.'));
		await panel.page.locator('.preview', { hasText: 'Let me see again.' }).waitFor();
		await eventually(() => panel.page.getByRole('button', { name: 'Continue' }).count()).toBe(0);
		await eventually(() => hasFocus(panel.page.locator('.reasoning-head'))).toBe(true);
	});

	test('at the length limit can go on', async () => {
		const panel = await open();
		await panel.tell(opened({ session: session([turn({ answer: 'Half an', state: { kind: 'done', end: 'length', usage } })]) }));
		await panel.page.getByRole('button', { name: 'Continue' }).click();
		await eventually(() => said(panel)).toEqual([{ kind: 'continueTurn', turnId }]);
		await panel.tell(changed({ kind: 'resumed', turnId }), answer(' answer.'), ended);
		await panel.page.locator('.answer', { hasText: 'Half an answer.' }).waitFor();
	});

	test('with its engine says why, keeps its text, and can go on or be asked again', async () => {
		const panel = await open();
		const state = { kind: 'interrupted', message: 'The engine stopped: it was killed.' } as const;
		await panel.tell(opened({ session: session([turn({ answer: 'Half an', state })]) }));
		await panel.page.locator('.outcome', { hasText: 'it was killed' }).waitFor();
		await panel.page.locator('.answer', { hasText: 'Half an' }).waitFor();
		await panel.page.getByRole('button', { name: 'Continue' }).click();
		await panel.page.getByRole('button', { name: 'Retry' }).click();
		await eventually(() => said(panel).map(({ kind }) => kind)).toEqual(['continueTurn', 'retry']);
	});

	test('before its first word can only be asked again', async () => {
		const panel = await open();
		await panel.tell(opened({ session: session([turn({ state: { kind: 'done', end: 'cancelled', usage } })]) }));
		await panel.page.getByRole('button', { name: 'Retry' }).waitFor();
		await eventually(() => panel.page.getByRole('button', { name: 'Continue' }).count()).toBe(0);
	});
});

test('efforts that the context clips say what they come to', async () => {
	const panel = await open();
	await panel.tell(opened(), changed({ kind: 'asked', turnId, question: 'Why?', task: 'chat', context: [], askedAt: 0 }));
	await panel.tell(changed({ kind: 'began', turnId, model: 'A Model', thinking: 'native', contextTokens: 4096 }));
	const effort = panel.page.getByLabel('Thinking effort');
	await eventually(() => effort.locator('option').allTextContents()).toEqual(['Off', 'Low', 'Medium', 'High (3,072)', 'Max']);
	await panel.tell({ kind: 'effort', effort: 'high' });
	await eventually(() => panel.page.locator('.effort label').getAttribute('title')).toContain('at most 3,072 of 8,192 tokens');
});

test('an answer that is written tells its speed', async () => {
	const panel = await open();
	await panel.tell(opened(), asked(), began('none'), answer('One'));
	await eventually(() => panel.page.locator('.progress-line').textContent()).toMatch(/^Answering · \d+ s · 1 tok · \d/u);
});
