// What the tour does, as a person would, and how it knows that each thing really happened and is right.
import { transform } from 'esbuild';
import type { Locator } from 'playwright-core';
import type { Workbench } from '../lib/workbench.ts';

export interface StepResult {
	/** It happened at all. */
	readonly happened: boolean;
	/** Its result is what a person would call right. */
	readonly isRight: boolean;
	/** What came back, for the person who reads along. */
	readonly came: string;
}

export interface Step {
	readonly name: string;
	readonly run: (bench: Workbench, shot: (name: string) => Promise<void>) => Promise<StepResult>;
}

const answerMs = 240_000;

export const steps: readonly Step[] = [
	{ name: 'Ask "What is 17 * 24?" in the chat and watch it think', run: askChat },
	{ name: 'Explain a function', run: explain },
	{ name: 'Fix a file with an error and accept the change', run: fix },
	{ name: 'Type, and accept an inline completion', run: complete },
];

async function askChat(bench: Workbench, shot: (name: string) => Promise<void>): Promise<StepResult> {
	await bench.openFile('numbers.py');
	await bench.command('Lemma: Open Chat');
	const input = bench.webview().getByRole('textbox', { name: 'Question' });
	await input.waitFor({ timeout: 60_000 });
	await widen(bench, 150);
	await shot('1-empty-chat');
	await input.fill('What is 17 * 24?');
	await input.press('Enter');
	const turn = bench.webview().locator('.turn').first();
	const lengths = await growth(turn.locator('.reasoning-body'), 200);
	await shot('2-thinking');
	const answer = await finishedAnswer(turn);
	const header = turn.locator('.reasoning-head');
	const thought = (await header.textContent())?.trim() ?? '';
	await shot('3-answer');
	await header.click();
	await shot('4-reasoning-opened');
	return {
		happened: lengths.length >= 3 && answer !== '',
		isRight: /\b408\b/u.test(answer),
		came: `the reasoning grew: ${lengths.join(', ')} characters; "${thought}"; answer: ${answer}`,
	};
}

async function explain(bench: Workbench, shot: (name: string) => Promise<void>): Promise<StepResult> {
	await bench.openFile('numbers.py');
	await bench.goTo(3, 5);
	const turns = bench.webview().locator('.turn');
	const earlier = await turns.count();
	await bench.command('Lemma: Explain');
	const answer = await finishedAnswer(turns.nth(earlier));
	await shot('5-explain');
	return { happened: answer !== '', isRight: /greatest common divisor|\bGCD\b/iu.test(answer), came: answer };
}

async function fix(bench: Workbench, shot: (name: string) => Promise<void>): Promise<StepResult> {
	await bench.openFile('cart.ts');
	await bench.errors.first().waitFor({ timeout: 120_000 });
	const before = await bench.text();
	await shot('6-error');
	await bench.command('Lemma: Fix');
	const accept = bench.page.locator('.editor-actions, .title-actions').getByRole('button', { name: 'Accept Fix' }).first();
	await accept.waitFor({ timeout: answerMs });
	const badge = bench.page.locator('.codelens-decoration').filter({ hasText: 'applies' }).first();
	await badge.waitFor({ timeout: 20_000 });
	const verified = ((await badge.textContent()) ?? '').split('|')[0]?.trim() ?? '';
	await shot('7-fix-review');
	await accept.click();
	await bench.page.locator('.tabs-container .tab').filter({ hasText: 'Fix of' }).waitFor({ state: 'hidden', timeout: 20_000 });
	const isClean = await eventually(async () => (await bench.errors.count()) === 0, 30_000);
	const after = await bench.text();
	await shot('8-fixed');
	const parses = await parsesAsTypeScript(after);
	return {
		happened: after !== before,
		isRight: isClean && parses,
		came: `${changedLines(before, after)}; ${isClean ? 'the error is gone' : 'an error is still shown'}; the file ${parses ? 'parses' : 'does not parse'}; verified: ${verified}`,
	};
}

