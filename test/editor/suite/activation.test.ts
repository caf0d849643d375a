import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('the extension', () => {
	it('activates by itself once VS Code has started', async () => {
		const extension = vscode.extensions.getExtension('lemma.lemma');
		assert.ok(extension, 'Lemma is not installed');
		await extension.activate();
		assert.equal(extension.isActive, true);
	});
});
