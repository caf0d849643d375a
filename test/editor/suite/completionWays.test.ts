// What surrounds a completion: reasons, snooze, manual mode, parts of it, what comes next, notebooks.
import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import { eventually, withModel } from './models.ts';

const writer = {
	words: ['return', ' rest', '.length', ';'],
	script: [
		['<|fim_middle|>', 'return', ' rest', '.length', ';', '<|endoftext|>'],
		['\n', 'return'],
		['\t', 'return'],
	],
};

/** The ids of Lemma's engine processes under this extension host. */
function engines(): readonly string[] {
	const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
	return lines.filter((line) => line.includes('worker.mjs') && line.trim().split(/\s+/)[1] === String(process.pid));
}

async function open(content: string, line: number, character: number, language = 'typescript'): Promise<vscode.TextEditor> {
	const document = await vscode.workspace.openTextDocument({ language, content });
	const editor = await vscode.window.showTextDocument(document);
	editor.selection = new vscode.Selection(line, character, line, character);
	return editor;
}

const type = (text: string) => vscode.commands.executeCommand('type', { text });
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const setting = (key: string, value: unknown) =>
	vscode.workspace.getConfiguration('lemma').update(key, value, vscode.ConfigurationTarget.Global);

/** Runs `command` again and again until the document says `isDone`: ghost text comes when it comes. */
async function until(command: string, editor: vscode.TextEditor, isDone: (text: string) => boolean, trigger = true): Promise<string> {
	for (let tries = 0; tries < 30 && !isDone(editor.document.getText()); tries++) {
		if (trigger) {
			await vscode.commands.executeCommand('lemma.triggerCompletion');
		}
		await pause(400);
		await vscode.commands.executeCommand(command);
	}
	return editor.document.getText();
}

/** The page of the newest request, as "Why No Suggestion?" opens it with Enter. */
async function newestReason(): Promise<vscode.TextDocument> {
	await vscode.commands.executeCommand('lemma.whyNoSuggestion');
	await pause(700);
	await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
	const editor = await eventually(
		() => vscode.window.activeTextEditor,
		(active) => active?.document.uri.scheme === 'lemma-completions',
	);
	assert.ok(editor);
	return editor.document;
}

/** What was known of a place is shown there again, so each test has a function of its own. */
const begun = (name: string) => `function ${name}(rest: string[]): number {\n\t\n}\n`;
const full = (name: string) => `function ${name}(rest: string[]): number {\n\treturn rest.length;\n}\n`;