async function complete(bench: Workbench, shot: (name: string) => Promise<void>): Promise<StepResult> {
	await bench.openFile('temperature.ts');
	// Behind the tab, which fills four columns.
	await bench.goTo(8, 5);
	// The empty body is an error by itself (no value is returned); a right completion mends it.
	const before = await errorCount(bench, 1);
	await bench.page.keyboard.type('ret', { delay: 120 });
	const ghost = await bench.ghostText(answerMs);
	await shot('9-ghost-text');
	await bench.page.keyboard.press('Tab');
	const text = await bench.text();
	const line = text.split('\n').find((row) => row.includes('ret') && !row.includes('/ 9') && !row.includes('fahrenheit: number')) ?? '';
	await eventually(async () => (await bench.errors.count()) < before, 15_000);
	const after = await bench.errors.count();
	await shot('10-completed');
	return {
		happened: ghost.trim() !== '' && line.includes(ghost.split('\n')[0]?.trim() ?? '\0'),
		isRight: after < Math.max(1, before) && (await parsesAsTypeScript(text)),
		came: `suggested ${JSON.stringify(ghost)}; the line is now ${JSON.stringify(line.trim())}; errors before ${before}, after ${after}`,
	};
}

/** Drags the border of the secondary side bar. */
async function widen(bench: Workbench, pixels: number): Promise<void> {
	const bar = await bench.page.locator('.part.auxiliarybar').boundingBox();
	const sashes = await bench.page.locator('.monaco-sash.vertical').evaluateAll((all) => all.map((sash) => sash.getBoundingClientRect().x));
	const [border] = sashes.sort((a, b) => Math.abs(a - (bar?.x ?? 0)) - Math.abs(b - (bar?.x ?? 0)));
	if (bar !== null && border !== undefined) {
		await bench.page.mouse.move(border + 2, bar.y + 200);
		await bench.page.mouse.down();
		await bench.page.mouse.move(border - pixels, bar.y + 200, { steps: 5 });
		await bench.page.mouse.up();
	}
}

/** The answer of a turn once it has ended; what it was not to be is an error that says what is on the screen. */
async function finishedAnswer(turn: Locator): Promise<string> {
	await turn.locator('.details').waitFor({ timeout: answerMs });
	const failure = turn.locator('.outcome.error');
	if ((await failure.count()) > 0) {
		throw new Error((await failure.textContent()) ?? 'the turn failed');
	}
	return ((await turn.locator('.answer').textContent()) ?? '').trim();
}

/** The different lengths that a text was seen to have while it grew to `characters`; the first of them, and the last. */
async function growth(text: Locator, characters: number): Promise<number[]> {
	const lengths: number[] = [];
	await eventually(async () => {
		const length = ((await text.textContent({ timeout: 5_000 }).catch(() => '')) ?? '').length;
		if (length > 0 && length !== lengths.at(-1)) {
			lengths.push(length);
		}
		return length >= characters;
	}, answerMs);
	return lengths.length <= 4 ? lengths : [...lengths.slice(0, 3), lengths.at(-1) ?? 0];
}

/** Errors shown once there are `expected`, or after a while. */
async function errorCount(bench: Workbench, expected: number): Promise<number> {
	await eventually(async () => (await bench.errors.count()) >= expected, 20_000);
	return bench.errors.count();
}

async function eventually(check: () => Promise<boolean>, limitMs: number): Promise<boolean> {
	for (const end = Date.now() + limitMs; Date.now() < end; ) {
		if (await check()) {
			return true;
		}
		await new Promise((resolve) => setTimeout(resolve, 150));
	}
	return false;
}

const parsesAsTypeScript = (text: string): Promise<boolean> =>
	transform(text, { loader: 'ts', logLevel: 'silent' }).then(
		() => true,
		() => false,
	);

function changedLines(before: string, after: string): string {
	const old = new Set(before.split('\n'));
	return after
		.split('\n')
		.filter((line) => !old.has(line))
		.map((line) => JSON.stringify(line.trim()))
		.join(', ');
}
