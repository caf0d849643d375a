import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { reviewTabs } from './fixing.ts';
import { eventually, withModel } from './models.ts';

const reply = '```ts\nconst answer: number = 42;\n```';
const fixer = { words: [reply], script: [['\n', reply, '<|im_end|>']] };
const wrong = 'const before = 1;\n\nconst answer: number = "42";\n\nconst after = 2;\n';
const right = wrong.replace('"42"', '42');

async function openWrong(content = wrong): Promise<vscode.TextDocument> {
	const document = await vscode.workspace.openTextDocument({ language: 'typescript', content });
	const editor = await vscode.window.showTextDocument(document);
	editor.selection = new vscode.Selection(2, 3, 2, 3);
	return document;
}

const reviews = (): number => reviewTabs().length;

describe('Fix', () => {
	it('changes nothing before it is accepted, and then only the lines in question, as one undo step', () =>
		withModel(fixer, async () => {
			const document = await openWrong();
			await vscode.commands.executeCommand('lemma.fix');
			await eventually(reviews, (count) => count === 1);
			assert.equal(document.getText(), wrong);
			await vscode.commands.executeCommand('lemma.acceptFix');
			assert.equal(document.getText(), right);
			await eventually(reviews, (count) => count === 0);
			await vscode.window.showTextDocument(document);
			await vscode.commands.executeCommand('undo');
			assert.equal(document.getText(), wrong);
		}));

	it('keeps the line ends of a document with CRLF', () =>
		withModel(fixer, async () => {
			const document = await openWrong(wrong.replaceAll('\n', '\r\n'));
			await vscode.commands.executeCommand('lemma.fix');
			await eventually(reviews, (count) => count === 1);
			await vscode.commands.executeCommand('lemma.acceptFix');
			assert.equal(document.getText(), right.replaceAll('\n', '\r\n'));
		}));

	it('leaves the document alone when it is rejected', () =>
		withModel(fixer, async () => {
			const document = await openWrong();
			await vscode.commands.executeCommand('lemma.fix');
			await eventually(reviews, (count) => count === 1);
			await vscode.commands.executeCommand('lemma.rejectFix');
			await eventually(reviews, (count) => count === 0);
			await vscode.commands.executeCommand('lemma.acceptFix');
			assert.equal(document.getText(), wrong);
		}));

	it('is not applied to a document that changed since, and what was typed stays', () =>
		withModel(fixer, async () => {
			const document = await openWrong();
			await vscode.commands.executeCommand('lemma.fix');
			await eventually(reviews, (count) => count === 1);
			const edit = new vscode.WorkspaceEdit();
			edit.insert(document.uri, new vscode.Position(0, 0), '// mine\n');
			await vscode.workspace.applyEdit(edit);
			await vscode.commands.executeCommand('lemma.acceptFix');
			assert.equal(document.getText(), `// mine\n${wrong}`);
		}));

	it('shows no change where the model gives none', () =>
		withModel({ words: ['Sorry'], script: [['\n', 'Sorry', '<|im_end|>']] }, async () => {
			const document = await openWrong();
			await vscode.commands.executeCommand('lemma.fix');
			assert.equal(reviews(), 0);
			assert.equal(document.getText(), wrong);
		}));
});
