// Ghost text as a person meets it: real keys in the installed extension, with the small real model. Pictures lie in out/completions.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findModel } from '../../src/core/models/catalog.ts';
import { defaultTarget, vsixOf } from '../../tools/package.mjs';
import { launchBrowser } from '../lib/browser.ts';
import { modelsFolder, root, startTestServer, type TestServer } from '../lib/codeServer.ts';
import { Workbench } from '../lib/workbench.ts';

const model = findModel('qwen2.5-coder-0.5b');
const modelFile = join(modelsFolder, model?.file ?? '');
const pictures = join(root, 'out/completions');

let other: string;
let server: TestServer;
let browser: Browser;
let page: Page;
let bench: Workbench;

const shot = (name: string) => page.screenshot({ path: join(pictures, `${name}.png`) });

/** Changes settings as a person does who edits the file. */
function set(settings: Readonly<Record<string, unknown>>): void {
	for (const owner of ['User', 'Machine']) {
		const path = join(server.folder, 'data', owner, 'settings.json');
		writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...settings }, undefined, '\t'));
	}
}

function engines(): readonly string[] {
	const lines = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n');
	return lines.filter((line) => line.includes('worker.mjs') && line.includes(server.folder));
}

/** Another extension that could write ghost text, under the id of a well-known one; packed as any other. */
function otherExtension(): string {
	const folder = mkdtempSync(join(tmpdir(), 'lm-other-'));
	const manifest = {
		name: 'continue',
		publisher: 'Continue',
		version: '0.0.1',
		engines: { vscode: '^1.106.0' },
		main: 'main.js',
		activationEvents: ['onStartupFinished'],
	};
	writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
	writeFileSync(join(folder, 'README.md'), 'For a test.\n');
	writeFileSync(join(folder, 'main.js'), 'exports.activate = () => undefined;\n');
	const vsix = join(folder, 'other.vsix');
	const vsce = [
		join(root, 'node_modules/@vscode/vsce/vsce'),
		'package',
		'--no-dependencies',
		'--skip-license',
		'--allow-missing-repository',
	];
	execFileSync(process.execPath, [...vsce, '--out', vsix], { cwd: folder, stdio: 'pipe' });
	return vsix;
}

const status = () => bench.statusItem().getAttribute('aria-label');
const rows = () => bench.quickInput.locator('.monaco-list-row');

/** Opens the menu behind the status bar item and picks a row. */
async function menu(row: string): Promise<void> {
	await bench.statusItem().click();
	await rows().filter({ hasText: row }).first().click({ timeout: 10_000 });
}

