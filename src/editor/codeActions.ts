import * as vscode from 'vscode';

const ownScheme = /^lemma-/u;

/** "Fix with Lemma", "Fix all in file with Lemma" and "Explain with Lemma" on a diagnostic, and "Explain with Lemma" on a selection. */
export class LemmaCodeActions implements vscode.CodeActionProvider {
	static readonly kinds = [vscode.CodeActionKind.QuickFix, vscode.CodeActionKind.RefactorRewrite];

	provideCodeActions({ uri }: vscode.TextDocument, range: vscode.Range, { diagnostics }: vscode.CodeActionContext): vscode.CodeAction[] {
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
		return range.isEmpty ? onProblem : [...onProblem, explainSelection()];
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

function explainSelection(): vscode.CodeAction {
	const action = new vscode.CodeAction('Explain with Lemma', vscode.CodeActionKind.RefactorRewrite);
	action.command = { command: 'lemma.explain', title: action.title };
	return action;
}
