import { mkdirSync } from 'node:fs';
import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import type { ContextMeter } from '../../../src/core/chat/contextMeter.ts';
import { contextSuggestions } from '../../../src/core/chat/contextSource.ts';
import type { ContextItem, Turn } from '../../../src/core/chat/session.ts';
import type { ChatFact } from '../../../src/protocol/chatView.ts';
import type { OpenPanel } from '../../lib/panel.ts';
import { eventually, usePanel } from './harness.ts';
import { changed, ended, opened, selection, session, turn, usage } from './samples.ts';

const { open } = usePanel();
const input = (panel: OpenPanel) => panel.page.getByLabel('Question', { exact: true });

const suggestions = (query: string): ChatFact => ({
	...{ kind: 'suggestions', trigger: '@', query },
	entries: contextSuggestions(query, [
		{ label: 'src/app.ts', uri: 'file:///w/src/app.ts', isFolder: false },
		{ label: 'src', uri: 'file:///w/src', isFolder: true },
	]),
});

describe('behind an @', () => {
	test('the host is asked what fits, and Enter attaches what is active in place of what was typed', async () => {
		const panel = await open();
		await panel.tell(opened());
		await input(panel).pressSequentially('see @app');
		await eventually(panel.intents).toContainEqual({ kind: 'suggest', trigger: '@', query: 'app' });
		await panel.tell(suggestions('app'));
		await panel.page.getByRole('option', { name: 'src/app.ts' }).waitFor();
		await input(panel).press('Enter');
		await eventually(panel.intents).toContainEqual({ kind: 'attach', source: { kind: 'file', uri: 'file:///w/src/app.ts' } });
		await eventually(() => input(panel).inputValue()).toBe('see ');
		await panel.page.getByRole('listbox').waitFor({ state: 'detached' });
		expect(panel.intents().some(({ kind }) => kind === 'ask')).toBe(false);
	});

	test('the arrow keys go around, and the input says which line is active', async () => {
		const panel = await open();
		await panel.tell(opened());
		await input(panel).pressSequentially('@');
		await panel.tell(suggestions(''));
		await panel.page.getByRole('listbox', { name: 'Add context' }).waitFor();
		await eventually(() => input(panel).getAttribute('aria-activedescendant')).toBe('picker-0');
		await input(panel).press('ArrowUp');
		await eventually(() => panel.page.locator('[aria-selected=true]').textContent()).toContain('src');
		await input(panel).press('ArrowDown');
		await input(panel).press('ArrowDown');
		await eventually(() => input(panel).getAttribute('aria-activedescendant')).toBe('picker-1');
		await input(panel).press('Tab');
		await eventually(panel.intents).toContainEqual({ kind: 'attach', source: { kind: 'openFile' } });
	});

	test('Escape closes the list, and does not stop the answer that runs', async () => {
		const panel = await open();
		await panel.tell(opened({ session: session([turn({ state: { kind: 'answering' } })]) }));
		await input(panel).pressSequentially('@');
		await panel.tell(suggestions(''));
		await panel.page.getByRole('listbox').waitFor();
		await input(panel).press('Escape');
		await panel.page.getByRole('listbox').waitFor({ state: 'detached' });
		await eventually(() => input(panel).inputValue()).toBe('@');
		expect(panel.intents().some(({ kind }) => kind === 'stop')).toBe(false);
		await input(panel).press('Escape');
		await eventually(panel.intents).toContainEqual({ kind: 'stop' });
	});

	test('a click attaches too, and the button opens the list', async () => {
		const panel = await open();
		await panel.tell(opened({ draft: 'Why' }));
		await panel.page.getByRole('button', { name: 'Add context' }).click();
		await eventually(() => input(panel).inputValue()).toBe('Why @');
		await eventually(panel.intents).toContainEqual({ kind: 'suggest', trigger: '@', query: '' });
		await panel.tell(suggestions(''));
		await panel.page.getByRole('option', { name: '@changes' }).click();
		await eventually(panel.intents).toContainEqual({ kind: 'attach', source: { kind: 'changes' } });
		await eventually(() => input(panel).inputValue()).toBe('Why ');
	});
});

test('behind a / at the start stand the commands, and one is chosen into the input', async () => {
	const panel = await open();
	await panel.tell(opened());
	await input(panel).pressSequentially('/te');
	await eventually(panel.intents).toContainEqual({ kind: 'suggest', trigger: '/', query: 'te' });
	await panel.tell({
		...{ kind: 'suggestions', trigger: '/', query: 'te' },
		entries: [{ label: 'tests', detail: 'Write unit tests', choice: { kind: 'insert', text: '/tests ' } }],
	});
	await panel.page.getByRole('option', { name: '/tests' }).waitFor();
	await input(panel).press('Enter');
	await eventually(() => input(panel).inputValue()).toBe('/tests ');
	await input(panel).press('Enter');
	await eventually(panel.intents).toContainEqual({ kind: 'ask', question: '/tests' });
});

