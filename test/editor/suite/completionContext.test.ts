// What a completion is shown from elsewhere in the project, in a real editor.
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { eventually, withModel } from './models.ts';

const writer = {
	words: ['return'],
	script: [['<|fim_middle|>', 'return', '<|endoftext|>']],
	specials: [['<|repo_name|>', 'control'] as const],
};

const about = (thing: string): string =>
	Array.from(
		{ length: 6 },
		(_, index) => `export const ${thing}Value${index} = make${thing}(${index}, PearOptions, PearValue${index});`,
	).join('\n');

const files = {
	'.gitignore': 'ignored.ts\n',
	'pear.ts': about('Imported'),
	'visited.ts': about('Visited'),
	'ignored.ts': about('Ignored'),
	'secrets.ts': about('Secret'),
	'own.ts': "import { ImportedValue1 } from './pear.ts';\n\nexport function own() {\n\tmakePear(PearOptions, PearValue1);\n\t\n}\n",
};

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('a completion is shown', () => {
	const folder = path.join(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', 'context-test');

	before(() => {
		fs.mkdirSync(folder, { recursive: true });
		for (const [name, text] of Object.entries(files)) {
			fs.writeFileSync(path.join(folder, name), text);
		}
	});
	after(() => fs.rmSync(folder, { recursive: true, force: true }));

	const open = async (name: string, line = 0, character = 0): Promise<vscode.TextEditor> => {
		const editor = await vscode.window.showTextDocument(vscode.Uri.file(path.join(folder, name)), { preview: false });
		editor.selection = new vscode.Selection(line, character, line, character);
		await pause(1200);
		return editor;
	};

	it('what its file imports and what was visited, and nothing that is secret or ignored', () =>
		withModel(writer, async () => {
			for (const name of ['visited.ts', 'ignored.ts', 'secrets.ts', 'own.ts', 'visited.ts']) {
				await open(name);
			}
			// Text from elsewhere is read at rest, once the engine is in use.
			await vscode.commands.executeCommand('lemma.triggerCompletion');
			await pause(3000);
			await open('own.ts', 4, 1);
			await vscode.commands.executeCommand('type', { text: 're' });
			await vscode.commands.executeCommand('lemma.triggerCompletion');
			await pause(2000);
			await vscode.commands.executeCommand('lemma.whyNoSuggestion');
			await pause(700);
			await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
			const editor = await eventually(
				() => vscode.window.activeTextEditor,
				(active) => active?.document.uri.scheme === 'lemma-completions',
			);
			const page = editor?.document.getText() ?? '';
			assert.match(page, /From elsewhere: `context-test\/pear\.ts`/u);
			assert.match(page, /From elsewhere: `context-test\/visited\.ts`/u);
			assert.doesNotMatch(page, /makeIgnored|makeSecret/u);
		}));
});