describe.skipIf(!existsSync(modelFile))('ghost text', () => {
	beforeAll(async () => {
		mkdirSync(pictures, { recursive: true });
		other = otherExtension();
		server = await startTestServer({
			vsix: [vsixOf(defaultTarget), other],
			workspace: join(root, 'sample'),
			settings: {
				'workbench.colorTheme': 'Default Dark Modern',
				'lemma.completer.modelPath': modelFile,
				'lemma.reasoner.modelPath': modelFile,
			},
		});
		writeFileSync(
			join(server.workspace, 'prices.ts'),
			'interface Item {\n\tname: string;\n\tprice: number;\n}\n\nexport function total(items: Item[]): number {\n\tlet sum = 0;\n\tfor (const item of items) {\n\t\t\n\t}\n\treturn sum;\n}\n',
		);
		browser = await launchBrowser();
		page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
		bench = new Workbench(page);
		await bench.open(server.url());
		await bench.openFile('prices.ts');
	});

	afterAll(async () => {
		await browser?.close();
		await server?.stop();
		rmSync(dirname(other), { recursive: true, force: true });
	});

	test('says what to do while nothing was asked for', async () => {
		await bench.command('Lemma: Why No Suggestion?');
		await bench.notifications.getByText('Nothing was asked for yet').waitFor({ timeout: 10_000 });
		await bench.command('Notifications: Clear All Notifications');
		expect(engines()).toEqual([]);
	});

	test('comes while typing, and the status bar tells how long it took', async () => {
		await bench.goTo(9, 9);
		await page.keyboard.type('sum', { delay: 120 });
		const ghost = await bench.ghostText(90_000);
		expect(ghost).toMatch(/item\.price/u);
		await shot('ghost-text-dark');
		await expect.poll(status).toMatch(/Inline completions are on\. The last came after \d/u);
	});

	test('has a rival, which is told of once', async () => {
		const question = bench.notifications.getByText('Continue is active too');
		await question.waitFor({ timeout: 10_000 });
		await shot('other-extension-dark');
		expect(await bench.notifications.getByRole('button').allTextContents()).toEqual(
			expect.arrayContaining(["Turn Lemma's Off", "Open Continue's Settings", 'Keep Both']),
		);
		await bench.notifications.getByRole('button', { name: 'Keep Both' }).click();
		await question.waitFor({ state: 'hidden' });
	});

	test('is taken word by word and then as a whole, and the text goes on from there', async () => {
		// The question took the focus, and with it the text, perhaps.
		await bench.command('Lemma: Trigger Inline Completion');
		const offered = await bench.ghostText();
		// The first word is a blank, which is no more than a key brings.
		await page.keyboard.press('Control+ArrowRight');
		await page.keyboard.press('Control+ArrowRight');
		await expect.poll(() => bench.text()).toMatch(/sum [+=]/u);
		await page.keyboard.press('Tab');
		const taken = offered.split('\n')[0]?.trim() ?? '';
		await expect.poll(() => bench.text()).toContain(taken);
	});

	test('that did not come has its reason in a list and on a page, both by keyboard', async () => {
		await bench.goTo(7, 8);
		await page.keyboard.type('x', { delay: 50 });
		await page.waitForTimeout(800);
		await bench.command('Lemma: Why No Suggestion?');
		await rows().first().waitFor();
		await shot('why-list-dark');
		expect(await rows().first().textContent()).toContain('The cursor is in the middle of a line');
		expect(await rows().first().getAttribute('aria-label')).toContain('The cursor is in the middle of a line');
		// One that was shown, by typing what it is called.
		await page.keyboard.type('Shown');
		await page.keyboard.press('Enter');
		await page.locator('.tabs-container .tab.active').filter({ hasText: 'Completion' }).waitFor({ timeout: 10_000 });
		await expect.poll(() => bench.text()).toContain('# Shown');
		await shot('why-page-dark');
		await page.keyboard.type('cannot be typed here');
		expect(await bench.text()).not.toContain('cannot be typed');
		await bench.command('View: Close Editor');
	});

	test('is counted, on this machine only', async () => {
		await bench.command('Lemma: Show Completion Statistics');
		const preview = bench.webview();
		await preview.getByText('Nothing of this leaves your machine').waitFor({ timeout: 20_000 });
		const text = (await preview.locator('body').textContent()) ?? '';
		expect(text).toMatch(/… as a whole\s*1/u);
		expect(text).toMatch(/… word by word\s*1/u);
		await shot('statistics-dark');
		await page.getByRole('button', { name: 'Reset Completion Statistics…' }).first().click();
		await page.getByRole('button', { name: 'Reset', exact: true }).click();
		await preview.getByText('Nothing to count yet').waitFor({ timeout: 10_000 });
		await bench.command('View: Close Editor');
	});

	test('is snoozed from the menu, and comes when asked for meanwhile', async () => {
		await bench.openFile('prices.ts');
		await bench.statusItem().click();
		await rows().filter({ hasText: 'Snooze' }).waitFor({ timeout: 10_000 });
		await shot('menu-dark');
		await rows().filter({ hasText: 'Snooze' }).click();
		await expect.poll(status).toContain('snoozed until');
		await shot('snoozed-dark');
		await bench.goTo(13, 1);
		await page.keyboard.type('\nexport function average(items: Item[]): number {\nreturn tot', { delay: 30 });
		await page.waitForTimeout(1500);
		expect(await bench.editor.locator('.ghost-text-decoration').count()).toBe(0);
		await bench.command('Lemma: Trigger Inline Completion');
		expect(await bench.ghostText()).toContain('al(items)');
		await menu('End the Snooze');
		await expect.poll(status).toContain('Inline completions are on');
	});

	test('looks as well in a light theme', async () => {
		set({ 'workbench.colorTheme': 'Default Light Modern', 'workbench.preferredLightColorTheme': 'Default Light Modern' });
		await page.waitForTimeout(1500);
		await bench.openFile('prices.ts');
		await bench.goTo(15, 15);
		await bench.command('Lemma: Trigger Inline Completion');
		expect(await bench.ghostText()).toContain('al(items)');
		await shot('ghost-text-light');
		await bench.command('Lemma: Why No Suggestion?');
		await rows().first().waitFor();
		await shot('why-list-light');
		await page.keyboard.type('Shown');
		await page.keyboard.press('Enter');
		await expect.poll(() => bench.text()).toContain('# Shown');
		await shot('why-page-light');
		await bench.command('Lemma: Show Completion Statistics');
		await bench.webview().getByText('Nothing of this leaves your machine').waitFor({ timeout: 20_000 });
		await shot('statistics-light');
	});

	test('costs nothing while it is off: the engine that ends does not come back', async () => {
		await bench.command('Lemma: Toggle Inline Completions');
		await expect.poll(status).toContain('Inline completions are off');
		await bench.command('Lemma: Restart Engine');
		await expect.poll(engines, { timeout: 20_000 }).toEqual([]);
		await bench.openFile('cart.ts');
		await bench.goTo(1, 1);
		await page.keyboard.type('const to', { delay: 60 });
		await page.waitForTimeout(1500);
		expect(engines()).toEqual([]);
		await bench.command('Lemma: Why No Suggestion?');
		await rows().first().waitFor();
		expect(await rows().first().textContent()).toContain('Inline completions are off');
		await page.keyboard.press('Escape');
	});
});
