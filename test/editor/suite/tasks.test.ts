import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { withDialogs } from './dialogs.ts';
import { questions, reviewPage, run, withFile, withReplies, workspaceFile } from './fixing.ts';
import { eventually, withModel } from './models.ts';

const clamp = 'export function clamp(x: number): number {\n\tif (x < 0) return 0;\n\treturn x;\n}\n';
const block = (text: string): string => `\`\`\`\n${text}\n\`\`\``;

function putCursor(editor: vscode.TextEditor, line: number, character: number): void {
	editor.selection = new vscode.Selection(line, character, line, character);
}

describe('Write Documentation', () => {
	it('puts the comment above the function once it is accepted, as one step, and leaves the code as it is', () =>
		withFile('documented.ts', clamp, (document, editor) =>
			withReplies([block('/** Not below zero. */\nexport function clamp(x) {\n\treturn 1;\n}')], async () => {
				putCursor(editor, 1, 3);
				await run('writeDocumentation');
				await reviewPage();
				assert.equal(document.getText(), clamp);
				await run('acceptFix');
				assert.equal(document.getText(), `/** Not below zero. */\n${clamp}`);
				await vscode.window.showTextDocument(document);
				await vscode.commands.executeCommand('undo');
				assert.equal(document.getText(), clamp);
			}),
		));

	it('comes from the real engine too', () => {
		const reply = '```\n/** Not below zero. */\n```';
		return withModel({ words: [reply], script: [['\n', reply, '<|im_end|>']] }, () =>
			withFile('documented.ts', clamp, async (document, editor) => {
				putCursor(editor, 1, 3);
				await run('writeDocumentation');
				await reviewPage();
				await run('acceptFix');
				assert.equal(document.getText(), `/** Not below zero. */\n${clamp}`);
			}),
		);
	});

	it('says so where there is nothing to document, or no comment comes', () =>
		withDialogs(({ messages }) =>
			withFile('documented.ts', `${clamp}\nclamp(1);\n`, (document, editor) =>
				withReplies(['Sorry.'], async () => {
					putCursor(editor, 5, 8);
					await run('writeDocumentation');
					assert.match(messages.at(-1) ?? '', /Put the cursor into a function/u);
					putCursor(editor, 1, 3);
					await run('writeDocumentation');
					assert.match(messages.at(-1) ?? '', /no usable comment\. Try again/u);
					assert.equal(document.getText(), `${clamp}\nclamp(1);\n`);
				}),
			),
		));
});

describe('Generate Tests', () => {
	const tests = (expected: number): string =>
		block(
			`import { test } from 'node:test';\nimport assert from 'node:assert/strict';\nimport { clamp } from './yours';\n\ntest('clamps', () => assert.equal(clamp(-1), ${expected}));`,
		);
	const module = 'export function clamp(x) {\n\tif (x < 0) return 0;\n\treturn x;\n}\n';

	it('shows them in an unsaved document beside the code, and says that they did not run', () =>
		withDialogs(({ messages }) =>
			withFile('clamped.ts', clamp, (_, editor) =>
				withReplies([tests(0)], async (server) => {
					putCursor(editor, 1, 3);
					await run('generateTests');
					const shown = vscode.window.activeTextEditor?.document;
					assert.equal(shown?.uri.scheme, 'untitled');
					assert.ok(shown.uri.path.endsWith('/clamped.test.ts'), shown.uri.path);
					assert.match(shown.getText(), /from '\.\/clamped'/u);
					assert.ok(!existsSync(workspaceFile('clamped.test.ts')));
					assert.match(questions(server)[0] ?? '', /with node:test/u);
					assert.match(messages.at(-1) ?? '', /Not run: no test command/u);
					await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
				}),
			),
		));

	it('runs them where the user lets it, over the function and over mistakes in it, and asks again where they fail', async () => {
		const before = vscode.window.showWarningMessage;
		const configuration = vscode.workspace.getConfiguration('lemma');
		const argv = [process.execPath, '--test', 'clamped.test.mjs'];
		await configuration.update('fix.testCommand', argv, vscode.ConfigurationTarget.Workspace);
		try {
			await withDialogs(({ messages }) =>
				withFile('clamped.mjs', module, (_, editor) =>
					withReplies([tests(7), tests(0)], async (server) => {
						Object.assign(vscode.window, { showWarningMessage: async () => 'Run These Tests' });
						putCursor(editor, 1, 3);
						await run('generateTests');
						assert.equal(questions(server).length, 2);
						assert.match(questions(server)[1] ?? '', /They fail although the function is right[\s\S]*0 !== 7/u);
						assert.match(messages.at(-1) ?? '', /They pass with .* and [1-4] of [2-4] deliberate mistakes/u);
						assert.match(vscode.window.activeTextEditor?.document.getText() ?? '', /clamp\(-1\), 0/u);
						await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
					}),
				),
			);
		} finally {
			Object.assign(vscode.window, { showWarningMessage: before });
			await configuration.update('fix.testCommand', undefined, vscode.ConfigurationTarget.Workspace);
			rmSync(workspaceFile('.vscode'), { recursive: true, force: true });
		}
	});

	it('refuses a function that no test can import', () =>
		withDialogs(({ messages }) =>
			withFile('hidden.ts', `${clamp.replace('export ', '')}export const other = 1;\n`, async (_, editor) => {
				putCursor(editor, 1, 3);
				await run('generateTests');
				assert.match(messages.at(-1) ?? '', /clamp is not exported/u);
			}),
		));
});

