import { describe, expect, test } from 'vitest';
import type { Pace } from '../../../src/core/reasoning/pace.ts';
import type { ChatFact } from '../../../src/protocol/chatView.ts';
import { longThought } from '../../bench/thoughtText.ts';
import type { OpenPanel } from '../../lib/panel.ts';
import { eventually, usePanel } from './harness.ts';
import { answer, asked, began, changed, closed, ended, opened, reasoning, session, turn } from './samples.ts';

const { open } = usePanel();
const text = longThought(20_000);
const pace: Pace = Array.from({ length: 100 }, (_, index) => ({
	characters: (index + 1) * 200,
	tokens: (index + 1) * 50,
	ms: (index + 1) * 1000,
}));
const thoughtful = (): ChatFact =>
	opened({
		session: session([
			turn({
				thinking: 'native',
				reasoning: text,
				reasoningTokens: 5000,
				thoughtMs: 100_000,
				pace,
				closed: 'natural',
				answer: 'So it is.',
			}),
		]),
	});

async function openThought(panel: OpenPanel): Promise<void> {
	await panel.tell(thoughtful());
	await panel.page.locator('.reasoning-head').click();
	await panel.page.locator('.thought').waitFor();
}

async function liveThought(panel: OpenPanel): Promise<void> {
	await panel.tell(opened(), asked(), began('native'), reasoning(text));
	await panel.page.locator('.preview').waitFor();
}

const isInView = (selector: string) => `(() => {
	const box = document.querySelector('${selector}').getBoundingClientRect();
	return box.bottom > 0 && box.top < innerHeight;
})()`;
const highlighted = 'CSS.highlights.get("found-now")?.size ?? 0';

describe('the head of a thought', () => {
	test('names the present step while it runs, and counts the steps when it is over', async () => {
		const panel = await open();
		await panel.tell(opened(), asked(), began('native'), reasoning('Okay, I need to find the smallest number. '.repeat(4)));
		await panel.page.locator('.current-step', { hasText: 'Okay, I need to find the smallest number' }).waitFor();
		await panel.tell(reasoning('\n\nWait, that is not right at all. And so on.'));
		await panel.page.locator('.current-step', { hasText: 'Wait, that is not right at all' }).waitFor();
		await panel.tell(closed, answer('Four.'), ended);
		await panel.page.locator('.reasoning-head', { hasText: '2 steps · 1 backtrack' }).waitFor();
	});

	test('has one height from its first word on', async () => {
		const panel = await open();
		const head = panel.page.locator('.reasoning-head');
		await panel.tell(opened(), asked(), began('native'), reasoning('Hm'));
		const before = await head.boundingBox();
		await panel.tell(reasoning('m, I need to add up all of the numbers that were given. So'));
		await panel.page.locator('.current-step', { hasText: 'add up' }).waitFor();
		expect((await head.boundingBox())?.height).toBe(before?.height);
	});
});

describe('a thought is seen', () => {
	test('in a small window, then whole, and as the reader chose the next time', async () => {
		const panel = await open();
		const { page } = panel;
		await liveThought(panel);
		await page.getByText('The last 3,000 characters.').waitFor();
		await page.getByRole('button', { name: 'Show the whole thought' }).click();
		await page.getByText('Okay, so I need to find out how the cache grows').first().waitFor();
		await eventually(() => page.locator('.preview').count()).toBe(0);
		await panel.tell(closed, answer('Four.'), ended);
		await page.locator('.thought math').first().waitFor({ state: 'attached' });
		const next = { kind: 'asked', turnId: 't2', question: 'Next?', task: 'chat', context: [], askedAt: 1 } as const;
		await panel.tell({ kind: 'changed', event: next }, changed({ kind: 'reasoning', turnId: 't2', text: 'Other words.', tokens: 2 }));
		await page.locator('.thought', { hasText: 'Other words.' }).waitFor();
		await eventually(() => page.locator('.preview').count()).toBe(0);
	});

	test('as one line from its end on, unless it was touched', async () => {
		const panel = await open();
		await liveThought(panel);
		await panel.tell(closed, answer('Four.'), ended);
		await eventually(() => panel.page.locator('.reasoning-head').getAttribute('aria-expanded')).toBe('false');
	});

	test('until it is collapsed from below, and the focus is on its head, in view', async () => {
		const panel = await open();
		await openThought(panel);
		await panel.page.getByRole('button', { name: 'Collapse the thought' }).click();
		const head = panel.page.locator('.reasoning-head');
		await eventually(() => head.getAttribute('aria-expanded')).toBe('false');
		await eventually(() => panel.page.evaluate('document.activeElement.className')).toBe('reasoning-head');
		await eventually(() => panel.page.evaluate(isInView('.reasoning-head'))).toBe(true);
	});
});

