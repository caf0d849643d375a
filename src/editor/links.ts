import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import * as vscode from 'vscode';
import type { ContextItem } from '../core/chat/session.ts';
import { placesOf, type WorkspaceFolder } from '../core/chat/workspacePath.ts';
import { UserError } from '../core/errors.ts';

/** Puts code over the selection of the editor as one undo step. */
export async function insertAtCursor(text: string): Promise<void> {
	const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0];
	if (editor === undefined) {
		throw new UserError('noEditor', 'No file is open. Open the file that the code should go into.');
	}
	if (!(await editor.edit((edit) => edit.replace(editor.selection, text)))) {
		throw new UserError('readOnly', 'The code could not be inserted: the file is read-only or has changed. Copy the code instead.');
	}
	await vscode.window.showTextDocument(editor.document, editor.viewColumn);
}

/** Opens a file link inside the workspace; asks before a web address, and shows where it leads. Anything else is refused. */
export async function openLink(href: string): Promise<void> {
	if (/^[a-z][a-z0-9+.-]*:/iu.test(href)) {
		await openWebAddress(href);
		return;
	}
	const [, path = '', line] = /^(.*?)(?::(\d+)(?::\d+)?)?(?:#L\d+)?$/u.exec(href) ?? [];
	const file = await workspaceFile(path);
	if (file === undefined) {
		throw new UserError('fileUnreadable', `There is no file ${path} in the workspace.`);
	}
	await reveal(file, line === undefined ? undefined : Number(line) - 1);
}

/** The file of that path in one of the folders; nothing outside of them. */
export async function workspaceFile(path: string): Promise<vscode.Uri | undefined> {
	for (const { folder, below } of placesOf(path, folders())) {
		const file = await insideFolder(folder, below);
		if (file !== undefined) {
			return vscode.Uri.file(file);
		}
	}
	return undefined;
}

const folders = (): readonly WorkspaceFolder[] =>
	(vscode.workspace.workspaceFolders ?? []).map(({ name, uri }) => ({ name, path: uri.fsPath }));

async function openWebAddress(href: string): Promise<void> {
	const url = URL.canParse(href) ? new URL(href) : undefined;
	if (url === undefined || url.protocol !== 'https:' || url.username !== '' || url.password !== '') {
		throw new UserError('usage', `Lemma opens only https links. The link was: ${href.slice(0, 200)}`);
	}
	const detail = url.search.length > 100 ? `${url.href}\n\nThe address carries a long query, which may hold text of yours.` : url.href;
	const open = 'Open';
	if ((await vscode.window.showWarningMessage(`A model wrote this link. Open ${url.hostname}?`, { modal: true, detail }, open)) === open) {
		await vscode.env.openExternal(vscode.Uri.parse(url.href, true));
	}
}

/** The real path of `path` below `folder`; links that lead outside are not followed. */
async function insideFolder(folder: string, path: string): Promise<string | undefined> {
	const [root, file] = await Promise.all([realpath(folder), realpath(resolve(folder, path))]).catch(() => [undefined, undefined]);
	if (root === undefined || file === undefined) {
		return undefined;
	}
	const below = relative(root, file);
	return below === '' || below.startsWith('..') || isAbsolute(below) ? undefined : file;
}

/** Shows what an answer used: the file at its lines, the folder, or the text itself where it is of no file. */
export async function openContextItem(item: ContextItem): Promise<void> {
	if (item.kind === 'problems' || item.kind === 'terminal' || item.kind === 'changes') {
		const language = item.kind === 'changes' ? 'diff' : 'plaintext';
		await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: item.text, language }));
		return;
	}
	if (item.kind === 'folder') {
		await revealFolder(item.label.replace(/\/$/u, ''));
		return;
	}
	const [document] = vscode.workspace.textDocuments.filter((open) => vscode.workspace.asRelativePath(open.uri) === item.label);
	if (document !== undefined) {
		await reveal(document.uri, item.lines?.first);
		return;
	}
	const path = item.kind === 'instructions' ? item.label.replace(/ \(beginning\)$/u, '') : item.label;
	await openLink(item.lines === undefined ? path : `${path}:${item.lines.first + 1}`);
}

async function revealFolder(path: string): Promise<void> {
	for (const { folder, below } of placesOf(path, folders())) {
		const found = await insideFolder(folder, below);
		if (found !== undefined) {
			await vscode.commands.executeCommand('revealInExplorer', vscode.Uri.file(found));
			return;
		}
	}
}

async function reveal(uri: vscode.Uri, line: number | undefined): Promise<void> {
	const at = line === undefined ? undefined : new vscode.Range(line, 0, line, 0);
	await vscode.window.showTextDocument(uri, at === undefined ? {} : { selection: at });
}
