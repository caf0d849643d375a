import { posix } from 'node:path';
import ts from 'typescript-service';
import type { Problem } from '../core/fix/fixRequest.ts';

/** More would tell nobody more. */
const mostProblems = 500;
const mostCharacters = 4000;

/** What VS Code's Problems panel says of the file. */
export function diagnosticsOf(service: ts.LanguageService, path: string): readonly ts.Diagnostic[] {
	const found: readonly ts.Diagnostic[] = [...service.getSyntacticDiagnostics(path), ...service.getSemanticDiagnostics(path)];
	return found
		.filter(({ category }) => category === ts.DiagnosticCategory.Error || category === ts.DiagnosticCategory.Warning)
		.slice(0, mostProblems);
}

/** `root` is what labels are relative to. */
export function problemOf(diagnostic: ts.Diagnostic, root: string, suggestions: readonly string[] = []): Problem {
	const related = (diagnostic.relatedInformation ?? []).flatMap(({ file, start, messageText }) =>
		file === undefined ? [] : [{ label: labelOf(file.fileName, root), line: lineAt(file, start), message: messageOf(messageText) }],
	);
	const { start = 0, length = 0 } = diagnostic;
	return {
		lines: { first: shownLineAt(diagnostic.file, start), last: shownLineAt(diagnostic.file, start + length) },
		message: messageOf(diagnostic.messageText),
		severity: severityOf(diagnostic),
		source: `ts(${diagnostic.code})`,
		...(related.length > 0 ? { related } : {}),
		...(suggestions.length > 0 ? { suggestions } : {}),
	};
}

export const severityOf = ({ category, code }: ts.Diagnostic): Problem['severity'] =>
	category === ts.DiagnosticCategory.Error && !styleChecks.has(code) ? 'error' : 'warning';

/** With slashes, from the workspace folder; the mere name of a file outside it. */
export function labelOf(path: string, root: string): string {
	const label = posix.relative(root, path);
	return label.startsWith('../') || posix.isAbsolute(label) ? posix.basename(path) : label;
}

const messageOf = (text: string | ts.DiagnosticMessageChain): string =>
	ts.flattenDiagnosticMessageText(text, '\n').slice(0, mostCharacters);

/** What is missing at the very end is shown on the last line that is not empty, as TypeScript's server counts lines. */
function shownLineAt(file: ts.SourceFile | undefined, position: number): number {
	const line = lineAt(file, position);
	return file !== undefined && line > 0 && position >= file.text.length && ts.isLineBreak(file.text.charCodeAt(file.text.length - 1))
		? line - 1
		: line;
}

const lineAt = (file: ts.SourceFile | undefined, position = 0): number =>
	file === undefined ? 0 : ts.getLineAndCharacterOfPosition(file, Math.min(position, file.text.length)).line;

/** What `typescript.reportStyleChecksAsWarnings`, which is on by default, shows as warnings: unused, unreachable, falling through. */
const styleChecks = new Set([6133, 6138, 6192, 6196, 7027, 7028, 7029, 7030]);
