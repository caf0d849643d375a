import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Shadow } from '../core/fix/verification.ts';
import type { TypescriptChecker } from '../inference/typescriptShadow.ts';
import type { DiagnosticsProbe } from './diagnosticsProbe.ts';
import { plainText } from './documents.ts';
import type { FixAsk } from './fixAsk.ts';

export type OpenShadow = Shadow & vscode.Disposable;

export interface ShadowPorts {
	readonly probe: DiagnosticsProbe;
	readonly typescript: TypescriptChecker;
}

const extensions: Readonly<Record<string, string>> = {
	typescript: '.ts',
	typescriptreact: '.tsx',
	javascript: '.js',
	javascriptreact: '.jsx',
};

const mostDependents = 10;

/** Who looks at a candidate in place of the document: TypeScript's own service for its languages, else the editor's language servers. */
export function shadowOf({ document, diagnostics }: FixAsk, { probe, typescript }: ShadowPorts): OpenShadow {
	const extension = extensions[document.languageId];
	// A notebook's cell is no module by itself.
	if (extension === undefined || !['file', 'untitled'].includes(document.uri.scheme)) {
		return probe.open(document, diagnostics);
	}
	const isFile = document.uri.scheme === 'file';
	const folder = isFile ? vscode.workspace.getWorkspaceFolder(document.uri) : vscode.workspace.workspaceFolders?.[0];
	const path = isFile ? document.uri.fsPath : join(folder?.uri.fsPath ?? tmpdir(), `${untitledName(document)}${extension}`);
	const others = vscode.workspace.textDocuments.filter(
		(other) => other !== document && other.uri.scheme === 'file' && other.languageId in extensions && !other.isClosed,
	);
	const shadow = typescript.shadowOf({
		root: folder?.uri.fsPath ?? join(path, '..'),
		path,
		languageId: document.languageId,
		dependents: others.slice(0, mostDependents).map(({ uri }) => uri.fsPath),
		overlays: new Map(others.filter(({ isDirty }) => isDirty).map((other) => [other.uri.fsPath, plainText(other)])),
	});
	// Its process is shared, and goes by itself.
	return { ...shadow, dispose: () => undefined };
}

const untitledName = ({ uri }: vscode.TextDocument): string => uri.path.replace(/[^\w-]+/gu, '-');