describe('a completion', () => {
	it('that did not come has its reason, on a page that is read-only and never dirty', () =>
		withModel(writer, async () => {
			const editor = await open('const a = foo + bar;\n', 0, 10);
			await vscode.window.showTextDocument(editor.document);
			await type('x');
			await pause(1000);
			const page = await newestReason();
			assert.match(page.getText(), /^# The cursor is in the middle of a line/);
			assert.match(page.getText(), /- Stopped by: `textToTheRight`\n/);
			assert.equal(page.isDirty, false);
			await type('x');
			assert.equal(page.isDirty, false);
			assert.deepEqual(engines(), []);
		}));

	it('comes only when asked for while snoozed, and by itself again afterwards', () =>
		withModel(writer, async () => {
			const editor = await open(begun('snoozed'), 1, 1);
			await vscode.commands.executeCommand('lemma.snoozeCompletions');
			try {
				await type('retu');
				await pause(1500);
				await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
				assert.ok(!editor.document.getText().includes('length'));
				assert.deepEqual(engines(), []);
				assert.equal(await until('editor.action.inlineSuggest.commit', editor, (text) => text.includes('length')), full('snoozed'));
			} finally {
				await vscode.commands.executeCommand('lemma.snoozeCompletions');
			}
			const again = await open(begun('awake'), 1, 1);
			await type('retu');
			const text = await until('editor.action.inlineSuggest.commit', again, (now) => now.includes('length'), false);
			assert.equal(text, full('awake'));
		}));

	it('starts no engine in manual mode before it is asked for', () =>
		withModel(writer, async () => {
			await setting('completion.mode', 'manual');
			try {
				const editor = await open(begun('manual'), 1, 1);
				await type('retu');
				await pause(1500);
				assert.deepEqual(engines(), []);
				assert.equal(await until('editor.action.inlineSuggest.commit', editor, (text) => text.includes('length')), full('manual'));
				assert.equal(engines().length, 1);
			} finally {
				await setting('completion.mode', undefined);
			}
		}));

	it('starts no engine in a language that is off', () =>
		withModel(writer, async () => {
			await open('# Title\n\nSome ', 2, 5, 'markdown');
			await type('text');
			await vscode.commands.executeCommand('lemma.triggerCompletion');
			await pause(1500);
			assert.deepEqual(engines(), []);
			assert.match((await newestReason()).getText(), /`languageOff`/);
		}));

	it('is switched off and on for the language of the editor by a command', async () => {
		await open('x = 1\n', 0, 5, 'python');
		const languages = () => vscode.workspace.getConfiguration('lemma').get<Record<string, boolean>>('completion.languages');
		await vscode.commands.executeCommand('lemma.toggleCompletionsForLanguage');
		await eventually(languages, (now) => now?.python === false && now.markdown === false);
		await vscode.commands.executeCommand('lemma.toggleCompletionsForLanguage');
		await eventually(languages, (now) => now?.python === true);
		await setting('completion.languages', undefined);
		await vscode.commands.executeCommand('workbench.action.closeAllEditors');
	});

	it('is taken word by word', () =>
		withModel(writer, async () => {
			const editor = await open(begun('word'), 1, 1);
			await type('retu');
			const text = await until('editor.action.inlineSuggest.acceptNextWord', editor, (now) => now.includes('return'));
			assert.match(text, /\treturn ?\n/);
			assert.equal(await until('editor.action.inlineSuggest.commit', editor, (now) => now.includes('length'), false), full('word'));
		}));

	it('is known at once where accepting the one before leads', () =>
		withModel(
			{
				words: ['start', '(() => {', '\n\tproceed', '(2);', '\n});'],
				script: [
					['<|fim_middle|>', 'start', '(() => {', '\n\tproceed', '(2);', '\n});', '<|endoftext|>'],
					['\n', 'start'],
				],
			},
			async () => {
				const editor = await open('// begin\n\n', 1, 0);
				await type('start');
				const first = await until('editor.action.inlineSuggest.commit', editor, (now) => now.includes('{'));
				assert.equal(first, '// begin\nstart(() => {\n');
				// VS Code asks again by itself.
				await pause(1500);
				assert.match((await newestReason()).getText(), /- Came from: (?:known from before|joined what was under way)\n/);
				await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
				await vscode.window.showTextDocument(editor.document);
				const both = await until('editor.action.inlineSuggest.commit', editor, (now) => now.includes('(2);'));
				assert.equal(both, '// begin\nstart(() => {\n\tproceed(2);\n});\n');
			},
		));

	it('has alternatives, which come when asked for and can be taken', () =>
		withModel(
			{
				// All but the last words are certain, so that the whole is sure enough to be shown.
				words: ['begin', '.from', '.here', '.with', '.One();', '.Two();'],
				script: [
					['<|fim_middle|>', 'begin', '.from', '.here', '.with', '.One();', '<|endoftext|>'],
					['\n', 'begin'],
					['.with', '.Two();', '<|endoftext|>'],
				],
			},
			async () => {
				const seen = new Set<string>();
				for (const presses of [0, 1]) {
					const editor = await open('// once\n\n', 1, 0);
					await type('begin');
					for (let tries = 0; tries < 8 && !editor.document.getText().includes('();'); tries++) {
						await pause(1500);
						for (let press = 0; press < presses; press++) {
							await vscode.commands.executeCommand('editor.action.inlineSuggest.showNext');
							await pause(1500);
						}
						await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
					}
					seen.add(editor.document.getText());
				}
				assert.ok(seen.size > 1, [...seen].join('|'));
				assert.ok(
					[...seen].every((text) => /begin\.from\.here\.with\.(One|Two)\(\);/.test(text)),
					[...seen].join('|'),
				);
			},
		));

	it('works in the cell of a notebook', () =>
		withModel(writer, async () => {
			const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, 'function f(rest) {\n\t\n}\n', 'javascript');
			const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', new vscode.NotebookData([cell]));
			await vscode.window.showNotebookDocument(notebook);
			await vscode.commands.executeCommand('notebook.cell.edit');
			const editor = await eventually(
				() => vscode.window.activeTextEditor,
				(active) => active?.document.uri.scheme === 'vscode-notebook-cell',
			);
			assert.ok(editor);
			editor.selection = new vscode.Selection(1, 1, 1, 1);
			await type('retu');
			const text = await until('editor.action.inlineSuggest.commit', editor, (now) => now.includes('length'));
			assert.equal(text, 'function f(rest) {\n\treturn rest.length;\n}\n');
		}));
});
