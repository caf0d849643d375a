import { realpath } from 'node:fs/promises';
import * as vscode from 'vscode';
import { type CursorSnapshot, linesAfter, linesBefore, textAround } from '../core/completion/cursorSnapshot.ts';
import type { FileIdentity } from '../core/model.ts';

/** The editor's state as plain data. */
export async function takeSnapshot(
	document: vscode.TextDocument,
	position: vscode.Position,
	context: vscode.InlineCompletionContext,
	lastChange: CursorSnapshot['lastChange'],
): Promise<CursorSnapshot> {
	const editors = [vscode.window.activeTextEditor, ...vscode.window.visibleTextEditors];
	const selections = editors.find((editor) => editor?.document === document)?.selections ?? [];
	const from = new vscode.Position(Math.max(0, position.line - linesBefore), 0);
	const to = document.validatePosition(new vscode.Position(position.line + linesAfter, 0));
	const item = context.selectedCompletionInfo;
	const isExplicit = context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke;
	// The document is read before anything is awaited: afterwards it may be another version.
	const snapshot = {
		document: document.uri.toString(),
		version: document.version,
		scheme: document.uri.scheme,
		languageId: document.languageId,
		file: identityOf(document),
		...textAround(document.getText(new vscode.Range(from, position)), document.getText(new vscode.Range(position, to))),
		eol: document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n',
		trigger: isExplicit ? 'explicit' : 'automatic',
		selectionIsEmpty: selections.every((selection) => selection.isEmpty),
		cursors: Math.max(1, selections.length),
		lastChange,
		suggestItem:
			item === undefined ? undefined : { typed: document.getText(new vscode.Range(item.range.start, position)), text: item.text },
		canReplace: true,
	} as const;
	return { ...snapshot, paths: await pathsOf(document.uri) };
}

function identityOf({ uri, languageId }: vscode.TextDocument): FileIdentity {
	const path = vscode.workspace.asRelativePath(uri, false);
	return { path, languageId, project: vscode.workspace.getWorkspaceFolder(uri)?.name };
}

/** A link to a secret file is a secret file. */
async function pathsOf(uri: vscode.Uri): Promise<readonly string[]> {
	return uri.scheme === 'file' ? [uri.fsPath, await realpath(uri.fsPath).catch(() => uri.fsPath)] : [uri.path];
}
