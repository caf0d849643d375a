// Runs the suite of test/editor in code-server: a real extension host, and a real workbench in headless Chromium.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { format } from 'node:util';
import type { Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { root, startTestServer, type TestServer } from './codeServer.ts';
import { forgetResults, report, resultsFile } from './report.ts';

const limitMs = 600_000;

const began = performance.now();
forgetResults();
const server = await startTestServer({
	developmentHost: true,
	workspace: path.join(root, 'sample'),
	env: { EDITOR_RESULTS: resultsFile, MOCHA_GREP: process.argv[2] ?? '' },
});
const log: string[] = [];
let exitCode = 1;
try {
	const browser = await launchBrowser();
	try {
		exitCode = await runSuite(await browser.newPage({ viewport: { width: 1280, height: 800 } }), server);
	} finally {
		await browser.close();
	}
} catch (error) {
	console.error(error);
} finally {
	await server.stop();
}
if (!report('code-server', exitCode, performance.now() - began)) {
	const file = path.join(root, 'out/results/editor.log');
	fs.writeFileSync(file, [...log, '--- server', server.log()].join('\n'));
	console.error(`What VS Code said lies in ${file}.`);
	process.exitCode = 1;
}

async function runSuite(page: Page, { host, url }: TestServer): Promise<number> {
	page.on('pageerror', (error) => log.push(`[page] ${error}`));
	const ended = Promise.withResolvers<number>();
	const late = setTimeout(() => ended.reject(new Error(`the suite did not end within ${limitMs / 1000} s`)), limitMs);
	page.once('crash', () => ended.reject(new Error('the page crashed')));
	// The workbench calls these two when it was given extensionTestsPath.
	await page.exposeFunction('codeAutomationExit', (code: number, logs: { relativePath: string; contents: string }[] = []) => {
		log.push(...logs.map(({ relativePath, contents }) => `--- ${relativePath}\n${contents}`));
		ended.resolve(code);
	});
	await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
		log.push(`[${type}] ${format(...args)}`);
	});
	const at = (file: string): string => `vscode-remote://${host}${file}`;
	await page.goto(
		url({
			payload: [
				['extensionDevelopmentPath', at(root)],
				['extensionTestsPath', at(path.join(root, 'out/test/editor/index.cjs'))],
				['skipWelcome', 'true'],
			],
		}),
	);
	return ended.promise.finally(() => clearTimeout(late));
}
