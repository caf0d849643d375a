import * as vscode from 'vscode';
import { isTestPath, libraryIn, nearestTo, testPathFor } from '../core/tasks/testFiles.ts';
import { ChatContextFiles } from './chatContextFiles.ts';
import { labelOf } from './documents.ts';
import { pathOf, projectFiles } from './projectFiles.ts';

/** Where the tests of a document go, and what others look like. */
export interface TestPlace {
	/** Nothing where the document is in no folder of the workspace. */
	readonly uri?: vscode.Uri;
	/** As a label of the workspace. */
	readonly path?: string;
	readonly sample?: { readonly label: string; readonly text: string };
	readonly library?: string;
}

export async function testPlaceOf(document: vscode.TextDocument): Promise<TestPlace> {
	const folder = vscode.workspace.getWorkspaceFolder(document.uri);
	if (folder === undefined || document.uri.scheme !== 'file') {
		return {};
	}
	const files = new ChatContextFiles();
	const extension = /\.(\w+)$/u.exec(document.uri.path)?.[1] ?? '';
	const candidates = await vscode.workspace.findFiles(new vscode.RelativePattern(folder, `**/*.${extension}`), neverTests, mostListed);
	const tests = candidates.filter(({ path }) => isTestPath(path));
	const inFolder = (uri: vscode.Uri): string => vscode.workspace.asRelativePath(uri, false);
	const nearest = nearestTo(inFolder(document.uri), tests.map(inFolder));
	const sampleUri = tests.find((uri) => inFolder(uri) === nearest);
	const isShown = sampleUri !== undefined && (await files.mayShow(sampleUri));
	const text = isShown ? await projectFiles.read(pathOf(sampleUri)) : undefined;
	const manifest = await projectFiles.read(pathOf(vscode.Uri.joinPath(folder.uri, 'package.json')));
	const library = libraryIn(document.languageId, text, manifest);
	const known = new Set(candidates.map(inFolder));
	const path = testPathFor(inFolder(document.uri), document.languageId, (found) => known.has(found) || isOpen(folder.uri, found), nearest);
	const uri = vscode.Uri.joinPath(folder.uri, path);
	return {
		uri,
		// Of several folders each label begins with its folder, and so does the document's.
		path: labelOf(document).slice(0, labelOf(document).length - inFolder(document.uri).length) + path,
		...(sampleUri === undefined || text === undefined ? {} : { sample: { label: vscode.workspace.asRelativePath(sampleUri), text } }),
		...(library === undefined ? {} : { library }),
	};
}

/** A document that is not saved yet has its name already. */
const isOpen = (folder: vscode.Uri, path: string): boolean =>
	vscode.workspace.textDocuments.some(({ uri }) => uri.path === vscode.Uri.joinPath(folder, path).path);

const neverTests = '**/{node_modules,.git,dist,out,build,coverage,.venv,venv,__pycache__}/**';
const mostListed = 5000;
