// A fix on its whole way, as a person sees it: real type errors, a first try that is repaired out of sight, and the review of the second.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../lib/browser.ts';
import { root, startTestServer, type TestServer } from '../lib/codeServer.ts';
import { Workbench } from '../lib/workbench.ts';
import { content, done, finished, json, type ScriptedServer, startScriptedServer, stream } from '../unit/server/scriptedServer.ts';

const wrong = `interface CartLine {
	readonly price: number;
	readonly count: number;
}

/** What a cart costs, with a discount on large ones. */
export function total(lines: readonly CartLine[], discount = 0.1): number {
	let sum = 0;
	for (const line of lines) {
		sum += line.prize * line.count;
	}
	const isLarge = lines.length > 10;
	const free = 0;
	return isLarge ? sum * (1 - discont) : sum + free;
}
`;
const body = (first: string, second: string): string =>
	wrong.slice(wrong.indexOf('export')).trimEnd().replace('line.prize', first).replace('discont)', `${second})`);
const fenced = (code: string): string => `\`\`\`ts\n${code}\n\`\`\``;
/** Mends what is reported, and brings an error of its own. */
const harmful = fenced(body('line.price', 'discount.rate'));
const good = fenced(body('line.price', 'discount'));

let replies: readonly { readonly text: string; readonly afterMs: number }[] = [];
let model: ScriptedServer;
let server: TestServer;
let browser: Browser;
let page: Page;
let bench: Workbench;

beforeAll(async () => {
	let asked = 0;
	model = await startScriptedServer({
		'/v1/models': json({ data: [{ id: 'scripted-coder' }] }),
		'/v1/chat/completions': (response, question) => {
			const { text = '', afterMs = 0 } = replies[Math.min(asked++, replies.length - 1)] ?? {};
			setTimeout(() => stream(content(text), finished(), done)(response, question), afterMs);
		},
	});
	server = await startTestServer({
		developmentHost: true,
		workspace: join(root, 'sample'),
		settings: { 'lemma.server.endpoint': model.endpoint },
	});
	writeFileSync(join(server.workspace, 'total.ts'), wrong);
	browser = await launchBrowser();
	page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
	bench = new Workbench(page);
	await bench.open(server.url({ payload: [['extensionDevelopmentPath', `vscode-remote://${server.host}${root}`]] }));
});

afterAll(async () => {
	await browser?.close();
	await server?.stop();
	await model?.stop();
});

const lens = (text: string | RegExp) => page.locator('.codelens-decoration').getByText(text);
const tab = (name: string) => page.locator('.tabs-container .tab').filter({ hasText: name });

async function picture(name: string): Promise<void> {
	if (process.env.SCREENSHOTS) {
		const folder = join(root, 'out/pictures/fix');
		mkdirSync(folder, { recursive: true });
		await page.screenshot({ path: join(folder, `${name}.png`) });
	}
}

async function useTheme(theme: string): Promise<void> {
	for (const owner of ['User', 'Machine']) {
		const path = join(server.folder, 'data', owner, 'settings.json');
		writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), 'workbench.colorTheme': theme }));
	}
	await page.waitForTimeout(2_500);
}

