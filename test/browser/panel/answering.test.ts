import { describe, expect, test } from 'vitest';
import { eventually, usePanel } from './harness.ts';
import {
	answer,
	asked,
	began,
	changed,
	closed,
	codeAnswer,
	ended,
	opened,
	pieces,
	reasoning,
	selection,
	session,
	thought,
	turn,
	usage,
} from './samples.ts';

const { open } = usePanel();

describe('reasoning', () => {
	test('streams as text, then folds to one line that opens again as Markdown', async () => {
		const panel = await open();
		const { page } = panel;
		await panel.tell(opened(), asked(), changed({ kind: 'reading', turnId: 't1', evaluated: 120, total: 480 }));
		await page.getByText('Reading · 120 of 480 tokens').waitFor();
		await panel.tell(began(), ...pieces(thought).map(reasoning));
		const head = page.locator('.reasoning-head');
		await head.getByText('Thinking').waitFor();
		await head.getByText('Guided reasoning').waitFor();
		await eventually(() => head.textContent()).toMatch(new RegExp(`\\d+ s · ${pieces(thought).length} tok`, 'u'));
		await eventually(() => head.getAttribute('aria-expanded')).toBe('true');
		await eventually(() => page.locator('.preview').textContent()).toContain('\\(24 = 20 + 4\\)');

		await panel.tell(closed, ...pieces('**Answer:** $17 \\times 24 = 408$').map(answer), ended);
		await page.getByText(`Thought for 12 s · ${pieces(thought).length} tokens`).waitFor();
		await eventually(() => head.getAttribute('aria-expanded')).toBe('false');
		await eventually(() => page.locator('.preview').count()).toBe(0);
		await page.locator('.answer strong', { hasText: 'Answer:' }).waitFor();
		await eventually(() => page.locator('.answer .katex').count()).toBe(1);

		await head.click();
		await page.locator('.reasoning-body ol').first().waitFor();
		await eventually(() => page.locator('.reasoning-body math').count()).toBe(5);
	});

	test('has one height while it grows, and shows its end', async () => {
		const panel = await open();
		const preview = panel.page.locator('.preview');
		await panel.tell(opened(), asked(), began('native'), reasoning('One line.'));
		await preview.getByText('One line.').waitFor();
		const height = (await preview.boundingBox())?.height;
		await panel.tell(...Array.from({ length: 60 }, (_, line) => reasoning(`\n\nLine ${line} of the thought.`)));
		await preview.getByText('Line 59 of the thought.').waitFor();
		expect((await preview.boundingBox())?.height).toBe(height);
		await eventually(() =>
			preview.evaluate(({ scrollTop, clientHeight, scrollHeight }) => scrollHeight - scrollTop - clientHeight),
		).toBeLessThan(2);
	});

	test('stays as the reader set it', async () => {
		const panel = await open();
		const head = panel.page.locator('.reasoning-head');
		await panel.tell(opened(), asked(), began('native'), reasoning('Hm.'));
		await head.click();
		await eventually(() => head.getAttribute('aria-expanded')).toBe('false');
		await head.click();
		await panel.tell(closed, answer('Done.'), ended);
		await panel.page.getByText('Done.').waitFor();
		await eventually(() => head.getAttribute('aria-expanded')).toBe('true');
	});

	test('is no block where it is blank', async () => {
		const panel = await open();
		await panel.tell(opened(), asked(), began('native'), reasoning('\n\n'), closed, answer('Done.'), ended);
		await panel.page.getByText('Done.').waitFor();
		await eventually(() => panel.page.locator('.reasoning').count()).toBe(0);
	});

	test('that ends without an answer is not taken for one', async () => {
		const panel = await open();
		const noAnswer = turn({
			thinking: 'native',
			reasoning: 'Hm',
			reasoningTokens: 512,
			closed: 'budget',
			state: { kind: 'done', end: 'noAnswer', usage },
		});
		await panel.tell(opened({ session: session([noAnswer]) }));
		await panel.page.getByText('No answer yet').first().waitFor();
		await panel.page.getByText('cut at its budget').waitFor();
		await eventually(() => panel.page.locator('.answer').count()).toBe(0);
		await panel.page.getByRole('button', { name: 'Retry' }).click();
		await eventually(panel.intents).toContainEqual({ kind: 'retry', turnId: 't1' });
	});
});

