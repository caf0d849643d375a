import { posix } from 'node:path';
import * as vscode from 'vscode';
import { foldersOf, type ListedFile } from '../core/chat/contextSource.ts';
import { bestMatches } from '../core/chat/fuzzyMatch.ts';
import { IgnoreRules, rootOf } from '../core/completion/context/ignoreRules.ts';
import { UserError } from '../core/errors.ts';
import { isSecretPath } from '../core/secretFiles.ts';
import { pathOf, projectFiles } from './projectFiles.ts';

/** Files of the workspace that a question may be told of: neither secret nor ignored by git, after links were followed. */
export class ChatContextFiles {
	#listed: { readonly at: number; readonly files: Promise<readonly ListedFile[]> } | undefined;
	#rules = new IgnoreRules(projectFiles);

	/** All files, as VS Code lists them; the list is made anew where it is older than a few seconds. */
	async all(): Promise<readonly ListedFile[]> {
		const now = performance.now();
		if (this.#listed === undefined || now - this.#listed.at > keptMs) {
			this.#rules.clear();
			this.#listed = { at: now, files: list() };
		}
		return this.#listed.files;
	}

	/** Files and folders that fit what was typed. The rules of git are asked of the best only: of all it would take seconds. */
	async matching(query: string): Promise<readonly ListedFile[]> {
		const files = await this.all();
		const best = bestMatches(query, [...files, ...foldersOf(files)], ({ label }) => label, mostMatched);
		const shown = await Promise.all(best.map(({ uri }) => this.mayShow(vscode.Uri.parse(uri, true))));
		return best.filter((_, index) => shown[index]);
	}

	/** Whether a question may be told of it. */
	async mayShow(uri: vscode.Uri): Promise<boolean> {
		const [path, real] = [pathOf(uri), await projectFiles.realPath(pathOf(uri))];
		const root = rootOf(path, rootPaths());
		return root !== undefined && !isSecretPath(path) && !isSecretPath(real) && !(await this.#rules.isIgnored(path, root));
	}

	/** The files below a folder that may be shown. */
	async below(folder: vscode.Uri): Promise<readonly string[]> {
		const files = await vscode.workspace.findFiles(new vscode.RelativePattern(folder, '**/*'), neverListed, mostOutlined);
		const root = `${folder.path.replace(/\/$/u, '')}/`;
		const shown = await Promise.all(files.map((uri) => this.mayShow(uri)));
		return files.filter((_, index) => shown[index]).map(({ path }) => path.slice(root.length));
	}
}

const keptMs = 5000;
const mostListed = 20_000;
const mostMatched = 60;
const mostOutlined = 3000;
/** Before any rule of the project is read, so that the list is not full of them. */
const neverListed = '**/{node_modules,.git,.hg,.svn,bower_components,.venv,venv,__pycache__}/**';

const rootPaths = (): readonly string[] => (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => pathOf(uri));

async function list(): Promise<readonly ListedFile[]> {
	const uris = await vscode.workspace.findFiles('**/*', neverListed, mostListed);
	return uris
		.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri: uri.toString(), isFolder: false }))
		.filter(({ label }) => !isSecretPath(label))
		.sort((a, b) => a.label.localeCompare(b.label));
}

/** An address that the panel sent, where it leads into the workspace. */
export function uriInWorkspace(text: string): vscode.Uri {
	const uri = parsed(text);
	// `..` is taken out first, so that it cannot lead out again.
	const plain = uri?.with({ path: posix.normalize(uri.path) });
	if (plain === undefined || vscode.workspace.getWorkspaceFolder(plain) === undefined) {
		throw new UserError('fileUnreadable', 'That does not lie in the workspace. Open the file and use Lemma: Add to Chat.');
	}
	return plain;
}

function parsed(text: string): vscode.Uri | undefined {
	try {
		const uri = vscode.Uri.parse(text, true);
		// The window names files of a remote machine so; to us, who run there, they are files.
		return uri.scheme === 'vscode-remote' && vscode.env.remoteName !== undefined ? vscode.Uri.file(uri.path) : uri;
	} catch {
		return undefined;
	}
}