describe('Fix', () => {
	test('shows round, gate and time while it works, and the draft only when it is asked for', async () => {
		replies = [
			{ text: harmful, afterMs: 1_500 },
			{ text: good, afterMs: 6_000 },
		];
		await bench.openFile('total.ts');
		await bench.errors.nth(1).waitFor({ timeout: 60_000 });
		await bench.goTo(10, 3);
		await bench.command('Lemma: Fix');
		await lens(/Lemma: .* s$/u)
			.first()
			.waitFor({ timeout: 20_000 });
		await lens('Show unverified draft').first().waitFor({ timeout: 30_000 });
		await lens(/round 2 of 3/u)
			.first()
			.waitFor({ timeout: 30_000 });
		await picture('working');
		expect(await tab('Fix of total.ts').count()).toBe(0);
		await lens('Show unverified draft').first().click();
		await tab('Draft of total.ts').waitFor({ timeout: 10_000 });
		await lens(/Unverified draft/u)
			.first()
			.waitFor({ timeout: 10_000 });
		await picture('draft');
	});

	test('shows the repaired change with what was verified, and not the first try', async () => {
		await tab('Fix of total.ts').waitFor({ timeout: 60_000 });
		await tab('Draft of total.ts').waitFor({ state: 'hidden', timeout: 5_000 });
		await lens(/applies · parses · target diagnostic gone · no new diagnostics \(TypeScript/u)
			.first()
			.waitFor({ timeout: 20_000 });
		await expect.poll(() => bench.text()).toContain('(1 - discount)');
		expect(await bench.text()).not.toContain('discount.rate');
		await page.waitForTimeout(500);
		await picture('review');
		if (process.env.SCREENSHOTS) {
			for (const [name, theme] of [
				['light', 'Default Light Modern'],
				['highContrast', 'Default High Contrast'],
				['highContrastLight', 'Default High Contrast Light'],
				['dark', 'Default Dark Modern'],
			] as const) {
				await useTheme(theme);
				await picture(`review-${name}`);
			}
		}
	});

	test('takes one change and leaves another by keys, and only that reaches the file', async () => {
		await bench.editor.locator('.view-line').first().click();
		await bench.goTo(10, 1);
		await page.keyboard.press('Control+K');
		await page.keyboard.press('g');
		await expect.poll(() => bench.text(), { timeout: 10_000 }).not.toContain('prize');
		// At the change that is left.
		await page.locator('.statusbar').getByText('Ln 14, Col 1').waitFor({ timeout: 10_000 });
		await picture('review-one-left');
		await page.keyboard.press('Control+K');
		await page.keyboard.press('n');
		await tab('Fix of total.ts').waitFor({ state: 'hidden', timeout: 10_000 });
		const text = await bench.text();
		expect(text).toContain('line.price');
		expect(text).toContain('discont');
		await page.keyboard.press('Control+Z');
		await expect.poll(() => bench.text()).toContain('line.prize');
	});

	test('is stale once the file moved on, and is done again for the file as it is', async () => {
		replies = [{ text: good, afterMs: 0 }];
		await bench.errors.nth(1).waitFor({ timeout: 60_000 });
		await bench.goTo(10, 3);
		await bench.command('Lemma: Fix');
		await tab('Fix of total.ts').waitFor({ timeout: 60_000 });
		await tab('total.ts').filter({ hasNotText: 'Fix of' }).click();
		await bench.goTo(1, 1);
		await page.keyboard.type('const mine = 1;\n');
		await tab('Fix of total.ts').click();
		await lens(/Stale: total.ts changed/u)
			.first()
			.waitFor({ timeout: 10_000 });
		await picture('review-stale');
		await lens('Fix again').first().click();
		await lens(/applies · parses/u)
			.first()
			.waitFor({ timeout: 60_000 });
		await lens(/Accept all/u)
			.first()
			.click();
		await tab('Fix of total.ts').waitFor({ state: 'hidden', timeout: 10_000 });
		await expect.poll(() => bench.text()).toContain('const mine = 1;');
		expect(await bench.text()).toContain('(1 - discount)');
	});

	test('leaves no page behind when the window is loaded again', async () => {
		replies = [{ text: good, afterMs: 0 }];
		writeFileSync(join(server.workspace, 'later.ts'), wrong);
		await bench.openFile('later.ts');
		await bench.errors.nth(1).waitFor({ timeout: 60_000 });
		await bench.goTo(10, 3);
		await bench.command('Lemma: Fix');
		await tab('Fix of later.ts').waitFor({ timeout: 60_000 });
		// VS Code stores its layout a moment later.
		await page.waitForTimeout(2_500);
		await bench.open(page.url());
		await tab('later.ts').first().waitFor({ timeout: 60_000 });
		await expect.poll(() => tab('Fix of later.ts').count(), { timeout: 30_000 }).toBe(0);
	});
});
