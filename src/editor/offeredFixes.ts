import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { FixRequest, Problem } from '../core/fix/fixRequest.ts';
import { mayBeSuggested, mostSuggestions, type QuickFix, suggestionOf } from '../core/fix/suggestion.ts';

const longestMs = 1000;
const mostAsked = 5;

/** The problems of the request, each with what quick fixes at its place would do in the document. Bounded in number and time. */
export async function withSuggestions(
	request: FixRequest,
	document: vscode.TextDocument,
	diagnostics: readonly vscode.Diagnostic[],
): Promise<readonly Problem[]> {
	const { version } = document;
	const late = setTimeout(longestMs, []);
	const found = await Promise.all(
		diagnostics.slice(0, mostAsked).map(({ range }) => Promise.race([quickFixesAt(document.uri, range), late])),
	);
	if (document.version !== version) {
		return request.problems;
	}
	const text = document.getText();
	return request.problems.map((problem, index) => {
		const suggestions = (found[index] ?? [])
			.flatMap((action) => quickFixOf(action, document))
			.filter((quickFix) => mayBeSuggested(quickFix, { ...request, text }))
			.slice(0, mostSuggestions)
			.map((quickFix) => suggestionOf(quickFix, text));
		return suggestions.length > 0 ? { ...problem, suggestions } : problem;
	});
}

async function quickFixesAt(uri: vscode.Uri, range: vscode.Range): Promise<readonly (vscode.CodeAction | vscode.Command)[]> {
	// Whatever fails in a provider is not ours to tell.
	const found = await Promise.resolve(
		vscode.commands.executeCommand<(vscode.CodeAction | vscode.Command)[] | undefined>(
			'vscode.executeCodeActionProvider',
			uri,
			range,
			vscode.CodeActionKind.QuickFix.value,
			mostSuggestions,
		),
	).catch(() => undefined);
	return found ?? [];
}

/** None of one that runs a command alone, as Lemma's own do, or that changes other documents. */
function quickFixOf(action: vscode.CodeAction | vscode.Command, document: vscode.TextDocument): readonly QuickFix[] {
	const changed = 'edit' in action ? (action.edit?.entries() ?? []) : [];
	if (changed.length === 0 || changed.some(([uri]) => uri.toString() !== document.uri.toString())) {
		return [];
	}
	const edits = changed
		.flatMap(([, own]) => own)
		.map(({ range, newText }) => ({ from: document.offsetAt(range.start), to: document.offsetAt(range.end), text: newText }));
	return [{ title: action.title, edits }];
}