describe('the outline', () => {
	test('lists the steps with what they cost, says that it is a guess, and goes to one', async () => {
		const panel = await open({ height: 500 });
		const { page } = panel;
		await openThought(panel);
		await page.getByRole('button', { name: /^\d+ steps$/u }).click();
		const rows = page.locator('.step');
		await rows.first().waitFor();
		await eventually(() => rows.count()).toBeGreaterThan(20);
		await page.getByText('A guess by how each paragraph begins.').waitFor();
		await eventually(() => rows.nth(3).locator('.facts').textContent()).toMatch(/^[\d.]+ s · \d+ tok$/u);
		const last = rows.last();
		const title = (await last.locator('.step-title').textContent()) ?? '';
		await last.locator('.step-jump').click();
		await eventually(() => page.evaluate(highlighted)).toBe(1);
		const range = '[...CSS.highlights.get("found-now")][0]';
		expect(title).toContain(await page.evaluate(`${range}.toString()`));
		expect(
			await page.evaluate(`(() => { const { top } = ${range}.getBoundingClientRect(); return top >= 0 && top < innerHeight; })()`),
		).toBe(true);
		await eventually(() => last.locator('[aria-current=step]').count()).toBe(1);
	});

	test('is walked by the keys [ and ]', async () => {
		const panel = await open();
		const { page } = panel;
		await openThought(panel);
		await page.getByRole('button', { name: /^\d+ steps$/u }).click();
		await page.keyboard.press(']');
		await page.keyboard.press(']');
		await page.locator('.step.current .step-number', { hasText: /^2$/u }).waitFor();
		await page.keyboard.press('[');
		await page.locator('.step.current .step-number', { hasText: /^1$/u }).waitFor();
	});

	test('asks about a step, which is quoted', async () => {
		const panel = await open();
		await openThought(panel);
		await panel.page.getByRole('button', { name: /^\d+ steps$/u }).click();
		await panel.page.getByRole('button', { name: 'Explain step 1', exact: true }).click();
		await eventually(() => panel.intents().find(({ kind }) => kind === 'ask')).toMatchObject({
			question: expect.stringMatching(/^Explain this step of your reasoning[^\n]+\n\n> Okay, so I need to find out/u),
		});
	});
});

describe('the search in a thought', () => {
	test('finds words through formulas and emphasis, goes round, and ends with Escape', async () => {
		const panel = await open();
		const { page } = panel;
		await openThought(panel);
		await page.getByRole('button', { name: 'Find in the thought' }).click();
		await page.getByLabel('Find in the thought', { exact: true }).last().fill('THE CALLERS of any');
		await eventually(() => page.locator('.find-count').textContent()).toMatch(/^1 of \d+$/u);
		const all = Number(/of (\d+)/u.exec((await page.locator('.find-count').textContent()) ?? '')?.[1]);
		await page.keyboard.press('Shift+Enter');
		await eventually(() => page.locator('.find-count').textContent()).toBe(`${all} of ${all}`);
		await page.keyboard.press('Enter');
		await eventually(() => page.locator('.find-count').textContent()).toBe(`1 of ${all}`);
		await page.keyboard.press('Escape');
		await eventually(() => page.locator('.find').count()).toBe(0);
		expect(panel.intents().some(({ kind }) => kind === 'stop')).toBe(false);
		await eventually(() => page.evaluate(highlighted)).toBe(0);
	});
});

test('a thought is copied alone, and with its question and its answer', async () => {
	const panel = await open();
	await openThought(panel);
	await panel.page.getByRole('button', { name: 'Copy thought' }).click();
	await eventually(panel.intents).toContainEqual({ kind: 'copy', text: text.trim() });
	await panel.page.getByRole('button', { name: 'Copy question, thought and answer' }).click();
	await eventually(panel.intents).toContainEqual({
		kind: 'copy',
		text: `## Question\n\nWhat is 17 * 24?\n\n## Thought\n\n${text.trim()}\n\n## Answer\n\nSo it is.`,
	});
});

