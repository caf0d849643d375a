import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';

/** The major version of the TypeScript that the editor brings and asks; undefined where it has none, or keeps it elsewhere. */
export function editorsMajor(): number | undefined {
	const extension = vscode.extensions.getExtension('vscode.typescript-language-features');
	if (extension === undefined) {
		return undefined;
	}
	try {
		const manifest: unknown = JSON.parse(readFileSync(join(extension.extensionPath, '../node_modules/typescript/package.json'), 'utf8'));
		return Number.parseInt(String(Object(manifest).version), 10) || undefined;
	} catch {
		return undefined;
	}
}
