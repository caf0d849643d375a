import * as vscode from 'vscode';
import type { LineRange } from '../core/block.ts';
import { refusal } from '../core/chat/context.ts';
import type { ContextItem } from '../core/chat/session.ts';
import { UserError } from '../core/errors.ts';
import { rangesAround, type TracePlace } from '../core/tasks/stackTrace.ts';
import { ChatContextFiles } from './chatContextFiles.ts';
import { labelOf, plainText, sourceOf } from './documents.ts';
import { workspaceFile } from './links.ts';

/** Lines of a document as context; throws a UserError where they must not be read. */
export async function linesItem(document: vscode.TextDocument, lines: LineRange, kind: ContextItem['kind']): Promise<ContextItem> {
	const last = Math.min(lines.last, document.lineCount - 1);
	const text = plainText(document, new vscode.Range(lines.first, 0, last, document.lineAt(last).text.length));
	const reason = refusal(await sourceOf(document), text);
	if (reason !== undefined) {
		throw new UserError('fileUnreadable', reason);
	}
	return { kind, label: labelOf(document), languageId: document.languageId, lines: { first: lines.first, last }, text };
}

/** Code that goes along because something names it. What is secret or ignored is left out, and so is what cannot be read. */
export class NamedCode {
	readonly #files = new ChatContextFiles();

	async lines(uri: vscode.Uri, lines: (document: vscode.TextDocument) => readonly LineRange[]): Promise<readonly ContextItem[]> {
		try {
			if (!(await this.#files.mayShow(uri)) || (await vscode.workspace.fs.stat(uri)).size > largestBytes) {
				return [];
			}
			const document = await vscode.workspace.openTextDocument(uri);
			return await Promise.all(lines(document).map((range) => linesItem(document, range, 'passage')));
		} catch {
			// A file that is gone, or no text: the question does without it.
			return [];
		}
	}

	/** Around the places of a trace, those first that it names first. */
	async around(places: readonly TracePlace[]): Promise<readonly ContextItem[]> {
		const byFile = new Map<string, { readonly uri: vscode.Uri; readonly lines: number[] }>();
		for (const { path, line } of places) {
			const uri = await fileOf(path);
			const key = uri?.toString() ?? '';
			if (uri !== undefined && (byFile.has(key) || byFile.size < mostFiles)) {
				const lines = byFile.get(key)?.lines ?? [];
				byFile.set(key, { uri, lines: lines.length < mostLinesOfFile ? [...lines, line] : lines });
			}
		}
		const found = await Promise.all(
			[...byFile.values()].map(({ uri, lines }) => this.lines(uri, (document) => rangesAround(lines, document.lineCount))),
		);
		return found.flat().slice(0, mostPassages);
	}
}

const largestBytes = 1_000_000;
const mostFiles = 4;
const mostLinesOfFile = 3;
const mostPassages = 6;

/** A name without a folder, as Java has it, where only one file has that name. */
async function fileOf(path: string): Promise<vscode.Uri | undefined> {
	const file = await workspaceFile(path);
	if (file !== undefined || path.includes('/') || /[{}*?[\]]/u.test(path)) {
		return file;
	}
	const named = await vscode.workspace.findFiles(`**/${path}`, '**/node_modules/**', 2);
	return named.length === 1 ? named[0] : undefined;
}
