import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';

interface Keybinding {
	readonly key: string;
	readonly command: string;
	readonly when?: string;
}

describe('the keys of Lemma', () => {
	it('are none that VS Code itself uses', async () => {
		const document = await vscode.workspace.openTextDocument(vscode.Uri.parse('vscode://defaultsettings/keybindings.json'));
		const own = (vscode.extensions.getExtension('lemma.lemma')?.packageJSON.contributes.keybindings ?? []) as readonly Keybinding[];
		assert.ok(own.length >= 4);
		// VS Code lists Lemma's own keys there as well, with its command ids.
		const taken = readKeybindings(document.getText()).filter((binding) => !binding.command.startsWith('lemma.'));
		assert.ok(taken.length > 500, `only ${taken.length} default keys were read`);
		const clashes = own.flatMap(({ key, command }) =>
			taken.filter((other) => other.key === key).map((other) => `${key}: ${command} and ${other.command}`),
		);
		assert.deepEqual(clashes, []);
	});
});

/** The file is JSON with comments, in which each binding has its key first. */
const readKeybindings = (text: string): Keybinding[] =>
	[...text.matchAll(/\{\s*"key":\s*"([^"]+)",\s*"command":\s*"([^"]+)"/gu)].map(([, key = '', command = '']) => ({ key, command }));
