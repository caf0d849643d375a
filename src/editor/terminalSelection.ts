import * as vscode from 'vscode';
import { UserError } from '../core/errors.ts';

export interface TerminalSelection {
	/** Of the terminal. */
	readonly name: string;
	/** With `\n` line ends. */
	readonly text: string;
}

/** What is selected in the terminal. VS Code has no call for it, so it is copied; what the clipboard held is put back, also where that was nothing. */
export async function terminalSelection(): Promise<TerminalSelection> {
	const terminal = vscode.window.activeTerminal;
	const text =
		terminal === undefined ? undefined : await copied(() => vscode.commands.executeCommand('workbench.action.terminal.copySelection'));
	if (terminal === undefined || text === undefined || text.trim() === '') {
		throw new UserError('noEditor', 'Nothing is selected in the terminal. Select the lines there first.');
	}
	return { name: terminal.name, text: text.replace(/\r\n?/gu, '\n') };
}

/** What `copy` puts into the clipboard; `undefined` where it puts nothing there. */
async function copied(copy: () => Thenable<unknown>): Promise<string | undefined> {
	const before = await vscode.env.clipboard.readText();
	const mark = `lemma-${performance.now()}`;
	try {
		await vscode.env.clipboard.writeText(mark);
		await copy();
		const after = await vscode.env.clipboard.readText();
		return after === mark ? undefined : after;
	} finally {
		await vscode.env.clipboard.writeText(before);
	}
}
