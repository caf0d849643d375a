import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { withModel } from './models.ts';

const fixTo = (value: string): string => `\`\`\`ts\nconst answer: number = ${value};\n\`\`\`\n`;
/** One change in what is a thought to a family that thinks, and another behind it. */
const thinker = {
	name: 'Mystery',
	words: ['\n\n', fixTo('1'), fixTo('2')],
	script: [['\n', fixTo('1'), '</think>', '\n\n', fixTo('2'), '<|im_end|>']],
};

async function fixed(): Promise<string> {
	const document = await vscode.workspace.openTextDocument({ language: 'typescript', content: 'const answer: number = "42";\n' });
	await vscode.window.showTextDocument(document);
	await vscode.commands.executeCommand('lemma.fix');
	await vscode.commands.executeCommand('lemma.acceptFix');
	return document.getText();
}

async function setFamilies(families: Readonly<Record<string, string>> | undefined): Promise<void> {
	await vscode.workspace.getConfiguration('lemma').update('models.families', families, vscode.ConfigurationTarget.Global);
	await vscode.commands.executeCommand('lemma.restartEngine');
}

describe('lemma.models.families', () => {
	it('decides how the model of that file is prompted, and of no other', () =>
		withModel(thinker, async () => {
			try {
				assert.match(await fixed(), /= 1;/u);
				await setFamilies({ 'other.gguf': 'qwq' });
				assert.match(await fixed(), /= 1;/u);
				await setFamilies({ 'scripted.gguf': 'qwq' });
				assert.equal(await fixed(), 'const answer: number = 2;\n');
			} finally {
				await setFamilies(undefined);
			}
		}));
});
