import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import { blockAround } from '../core/block.ts';
import { refusal } from '../core/chat/context.ts';
import type { ContextItem } from '../core/chat/session.ts';
import type { SyntaxTrees } from '../core/completion/syntax.ts';
import { UserError } from '../core/errors.ts';
import { explainProblem, explainRange, explainSymbol, explainTerminal, type ReportedProblem } from '../core/explain/explainQuestions.ts';
import { placesIn } from '../core/tasks/stackTrace.ts';
import { symbolAt } from '../core/tasks/symbolAt.ts';
import type { ChatView } from './chatView.ts';
import { linesItem, NamedCode } from './codeItems.ts';
import { activeEditor, assertTrusted, labelOf, plainText, selectedCode } from './documents.ts';
import { toProblem } from './problems.ts';
import { terminalSelection } from './terminalSelection.ts';

/** The commands of Explain: each asks the chat, with the code that belongs to the question. */
export const explainTable = (
	chat: Pick<ChatView, 'ask'>,
	trees: SyntaxTrees,
	named = new NamedCode(),
): Readonly<Record<string, (...args: never[]) => unknown>> => ({
	'lemma.explain': (diagnostics?: readonly vscode.Diagnostic[]) => explain(chat, trees, named, diagnostics),
	'lemma.explainProblem': () => explainNearestProblem(chat, named),
	'lemma.explainTerminalSelection': () => explainTerminalText(chat, named),
});

async function explain(
	chat: Pick<ChatView, 'ask'>,
	trees: SyntaxTrees,
	named: NamedCode,
	diagnostics: readonly vscode.Diagnostic[] | undefined,
): Promise<void> {
	const editor = activeEditor();
	assertTrusted('use Explain');
	const problem = Array.isArray(diagnostics) ? diagnostics[0] : undefined;
	if (problem !== undefined) {
		return askAboutProblem(chat, named, editor.document, problem);
	}
	if (!editor.selection.isEmpty) {
		const item = await selectedCode(editor);
		return chat.ask(explainRange(item.label, item.lines), 'explain', [item]);
	}
	return askAboutSymbol(chat, trees, named, editor);
}

async function explainNearestProblem(chat: Pick<ChatView, 'ask'>, named: NamedCode): Promise<void> {
	const { document, selection } = activeEditor();
	assertTrusted('use Explain');
	const line = selection.active.line;
	const apart = ({ range }: vscode.Diagnostic): number => Math.max(0, range.start.line - line, line - range.end.line);
	const [nearest] = [...vscode.languages.getDiagnostics(document.uri)].sort((a, b) => apart(a) - apart(b) || a.severity - b.severity);
	if (nearest === undefined) {
		throw new UserError('usage', `No problems are reported in ${labelOf(document)}. Run "Lemma: Explain" for the code at the cursor.`);
	}
	return askAboutProblem(chat, named, document, nearest);
}

const severities: Readonly<Record<vscode.DiagnosticSeverity, ReportedProblem['severity']>> = {
	[vscode.DiagnosticSeverity.Error]: 'error',
	[vscode.DiagnosticSeverity.Warning]: 'warning',
	[vscode.DiagnosticSeverity.Information]: 'information',
	[vscode.DiagnosticSeverity.Hint]: 'hint',
};

async function askAboutProblem(
	chat: Pick<ChatView, 'ask'>,
	named: NamedCode,
	document: vscode.TextDocument,
	diagnostic: vscode.Diagnostic,
): Promise<void> {
	const { lines, message, source, related = [] } = toProblem(diagnostic);
	const last = document.lineCount - 1;
	const around = blockAround(plainText(document).split('\n'), { first: Math.min(lines.first, last), last: Math.min(lines.last, last) });
	const code = await linesItem(document, around, 'selection');
	const question = explainProblem({
		...{ label: labelOf(document), line: lines.first, severity: severities[diagnostic.severity], message, related },
		...(source === undefined ? {} : { source }),
	});
	const elsewhere = (diagnostic.relatedInformation ?? [])
		.map(({ location }) => location)
		.filter(({ uri, range }) => !isInside(uri, range.start.line, document, around))
		.slice(0, mostRelated);
	const places = await Promise.all(
		elsewhere.map(({ uri, range }) =>
			named.lines(uri, ({ lineCount }) => [
				{ first: Math.max(0, range.start.line - 2), last: Math.min(lineCount - 1, range.start.line + 4) },
			]),
		),
	);
	await chat.ask(question, 'explain', [code, ...places.flat()]);
}

const mostRelated = 4;

const isInside = (uri: vscode.Uri, line: number, document: vscode.TextDocument, lines: { first: number; last: number }): boolean =>
	uri.toString() === document.uri.toString() && line >= lines.first && line <= lines.last;

