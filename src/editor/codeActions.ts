import * as vscode from 'vscode';

const ownScheme = /^lemma-/u;

/** "Fix with Lemma", "Fix all in file with Lemma" and "Explain with Lemma" on a diagnostic, and "Explain with Lemma" on a selection. */
export class LemmaCodeActions implements vscode.CodeActionProvider {
	static readonly kinds = [vscode.CodeActionKind.QuickFix, vscode.CodeActionKind.RefactorRewrite];

	provideCodeActions(
		{ uri }: vscode.TextDocument,
		range: vscode.Range,
		{ diagnostics, only }: vscode.CodeActionContext,
	): vscode.CodeAction[] {
		if (ownScheme.test(uri.scheme)) {
			return [];
		}
		// Unasked, a selection of nothing shows no lightbulb.
		const onProblem =
			diagnostics.length > 0
				? [
						onDiagnostics('Fix with Lemma', diagnostics, 'lemma.fix', [diagnostics, uri]),
						...(vscode.languages.getDiagnostics(uri).length > diagnostics.length
							? [onDiagnostics('Fix all in file with Lemma', diagnostics, 'lemma.fixAll', [uri])]
							: []),
						onDiagnostics('Explain with Lemma', diagnostics, 'lemma.explain', [diagnostics]),
					]
				: [];
		const asked = only?.intersects(vscode.CodeActionKind.RefactorRewrite) === true ? rewrites : [];
		return [
			...onProblem,
			...(range.isEmpty ? [] : [rewrite('Explain with Lemma', 'lemma.explain')]),
			...asked.map((each) => rewrite(...each)),
		];
	}
}

function onDiagnostics(
	title: string,
	diagnostics: readonly vscode.Diagnostic[],
	command: string,
	args: readonly unknown[],
): vscode.CodeAction {
	const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
	action.command = { command, title, arguments: [...args] };
	action.diagnostics = [...diagnostics];
	return action;
}

/** Where the user asks for refactorings, and only there: elsewhere they would be in the way. */
const rewrites: readonly (readonly [title: string, command: string])[] = [
	['Refactor by instruction with Lemma…', 'lemma.refactor'],
	['Write documentation with Lemma', 'lemma.writeDocumentation'],
	['Generate tests with Lemma', 'lemma.generateTests'],
	['Suggest names with Lemma…', 'lemma.suggestNames'],
];

function rewrite(title: string, command: string): vscode.CodeAction {
	const action = new vscode.CodeAction(title, vscode.CodeActionKind.RefactorRewrite);
	action.command = { command, title };
	return action;
}
