import * as vscode from 'vscode';
import type { LineRange } from '../core/block.ts';
import type { Problem } from '../core/fix/fixRequest.ts';

/** A diagnostic as core has it. */
export function toProblem(diagnostic: vscode.Diagnostic): Problem {
	const code = typeof diagnostic.code === 'object' ? diagnostic.code.value : diagnostic.code;
	const source = [diagnostic.source, code === undefined ? '' : `(${code})`].join('');
	const related = (diagnostic.relatedInformation ?? []).slice(0, mostRelated).map(({ location, message }) => ({
		label: vscode.workspace.asRelativePath(location.uri),
		line: location.range.start.line,
		message,
	}));
	return {
		lines: linesOf(diagnostic),
		message: diagnostic.message,
		severity: diagnostic.severity === vscode.DiagnosticSeverity.Error ? 'error' : 'warning',
		...(source === '' ? {} : { source }),
		...(related.length === 0 ? {} : { related }),
	};
}

const mostRelated = 5;

export const linesOf = ({ range }: vscode.Diagnostic): LineRange => ({ first: range.start.line, last: range.end.line });

/** Lines between a diagnostic and a range; 0 where they touch. */
export function linesApart(diagnostic: vscode.Diagnostic, range: LineRange): number {
	const { first, last } = linesOf(diagnostic);
	return Math.max(0, first - range.last, range.first - last);
}

/** Errors and warnings of a document, the worst first. */
export const problemsIn = (uri: vscode.Uri): readonly vscode.Diagnostic[] =>
	[...vscode.languages.getDiagnostics(uri)].filter(isGrave).sort((a, b) => a.severity - b.severity);

/** An error or a warning, and no mere hint. */
export const isGrave = ({ severity }: vscode.Diagnostic): boolean => severity <= vscode.DiagnosticSeverity.Warning;
