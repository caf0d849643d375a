import * as assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { ScriptedServer } from '../../unit/server/scriptedServer.ts';
import { questions, run, withFile, withReplies, workspaceFile } from './fixing.ts';
import { eventually } from './models.ts';

const doubling = '/** Twice as much. */\nexport function doubled(value: number): number {\n\treturn 2 * value;\n}\n';
const using = "import { doubled } from './explained';\n\nexport function paid(price: number): number {\n\treturn doubled(price);\n}\n";

/** The last message of the newest question. */
const asked = async (server: ScriptedServer, before = 0): Promise<string> => {
	const all = await eventually(
		() => questions(server),
		(found) => found.length > before,
	);
	return JSON.parse(all.at(-1) ?? '[]').at(-1).content;
};

/** The language service has to read the project first. */
async function untilDefined(uri: vscode.Uri, at: vscode.Position, name: string): Promise<void> {
	for (let tries = 0; tries < 60; tries++) {
		const found = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
			'vscode.executeDefinitionProvider',
			uri,
			at,
		);
		if (found.some((each) => ('targetUri' in each ? each.targetUri : each.uri).path.endsWith(name))) {
			return;
		}
		await new Promise((resolve) => setTimeout(resolve, 500));
	}
	assert.fail(`${name} was not found`);
}

describe('Explain', () => {
	before(() => writeFileSync(workspaceFile('explained.ts'), doubling));
	after(() => rmSync(workspaceFile('explained.ts'), { force: true }));
	beforeEach(() => run('newChat'));

	it('of a name carries the function around and the definition, and so does a follow-up', () =>
		withFile('explaining.ts', using, (document, editor) =>
			withReplies(['It is doubled in explained.ts:3.'], async (server) => {
				const at = new vscode.Position(3, 10);
				await untilDefined(document.uri, at, 'explained.ts');
				editor.selection = new vscode.Selection(at, at);
				await run('explain');
				const question = await asked(server);
				assert.match(question, /^explaining\.ts, lines 3–5:/u);
				assert.match(question, /explained\.ts, lines 2–4:[\s\S]*return 2 \* value/u);
				assert.match(question, /Explain `doubled`, which explaining\.ts:4 uses and explained\.ts:2 defines/u);
				await vscode.window.showTextDocument(document);
				await run('explain');
				await asked(server, 1);
				const followUp = questions(server).at(-1) ?? '';
				assert.ok(followUp.includes('It is doubled in explained.ts:3.') && followUp.split('return 2 * value').length > 2, followUp);
			}),
		));

	it('of a place without a name carries the function around it, not the whole file', () =>
		withFile('explaining.ts', `${using}\nexport const unrelated = 1;\n`, (_, editor) =>
			withReplies(['It pays.'], async (server) => {
				editor.selection = new vscode.Selection(3, 1, 3, 1);
				await run('explain');
				const question = await asked(server);
				assert.match(question, /Explain explaining\.ts:3–5\.$/u);
				assert.ok(!question.includes('unrelated'), question);
			}),
		));

	it('of a problem carries its message, its code, the code around and the places that belong to it', () =>
		withFile('explaining.ts', using, (document) =>
			withReplies(['It is not.'], async (server) => {
				const problem = new vscode.Diagnostic(new vscode.Range(3, 8, 3, 15), 'That is wrong.', vscode.DiagnosticSeverity.Warning);
				problem.source = 'lint';
				problem.code = 'no-wrong';
				const elsewhere = vscode.Uri.file(workspaceFile('explained.ts'));
				problem.relatedInformation = [
					new vscode.DiagnosticRelatedInformation(new vscode.Location(elsewhere, new vscode.Position(1, 0)), 'It is made here.'),
				];
				await run('explain', [problem]);
				const question = await asked(server);
				assert.match(question, /explaining\.ts, lines 3–5:[\s\S]*doubled\(price\)/u);
				assert.match(question, /return 2 \* value/u);
				assert.match(question, /Why is this a warning in explaining\.ts:4, .*\n\n> That is wrong\. \(lint\(no-wrong\)\)/u);
				assert.match(question, /- explained\.ts:2: It is made here\./u);
				assert.ok(document.getText() === using);
			}),
		));

	it('of selected terminal text carries the code that it names, none that is secret, and leaves an empty clipboard empty', () =>
		withReplies(['It failed.'], async (server) => {
			writeFileSync(workspaceFile('.env.ts'), 'export const key = "hidden";\n');
			await vscode.env.clipboard.writeText('');
			const terminal = vscode.window.createTerminal({ name: 'Test', shellPath: '/bin/sh', env: { PS1: '$ ' } });
			try {
				terminal.show();
				terminal.sendText(
					'printf \'Error: no\\n  at doubled (%s/explained.ts:3:2)\\n  at .env.ts:1:1\\n\' "$PWD"; echo quince-$((40 + 2))',
				);
				for (let tries = 0; !questions(server).some((text) => text.includes('quince-42')); tries++) {
					assert.ok(tries < 30, JSON.stringify(questions(server).at(-1)));
					await new Promise((resolve) => setTimeout(resolve, 1000));
					await vscode.commands.executeCommand('workbench.action.terminal.selectAll');
					await run('explainTerminalSelection');
				}
				const question = await asked(server);
				assert.match(question, /^explained\.ts, lines 1–5:[\s\S]*return 2 \* value/u);
				assert.match(question, /Terminal [\s\S]*Error: no[\s\S]*Explain this output of the terminal/u);
				assert.ok(!question.includes('hidden'), question);
				assert.equal(await vscode.env.clipboard.readText(), '');
			} finally {
				terminal.dispose();
				rmSync(workspaceFile('.env.ts'), { force: true });
			}
		}));
});
