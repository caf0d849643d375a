import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { UserError } from '../../../src/core/errors.ts';
import { FixReview } from '../../../src/editor/fixReview.ts';
import { placeCode } from '../../../src/editor/placeCode.ts';
import { reviewTabs } from './fixing.ts';
import { eventually } from './models.ts';

const original = '/** Adds. */\nfunction add(a, b) {\n\treturn a - b;\n}\n\nconst rest = 1;\n';
const code = 'function add(a, b) {\n\treturn a + b;\n}';

const reviews = (): number => reviewTabs().length;

describe('a code block of an answer', () => {
	let review: FixReview;
	before(() => {
		review = new FixReview();
	});
	after(() => review.dispose());

	async function open(content = original): Promise<vscode.TextEditor> {
		return vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'javascript', content }));
	}

	it('is applied to its place after it was seen, as one undo step', async () => {
		const { document } = await open();
		await placeCode({ kind: 'placeCode', where: 'diff', text: code, language: 'js' }, review);
		await eventually(reviews, (count) => count === 1);
		assert.equal(document.getText(), original);
		await review.accept();
		assert.equal(document.getText(), original.replace('a - b', 'a + b'));
		await vscode.window.showTextDocument(document);
		await vscode.commands.executeCommand('undo');
		assert.equal(document.getText(), original);
	});

	it('keeps the line ends of its file, and leaves it alone when it is rejected', async () => {
		const { document } = await open(original.replaceAll('\n', '\r\n'));
		await placeCode({ kind: 'placeCode', where: 'diff', text: code, language: 'js' }, review);
		await review.reject();
		assert.equal(document.getText(), original.replaceAll('\n', '\r\n'));
		await placeCode({ kind: 'placeCode', where: 'diff', text: code, language: 'js' }, review);
		await review.accept();
		assert.equal(document.getText(), original.replace('a - b', 'a + b').replaceAll('\n', '\r\n'));
	});

	it('that leaves code out is refused', async () => {
		await open();
		const text = 'function add(a, b) {\n\t// ... existing code ...\n}';
		await assert.rejects(placeCode({ kind: 'placeCode', where: 'diff', text, language: 'js' }, review), UserError);
		assert.equal(reviews(), 0);
	});

	it('replaces what is selected, and only where something is', async () => {
		const editor = await open();
		await assert.rejects(placeCode({ kind: 'placeCode', where: 'selection', text: 'x', language: 'js' }, review), UserError);
		editor.selection = new vscode.Selection(1, 0, 3, 1);
		await placeCode({ kind: 'placeCode', where: 'selection', text: code, language: 'js' }, review);
		assert.equal(editor.document.getText(), original.replace('a - b', 'a + b'));
	});

	it('opens as a new file in its language', async () => {
		await placeCode({ kind: 'placeCode', where: 'newFile', text: 'print(1)', language: 'py' }, review);
		const document = vscode.window.activeTextEditor?.document;
		assert.equal(document?.getText(), 'print(1)\n');
		assert.equal(document?.languageId, 'python');
	});
});