const meter = (over: Partial<ContextMeter> = {}): ContextMeter => ({
	...{
		windowTokens: 4096,
		isEstimate: false,
		system: 60,
		standing: [],
		attached: [],
		question: 20,
		history: [],
		thought: 2048,
		answer: 1024,
	},
	...over,
});
const file: ContextItem = { kind: 'file', label: 'src/large.ts', languageId: 'typescript', text: 'x' };

describe('the context', () => {
	test('is chips with their tokens, standing instructions among them, which open their file', async () => {
		const panel = await open();
		await panel.tell(opened({ session: session([], [selection]) }), {
			kind: 'context',
			meter: meter({ attached: [1234], standing: [{ label: 'AGENTS.md', tokens: 210 }] }),
		});
		await panel.page.getByRole('listitem').filter({ hasText: 'src/dedupe.ts:10–42' }).getByText('1,234').waitFor();
		await panel.page.getByRole('listitem').filter({ hasText: 'AGENTS.md' }).getByText('210').waitFor();
		await panel.page.getByRole('button', { name: 'AGENTS.md' }).click();
		await eventually(panel.intents).toContainEqual({ kind: 'openStanding', index: 0 });
	});

	test('that goes along by itself is a chip too, and can be left out', async () => {
		const panel = await open();
		await panel.tell(opened(), { kind: 'context', meter: meter({ automatic: { label: 'src/app.ts:1–40', tokens: 321 } }) });
		await panel.page.getByRole('listitem').filter({ hasText: 'src/app.ts:1–40' }).getByText('321').waitFor();
		await panel.page.getByRole('button', { name: 'Leave out src/app.ts:1–40' }).click();
		await eventually(panel.intents).toContainEqual({ kind: 'leaveOutAutomatic' });
	});

	test('is measured: the share of the window, and its parts on demand', async () => {
		const panel = await open();
		await panel.tell(opened(), { kind: 'context', meter: meter({ attached: [500], history: [100, 200] }) });
		const button = panel.page.getByRole('button', { name: 'Context:' });
		await eventually(() => button.textContent()).toContain('46 %');
		await button.click();
		const parts = panel.page.locator('.meter-parts');
		expect((await parts.locator('div').allTextContents()).join(' · ')).toBe(
			'System60 · Attached500 · Question20 · Earlier in the chat (2 questions)300 · Thought, at most2,048 · Answer, kept free1,024 · Free144',
		);
	});

	test('that does not fit is said before it is sent, with what to drop', async () => {
		const panel = await open();
		await panel.tell(opened({ session: session([], [selection, file]) }), { kind: 'context', meter: meter({ attached: [300, 4000] }) });
		await panel.page.getByText('more than the model can read').waitFor();
		await panel.page.getByRole('button', { name: 'Remove src/large.ts', exact: true }).first().click();
		await eventually(panel.intents).toContainEqual({ kind: 'detach', index: 1 });
		await panel.tell(changed({ kind: 'detached', index: 1 }), { kind: 'context', meter: meter({ attached: [300], history: [3000, 200] }) });
		await panel.page.getByText('the oldest question of this chat will not be sent').waitFor();
	});

	test('is only told about where no model is loaded', async () => {
		const panel = await open();
		const { windowTokens: _, ...unknown } = meter({ isEstimate: true, attached: [1000] });
		await panel.tell(opened({ session: session([], [file]) }), { kind: 'context', meter: unknown });
		await panel.page.getByText('≈ 1,000').waitFor();
		await eventually(() => panel.page.getByRole('button', { name: 'Context:' }).textContent()).toContain('1.1k');
	});

	test('is searched for with progress, and the search can be stopped', async () => {
		const panel = await open();
		await panel.tell(opened(), { kind: 'searching', progress: { done: 320, total: 1200 } });
		await panel.page.getByText('Searching the workspace · 320 of 1,200 files').waitFor();
		await panel.page.getByRole('button', { name: 'Cancel' }).click();
		await eventually(panel.intents).toContainEqual({ kind: 'stopSearch' });
		await panel.tell({ kind: 'searching' });
		await panel.page.getByText('Searching the workspace').waitFor({ state: 'detached' });
	});
});

describe('what is dropped on the panel', () => {
	const drop = async (panel: OpenPanel, type: string, data: string) => {
		await input(panel).waitFor();
		await panel.page.evaluate(`(() => {
			const dataTransfer = new DataTransfer();
			dataTransfer.setData(${JSON.stringify(type)}, ${JSON.stringify(data)});
			window.dispatchEvent(new DragEvent('dragover', { dataTransfer, bubbles: true, cancelable: true }));
			window.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
		})()`);
	};

	test.each([
		['text/uri-list', '# files\r\nfile:///w/a.ts\r\nfile:///w/b.ts'],
		['application/vnd.code.uri-list', 'file:///w/a.ts\nfile:///w/b.ts'],
		['resourceurls', '["file:///w/a.ts","file:///w/b.ts"]'],
	])('is told to the host: %s', async (type, data) => {
		const panel = await open();
		await panel.tell(opened());
		await drop(panel, type, data);
		await eventually(panel.intents).toContainEqual({ kind: 'drop', uris: ['file:///w/a.ts', 'file:///w/b.ts'] });
	});

	test('is left alone where it is no file, and in Restricted Mode', async () => {
		const panel = await open();
		await panel.tell(opened());
		await drop(panel, 'text/plain', 'file:///w/a.ts');
		await panel.tell(opened({ restricted: true }));
		await drop(panel, 'text/uri-list', 'file:///w/a.ts');
		expect(panel.intents()).toEqual([{ kind: 'ready' }]);
	});
});

