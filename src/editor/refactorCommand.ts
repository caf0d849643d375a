import * as vscode from 'vscode';
import type { LineRange } from '../core/block.ts';
import type { SyntaxTrees } from '../core/completion/syntax.ts';
import { activeEditor, selectedLines } from './documents.ts';
import { assertFixable, type FixAsk } from './fixAsk.ts';
import type { FixWords } from './fixCommand.ts';
import { symbolAtCursor } from './symbolAtCursor.ts';

export interface RefactorPorts {
	readonly fix: { run(ask: FixAsk, words?: FixWords): Promise<void> };
	readonly trees: SyntaxTrees;
}

/** Changes the selection, or the function at the cursor, as the user says; through the loop and the gates of Fix. */
export async function refactor({ fix, trees }: RefactorPorts): Promise<void> {
	const editor = activeEditor();
	const { document, selection } = editor;
	await assertFixable(document);
	const { lines, what } = selection.isEmpty
		? await functionLines(editor, trees)
		: { lines: selectedLines(selection), what: 'the selected lines' };
	const instruction = await vscode.window.showInputBox({
		title: 'Refactor with Lemma',
		prompt: `How should ${what} change? What it does stays.`,
		placeHolder: 'Return early instead of nesting',
		ignoreFocusOut: true,
	});
	if (instruction === undefined || instruction.trim() === '') {
		return;
	}
	await fix.run(
		{
			...{ document, target: lines, within: lines, diagnostics: [] },
			instruction: `Refactor: ${instruction.trim()} The behaviour stays the same.`,
		},
		{ doing: 'refactoring', title: 'Refactoring' },
	);
}

async function functionLines(editor: vscode.TextEditor, trees: SyntaxTrees): Promise<{ readonly lines: LineRange; readonly what: string }> {
	const { symbol } = await symbolAtCursor(editor, trees, 'any');
	return { lines: symbol.lines, what: symbol.name ?? 'this code' };
}
