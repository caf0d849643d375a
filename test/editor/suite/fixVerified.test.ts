import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { assertFixable } from '../../../src/editor/fixAsk.ts';
import { withDialogs } from './dialogs.ts';
import { fenced, lenses, problems, questions, reviewPage, reviewTabs, run, withFile, withReplies } from './fixing.ts';
import { eventually } from './models.ts';

const wrong = 'interface User {\n\tname: string;\n}\n\nexport function greet(user: User): string {\n\treturn user.nam;\n}\n';
const body = (expression: string): string => `export function greet(user: User): string {\n\treturn ${expression};\n}`;
const harmful = fenced(body('user.name.length'));
const good = fenced(body('user.name'));

const cursorAt = (editor: vscode.TextEditor, line: number): void => {
	editor.selection = new vscode.Selection(line, 2, line, 2);
};

/** One file that everybody may read. */
function readOnlyFiles(text: string): vscode.FileSystemProvider {
	const refuse = (): never => {
		throw vscode.FileSystemError.NoPermissions();
	};
	return {
		onDidChangeFile: new vscode.EventEmitter<vscode.FileChangeEvent[]>().event,
		watch: () => new vscode.Disposable(() => undefined),
		stat: () => ({ type: vscode.FileType.File, ctime: 0, mtime: 0, size: text.length }),
		readFile: () => new TextEncoder().encode(text),
		readDirectory: () => [],
		createDirectory: refuse,
		writeFile: refuse,
		delete: refuse,
		rename: refuse,
	};
}

