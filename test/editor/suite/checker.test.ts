import * as assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Problem } from '../../../src/core/fix/fixRequest.ts';
import { editorsMajor } from '../../../src/editor/editorsTypescript.ts';
import { TypescriptChecker } from '../../../src/inference/typescriptShadow.ts';

const log = { trace: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const never = new AbortController().signal;
const severities: readonly string[] = ['error', 'warning'];

/** Errors and warnings of the Problems panel, once TypeScript has found some. */
async function shownIn(uri: vscode.Uri): Promise<readonly Problem[]> {
	for (;;) {
		const shown = vscode.languages.getDiagnostics(uri).filter(({ source, severity }) => source === 'ts' && severity < 2);
		if (shown.length > 0) {
			return shown.map((one) => ({
				lines: { first: one.range.start.line, last: one.range.end.line },
				message: one.message,
				severity: severities[one.severity] === 'error' ? 'error' : 'warning',
				source: `ts(${one.code})`,
			}));
		}
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
}

describe('the TypeScript that checks fixes', () => {
	it('runs under the extension host, and sees what the Problems panel shows', async () => {
		const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
		const path = join(root, 'cart.ts');
		const document = await vscode.workspace.openTextDocument(path);
		await vscode.window.showTextDocument(document);
		const shown = await shownIn(document.uri);
		const checkerPath = join(vscode.extensions.getExtension('lemma.lemma')?.extensionPath ?? '', 'dist/checker.cjs');
		const checker = new TypescriptChecker({ checkerPath, log, editorsMajor });
		try {
			const report = await checker.shadowOf({ root, path, languageId: 'typescript' }).check(document.getText(), never);
			assert.equal(report.kind, 'seen', JSON.stringify(report));
			assert.deepEqual(
				report.problems.map(({ related: _, ...problem }) => problem),
				shown,
			);
			assert.equal(editorsMajor(), 6);
		} finally {
			await checker.dispose();
		}
	});
});