/** The function around the cursor; on a name that is defined elsewhere, the definition too. */
async function askAboutSymbol(
	chat: Pick<ChatView, 'ask'>,
	trees: SyntaxTrees,
	named: NamedCode,
	{ document, selection }: vscode.TextEditor,
): Promise<void> {
	const at = selection.active;
	const here = await symbolLines(document, at, trees);
	if (here === undefined) {
		const item = await selectedCode(activeEditor());
		return chat.ask(explainRange(item.label, item.lines), 'explain', [item]);
	}
	const code = await linesItem(document, here.lines, 'selection');
	const word = document.getText(document.getWordRangeAtPosition(at) ?? new vscode.Range(at, at));
	const found = word === '' || word === here.name ? undefined : await definitionAt(document, at);
	const definition = found !== undefined && (await isNamed(found, word)) ? found : undefined;
	if (definition === undefined || isInside(definition.uri, definition.range.start.line, document, here.lines)) {
		const hasName = definition !== undefined || (word !== '' && word === here.name);
		return chat.ask(hasName ? explainSymbol(word, code.label, at.line) : explainRange(code.label, code.lines), 'explain', [code]);
	}
	const items = await definedAt(definition, document, trees, named);
	const [item] = items;
	const place = item?.lines === undefined ? undefined : { label: item.label, line: definition.range.start.line };
	await chat.ask(explainSymbol(word, code.label, at.line, place), 'explain', [code, ...items]);
}

/** A keyword is defined too, for some languages: `return` where its function is. */
async function isNamed({ uri, range }: vscode.Location, word: string): Promise<boolean> {
	const document = await Promise.resolve(vscode.workspace.openTextDocument(uri)).catch(() => undefined);
	return document !== undefined && range.start.line < document.lineCount && document.lineAt(range.start.line).text.includes(word);
}

async function definedAt(
	{ uri, range }: vscode.Location,
	document: vscode.TextDocument,
	trees: SyntaxTrees,
	named: NamedCode,
): Promise<readonly ContextItem[]> {
	const defining = await Promise.resolve(vscode.workspace.openTextDocument(uri)).catch(() => undefined);
	const symbol = defining === undefined ? undefined : await symbolLines(defining, range.start, trees);
	const lines = symbol?.lines ?? { first: range.start.line, last: range.start.line };
	// The user's own document was asked about; what is of another file must be one that may go along.
	return uri.toString() === document.uri.toString() ? [await linesItem(document, lines, 'passage')] : named.lines(uri, () => [lines]);
}

/** The symbol around a place, of which a long one only shows the lines around. */
async function symbolLines(document: vscode.TextDocument, at: vscode.Position, trees: SyntaxTrees) {
	const { languageId } = document;
	const text = plainText(document);
	if (refusal({ label: '', path: '', languageId }, text.slice(0, 1000)) !== undefined) {
		return undefined;
	}
	await trees.prepare(languageId);
	const lines = text.split('\n');
	const offset = lines.slice(0, at.line).join('\n').length + (at.line > 0 ? 1 : 0) + at.character;
	const symbol = symbolAt({ languageId, text }, offset, trees);
	if (symbol === undefined || symbol.lines.last - symbol.lines.first < mostLines) {
		return symbol;
	}
	const half = Math.floor(mostLines / 2);
	const first = Math.max(symbol.lines.first, at.line - half);
	return { ...symbol, lines: { first, last: Math.min(symbol.lines.last, first + mostLines) } };
}

const mostLines = 160;

/** By the language's own provider, if it answers soon. */
async function definitionAt(document: vscode.TextDocument, at: vscode.Position): Promise<vscode.Location | undefined> {
	const asked = vscode.commands
		.executeCommand<(vscode.Location | vscode.LocationLink)[] | undefined>('vscode.executeDefinitionProvider', document.uri, at)
		.then(
			(found) => found ?? [],
			() => [], // whatever fails there is not ours to tell
		);
	const [first] = await Promise.race([asked, setTimeout(longestMs, [])]);
	return first === undefined || first instanceof vscode.Location
		? first
		: new vscode.Location(first.targetUri, first.targetSelectionRange ?? first.targetRange);
}

const longestMs = 3000;

async function explainTerminalText(chat: Pick<ChatView, 'ask'>, named: NamedCode): Promise<void> {
	assertTrusted('use Explain');
	const { name, text } = await terminalSelection();
	const item: ContextItem = { kind: 'terminal', label: `Terminal ${name}`, languageId: '', text };
	const reason = refusal({ label: item.label, languageId: '', path: '' }, text);
	if (reason !== undefined) {
		throw new UserError('fileUnreadable', reason);
	}
	const code = await named.around(placesIn(text));
	await chat.ask(explainTerminal(code.length > 0), 'explain', [...code, item]);
}
