import * as vscode from 'vscode';
import { blockAround } from '../core/block.ts';
import type { SyntaxTrees } from '../core/completion/syntax.ts';
import { UserError } from '../core/errors.ts';
import type { ModelSource } from '../core/model.ts';
import { namesIn, readNames, renameMessages } from '../core/tasks/renameSuggestions.ts';
import { linesItem } from './codeItems.ts';
import { activeEditor, labelOf, plainText } from './documents.ts';
import { assertFixable } from './fixAsk.ts';
import { noUsableReply, runTask } from './modelTask.ts';
import { changed, isLike, snapshotOf } from './snapshot.ts';
import { symbolAtCursor } from './symbolAtCursor.ts';

export interface NamesPorts {
	readonly reasoner: ModelSource;
	readonly trees: SyntaxTrees;
}

/** Suggests other names for the identifier at the cursor; the chosen one is put everywhere by the language's own rename, as one step for Undo. */
export async function suggestNames({ reasoner, trees }: NamesPorts): Promise<void> {
	const editor = activeEditor();
	const { document } = editor;
	await assertFixable(document);
	const at = editor.selection.active;
	const { range, name } = await renamedAt(document, at);
	const snapshot = await snapshotOf(document);
	const { text } = await linesItem(document, await around(editor, trees), 'selection');
	const request = { name, label: labelOf(document), languageId: document.languageId, code: text, taken: namesIn(plainText(document)) };
	const reply = await runTask(reasoner, `names for ${name}`, ({ write }) => write({ messages: renameMessages(request), maxTokens: 120 }));
	const names = readNames(reply, request);
	if (names.length === 0) {
		throw noUsableReply(`name for ${name}`);
	}
	const chosen = await vscode.window.showQuickPick(
		names.map((label) => ({ label })),
		{ title: `Rename ${name}`, placeHolder: 'Changes it wherever it is used' },
	);
	if (chosen === undefined) {
		return;
	}
	if (!isLike(document, snapshot)) {
		throw changed(document);
	}
	await rename(document, range.start, chosen.label);
}

/** What the language would rename at the cursor, asked before the model works for nothing. */
async function renamedAt(
	document: vscode.TextDocument,
	at: vscode.Position,
): Promise<{ readonly range: vscode.Range; readonly name: string }> {
	const nothing = (why: string): UserError =>
		new UserError('usage', `${why} Put the cursor on a name that "Rename Symbol" can change, in a language that VS Code can rename in.`);
	try {
		const found = await vscode.commands.executeCommand<{ range: vscode.Range; placeholder: string } | undefined>(
			'vscode.prepareRename',
			document.uri,
			at,
		);
		const range = found?.range ?? document.getWordRangeAtPosition(at);
		const name = range === undefined ? '' : document.getText(range);
		if (range === undefined || !/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name)) {
			throw nothing('There is no name at the cursor.');
		}
		// Without a provider a word can be "prepared" all the same.
		if ((await renaming(document, range.start, `${name}Renamed`)) === undefined) {
			throw nothing(`${name} cannot be renamed here.`);
		}
		return { range, name };
	} catch (error) {
		throw error instanceof UserError ? error : nothing('Nothing can be renamed at the cursor.');
	}
}

/** The function around the cursor, or the lines near it. */
async function around(editor: vscode.TextEditor, trees: SyntaxTrees) {
	try {
		return (await symbolAtCursor(editor, trees, 'any')).symbol.lines;
	} catch (error) {
		if (!(error instanceof UserError)) {
			throw error;
		}
		const { line } = editor.selection.active;
		return blockAround(plainText(editor.document).split('\n'), { first: line, last: line });
	}
}

async function rename(document: vscode.TextDocument, at: vscode.Position, name: string): Promise<void> {
	const edit = await renaming(document, at, name);
	if (edit === undefined || !(await vscode.workspace.applyEdit(edit))) {
		throw new UserError(
			'usage',
			`${labelOf(document)} was not changed: the language's own rename gave nothing. Use "Rename Symbol" and write ${name} there.`,
		);
	}
}

/** All places that a new name changes, by the language's own provider. */
async function renaming(document: vscode.TextDocument, at: vscode.Position, name: string): Promise<vscode.WorkspaceEdit | undefined> {
	const edit = await Promise.resolve(
		vscode.commands.executeCommand<vscode.WorkspaceEdit | undefined>('vscode.executeDocumentRenameProvider', document.uri, at, name),
	).catch(() => undefined);
	return edit === undefined || edit.size === 0 ? undefined : edit;
}
