import * as assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { consentHash, scriptsOf, TestConsent } from '../../../src/editor/testConsent.ts';
import { fenced, lenses, reviewPage, run, withFile, withReplies, workspaceFile } from './fixing.ts';

const signal = new AbortController().signal;
const argv = ['node', '-e', 'process.exit(require("fs").readFileSync("tested.js", "utf8").includes("right") ? 0 : 1)'];

class Memory implements vscode.Memento {
	readonly #values = new Map<string, unknown>();
	keys = (): readonly string[] => [...this.#values.keys()];
	get<T>(key: string, fallback?: T): T | undefined {
		return this.#values.has(key) ? (this.#values.get(key) as T) : fallback; // as the interface has it
	}
	async update(key: string, value: unknown): Promise<void> {
		this.#values.set(key, value);
	}
}

/** Sets the command in the workspace, as a repository does, and answers what is asked; returns the questions. */
async function withCommand(answer: string | undefined, test: (asked: string[]) => Promise<void>): Promise<void> {
	const asked: string[] = [];
	const before = vscode.window.showWarningMessage;
	const configuration = () => vscode.workspace.getConfiguration('lemma');
	await configuration().update('fix.testCommand', argv, vscode.ConfigurationTarget.Workspace);
	Object.assign(vscode.window, {
		showWarningMessage: async (_: string, options: vscode.MessageOptions) => {
			asked.push(options.detail ?? '');
			return answer;
		},
	});
	try {
		await test(asked);
	} finally {
		Object.assign(vscode.window, { showWarningMessage: before });
		await configuration().update('fix.testCommand', undefined, vscode.ConfigurationTarget.Workspace);
	}
}

describe('the tests of the user', () => {
	const consentOf = (memory = new Memory()): TestConsent =>
		new TestConsent({ workspaceState: memory, storageUri: vscode.Uri.file('/of/this/workspace') });

	it('run only after the exact command was agreed to, which is asked once', () =>
		withFile('tested.js', 'wrong', (document) =>
			withCommand('Run These Tests', async (asked) => {
				const consent = consentOf();
				const tests = await consent.testsOf(document);
				assert.ok(tests);
				assert.ok(asked[0]?.includes(argv.map((word) => JSON.stringify(word)).join(' ')), asked[0]);
				assert.ok(asked[0]?.includes(workspaceFile('').replace(/\/$/u, '')), asked[0]);
				assert.equal((await tests.run('right', signal)).kind, 'passed');
				assert.equal((await tests.run('wrong', signal)).kind, 'failed');
				assert.equal(document.getText(), 'wrong');
				await consent.testsOf(document);
				assert.equal(asked.length, 1);
			}),
		));

	it('keep a fix from being shown that breaks them, and are named by the one that holds', () =>
		withFile('tested.js', "const state = 'right';\nconst other = 1;\n", (document, editor) =>
			withCommand('Run These Tests', () =>
				withReplies([fenced("const state = 'broken';\nconst other = 2;"), fenced("const state = 'right';\nconst other = 2;")], async () => {
					editor.selection = new vscode.Selection(1, 3, 1, 3);
					await run('fix');
					const page = await reviewPage();
					assert.ok(!page.getText().includes('broken'));
					assert.match((await lenses(page)).join(' | '), /tests passed `node -e /u);
					await run('acceptFix');
					assert.equal(document.getText(), "const state = 'right';\nconst other = 2;\n");
				}),
			),
		));

	it('that were refused never run, and are not asked for again', () =>
		withFile('tested.js', 'wrong', (document) =>
			withCommand('Never', async (asked) => {
				const consent = consentOf();
				assert.equal(await consent.testsOf(document), undefined);
				assert.equal(await consent.testsOf(document), undefined);
				assert.equal(asked.length, 1);
			}),
		));

	it('that nobody answered for do not run, and are asked for again', () =>
		withFile('tested.js', 'wrong', (document) =>
			withCommand(undefined, async (asked) => {
				const consent = consentOf();
				assert.equal(await consent.testsOf(document), undefined);
				assert.equal(await consent.testsOf(document), undefined);
				assert.equal(asked.length, 2);
			}),
		));

	it('do not run for what is no file of the workspace, or without a command', async () => {
		const untitled = await vscode.workspace.openTextDocument({ content: 'x' });
		await withCommand('Run These Tests', async (asked) => {
			assert.equal(await consentOf().testsOf(untitled), undefined);
			assert.deepEqual(asked, []);
		});
		await withFile('tested.js', 'wrong', async (document) => assert.equal(await consentOf().testsOf(document), undefined));
	});

	it('need another word once their script changes', async () => {
		const path = workspaceFile('package.json');
		const cwd = workspaceFile('');
		const hash = async (): Promise<string> => consentHash({ argv: ['npm', 'test'], cwd, scripts: await scriptsOf(['npm', 'test'], cwd) });
		try {
			writeFileSync(path, '{"version": "1.0.0", "scripts": {"test": "vitest"}}');
			const first = await hash();
			writeFileSync(path, '{"version": "1.0.1", "scripts": {"test": "vitest"}}');
			assert.equal(await hash(), first);
			writeFileSync(path, '{"version": "1.0.1", "scripts": {"test": "vitest", "pretest": "curl evil"}}');
			assert.notEqual(await hash(), first);
		} finally {
			rmSync(path);
		}
	});
});
