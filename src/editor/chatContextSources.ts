import * as vscode from 'vscode';
import { refusal } from '../core/chat/context.ts';
import type { ContextSource } from '../core/chat/contextSource.ts';
import { folderOutline, isImage, type Problem, problemsText, withoutSecrets } from '../core/chat/contextTexts.ts';
import type { ContextItem } from '../core/chat/session.ts';
import { UserError } from '../core/errors.ts';
import { type ChatContextFiles, uriInWorkspace } from './chatContextFiles.ts';
import { assertTrusted, selectedCode, sourceOf, wholeFile } from './documents.ts';
import { gitRepositories } from './git.ts';
import { terminalSelection } from './terminalSelection.ts';

/** Reads what the user chose to attach, or throws a UserError with what to do instead. */
export async function readSource(source: ContextSource, files: ChatContextFiles): Promise<ContextItem> {
	assertTrusted('attach code');
	switch (source.kind) {
		case 'selection':
			return selectedCode(shownEditor());
		case 'openFile':
			return wholeFile(shownEditor().document.uri);
		case 'problems':
			return problems(shownEditor().document);
		case 'changes':
			return changes();
		case 'terminal':
			return terminal();
		case 'file':
		case 'folder':
			return fileOrFolder(uriInWorkspace(source.uri), files);
	}
}

/** A file with its text, a folder with its outline. */
export async function fileOrFolder(uri: vscode.Uri, files: ChatContextFiles): Promise<ContextItem> {
	const label = vscode.workspace.asRelativePath(uri);
	if (isImage(uri.path)) {
		throw new UserError('fileUnreadable', `${label} is an image, and the model reads text only. Describe in words what it shows.`);
	}
	const stat = await vscode.workspace.fs.stat(uri).then(undefined, () => undefined);
	if (stat === undefined) {
		throw new UserError('fileUnreadable', `${label} is not there any more.`);
	}
	return (stat.type & vscode.FileType.Directory) === 0 ? wholeFile(uri) : outline(uri, label, files);
}

async function outline(uri: vscode.Uri, label: string, files: ChatContextFiles): Promise<ContextItem> {
	const text = folderOutline(await files.below(uri));
	if (text === '') {
		throw new UserError('fileUnreadable', `There is no file in ${label} that a question may be told of.`);
	}
	return { kind: 'folder', label: `${label}/`, languageId: '', text };
}

/** With the panel focused there may be no active editor, but still a visible one. */
function shownEditor(): vscode.TextEditor {
	const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0];
	if (editor === undefined) {
		throw new UserError('noEditor', 'No file is open. Open a file and select the code to add.');
	}
	return editor;
}

async function problems(document: vscode.TextDocument): Promise<ContextItem> {
	const { label, path } = await sourceOf(document);
	const found = vscode.languages.getDiagnostics(document.uri).map(
		({ severity, range, message, source }): Problem => ({
			...{ severity: severities[severity], line: range.start.line, message },
			...(source === undefined ? {} : { source }),
			text: document.lineAt(Math.min(range.start.line, document.lineCount - 1)).text,
		}),
	);
	if (found.length === 0) {
		throw new UserError('fileUnreadable', `No problems are reported in ${label}.`);
	}
	return allowed({ kind: 'problems', label: `Problems of ${label}`, languageId: '', text: problemsText(found) }, path);
}

const severities: Readonly<Record<vscode.DiagnosticSeverity, Problem['severity']>> = {
	[vscode.DiagnosticSeverity.Error]: 'error',
	[vscode.DiagnosticSeverity.Warning]: 'warning',
	[vscode.DiagnosticSeverity.Information]: 'information',
	[vscode.DiagnosticSeverity.Hint]: 'hint',
};

async function changes(): Promise<ContextItem> {
	const repositories = await gitRepositories('attach files');
	const diffs = await Promise.all(repositories.flatMap((repository) => [repository.diff(true), repository.diff(false)]));
	const { text, left } = withoutSecrets(diffs.filter((diff) => diff.trim() !== '').join('\n'));
	if (text.trim() === '') {
		const why =
			left > 0 ? 'Only files of secrets have changed, which Lemma does not read.' : 'Git reports no changes of files that it tracks.';
		throw new UserError('fileUnreadable', `${why} Stage or change a file first.`);
	}
	return allowed({ kind: 'changes', label: 'Git changes', languageId: 'diff', text }, '');
}

async function terminal(): Promise<ContextItem> {
	const { name, text } = await terminalSelection();
	return allowed({ kind: 'terminal', label: `Terminal ${name}`, languageId: '', text }, '');
}

function allowed(item: ContextItem, path: string): ContextItem {
	const reason = refusal({ label: item.label, languageId: item.languageId, path }, item.text);
	if (reason !== undefined) {
		throw new UserError('fileUnreadable', reason);
	}
	return item;
}
