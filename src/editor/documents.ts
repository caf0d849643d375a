import { realpath } from 'node:fs/promises';
import * as vscode from 'vscode';
import { blockAround } from '../core/block.ts';
import { cursorContext, type DocumentSource, refusal } from '../core/chat/context.ts';
import type { ContextItem } from '../core/chat/session.ts';
import { UserError } from '../core/errors.ts';

/** The active editor, or a sentence on what to do. */
export function activeEditor(): vscode.TextEditor {
	const editor = vscode.window.activeTextEditor;
	if (editor === undefined) {
		throw new UserError('noEditor', 'No file is open. Open a file and put the cursor into the code.');
	}
	return editor;
}

/** `purpose`: what the user wanted, as in "Trust the workspace to use Fix." */
export function assertTrusted(purpose: string): void {
	if (!vscode.workspace.isTrusted) {
		throw new UserError('restricted', `In Restricted Mode Lemma neither reads nor changes files. Trust the workspace to ${purpose}.`);
	}
}

/** Texts reach core with `\n` line ends, whatever the document uses. */
export const plainText = (document: vscode.TextDocument, range?: vscode.Range): string => document.getText(range).replaceAll('\r\n', '\n');

/** The selection as an item, or the block around the cursor where nothing is selected. Throws a UserError where it cannot be read. */
export async function selectedCode(editor: vscode.TextEditor): Promise<ContextItem> {
	const { document, selection } = editor;
	const lines = plainText(document).split('\n');
	const { first, last } = selection.isEmpty
		? blockAround(lines, { first: selection.active.line, last: selection.active.line })
		: selectedLines(selection);
	const text = selection.isEmpty ? lines.slice(first, last + 1).join('\n') : plainText(document, selection);
	await assertAllowed(document, text);
	return { kind: 'selection', label: labelOf(document), languageId: document.languageId, lines: { first, last }, text };
}

/** A selection that ends at the start of a line does not mean that line. */
export function selectedLines(selection: vscode.Selection): { first: number; last: number } {
	const { start, end } = selection;
	return { first: start.line, last: end.character === 0 && end.line > start.line ? end.line - 1 : end.line };
}

export async function wholeFile(uri: vscode.Uri): Promise<ContextItem> {
	const stat = await vscode.workspace.fs.stat(uri);
	if (stat.size > 1_000_000) {
		throw new UserError(
			'fileTooLarge',
			`${vscode.workspace.asRelativePath(uri)} is ${(stat.size / 1e6).toFixed(1)} MB, more than a question can carry. Select the part that matters and add that.`,
		);
	}
	const document = await openDocument(uri);
	const text = plainText(document);
	await assertAllowed(document, text);
	return { kind: 'file', label: labelOf(document), languageId: document.languageId, text };
}

async function openDocument(uri: vscode.Uri): Promise<vscode.TextDocument> {
	try {
		return await vscode.workspace.openTextDocument(uri);
	} catch {
		throw new UserError('fileUnreadable', `${vscode.workspace.asRelativePath(uri)} is not a text file that can be opened.`);
	}
}

/** What a question carries by itself: what is selected in a code file, else the lines around the cursor. */
export async function automaticContext(): Promise<ContextItem | undefined> {
	const editor = vscode.window.activeTextEditor;
	if (editor === undefined || !['file', 'untitled', 'vscode-notebook-cell'].includes(editor.document.uri.scheme)) {
		return undefined;
	}
	const { document, selection } = editor;
	const source = await sourceOf(document);
	if (selection.isEmpty) {
		return cursorContext(source, plainText(document), selection.active.line);
	}
	const text = plainText(document, selection);
	return refusal(source, text) === undefined
		? { kind: 'selection', label: source.label, languageId: source.languageId, lines: selectedLines(selection), text }
		: undefined;
}

async function assertAllowed(document: vscode.TextDocument, text: string): Promise<void> {
	const reason = refusal(await sourceOf(document), text);
	if (reason !== undefined) {
		throw new UserError('fileUnreadable', reason);
	}
}

export const sourceOf = async (document: vscode.TextDocument): Promise<DocumentSource> => ({
	label: labelOf(document),
	languageId: document.languageId,
	// A link to a secret file is a secret file.
	path: document.uri.scheme === 'file' ? await realpath(document.uri.fsPath).catch(() => document.uri.fsPath) : document.uri.path,
});

export const labelOf = (document: vscode.TextDocument): string => vscode.workspace.asRelativePath(document.uri);