describe('a fix of TypeScript', () => {
	it('that brings a new type error is repaired before anybody sees it', () =>
		withFile('repair.ts', wrong, (document, editor) =>
			withReplies([harmful, good], async (server) => {
				await problems(document.uri);
				cursorAt(editor, 5);
				await run('fix');
				const page = await reviewPage();
				assert.ok(page.getText().includes('return user.name;'), page.getText());
				assert.ok(!page.getText().includes('length'));
				const [badge = ''] = await lenses(page);
				assert.match(badge, /^applies · parses · target diagnostic gone · no new diagnostics \(TypeScript \d/u);
				assert.ok(questions(server).length >= 2);
				assert.match(questions(server)[1] ?? '', /not assignable/u);
				assert.equal(document.getText(), wrong);
				await run('acceptFix');
				assert.equal(document.getText(), wrong.replace('user.nam;', 'user.name;'));
				await eventually(
					() => vscode.languages.getDiagnostics(document.uri).length,
					(count) => count === 0,
				);
				await vscode.commands.executeCommand('undo');
				assert.equal(document.getText(), wrong);
			}),
		));

	it('that never holds is not shown, and its draft only when it is asked for', () =>
		withFile('never.ts', wrong, (document, editor) =>
			withReplies([harmful], () =>
				withDialogs(async ({ messages }) => {
					await problems(document.uri);
					cursorAt(editor, 5);
					await run('fix');
					assert.deepEqual(reviewTabs(), []);
					assert.equal(messages.length, 1, messages.join());
					await run('showFixDraft');
					const page = await reviewPage();
					assert.ok(page.getText().includes('length'));
					assert.match((await lenses(page)).join(), /^Unverified draft/u);
					await run('acceptFix');
					assert.equal(document.getText(), wrong);
				}),
			),
		));

	it('starts from the lightbulb, also where another editor has the focus', () =>
		withFile('bulb.ts', wrong, (document) =>
			withReplies([good], async () => {
				await problems(document.uri);
				const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
					'vscode.executeCodeActionProvider',
					document.uri,
					new vscode.Range(5, 14, 5, 14),
				);
				const command = actions.find(({ title }) => title === 'Fix with Lemma')?.command;
				assert.ok(command);
				await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: 'other' }));
				await vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
				assert.ok((await reviewPage()).getText().includes('return user.name;'));
			}),
		));

	it('stays within what is selected, and follows words', () =>
		withFile('words.ts', 'export const a = 1;\nexport const b = 2;\nexport const c = 3;\n', (document, editor) =>
			withReplies([fenced('export const b = 20;')], (server) =>
				withDialogs(async ({ texts }) => {
					editor.selection = new vscode.Selection(1, 0, 1, 19);
					texts.push('Make it ten times as large');
					await run('fixWithInstruction');
					await reviewPage();
					await run('acceptFix');
					assert.equal(document.getText(), 'export const a = 1;\nexport const b = 20;\nexport const c = 3;\n');
					assert.match(questions(server)[0] ?? '', /Make it ten times as large/u);
				}),
			),
		));

	it('starts from a failing test', () =>
		withFile('sum.ts', 'export function sum(a: number, b: number): number {\n\treturn a - b;\n}\n', (document) =>
			withReplies([fenced('export function sum(a: number, b: number): number {\n\treturn a + b;\n}')], async (server) => {
				const message = vscode.TestMessage.diff('expected -1 to be 3', '3', '-1');
				message.stackTrace = [new vscode.TestMessageStackFrame('sum', document.uri, new vscode.Position(1, 1))];
				await run('fixTest', { message });
				const page = await reviewPage();
				assert.match((await lenses(page))[0] ?? '', /not verified/iu);
				assert.match(questions(server)[0] ?? '', /expected -1 to be 3/u);
				await run('acceptFix');
				assert.ok(document.getText().includes('a + b'));
			}),
		));

	it('of a read-only file says so, and asks no model', async () => {
		const provider = vscode.workspace.registerFileSystemProvider('readonly', readOnlyFiles(wrong), { isReadonly: true });
		try {
			await withReplies([good], (server) =>
				withDialogs(async ({ messages }) => {
					await vscode.window.showTextDocument(vscode.Uri.parse('readonly:/locked.ts'));
					await run('fix');
					assert.match(messages.join(), /read-only/u);
					assert.deepEqual(questions(server), []);
				}),
			);
		} finally {
			provider.dispose();
		}
	});

	it('of an untitled document is checked as well', () =>
		withReplies([good], async () => {
			const document = await vscode.workspace.openTextDocument({ language: 'typescript', content: wrong });
			cursorAt(await vscode.window.showTextDocument(document), 5);
			await problems(document.uri);
			await run('fix');
			const page = await reviewPage();
			assert.equal(page.languageId, 'typescript');
			assert.match((await lenses(page))[0] ?? '', /target diagnostic gone/u);
			await run('acceptFix');
			assert.ok(document.getText().includes('user.name;'));
		}));

	it('tells the model how what a problem names is defined', () =>
		withFile('shop.ts', 'export interface Shop {\n\treadonly opening: number;\n}\n\nexport const unused = 1;\n', () =>
			withFile('visit.ts', "import type { Shop } from './shop.ts';\n\nexport const at: Shop = { openin: 9 };\n", (document, editor) =>
				withReplies([fenced('export const at: Shop = { opening: 9 };')], async (server) => {
					await problems(document.uri);
					cursorAt(editor, 2);
					await run('fix');
					await reviewPage();
					const [question = ''] = questions(server);
					assert.match(question, /readonly opening: number/u);
					assert.match(question, /ts\(\d+\)/u);
					assert.doesNotMatch(question, /unused/u);
				}),
			),
		));

	it('tells the model what the language would do about a problem', () =>
		withFile('point.ts', 'export class Point {\n\tx = 0;\n}\n', () =>
			withFile('origin.ts', 'export const origin = new Point();\n', (document, editor) =>
				withReplies([fenced("import { Point } from './point';\nexport const origin = new Point();")], async (server) => {
					await problems(document.uri);
					cursorAt(editor, 0);
					await run('fix');
					await reviewPage();
					const [question = ''] = questions(server);
					assert.match(question, /a quick fix is offered: [^\n]*import \{ Point \} from/u);
					assert.doesNotMatch(question, /declaration|Lemma/u);
				}),
			),
		));

	it('starts from what is selected in the terminal, at the file and line that it names', () =>
		withFile('named.ts', wrong, (document) =>
			withReplies([good], async (server) => {
				await problems(document.uri);
				await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: 'other' }));
				const terminal = vscode.window.createTerminal({ name: 'Test', shellPath: '/bin/sh', env: { PS1: '$ ' } });
				try {
					await vscode.env.clipboard.writeText('mine');
					terminal.show();
					terminal.sendText("echo 'greet failed (named.ts:6:14)'");
					for (let tries = 0; questions(server).length === 0; tries++) {
						assert.ok(tries < 30);
						await new Promise((resolve) => setTimeout(resolve, 500));
						await vscode.commands.executeCommand('workbench.action.terminal.selectAll');
						await run('fixFromTerminal');
					}
					const page = await reviewPage();
					assert.ok(page.getText().includes('return user.name;'));
					assert.match(questions(server)[0] ?? '', /greet failed/u);
					assert.equal(await vscode.env.clipboard.readText(), 'mine');
				} finally {
					terminal.dispose();
				}
			}),
		));

	it('of all problems in a file is one change', () =>
		withFile('all.ts', `${wrong}\nexport const loud: string = greet({ nam: 'x' });\n`, (document) =>
			withReplies([fenced(`${wrong.replace('user.nam;', 'user.name;')}\nexport const loud: string = greet({ name: 'x' });`)], async () => {
				await eventually(
					() => vscode.languages.getDiagnostics(document.uri).length,
					(count) => count === 2,
				);
				await run('fixAll');
				const all = await lenses(await reviewPage());
				assert.ok(all.includes('Accept all 2'), all.join());
				await run('acceptFix');
				assert.ok(document.getText().includes('user.name;') && document.getText().includes("{ name: 'x' }"));
			}),
		));

	it('is not made of a page of Lemma, and not in Restricted Mode', () =>
		withFile('trust.ts', wrong, (_, editor) =>
			withReplies([good], (server) =>
				withDialogs(async ({ messages }) => {
					await assert.rejects(assertFixable({ ...editor.document, uri: vscode.Uri.parse('lemma-fix:/a.ts') }), /page of Lemma/u);
					const own = Object.getOwnPropertyDescriptor(vscode.workspace, 'isTrusted');
					assert.ok(own);
					Object.defineProperty(vscode.workspace, 'isTrusted', { ...own, get: () => false });
					try {
						await run('fix');
					} finally {
						Object.defineProperty(vscode.workspace, 'isTrusted', own);
					}
					assert.match(messages.join(), /Restricted Mode/u);
					assert.deepEqual(questions(server), []);
				}),
			),
		));

	it('waits for who went to another file meanwhile', () =>
		withFile('later.ts', wrong, (document, editor) =>
			withReplies([good], () =>
				withDialogs(async ({ messages }) => {
					await problems(document.uri);
					cursorAt(editor, 5);
					const running = run('fix');
					const other = await vscode.workspace.openTextDocument({ content: 'other' });
					await vscode.window.showTextDocument(other);
					await running;
					assert.equal(vscode.window.activeTextEditor?.document, other);
					assert.deepEqual(reviewTabs(), []);
					assert.match(messages.join(), /Fix of later\.ts is ready/u);
					await run('nextHunk');
					assert.ok((await reviewPage()).getText().includes('return user.name;'));
				}),
			),
		));

	it('can be cancelled, and leaves nothing behind', () =>
		withFile('cancel.ts', wrong, (document, editor) =>
			withReplies([harmful], async () => {
				await problems(document.uri);
				cursorAt(editor, 5);
				const running = run('fix');
				await run('cancelFix');
				await running;
				assert.deepEqual(reviewTabs(), []);
				assert.equal(document.getText(), wrong);
			}),
		));
});