describe('the answer', () => {
	test('is drawn as Markdown with code, table, tasks and math', async () => {
		const panel = await open();
		const { page } = panel;
		await panel.tell(opened(), asked(), began('none'), ...pieces(codeAnswer).map(answer), ended);
		await page.locator('.hl-keyword', { hasText: 'export' }).waitFor();
		await eventually(() => page.locator('.code-language').textContent()).toBe('TypeScript');
		await eventually(() => page.locator('.answer table td').count()).toBe(2);
		await eventually(() => page.locator('.answer input[type=checkbox]').count()).toBe(2);
		await eventually(() => page.locator('.answer .katex').count()).toBe(1);
		await eventually(() => page.locator('.answer strong').textContent()).toBe('first');
	});

	test('code can be copied and inserted, the whole answer copied, links go to the host', async () => {
		const panel = await open();
		const { page } = panel;
		await panel.tell(opened({ session: session([turn({ answer: codeAnswer })]) }));
		const code = '/** Order is kept. */\nexport const dedupe = <T>(items: readonly T[]): T[] => [...new Set(items)];';
		await page.getByRole('button', { name: 'Copy code' }).click();
		await eventually(panel.intents).toContainEqual({ kind: 'copy', text: code });
		await page.getByRole('button', { name: 'Copied' }).waitFor();
		await page.getByRole('button', { name: 'Insert at cursor' }).click();
		await eventually(panel.intents).toContainEqual({ kind: 'insertAtCursor', text: code });
		await page.getByRole('button', { name: 'Copy answer' }).click();
		await eventually(panel.intents).toContainEqual({ kind: 'copy', text: codeAnswer });
		await page.getByRole('button', { name: 'Set', exact: true }).click();
		await eventually(panel.intents).toContainEqual({ kind: 'openLink', href: 'https://developer.mozilla.org/docs/Set' });
	});

	test('says what it rests on, what it cost and who wrote it', async () => {
		const panel = await open();
		const { page } = panel;
		await panel.tell(opened({ session: session([turn({ answer: 'Yes.', context: [selection] }), turn({ id: 't2', answer: 'No.' })]) }));
		await page.getByText('Qwen2.5-Coder 1.5B · 1.5 s · 120 tokens · 410 of 512 prompt tokens reused').first().waitFor();
		await page.getByText('No context used').waitFor();
		await page.getByRole('button', { name: 'src/dedupe.ts:10–42' }).click();
		await eventually(panel.intents).toContainEqual({ kind: 'openContext', turnId: 't1', index: 0 });
	});

	test('keeps the elements of its closed blocks while the last one grows', async () => {
		const panel = await open();
		const { page } = panel;
		await panel.tell(opened(), asked(), began('none'), answer('First paragraph.\n\nSecond'));
		const first = page.locator('.answer > p').first();
		await page.getByText('Second').waitFor();
		await first.evaluate((element) => element.setAttribute('data-same', 'yes'));
		await panel.tell(answer(' paragraph.\n\n```js\nlet a = 1;\n```\n\nThird.'), ended);
		await page.getByText('Third.').waitFor();
		await eventually(() => first.getAttribute('data-same')).toBe('yes');
	});

	test.each([
		['length', 'Cut at the length limit', false],
		['cancelled', 'Stopped', true],
	] as const)('that ended by %s says so', async (end, note, canRetry) => {
		const panel = await open();
		await panel.tell(opened({ session: session([turn({ answer: 'Half an', state: { kind: 'done', end, usage } })]) }));
		await panel.page.locator('.note', { hasText: note }).waitFor();
		await eventually(() => panel.page.getByRole('button', { name: 'Retry' }).count()).toBe(canRetry ? 1 : 0);
	});

	test('that failed says why, and what can be done', async () => {
		const panel = await open();
		await panel.tell(opened(), asked(), changed({ kind: 'failed', turnId: 't1', message: 'The engine stopped.', canRestart: true }));
		await panel.page.locator('.outcome', { hasText: 'The engine stopped.' }).waitFor();
		await panel.page.getByRole('button', { name: 'Restart Engine' }).click();
		await panel.page.getByRole('button', { name: 'Retry' }).click();
		await eventually(panel.intents).toEqual([{ kind: 'ready' }, { kind: 'restartEngine' }, { kind: 'retry', turnId: 't1' }]);
	});

	test('that failed late in a conversation can be left for a new chat', async () => {
		const panel = await open();
		const failed = turn({ id: 't2', state: { kind: 'failed', message: 'The question is too long.', canRestart: false } });
		await panel.tell(opened({ session: session([turn({ answer: 'Yes.' }), failed]) }));
		await panel.page.getByRole('button', { name: 'New Chat' }).click();
		await eventually(panel.intents).toContainEqual({ kind: 'newChat' });
	});

	test('that was interrupted can be asked for again, but only at the end of the conversation', async () => {
		const panel = await open();
		const interrupted = turn({ answer: 'Half', state: { kind: 'interrupted' } });
		await panel.tell(opened({ session: session([interrupted]) }));
		await panel.page.getByRole('button', { name: 'Retry' }).waitFor();
		await panel.tell(asked('Next?', 't2'));
		await panel.page.getByText('Next?').waitFor();
		await eventually(() => panel.page.getByRole('button', { name: 'Retry' }).count()).toBe(0);
	});
});

