import * as vscode from 'vscode';
import { applyCode, leavesCodeOut } from '../core/chat/applyCode.ts';
import { UserError } from '../core/errors.ts';
import type { ChatIntent } from '../protocol/chatView.ts';
import { assertTrusted, labelOf, plainText } from './documents.ts';
import type { FixReview } from './fixReview.ts';
import { insertAtCursor, workspaceFile } from './links.ts';
import { snapshotOf } from './snapshot.ts';

type PlaceCode = Extract<ChatIntent, { kind: 'placeCode' }>;

/** Puts the code of an answer where the user said. Into a file that is not seen at once it goes only after a look at what would change. */
export async function placeCode({ where, text, language, path }: PlaceCode, review: FixReview): Promise<void> {
	switch (where) {
		case 'selection': {
			if (editor().selection.isEmpty) {
				throw new UserError('noEditor', 'Nothing is selected. Select the code that the block should replace, or insert it at the cursor.');
			}
			return insertAtCursor(text);
		}
		case 'newFile': {
			const languages = await vscode.languages.getLanguages();
			const known = languages.find((id) => id === languageIds.get(language) || id === language);
			await vscode.window.showTextDocument(
				await vscode.workspace.openTextDocument({ content: `${text}\n`, ...(known === undefined ? {} : { language: known }) }),
			);
			return;
		}
		case 'diff': {
			assertTrusted('apply code');
			if (leavesCodeOut(text)) {
				throw new UserError(
					'usage',
					'The block leaves code out ("..."), which would be lost. Ask for the whole function, or copy what you need.',
				);
			}
			const document = await target(path);
			const cursor =
				vscode.window.visibleTextEditors.find((visible) => visible.document === document)?.selection.active.line ?? document.lineCount;
			const before = plainText(document);
			const after = applyCode(before, text, cursor);
			if (after === before) {
				throw new UserError('usage', `${labelOf(document)} has this code already.`);
			}
			await review.show({ document, snapshot: await snapshotOf(document), text: after, title: 'Code' });
		}
	}
}

function editor(): vscode.TextEditor {
	const found = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0];
	if (found === undefined) {
		throw new UserError('noEditor', 'No file is open. Open the file that the code should go into.');
	}
	return found;
}

/** The file that the block names, if the workspace has it, else the one in the editor. */
async function target(path: string | undefined): Promise<vscode.TextDocument> {
	const file = path === undefined ? undefined : await workspaceFile(path);
	return file === undefined ? editor().document : vscode.workspace.openTextDocument(file);
}

/** Where a fence says it otherwise than VS Code. */
const languageIds: ReadonlyMap<string, string> = new Map([
	['ts', 'typescript'],
	['tsx', 'typescriptreact'],
	['js', 'javascript'],
	['jsx', 'javascriptreact'],
	['py', 'python'],
	['sh', 'shellscript'],
	['bash', 'shellscript'],
	['c++', 'cpp'],
	['c#', 'csharp'],
	['cs', 'csharp'],
	['rb', 'ruby'],
	['rs', 'rust'],
	['md', 'markdown'],
	['yml', 'yaml'],
]);