describe('Refactor', () => {
	it('changes the function as the user says, and nothing else', () =>
		withDialogs(({ texts }) =>
			withFile('refactored.ts', `${clamp}export const other = 1;\n`, (document, editor) =>
				withReplies([block('export function clamp(x: number): number {\n\treturn Math.max(0, x);\n}')], async (server) => {
					texts.push('Use Math.max.');
					putCursor(editor, 1, 3);
					await run('refactor');
					await reviewPage();
					assert.match(questions(server)[0] ?? '', /Use Math\.max\./u);
					await run('acceptFix');
					assert.equal(
						document.getText(),
						'export function clamp(x: number): number {\n\treturn Math.max(0, x);\n}\nexport const other = 1;\n',
					);
				}),
			),
		));
});

describe('Suggest Names', () => {
	it('renames everywhere by the language itself, as one step', () =>
		withDialogs(({ picks, choices }) =>
			withFile('named.ts', 'export function f(d: number): number {\n\tconst used = d;\n\treturn d + used;\n}\n', (document, editor) =>
				withReplies(['1. used\n2. wait-ms\n3. delayMs\n4. `wait_time`'], async () => {
					const before = document.getText();
					await eventually(
						() => vscode.extensions.getExtension('vscode.typescript-language-features')?.isActive,
						(is) => is === true,
					);
					putCursor(editor, 0, 18);
					choices.push('delayMs');
					await run('suggestNames');
					assert.deepEqual(picks.at(-1), { title: 'Rename d', labels: ['delayMs', 'wait_time'] });
					assert.equal(
						document.getText(),
						before.replace('d: number', 'delayMs: number').replace('= d;', '= delayMs;').replace('return d', 'return delayMs'),
					);
					await vscode.commands.executeCommand('undo');
					assert.equal(document.getText(), before);
				}),
			),
		));

	it('says so where nothing can be renamed', () =>
		withDialogs(({ messages }) =>
			withFile('named.txt', 'some words\n', async (_, editor) => {
				putCursor(editor, 0, 2);
				await run('suggestNames');
				assert.match(messages.at(-1) ?? '', /some cannot be renamed here\. Put the cursor on a name/u);
			}),
		));
});

describe('Write Commit Message', () => {
	const git = (...args: string[]) =>
		execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', ...args], { cwd: workspaceFile('') });

	it('writes into the box of Source Control what the staged changes do, without secrets, and keeps what was there', () =>
		withDialogs(({ messages, choices }) =>
			withReplies(['Commit message: "Add a plum."'], async (server) => {
				const configuration = vscode.workspace.getConfiguration('git');
				git('init', '--quiet');
				git('add', '.');
				git('commit', '--quiet', '--message', 'feat: first');
				await configuration.update('enabled', true, vscode.ConfigurationTarget.Global);
				try {
					await eventually(
						() => {
							void run('writeCommitMessage');
							return messages.at(-1) ?? '';
						},
						(message) => /Nothing is staged/u.test(message),
					);
					writeFileSync(workspaceFile('plum.ts'), 'export const plum = 1;\n');
					writeFileSync(workspaceFile('.env'), 'KEY=hidden\n');
					git('add', '--force', '.env');
					await run('writeCommitMessage');
					assert.match(messages.at(-1) ?? '', /Only files of secrets/u);
					git('add', 'plum.ts');
					await run('writeCommitMessage');
					const extension = vscode.extensions.getExtension<Git>('vscode.git');
					const box = extension?.exports.getAPI(1).repositories[0]?.inputBox;
					assert.equal(box?.value, 'Add a plum');
					const question = questions(server).at(-1) ?? '';
					assert.match(question, /plum = 1/u);
					assert.match(question, /begins with its kind/u);
					assert.doesNotMatch(question, /hidden/u);
					box.value = 'mine';
					await run('writeCommitMessage');
					assert.equal(box.value, 'mine');
					choices.push('Put Below');
					await run('writeCommitMessage');
					assert.equal(box.value, 'mine\n\nAdd a plum');
				} finally {
					await configuration.update('enabled', false, vscode.ConfigurationTarget.Global);
					for (const name of ['.git', 'plum.ts', '.env']) {
						rmSync(workspaceFile(name), { recursive: true, force: true });
					}
				}
			}),
		));
});

interface Git {
	getAPI(version: 1): { readonly repositories: readonly { readonly inputBox: { value: string } }[] };
}
