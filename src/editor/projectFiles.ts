import { realpath } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { FileAccess } from '../core/completion/context/fileAccess.ts';

/** Files of the project as they lie on the disk; a text that is open counts as it stands in the editor. */
export const projectFiles: FileAccess = {
	read: async (path) => {
		const uri = vscode.Uri.file(path);
		const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
		if (open !== undefined) {
			return toLf(open.getText());
		}
		const stat = await orNothing(vscode.workspace.fs.stat(uri));
		if (stat === undefined || (stat.type & vscode.FileType.File) === 0 || stat.size > largestBytes) {
			return undefined;
		}
		const bytes = await orNothing(vscode.workspace.fs.readFile(uri));
		const text = bytes === undefined ? '\0' : new TextDecoder().decode(bytes);
		return text.includes('\0') ? undefined : toLf(text);
	},
	list: async (folder) => {
		const entries = (await orNothing(vscode.workspace.fs.readDirectory(vscode.Uri.file(folder)))) ?? [];
		return entries
			.slice(0, mostEntries)
			.filter(([, type]) => (type & vscode.FileType.File) !== 0)
			.map(([name]) => name);
	},
	realPath: async (path) => (await realpath(path).catch(() => path)).replaceAll('\\', '/'),
};

/** The path of a file's address as core has it: on Windows, too, with `/`. */
export const pathOf = (uri: vscode.Uri): string => uri.fsPath.replaceAll('\\', '/');

const largestBytes = 200_000;
const mostEntries = 1000;

const toLf = (text: string): string => text.replace(/\r\n?/g, '\n');

/** A file may vanish at any moment. */
async function orNothing<T>(value: Thenable<T>): Promise<T | undefined> {
	try {
		return await value;
	} catch {
		return undefined;
	}
}