describe('a long conversation', () => {
	test('shows its last turns, and earlier ones as the reader comes to them', async () => {
		const panel = await open();
		const { page } = panel;
		const turns = Array.from({ length: 60 }, (_, index) =>
			turn({ id: `t${index}`, question: `Question ${index}`, answer: `Answer ${index}.\n\n${longThought(600)}` }),
		);
		await panel.tell(opened({ session: session(turns) }));
		await page.getByText('Answer 59.').waitFor();
		await eventually(() => page.locator('.turn').count()).toBe(3);
		await page.getByRole('button', { name: '57 earlier questions' }).waitFor({ state: 'attached' });
		const first = page.getByText('Answer 57.');
		await first.scrollIntoViewIfNeeded();
		await page.locator('.log').hover();
		await page.mouse.wheel(0, -400);
		await eventually(() => page.locator('.turn').count()).toBeGreaterThan(3);
		for (let count = 0; count < 40 && (await page.locator('.turn').count()) < 60; count++) await page.mouse.wheel(0, -6000);
		await eventually(() => page.locator('.turn').count()).toBe(60);
		await eventually(() => page.getByRole('button', { name: /earlier question/u }).count()).toBe(0);
	});
});

describe('code in an answer', () => {
	const code = 'export const a = 1;\n';

	test('goes where the reader says', async () => {
		const panel = await open();
		await panel.tell(opened({ session: session([turn({ answer: `\`\`\`ts src/a.ts\n${code}\`\`\`` })]) }));
		const place = { kind: 'placeCode', text: code.trim(), language: 'ts', path: 'src/a.ts' };
		for (const [name, where] of [
			['Replace selection', 'selection'],
			['New file with this code', 'newFile'],
			['Apply to src/a.ts: shows what would change first', 'diff'],
		] as const) {
			await panel.page.getByRole('button', { name }).click();
			await eventually(panel.intents).toContainEqual({ ...place, where });
		}
	});

	test('that is long is coloured chunk by chunk, and loses nothing', async () => {
		const panel = await open();
		const long = Array.from({ length: 400 }, (_, index) => `/** ${index} */\nfunction f${index}() {\n\treturn ${index};\n}\n`).join('\n');
		await panel.tell(opened({ session: session([turn({ answer: `\`\`\`js\n${long}\`\`\`` })]) }));
		await eventually(() => panel.page.locator('.code-chunk .hl-keyword').count()).toBe(800);
		await eventually(() => panel.page.locator('pre code').textContent()).toBe(long.trimEnd());
		await panel.page.locator('.code-chunk').last().scrollIntoViewIfNeeded();
		await panel.page.getByText('399', { exact: true }).waitFor();
	});

	test('names of files open them, and web links say where they lead', async () => {
		const panel = await open();
		await panel.tell(opened({ session: session([turn({ answer: 'See `src/a.ts:3` and lib/b.py:4, or [this](https://a.example/x).' })]) }));
		await panel.page.getByRole('button', { name: 'src/a.ts:3' }).click();
		await eventually(panel.intents).toContainEqual({ kind: 'openLink', href: 'src/a.ts:3' });
		await panel.page.getByRole('button', { name: 'lib/b.py:4' }).click();
		await eventually(panel.intents).toContainEqual({ kind: 'openLink', href: 'lib/b.py:4' });
		await panel.page.getByText('(a.example)').waitFor();
	});
});

test('a selection with formulas is copied as TeX', async () => {
	const panel = await open();
	await panel.tell(opened({ session: session([turn({ answer: 'So $\\frac{1}{2}$ is **half**.\n\n$$x^2$$' })]) }));
	await panel.page.locator('.answer .katex').first().waitFor();
	const copied = await panel.page.evaluate(`(() => {
		getSelection().selectAllChildren(document.querySelector('.answer'));
		const data = new DataTransfer();
		document.querySelector('.answer').dispatchEvent(new ClipboardEvent('copy', { clipboardData: data, bubbles: true, cancelable: true }));
		return data.getData('text/plain');
	})()`);
	expect(copied).toBe('So $\\frac{1}{2}$ is half.\n\n$$x^2$$');
});
