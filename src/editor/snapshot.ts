import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import * as vscode from 'vscode';
import { UserError } from '../core/errors.ts';
import { labelOf } from './documents.ts';

/** The identity of a document's content; a change is only good for the content that it was made for. */
export interface Snapshot {
	/** Undefined once the document was closed: opened again, it counts anew, and its content alone tells. */
	readonly version: number | undefined;
	readonly hash: string;
	/** Where the file really lies; undefined for what is not on a disk. */
	readonly realPath: string | undefined;
}

export async function snapshotOf(document: vscode.TextDocument): Promise<Snapshot> {
	// The content first: what is typed while the disk is asked must count as a change.
	const content = contentOf(document);
	return { ...content, realPath: await realPathOf(document.uri) };
}

const contentOf = (document: vscode.TextDocument) => ({
	version: document.version,
	hash: createHash('sha256').update(document.getText()).digest('hex'),
});

/** The document of a snapshot as it is open, or opened again; throws a UserError where it is gone, changed, or another file than it was. */
export async function documentLike(uri: vscode.Uri, snapshot: Snapshot): Promise<vscode.TextDocument> {
	const label = vscode.workspace.asRelativePath(uri);
	const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
	if ((uri.scheme !== 'file' && open === undefined) || (await realPathOf(uri)) === 'gone') {
		throw new UserError('documentChanged', `${label} was closed, moved or deleted since the change was proposed, so nothing was changed.`);
	}
	if ((await realPathOf(uri)) !== snapshot.realPath) {
		throw new UserError('documentChanged', `${label} was replaced by a link since the change was proposed, so nothing was changed.`);
	}
	const document = open ?? (await vscode.workspace.openTextDocument(uri));
	if (!isLike(document, snapshot)) {
		throw changed(document);
	}
	return document;
}

export function isLike(document: vscode.TextDocument, { version, hash }: Snapshot): boolean {
	const now = contentOf(document);
	return now.hash === hash && (version === undefined || now.version === version);
}

export const changed = (document: vscode.TextDocument): UserError =>
	new UserError('documentChanged', `${labelOf(document)} changed since the change was proposed, so it was not applied. Ask for it again.`);

const realPathOf = (uri: vscode.Uri): Promise<string | undefined> =>
	uri.scheme === 'file' ? realpath(uri.fsPath).catch(() => 'gone') : Promise.resolve(undefined);
