import * as vscode from 'vscode';
import { readSettings, type Settings } from '../core/settings.ts';

/** The one place that reads the configuration: a frozen snapshot of all settings. */
export function currentSettings(): Settings {
	const configuration = vscode.workspace.getConfiguration('lemma');
	return readSettings((key) => configuration.get(key));
}

export const onSettingsChanged = (listener: () => void): vscode.Disposable =>
	vscode.workspace.onDidChangeConfiguration((change) => {
		if (change.affectsConfiguration('lemma')) {
			listener();
		}
	});
