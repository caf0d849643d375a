import * as vscode from 'vscode';

/** "Fix with Lemma" on a diagnostic, "Explain with Lemma" on a diagnostic and on a selection. */
export class LemmaCodeActions implements vscode.CodeActionProvider {
	static readonly kinds = [vscode.CodeActionKind.QuickFix, vscode.CodeActionKind.RefactorRewrite];

	provideCodeActions(_document: vscode.TextDocument, range: vscode.Range, context: vscode.CodeActionContext): vscode.CodeAction[] {
		// Unasked, a selection of nothing shows no lightbulb.
		const onProblem = context.diagnostics.length > 0 ? [fixAction(context.diagnostics), explainProblem(context.diagnostics)] : [];
		return range.isEmpty ? onProblem : [...onProblem, explainSelection()];
	}
}

function fixAction(diagnostics: readonly vscode.Diagnostic[]): vscode.CodeAction {
	const action = new vscode.CodeAction('Fix with Lemma', vscode.CodeActionKind.QuickFix);
	action.command = { command: 'lemma.fix', title: action.title, arguments: [diagnostics] };
	action.diagnostics = [...diagnostics];
	return action;
}

function explainProblem(diagnostics: readonly vscode.Diagnostic[]): vscode.CodeAction {
	const action = new vscode.CodeAction('Explain with Lemma', vscode.CodeActionKind.QuickFix);
	action.command = { command: 'lemma.explain', title: action.title, arguments: [diagnostics] };
	action.diagnostics = [...diagnostics];
	return action;
}

function explainSelection(): vscode.CodeAction {
	const action = new vscode.CodeAction('Explain with Lemma', vscode.CodeActionKind.RefactorRewrite);
	action.command = { command: 'lemma.explain', title: action.title };
	return action;
}
