// Context on its whole way: from the keys and the mouse in the panel, through the extension host, to the chip.

import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../lib/browser.ts';
import { root, startTestServer, type TestServer } from '../lib/codeServer.ts';
import { Workbench } from '../lib/workbench.ts';

let server: TestServer;
let browser: Browser;
let page: Page;
let bench: Workbench;

beforeAll(async () => {
	server = await startTestServer({
		developmentHost: true,
		workspace: join(root, 'sample'),
		settings: { 'workbench.secondarySideBar.defaultVisibility': 'visible' },
	});
	browser = await launchBrowser();
	page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
	bench = new Workbench(page);
	await bench.open(server.url({ payload: [['extensionDevelopmentPath', `vscode-remote://${server.host}${root}`]] }));
	await bench.command('Lemma: Open Chat');
});

afterAll(async () => {
	await browser?.close();
	await server?.stop();
});

const panel = () => bench.webview();
const chip = (name: string) => panel().getByRole('listitem').filter({ hasText: name });

test('a file is found behind an @, and becomes a chip with its tokens', async () => {
	const input = panel().getByLabel('Question', { exact: true });
	await input.click();
	await input.pressSequentially('explain @num', { delay: 30 });
	await panel().getByRole('option', { name: 'numbers.py' }).waitFor();
	await page.keyboard.press('Enter');
	await chip('numbers.py').locator('.chip-tokens').waitFor();
	expect(await input.inputValue()).toBe('explain ');
});

test('a file of the Explorer is dropped on the panel while Shift is held', async () => {
	await bench.command('View: Show Explorer');
	const row = page.locator('.explorer-folders-view .monaco-list-row').filter({ hasText: 'temperature.ts' });
	const [from, to] = [await row.boundingBox(), await page.locator('.part.auxiliarybar').boundingBox()];
	if (!from || !to) throw new Error('nothing to drag, or nowhere to drop it');
	await page.mouse.move(from.x + 40, from.y + from.height / 2);
	await page.mouse.down();
	await page.keyboard.down('Shift');
	await page.mouse.move(from.x + 80, from.y + 40, { steps: 5 });
	await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 12 });
	await new Promise((resolve) => setTimeout(resolve, 500));
	await page.mouse.move(to.x + to.width / 2 + 3, to.y + to.height / 2 + 3, { steps: 3 });
	await page.mouse.up();
	await page.keyboard.up('Shift');
	await chip('temperature.ts').waitFor({ timeout: 15_000 });
});
