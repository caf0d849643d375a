import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { LemmaCodeActions } from '../../../src/editor/codeActions.ts';

const titlesAt = async (document: vscode.TextDocument, range: vscode.Range, kind?: string): Promise<string[]> => {
	const actions = await vscode.commands.executeCommand<(vscode.CodeAction | vscode.Command)[]>(
		'vscode.executeCodeActionProvider',
		document.uri,
		range,
		kind,
	);
	return actions.map((action) => action.title);
};

describe('the lightbulb', () => {
	it('offers Fix and Explain on a problem, and nothing where there is none', async () => {
		const document = await vscode.workspace.openTextDocument({ language: 'plaintext', content: 'one bad line\nanother line\n' });
		const problems = vscode.languages.createDiagnosticCollection('test');
		try {
			problems.set(document.uri, [new vscode.Diagnostic(new vscode.Range(0, 4, 0, 7), 'this is bad')]);
			const onProblem = await titlesAt(document, new vscode.Range(0, 5, 0, 5));
			assert.ok(onProblem.includes('Fix with Lemma'), onProblem.join());
			assert.ok(onProblem.includes('Explain with Lemma'), onProblem.join());
			const elsewhere = await titlesAt(document, new vscode.Range(1, 0, 1, 0));
			assert.ok(!elsewhere.some((title) => title.includes('Lemma')), elsewhere.join());
		} finally {
			problems.dispose();
		}
	});

	it('offers to fix all only where there is more than one problem, and nothing on a page of Lemma', async () => {
		const document = await vscode.workspace.openTextDocument({ language: 'plaintext', content: 'one bad line\nanother bad line\n' });
		const page = document.uri.with({ scheme: 'lemma-fix' });
		const problems = vscode.languages.createDiagnosticCollection('test');
		const problem = (line: number) => new vscode.Diagnostic(new vscode.Range(line, 4, line, 7), 'this is bad');
		try {
			problems.set(document.uri, [problem(0)]);
			const range = new vscode.Range(0, 5, 0, 5);
			assert.ok(!(await titlesAt(document, range)).includes('Fix all in file with Lemma'));
			problems.set(document.uri, [problem(0), problem(1)]);
			assert.ok((await titlesAt(document, range)).includes('Fix all in file with Lemma'));
			const context = { diagnostics: [problem(0)], only: undefined, triggerKind: vscode.CodeActionTriggerKind.Invoke };
			assert.deepEqual(new LemmaCodeActions().provideCodeActions({ ...document, uri: page }, range, context), []);
		} finally {
			problems.dispose();
		}
	});

	it('offers Explain on a selection', async () => {
		const document = await vscode.workspace.openTextDocument({ language: 'plaintext', content: 'some text\n' });
		assert.ok((await titlesAt(document, new vscode.Range(0, 0, 0, 4))).includes('Explain with Lemma'));
	});

	it('offers what changes code where refactorings are asked for', async () => {
		const document = await vscode.workspace.openTextDocument({ language: 'plaintext', content: 'some text\n' });
		const titles = await titlesAt(document, new vscode.Range(0, 2, 0, 2), 'refactor');
		assert.ok(titles.includes('Write documentation with Lemma') && titles.includes('Suggest names with Lemma…'), titles.join());
	});
});
