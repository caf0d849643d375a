// The workbench as a person has it: the installed VSIX, no flag of a test, real worker processes. The models are ones that the tests
// write, so what they say is literal.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findModel } from '../../src/core/models/catalog.ts';
import { defaultTarget, vsixOf } from '../../tools/package.mjs';
import { launchBrowser } from '../lib/browser.ts';
import { modelsFolder, root, startTestServer, type TestServer } from '../lib/codeServer.ts';
import { chatMlThinking, writeGguf } from '../lib/gguf.ts';
import { startTestHub, type TestHub } from '../lib/hub.ts';
import { Workbench } from '../lib/workbench.ts';

const models = mkdtempSync(join(tmpdir(), 'lm-models-'));
const file = (name: string): string => join(models, name);
const small = findModel('qwen2.5-coder-0.5b');
if (small === undefined) throw new Error('the catalogue lacks its small model');
const dreamWords = Array.from({ length: 250 }, (_, index) => ` w${1000 + index}`);
const fixedCode = 'const answer: number = 42;';

let hub: TestHub;
let server: TestServer;
let browser: Browser;
let page: Page;
let bench: Workbench;
const foreignRequests: string[] = [];

beforeAll(async () => {
	mkdirSync(file('empty'));
	writeGguf(file('thinker.gguf'), {
		name: 'QwQ Tiny',
		template: chatMlThinking,
		words: ['Let', ' me', ' see', '\n\n', 'Four'],
		script: [['\n', 'Let', ' me', ' see', '</think>', '\n\n', 'Four', '<|im_end|>']],
	});
	// Thinks on in ever the same words, too far apart to be taken for a loop; what follows a closed thought is an answer.
	writeGguf(file('dreamer.gguf'), {
		name: 'QwQ Tiny',
		template: chatMlThinking,
		words: [...dreamWords, '\n\n', 'Four'],
		script: [
			['\n', ...dreamWords, dreamWords[0] ?? ''],
			['\n\n', 'Four', '<|im_end|>'],
		],
		contextTokens: 32_768,
		layers: 2,
		embedding: 512,
	});
	writeGguf(file('guided.gguf'), {
		words: [...dreamWords, ' ', 'Four'],
		script: [
			['\n', ...dreamWords, dreamWords[0] ?? ''],
			[' ', 'Four', '<|im_end|>'],
		],
		contextTokens: 32_768,
		layers: 2,
		embedding: 512,
	});
	writeGguf(file('endless.gguf'), {
		words: ['again', ' and '],
		script: [['\n', 'again', ' and ', 'again']],
		contextTokens: 32_768,
		layers: 2,
		embedding: 512,
	});
	writeGguf(file('fixer.gguf'), {
		words: [`\`\`\`ts\n${fixedCode}\n\`\`\``],
		script: [['\n', `\`\`\`ts\n${fixedCode}\n\`\`\``, '<|im_end|>']],
	});
	writeFileSync(file('notes.gguf'), 'these are my notes, not a model\n');
	writeFileSync(file('cut.gguf'), readFileSync(file('thinker.gguf')).subarray(0, 20_000));
	hub = await startTestHub((_, response) => response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not here</h1>'));
	server = await startTestServer({
		vsix: [vsixOf(defaultTarget)],
		workspace: join(root, 'sample'),
		// Where pip finds nothing either.
		env: {
			LEMMA_MODELS: file('empty'),
			LEMMA_DEFAULT_MODEL: small.name,
			PIP_INDEX_URL: hub.address,
			PIP_EXTRA_INDEX_URL: '',
			PIP_FIND_LINKS: '',
		},
		settings: { 'lemma.models.hubEndpoint': hub.address, 'workbench.secondarySideBar.defaultVisibility': 'visible' },
	});
	writeFileSync(join(server.workspace, 'wrong.ts'), 'const answer: number = "42";\n');
	browser = await launchBrowser();
	page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
	page.on('request', (request) => {
		const { hostname } = new URL(request.url());
		if (!['127.0.0.1', 'localhost', ''].includes(hostname) && !hostname.endsWith('.vscode-resource.vscode-cdn.net')) {
			foreignRequests.push(request.url());
		}
	});
	bench = new Workbench(page);
	await bench.open(server.url());
	await bench.command('Lemma: Open Chat');
});

afterAll(async () => {
	await browser?.close();
	await server?.stop();
	await hub?.stop();
	rmSync(models, { recursive: true, force: true });
});

const panel = () => bench.webview();
const turns = () => panel().locator('.turn');

async function ask(question: string): Promise<void> {
	const input = panel().getByRole('textbox', { name: 'Question' });
	await input.fill(question);
	await input.press('Enter');
}

/** Changes the setting as a person does who edits the file, and lets the engine start afresh. */
async function useModel(name: string): Promise<void> {
	const path = join(server.folder, 'data/Machine/settings.json');
	const settings = {
		...JSON.parse(readFileSync(path, 'utf8')),
		'lemma.reasoner.modelPath': file(name),
		'lemma.completer.modelPath': file(name),
	};
	writeFileSync(path, JSON.stringify(settings, undefined, '\t'));
	await bench.command('Lemma: Restart Engine');
	await expect.poll(() => bench.statusItem().getAttribute('aria-label'), { timeout: 20_000 }).toContain(`${name} loads at first use`);
}

const setEffort = (effort: string) => panel().getByRole('combobox', { name: 'Thinking effort' }).selectOption(effort);

/** Process ids of Lemma's engine under this test's VS Code. */
function workers(): number[] {
	const list = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' });
	return list
		.split('\n')
		.filter((line) => line.includes('worker.mjs') && line.includes(server.folder))
		.map((line) => Number.parseInt(line, 10));
}

/** The turn with this question, which is asked once: the last turn on the screen may still be the one before it. */
const turnOf = (question: string) => turns().filter({ hasText: question }).last();

const gone = (locator: ReturnType<typeof turns>) => locator.waitFor({ state: 'hidden', timeout: 30_000 });

describe('without a model', () => {
	test('the chat offers to get it, says whose it is and under which licence, and asks the network nothing by itself', async () => {
		await panel()
			.getByRole('button', { name: /Get Qwen2\.5-Coder/u })
			.waitFor();
		await panel().getByText('Apache-2.0').first().waitFor();
		await panel()
			.getByRole('button', { name: /Choose a file/u })
			.waitFor();
		expect(await panel().getByRole('button', { name: /pip/u }).count()).toBe(0);
		expect(hub.requests).toEqual([]);
		expect(workers()).toEqual([]);
	});

	test('a question is kept, and says what is missing', async () => {
		await ask('What is 2 + 2?');
		await turnOf('What is 2 + 2?').getByText('is not on this machine yet').waitFor();
		expect(await turnOf('What is 2 + 2?').textContent()).toContain('What is 2 + 2?');
	});

	test('a hub that has nothing is named with its answer, and only then the way through pip is offered', async () => {
		await panel()
			.getByRole('button', { name: /Get Qwen2\.5-Coder/u })
			.click();
		await panel()
			.getByRole('button', { name: /through pip/u })
			.waitFor({ timeout: 60_000 });
		expect(hub.requests.length).toBeGreaterThan(0);
		expect(await panel().locator('body').textContent()).toMatch(/404/u);
	});

	test.skipIf(!existsSync(join(modelsFolder, small.file)))(
		'a file brought by hand is found at once, and the kept question answered',
		async () => {
			copyFileSync(join(modelsFolder, small.file), join(file('empty'), small.file));
			await turns().last().getByRole('button', { name: 'Retry' }).click();
			await turns().last().locator('.answer').waitFor({ timeout: 100_000 });
			expect(await bench.statusItem().getAttribute('aria-label')).not.toContain('not on this machine');
			await panel()
				.getByRole('button', { name: /Get Qwen2\.5-Coder/u })
				.waitFor({ state: 'detached' });
			rmSync(join(file('empty'), small.file));
		},
	);
});

describe('a model file that cannot be used', () => {
	test.each([
		['nowhere.gguf', 'There is no model file'],
		['empty', 'is a folder'],
		['notes.gguf', 'is not a GGUF model file'],
		['cut.gguf', 'incomplete'],
	])('%s is refused in the chat with a sentence', async (name, sentence) => {
		await useModel(name);
		await ask(`Try ${name}`);
		await turns()
			.filter({ hasText: `Try ${name}` })
			.last()
			.getByText(sentence)
			.waitFor({ timeout: 60_000 });
	});
});

describe('with a model', () => {
	test('a question is thought about and answered, apart', async () => {
		await useModel('thinker.gguf');
		await bench.command('Lemma: New Chat');
		await gone(turns().first());
		await ask('Hello?');
		await turnOf('Hello?').locator('.details').waitFor({ timeout: 60_000 });
		expect((await turnOf('Hello?').locator('.answer').textContent())?.trim()).toBe('Four');
		await turnOf('Hello?').locator('.reasoning-head').click();
		expect(await turnOf('Hello?').locator('.reasoning-body').textContent()).toContain('Let me see');
	});

	test('the chat is still there after the window was loaded again', async () => {
		await page.waitForTimeout(1_000);
		await bench.open(server.url());
		await bench.command('Lemma: Open Chat');
		await turns().last().locator('.answer').waitFor({ timeout: 60_000 });
		expect((await turns().last().locator('.answer').textContent())?.trim()).toBe('Four');
	});

	test('a chat that was left for a new one can be opened again', async () => {
		await bench.command('Lemma: New Chat');
		await gone(turns().first());
		await bench.command('Lemma: Open Earlier Chat…');
		await panel().getByRole('searchbox', { name: 'Search chats' }).fill('four');
		const row = panel().locator('.chat-row').filter({ hasText: 'Hello' });
		await row.locator('mark').waitFor({ timeout: 20_000 });
		await row.getByRole('button', { name: 'Actions for Hello' }).click();
		await row.getByRole('button', { name: 'Rename' }).click();
		await panel().locator('.chat-rename').fill('Sums');
		await page.keyboard.press('Enter');
		await panel().locator('.chat-row').filter({ hasText: 'Sums' }).locator('.chat-open').click();
		await turnOf('Hello?').waitFor({ timeout: 10_000 });
		expect((await turnOf('Hello?').locator('.answer').textContent())?.trim()).toBe('Four');
	});

	test('an answer that is asked for again stays beside the new one, and a deleted chat comes back', async () => {
		await turnOf('Hello?').getByRole('button', { name: 'Answer again' }).click();
		await panel().locator('.siblings').filter({ hasText: '2/2' }).waitFor({ timeout: 60_000 });
		await turnOf('Hello?').locator('.answer').waitFor({ timeout: 60_000 });
		await panel().getByRole('button', { name: 'Earlier version' }).click({ timeout: 60_000 });
		await panel().locator('.siblings').filter({ hasText: '1/2' }).waitFor({ timeout: 10_000 });
		await bench.command('Lemma: Open Earlier Chat…');
		await panel().locator('.chat-row[data-current] .chat-more').click();
		await panel().getByRole('button', { name: 'Delete' }).click();
		await gone(panel().locator('.chat-row').filter({ hasText: 'Sums' }));
		await panel().getByRole('button', { name: 'Undo' }).click();
		await panel().locator('.chat-row[data-current]').filter({ hasText: 'Sums' }).locator('.chat-open').click();
		await turnOf('Hello?').waitFor({ timeout: 10_000 });
		expect(await panel().locator('.siblings').textContent()).toContain('1/2');
	});

	test('a chat has a model file of its own, and other chats keep theirs', async () => {
		const pick = async (label: string): Promise<void> => {
			await bench.command('Lemma: Choose Model File…');
			await bench.quickInput.locator('.monaco-list-row').filter({ hasText: label }).click();
		};
		const becomes = (name: string) =>
			expect.poll(() => bench.statusItem().getAttribute('aria-label'), { timeout: 20_000 }).toContain(`${name} loads at first use`);
		await useModel('dreamer.gguf');
		await pick('The open chat alone');
		await bench.chooseFile('Choose a GGUF file', file('guided.gguf'));
		await becomes('guided.gguf');
		await bench.command('Lemma: New Chat');
		await becomes('dreamer.gguf');
		await bench.command('Lemma: Open Earlier Chat…');
		await panel().locator('.chat-row').filter({ hasText: 'Sums' }).locator('.chat-open').click();
		await becomes('guided.gguf');
		await pick('The open chat: as the others again');
		await becomes('dreamer.gguf');
	});

	test('a chat goes into a file and comes back from it with all its versions', async () => {
		const exported = join(server.workspace, 'Sums.json');
		await bench.command('Lemma: Open Earlier Chat…');
		await panel().locator('.chat-row').filter({ hasText: 'Sums' }).locator('.chat-more').click();
		await panel().getByRole('button', { name: 'Export as JSON' }).click();
		await bench.chooseFile('Export the chat as JSON', exported, { listed: false });
		await expect.poll(() => existsSync(exported), { timeout: 10_000 }).toBe(true);
		await panel().locator('.notice').filter({ hasText: 'Sums.json' }).waitFor();
		await panel().getByRole('button', { name: 'Import…' }).click();
		await bench.chooseFile('Import a chat', exported);
		await panel().locator('.siblings').waitFor({ timeout: 20_000 });
		expect(await panel().locator('.siblings').textContent()).toContain('1/2');
		expect((await turnOf('Hello?').locator('.answer').textContent())?.trim()).toBe('Four');
		await bench.command('Lemma: Open Earlier Chat…');
		await expect.poll(() => panel().locator('.chat-row').filter({ hasText: 'Sums' }).count(), { timeout: 10_000 }).toBe(2);
		await panel().getByRole('button', { name: 'Back to the chat' }).click();
	});

	test('a window that is loaded again while an answer is written keeps what there is of it, and goes on with it', async () => {
		await useModel('endless.gguf');
		await ask('Never stop');
		await turnOf('Never stop').locator('.answer').waitFor({ timeout: 60_000 });
		await page.waitForTimeout(1_500);
		await bench.open(server.url());
		await bench.command('Lemma: Open Chat');
		await turnOf('Never stop').locator('.outcome').filter({ hasText: 'Interrupted' }).waitFor({ timeout: 60_000 });
		const before = (await turnOf('Never stop').locator('.answer').textContent()) ?? '';
		expect(before.length).toBeGreaterThan(0);
		await turnOf('Never stop').getByRole('button', { name: 'Continue' }).click();
		await expect
			.poll(async () => (await turnOf('Never stop').locator('.answer').textContent())?.length ?? 0, { timeout: 60_000 })
			.toBeGreaterThan(before.length);
		await panel().getByRole('button', { name: 'Stop', exact: true }).click();
		await gone(panel().getByRole('button', { name: 'Stop', exact: true }));
	});

	test('an engine that dies says so, keeps what was written, goes on with it, and works again after Restart', async () => {
		await useModel('endless.gguf');
		await ask('Go on forever');
		await turnOf('Go on forever').locator('.answer').waitFor({ timeout: 60_000 });
		const [pid] = workers();
		expect(pid).toBeDefined();
		process.kill(Number(pid), 'SIGKILL');
		await turnOf('Go on forever').getByText('The engine stopped').waitFor({ timeout: 10_000 });
		const before = (await turnOf('Go on forever').locator('.answer').textContent()) ?? '';
		expect(before).toContain('again and');
		await turnOf('Go on forever').getByRole('button', { name: 'Continue' }).click();
		await expect
			.poll(async () => ((await turnOf('Go on forever').locator('.answer').textContent()) ?? '').length, { timeout: 60_000 })
			.toBeGreaterThan(before.length);
		await panel().getByRole('button', { name: 'Stop' }).click();
		await bench.command('Lemma: Restart Engine');
		await ask('Once more');
		await turnOf('Once more').locator('.answer').waitFor({ timeout: 60_000 });
		await panel().getByRole('button', { name: 'Stop' }).click();
		await turnOf('Once more').getByText('Stopped').waitFor({ timeout: 10_000 });
	});

	describe.each(['dreamer.gguf', 'guided.gguf'])('%s: a thought that runs', (name) => {
		const question = name === 'guided.gguf' ? 'What is 2 + 2?' : 'Dream on';
		const turn = () => turnOf(question);
		const thought = async () => (await turn().locator('.reasoning-body').textContent()) ?? '';
		/** A thought that has ended meanwhile is one line until it is opened. */
		const opened = async () => {
			const head = turn().locator('.reasoning-head');
			if ((await head.getAttribute('aria-expanded')) === 'false') {
				await head.click();
			}
			return thought();
		};
		const tool = (label: string) => turn().getByRole('button', { name: label });
		const begin = async () => {
			await bench.command('Lemma: New Chat');
			await gone(turns().first());
			await ask(question);
			await tool('Answer now').waitFor({ timeout: 60_000 });
		};
		const hasAnswer = async () => {
			await turn().locator('.details').waitFor({ timeout: 30_000 });
			expect(await turn().locator('.answer').textContent()).toMatch(/Four\s*$/u);
		};

		test('is closed by Answer now, and the answer follows', async () => {
			await useModel(name);
			await setEffort('max');
			await begin();
			await tool('Answer now').click();
			await hasAnswer();
			await turn().getByText('cut by you').waitFor();
		});

		test('is paused while a remark is written, which then stands in it', async () => {
			await begin();
			await tool('Steer').click();
			const remark = turn().getByRole('textbox', { name: 'Remark for the thought' });
			await turn().getByText('Paused').first().waitFor({ timeout: 10_000 });
			await remark.fill('Mind the </think> and zero');
			// What was under way when it was paused is still drawn.
			await page.waitForTimeout(1_000);
			const paused = await thought();
			await page.waitForTimeout(1_000);
			expect((await thought()).length).toBe(paused.length);
			await remark.press('Enter');
			await expect.poll(opened, { timeout: 10_000 }).toContain('Mind the </think> and zero');
			await tool('Answer now').click();
			await hasAnswer();
		});

		test('that was stopped has no answer yet, goes on, and can be stopped and answered', async () => {
			await begin();
			await panel().getByRole('button', { name: 'Stop' }).click();
			await turn().getByText('No answer yet').waitFor({ timeout: 10_000 });
			expect(await turn().locator('.answer').count()).toBe(0);
			await tool('Continue').click();
			await tool('Think more').waitFor({ timeout: 10_000 });
			await panel().getByRole('button', { name: 'Stop' }).click();
			await tool('Answer now').click();
			await hasAnswer();
		});
	});

	const review = () => page.locator('.tabs-container .tab').filter({ hasText: 'Fix of wrong.ts' });
	const lens = (text: string | RegExp) => page.locator('.codelens-decoration').getByText(text).first();

	test('Fix shows its change for review and applies it as one undo step', async () => {
		await useModel('fixer.gguf');
		await bench.openFile('wrong.ts');
		await bench.errors.first().waitFor({ timeout: 60_000 });
		await bench.command('Lemma: Fix');
		await review().waitFor({ timeout: 60_000 });
		await lens(/applies · parses · target diagnostic gone · no new diagnostics \(TypeScript/u).waitFor({ timeout: 20_000 });
		await lens('Accept').click();
		await gone(review());
		expect(await bench.text()).toContain(fixedCode);
		await bench.editor.click();
		await page.keyboard.press('Control+Z');
		await expect.poll(() => bench.text()).toContain('"42"');
		// It is saved by itself; a file that changes on the disk before that would be a conflict.
		await gone(page.locator('.tabs-container .tab.dirty'));
	});

	test('Fix is not applied to a file that changed meanwhile', async () => {
		await bench.command('Lemma: Fix');
		await review().waitFor({ timeout: 60_000 });
		writeFileSync(join(server.workspace, 'wrong.ts'), 'const other: number = "43";\n');
		// VS Code has noticed.
		await lens(/Stale: wrong\.ts changed/u).waitFor({ timeout: 30_000 });
		await bench.command('Lemma: Accept Fix');
		await bench.notifications.getByText('changed since the change was proposed').waitFor({ timeout: 10_000 });
		await bench.command('Lemma: Reject Fix');
		await expect.poll(() => readFileSync(join(server.workspace, 'wrong.ts'), 'utf8')).toContain('other');
	});

	test('no file to explain is a sentence', async () => {
		await bench.command('Notifications: Clear All Notifications');
		await bench.command('View: Close All Editors');
		await gone(page.locator('.tabs-container .tab').first());
		await bench.command('Lemma: Explain');
		await bench.notifications.getByText('No file is open').waitFor({ timeout: 20_000 });
	});

	test('completions that are off start no engine', async () => {
		await bench.command('Lemma: Toggle Inline Completions');
		await bench.command('Lemma: Restart Engine');
		await expect.poll(workers).toEqual([]);
		await bench.openFile('temperature.ts');
		await bench.goTo(8, 2);
		await page.keyboard.type('ret', { delay: 60 });
		await page.waitForTimeout(2_000);
		expect(workers()).toEqual([]);
	});
});

describe('the page', () => {
	test('asks nothing outside this machine', () => {
		expect(foreignRequests).toEqual([]);
	});
});

test('no engine outlives VS Code', async () => {
	await useModel('endless.gguf');
	await bench.command('Lemma: Open Chat');
	await ask('Never stop');
	await turnOf('Never stop').locator('.answer').waitFor({ timeout: 60_000 });
	expect(workers().length).toBeGreaterThan(0);
	await browser.close();
	await server.stop();
	await expect.poll(workers, { timeout: 10_000 }).toEqual([]);
});