const sample = (answer: string, isComplete = true) => ({
	reasoning: `Thought of ${answer}`,
	reasoningTokens: 40,
	answer,
	answerTokens: 4,
	isComplete,
});
const voted: Turn = turn({
	...{ votes: 3, thinking: 'guided', reasoning: 'Thought of **Answer:** 408', answer: '**Answer:** 408' },
	samples: [sample('**Answer:** 400'), sample('**Answer:** 408'), sample('**Answer:** $408$')],
});

describe('asking three times', () => {
	test('is a switch beside the effort, and goes along with the question', async () => {
		const panel = await open();
		await panel.tell(opened({ draft: 'What is 17 * 24?' }));
		const button = panel.page.getByRole('button', { name: 'Ask 3×' });
		await button.click();
		await eventually(() => button.getAttribute('aria-pressed')).toBe('true');
		await input(panel).press('Enter');
		await eventually(panel.intents).toContainEqual({ kind: 'ask', question: 'What is 17 * 24?', votes: 3 });
		await button.click();
		await input(panel).fill('And 2?');
		await input(panel).press('Enter');
		await eventually(panel.intents).toContainEqual({ kind: 'ask', question: 'And 2?' });
	});

	test('says how many replies agree, and each can be opened with its thought', async () => {
		const panel = await open();
		await panel.tell(opened({ session: session([voted]) }));
		await panel.page.getByText('2 of 3 agree').waitFor();
		await eventually(() => panel.page.locator('.vote').allTextContents()).toEqual(['408 2×', '400 1×']);
		await panel.page.getByText('Reply 1').click();
		await panel.page.getByText('Thought of').first().waitFor();
	});

	test('tells which reply is being written, and that one is not finished', async () => {
		const panel = await open();
		const running = turn({ votes: 3, samples: [sample('**Answer:** 400')], state: { kind: 'answering' }, answer: '' });
		await panel.tell(opened({ session: session([running]) }));
		await panel.page.getByText('Reply 2 of at most 3').waitFor();
		await panel.tell(
			changed({ kind: 'answer', turnId: 't1', text: '**Ans', tokens: 1 }),
			changed({ kind: 'sampled', turnId: 't1', isComplete: false }),
			changed({ kind: 'chosen', turnId: 't1', index: 0 }),
			changed({ kind: 'ended', turnId: 't1', end: 'cancelled', usage }),
		);
		await panel.page.getByText('1 of 1 agree').waitFor();
		await panel.page.getByText('not finished').waitFor();
	});
});

const scenes: Readonly<Record<string, readonly ChatFact[]>> = {
	picker: [opened({ draft: '@' }), suggestions('')],
	chips: [
		opened({ session: session([], [selection, file]), draft: 'Why is it slow?' }),
		{ kind: 'context', meter: meter({ attached: [300, 4000], standing: [{ label: 'AGENTS.md', tokens: 210 }] }) },
	],
	votes: [opened({ session: session([voted]) }), ended],
	searching: [opened({ draft: 'Where?' }), { kind: 'searching', progress: { done: 320, total: 1200 } }],
};

async function show(panel: OpenPanel, facts: readonly ChatFact[]): Promise<void> {
	await panel.tell(...facts);
	await input(panel).focus();
	await input(panel).press('End');
	for (const each of await panel.page.locator('.context-meter, .votes-result summary').all()) {
		await each.click();
	}
	await panel.page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
}

test.each(['dark', 'light', 'highContrast'] as const)(
	'accessibility has no serious finding in %s, and nothing sticks out at 220 pixels',
	async (theme) => {
		for (const [name, facts] of Object.entries(scenes)) {
			const panel = await open({ theme, width: 220 });
			await panel.page.emulateMedia({ reducedMotion: 'reduce' });
			await panel.page.evaluate(axe.source);
			await show(panel, facts);
			const findings = await panel.page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
			violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
				.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 160)).join(' | ')))`);
			expect(findings, name).toEqual([]);
			const overflow =
				await panel.page.evaluate(`[document.documentElement, document.querySelector('.log'), document.querySelector('.composer')]
			.map((element) => element.scrollWidth - element.clientWidth)`);
			expect(overflow, name).toEqual([0, 0, 0]);
		}
	},
);

test.runIf(process.env.SCREENSHOTS)('pictures of the context', async () => {
	mkdirSync('out/panel', { recursive: true });
	for (const [theme, width] of [
		['dark', 300],
		['light', 300],
		['highContrast', 300],
		['dark', 220],
		['dark', 600],
	] as const) {
		for (const [name, facts] of Object.entries(scenes)) {
			const panel = await open({ theme, width });
			await show(panel, facts);
			await panel.page.screenshot({ path: `out/panel/context-${name}-${theme}-${width}.png` });
		}
	}
});
