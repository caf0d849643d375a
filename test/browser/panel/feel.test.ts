import { describe, expect, test } from 'vitest';
import type { ChatFact } from '../../../src/protocol/chatView.ts';
import type { OpenPanel } from '../../lib/panel.ts';
import { eventually, usePanel } from './harness.ts';
import { codeAnswer, opened, selection, session, thinking, thought, turn } from './samples.ts';

const { open } = usePanel();
const input = (panel: OpenPanel) => panel.page.getByLabel('Question', { exact: true });
const settled = (panel: OpenPanel) =>
	panel.page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');

const meter: ChatFact = {
	kind: 'context',
	meter: {
		...{ windowTokens: 8192, isEstimate: false, system: 60, standing: [{ label: 'AGENTS.md', tokens: 210 }], attached: [120] },
		...{ question: 20, history: [300], thought: 2048, answer: 1228 },
	},
};

describe('the keyboard', () => {
	test('goes from the input through its tools in the order in which they stand', async () => {
		const panel = await open({ width: 500 });
		await panel.tell(opened({ session: session([], [selection]), draft: 'Why?' }), meter);
		await input(panel).focus();
		const names: unknown[] = [];
		for (let step = 0; step < 5; step++) {
			await panel.page.keyboard.press('Tab');
			names.push(await panel.page.evaluate('document.activeElement.getAttribute("aria-label")'));
		}
		expect(names).toEqual(['Add context', 'Thinking effort', 'Ask 3×', expect.stringContaining('Context:'), 'Send']);
		await input(panel).focus();
		await panel.page.keyboard.press('Shift+Tab');
		await eventually(() => panel.page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Remove src/dedupe.ts:10–42');
	});

	test('that composes with an input method neither picks from a list nor recalls a question', async () => {
		const panel = await open();
		await panel.tell(opened({ session: session([turn()]) }));
		const compose = (key: string) =>
			input(panel).evaluate((element, pressed) => {
				const view = element.ownerDocument.defaultView;
				if (view) element.dispatchEvent(new view.KeyboardEvent('keydown', { key: pressed, isComposing: true, bubbles: true }));
			}, key);
		await input(panel).focus();
		await compose('ArrowUp');
		await eventually(() => input(panel).inputValue()).toBe('');
		await input(panel).pressSequentially('@');
		await panel.tell({
			...{ kind: 'suggestions', trigger: '@', query: '' },
			entries: [{ label: 'problems', detail: '', choice: { kind: 'attach', source: { kind: 'problems' } } }],
		});
		await panel.page.getByRole('listbox').waitFor();
		await compose('Enter');
		await settled(panel);
		expect(panel.intents().some(({ kind }) => kind === 'attach' || kind === 'ask')).toBe(false);
	});
});

test('nothing moves for those who want it so', async () => {
	const panel = await open();
	await panel.page.emulateMedia({ reducedMotion: 'reduce' });
	await panel.tell(opened({ session: session([turn({ thinking: 'native', reasoning: thought, state: thinking, budgetTokens: 1024 })]) }), {
		...{ kind: 'searching', progress: { done: 1, total: 2 } },
	});
	await settled(panel);
	await eventually(() => panel.page.evaluate('document.getAnimations().length')).toBe(0);
});

test('what is typed from right to left stands at the right', async () => {
	const panel = await open();
	await panel.tell(opened());
	await input(panel).fill('מה זה?');
	await eventually(() => input(panel).evaluate((element) => element.matches(':dir(rtl)'))).toBe(true);
});

test('at 200 % zoom a narrow panel still shows all of it, and the input stays within reach', async () => {
	// A panel of 300 pixels has 150 of them then, and half its height.
	const panel = await open({ width: 150, height: 350 });
	const attached = [selection, { ...selection, label: 'a/very/long/path/of/folders/that/goes/on/file.ts' }];
	await panel.tell(
		opened({ session: session([turn({ question: 'Explain', answer: codeAnswer, context: [selection] })], attached) }),
		meter,
	);
	await settled(panel);
	const overflow =
		await panel.page.evaluate(`[document.documentElement, document.querySelector('.log'), document.querySelector('.composer')]
		.map((element) => element.scrollWidth - element.clientWidth)`);
	expect(overflow).toEqual([0, 0, 0]);
	const box = await panel.page.getByRole('button', { name: 'Send' }).boundingBox();
	expect((box?.y ?? 1000) + (box?.height ?? 0)).toBeLessThanOrEqual(350);
});

test('while an answer grows the view stays where the reader put it, and a button leads to the latest', async () => {
	const panel = await open({ height: 400 });
	const long = turn({ answer: 'A line of the answer.\n\n'.repeat(60), state: { kind: 'answering' } });
	await panel.tell(opened({ session: session([long]) }));
	await settled(panel);
	const top = () => panel.page.evaluate('Math.round(document.querySelector(".log").scrollTop)');
	await panel.page.locator('.log').hover();
	await panel.page.mouse.wheel(0, -600);
	await panel.page.getByRole('button', { name: 'Jump to latest' }).waitFor();
	await settled(panel);
	const before = await top();
	await panel.tell({ kind: 'changed', event: { kind: 'answer', turnId: 't1', text: 'More of it.\n\n'.repeat(10), tokens: 1 } });
	await panel.page.getByText('More of it.').first().waitFor({ state: 'attached' });
	await eventually(() => top()).toBe(before);
	await panel.page.getByRole('button', { name: 'Jump to latest' }).click();
	await eventually(top).not.toBe(before);
	await panel.page.getByRole('button', { name: 'Jump to latest' }).waitFor({ state: 'detached' });
});
