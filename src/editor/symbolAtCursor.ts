import type * as vscode from 'vscode';
import type { SyntaxTrees } from '../core/completion/syntax.ts';
import { UserError } from '../core/errors.ts';
import { type CodeSymbol, symbolAt } from '../core/tasks/symbolAt.ts';
import { labelOf, plainText } from './documents.ts';

export interface SymbolOfDocument {
	readonly document: vscode.TextDocument;
	/** With `\n` line ends. */
	readonly text: string;
	readonly symbol: CodeSymbol;
}

/** What is declared around the cursor, or a sentence on where to put it. */
export async function symbolAtCursor(
	{ document, selection }: vscode.TextEditor,
	trees: SyntaxTrees,
	which: 'function' | 'any',
): Promise<SymbolOfDocument> {
	const { languageId } = document;
	const text = plainText(document);
	await trees.prepare(languageId);
	const { line, character } = selection.isEmpty ? selection.active : selection.start;
	const before = text.split('\n').slice(0, line);
	const offset = before.reduce((sum, row) => sum + row.length + 1, 0) + character;
	const symbol = symbolAt({ languageId, text }, offset, trees, which);
	if (symbol === undefined) {
		const what = which === 'function' ? 'a function' : 'a function, class or other declaration';
		throw new UserError('usage', `There is no ${what.slice(2)} at the cursor in ${labelOf(document)}. Put the cursor into ${what}.`);
	}
	if (symbol.lines.last - symbol.lines.first > mostLines) {
		throw new UserError(
			'fileTooLarge',
			`${symbol.name ?? 'That code'} has ${symbol.lines.last - symbol.lines.first + 1} lines, more than a small model can work on at once. Put the cursor into a smaller part of it.`,
		);
	}
	return { document, text, symbol };
}

const mostLines = 300;
