import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, withModel } from './models.ts';

const writer = {
	words: ['return', ' rest', '.length', ';'],
	// A line begins with `return`, whatever of its indentation the engine has read.
	script: [
		['<|fim_middle|>', 'return', ' rest', '.length', ';', '<|endoftext|>'],
		['\n', 'return'],
		['\t', 'return'],
	],
};

/** Types into the active editor as a person does, asks for a suggestion, and takes it. */
async function typeAndAccept(text: string, isDone: (text: string) => boolean): Promise<string> {
	const document = vscode.window.activeTextEditor?.document;
	assert.ok(document);
	await vscode.commands.executeCommand('type', { text });
	for (let tries = 0; tries < 40 && !isDone(document.getText()); tries++) {
		await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
		await new Promise((resolve) => setTimeout(resolve, 500));
		await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
	}
	return document.getText();
}

async function open(content: string, line: number, character: number): Promise<vscode.TextEditor> {
	const document = await vscode.workspace.openTextDocument({ language: 'typescript', content });
	const editor = await vscode.window.showTextDocument(document);
	editor.selection = new vscode.Selection(line, character, line, character);
	return editor;
}

describe('inline completion', () => {
	it('goes on from the half word at the cursor, and the accepted text stands in the document', () =>
		withModel(writer, async () => {
			await open('function f(rest: string[]): number {\n\t\n}\n', 1, 1);
			const text = await typeAndAccept('retu', (now) => now.includes('length'));
			assert.equal(text, 'function f(rest: string[]): number {\n\treturn rest.length;\n}\n');
		}));

	it('keeps the line ends of a document with CRLF', () =>
		withModel(writer, async () => {
			await open('function f(rest: string[]): number {\r\n\t\r\n}\r\n', 1, 1);
			const text = await typeAndAccept('retu', (now) => now.includes('length'));
			assert.equal(text, 'function f(rest: string[]): number {\r\n\treturn rest.length;\r\n}\r\n');
		}));

	it('can be switched off and on again by its command', async () => {
		const isOn = (): boolean => vscode.workspace.getConfiguration('lemma').get('completion.enabled', false);
		assert.equal(isOn(), true);
		await vscode.commands.executeCommand('lemma.toggleCompletions');
		await eventually(isOn, (on) => !on);
		await vscode.commands.executeCommand('lemma.toggleCompletions');
		await eventually(isOn, (on) => on);
	});
});
