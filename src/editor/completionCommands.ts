import * as vscode from 'vscode';
import { isLanguageOn } from '../core/completion/shouldComplete.ts';
import { UserError } from '../core/errors.ts';
import type { CompletionPauses } from './completionPauses.ts';
import { currentSettings } from './settings.ts';

export async function toggleCompletions(): Promise<void> {
	const isOn = !currentSettings()['completion.enabled'];
	await vscode.workspace.getConfiguration('lemma').update('completion.enabled', isOn, vscode.ConfigurationTarget.Global);
	tell(`inline completions are ${isOn ? 'on' : 'off'}`);
}

/** For the language of the active editor. */
export async function toggleLanguage(): Promise<void> {
	const languageId = vscode.window.activeTextEditor?.document.languageId;
	if (languageId === undefined) {
		throw new UserError('noEditor', 'No file is open. Open one in the language that you mean.');
	}
	const settings = currentSettings();
	const isOn = !isLanguageOn(languageId, settings);
	await vscode.workspace
		.getConfiguration('lemma')
		.update('completion.languages', { ...settings['completion.languages'], [languageId]: isOn }, vscode.ConfigurationTarget.Global);
	tell(`inline completions are ${isOn ? 'on' : 'off'} for ${languageId}`);
}

/** Snoozes, or ends the snooze. */
export function snooze(pauses: CompletionPauses): void {
	if (pauses.current === 'snoozed') {
		pauses.resume();
		tell('inline completions go on');
	} else {
		pauses.snooze();
		tell(`inline completions are snoozed until ${timeOfDay(pauses.snoozedUntil)}`);
	}
}

export const timeOfDay = (date: Date): string => date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });

/** Asks for a suggestion; where one stands already, for alternatives to it: VS Code does not ask twice at one place unless it was hidden. */
export async function triggerCompletion(): Promise<void> {
	await vscode.commands.executeCommand('editor.action.inlineSuggest.hide');
	await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
}

export interface MenuItem extends vscode.QuickPickItem {
	readonly command?: string;
}

/** The menu's part on completions. */
export function completionItems(pauses: CompletionPauses): readonly MenuItem[] {
	const settings = currentSettings();
	const isOn = settings['completion.enabled'];
	const languageId = vscode.window.activeTextEditor?.document.languageId;
	const isOnHere = languageId !== undefined && isLanguageOn(languageId, settings);
	const isSnoozed = pauses.current === 'snoozed';
	return [
		{ label: 'Completions', kind: vscode.QuickPickItemKind.Separator },
		{
			label: `${isOn ? '$(circle-slash)' : '$(check)'} Turn Inline Completions ${isOn ? 'Off' : 'On'}`,
			command: 'lemma.toggleCompletions',
		},
		...(languageId === undefined || !isOn
			? []
			: [
					{
						label: `${isOnHere ? '$(circle-slash)' : '$(check)'} Turn Them ${isOnHere ? 'Off' : 'On'} for ${languageId}`,
						command: 'lemma.toggleCompletionsForLanguage',
					},
				]),
		...(isOn
			? [{ label: isSnoozed ? '$(bell) End the Snooze' : '$(bell-slash) Snooze for 10 Minutes', command: 'lemma.snoozeCompletions' }]
			: []),
		{ label: '$(question) Why No Suggestion?', command: 'lemma.whyNoSuggestion' },
		{ label: '$(graph) Show Completion Statistics', command: 'lemma.showCompletionStatistics' },
	];
}

const tell = (what: string): void => void vscode.window.setStatusBarMessage(`Lemma: ${what}.`, 3000);