describe('the view', () => {
	const lines = (from: number, to: number): string =>
		Array.from({ length: to - from }, (_, index) => `Paragraph ${from + index} of a long answer.\n\n`).join('');

	test('stays at the end while the answer grows, until the reader scrolls up', async () => {
		const panel = await open({ height: 400 });
		const { page } = panel;
		const log = page.locator('.log');
		const fromEnd = (): Promise<number> =>
			log.evaluate(({ scrollTop, clientHeight, scrollHeight }) => scrollHeight - scrollTop - clientHeight);
		await panel.tell(opened(), asked(), began('none'), answer(lines(0, 40)));
		await page.getByText('Paragraph 39').waitFor();
		await eventually(fromEnd).toBeLessThan(2);

		await log.hover();
		await page.mouse.wheel(0, -300);
		const jump = page.getByRole('button', { name: 'Jump to latest' });
		await jump.waitFor();
		const before = await log.evaluate(({ scrollTop }) => scrollTop);
		await panel.tell(answer(lines(40, 60)));
		await page.getByText('Paragraph 59').waitFor({ state: 'attached' });
		await eventually(() => log.evaluate(({ scrollTop }) => scrollTop)).toBe(before);

		await jump.click();
		await eventually(fromEnd).toBeLessThan(2);
		await jump.waitFor({ state: 'detached' });
		await panel.tell(answer(lines(60, 80)));
		await page.getByText('Paragraph 79').waitFor();
		await eventually(fromEnd).toBeLessThan(2);
	});

	test('goes to a question that a command asked, also from far above', async () => {
		const panel = await open({ height: 400 });
		await panel.tell(opened({ session: session([turn({ answer: lines(0, 60) })]) }));
		await panel.page.getByText('Paragraph 59').waitFor();
		await panel.page.locator('.log').hover();
		await panel.page.mouse.wheel(0, -1000);
		await panel.page.getByRole('button', { name: 'Jump to latest' }).waitFor();
		const event = { kind: 'asked', turnId: 't2', question: 'Explain it.', task: 'explain', context: [], askedAt: Date.now() } as const;
		await panel.tell({ kind: 'changed', event });
		await eventually(() => panel.page.getByText('Explain it.').isVisible()).toBe(true);
		await panel.page.getByRole('button', { name: 'Jump to latest' }).waitFor({ state: 'detached' });
	});

	test('keeps a thought under the pointer when it is opened', async () => {
		const panel = await open({ height: 400 });
		const head = panel.page.locator('.reasoning-head');
		await panel.tell(opened({ session: session([turn({ reasoning: lines(0, 40), reasoningTokens: 400, answer: 'Yes.' })]) }));
		const before = await head.boundingBox();
		await head.click();
		await panel.page.getByText('Paragraph 39').waitFor({ state: 'attached' });
		expect((await head.boundingBox())?.y).toBe(before?.y);
	});

	test('tells a screen reader of states, once each', async () => {
		const panel = await open();
		const spoken = panel.page.locator('[aria-live=polite]');
		await panel.tell(opened(), asked());
		await eventually(() => spoken.textContent()).toBe('The question waits for the model.');
		await panel.tell(began('native'), reasoning('a'), reasoning('b'));
		await eventually(() => spoken.textContent()).toBe('Thinking.');
		await panel.tell(closed, answer('x'), ended);
		await eventually(() => spoken.textContent()).toBe('The answer is complete.');
	});

	test('is replayed whole when the webview is made anew', async () => {
		const panel = await open();
		await panel.tell(opened({ session: session([turn({ answer: 'Old.' })]) }));
		await panel.page.getByText('Old.').waitFor();
		await panel.tell(opened({ session: session([turn({ id: 't9', answer: 'New.' })]) }));
		await panel.page.getByText('New.').waitFor();
		await eventually(() => panel.page.getByText('Old.').count()).toBe(0);
	});
});
