import * as vscode from 'vscode';

export function activate(context: vscode.ExtensionContext): void {
	const item = vscode.window.createStatusBarItem('lemma.status', vscode.StatusBarAlignment.Right);
	item.name = 'Lemma';
	item.text = 'Lemma';
	item.show();
	context.subscriptions.push(item);
}
