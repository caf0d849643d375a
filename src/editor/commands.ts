import * as vscode from 'vscode';
import type { RequestHistory } from '../core/completion/history.ts';
import type { SyntaxTrees } from '../core/completion/syntax.ts';
import { isAbort, UserError } from '../core/errors.ts';
import type { ChatView } from './chatView.ts';
import { completionItems, snooze, toggleCompletions, toggleLanguage, triggerCompletion } from './completionCommands.ts';
import type { CompletionPages } from './completionPages.ts';
import type { CompletionPauses } from './completionPauses.ts';
import type { CompletionStatistics } from './completionStatistics.ts';
import { activeEditor, assertTrusted, selectedCode } from './documents.ts';
import { explainTable } from './explainCommands.ts';
import type { FixCommand } from './fixCommand.ts';
import { fixTable } from './fixEntries.ts';
import type { FixReview } from './fixReview.ts';
import type { Log } from './log.ts';
import { chooseModelFile, getModel, removeModel, showMenu } from './modelCommands.ts';
import type { Models } from './models.ts';
import { reportText } from './report.ts';
import type { ServerAccess } from './serverAccess.ts';
import { allowServer, findEngine, leaveServer, setServerKey } from './serverCommands.ts';
import { taskTable } from './taskCommands.ts';
import type { TestConsent } from './testConsent.ts';
import { whyNoSuggestion } from './whyNoSuggestion.ts';

export interface CommandPorts {
	readonly version: string;
	readonly chat: ChatView;
	readonly models: Models;
	readonly access: ServerAccess;
	readonly review: FixReview;
	readonly fix: FixCommand;
	readonly consent: TestConsent;
	readonly syntax: SyntaxTrees;
	readonly history: RequestHistory;
	readonly statistics: CompletionStatistics;
	readonly pages: CompletionPages;
	readonly pauses: CompletionPauses;
	readonly log: Log;
}

/** One row a command: its id and what it does. */
const table = ({
	version,
	chat,
	models,
	access,
	review,
	fix,
	consent,
	syntax,
	history,
	statistics,
	pages,
	pauses,
	log,
}: CommandPorts): Readonly<Record<string, (...args: never[]) => unknown>> => ({
	'lemma.openChat': () => chat.show(),
	'lemma.newChat': async () => {
		await chat.newChat();
		await chat.show();
	},
	'lemma.openEarlierChat': () => chat.showChats(),
	'lemma.addToChat': async (uri?: vscode.Uri, selected?: readonly vscode.Uri[]) => {
		for (const each of selected !== undefined && selected.length > 1 ? selected : [uri]) {
			await chat.attach(await itemToAdd(chat, each));
		}
	},
	...explainTable(chat, syntax),
	...taskTable({ reasoner: models.source('reasoner'), trees: syntax, fix, review, consent }),
	...fixTable(fix, review),
	'lemma.toggleCompletions': toggleCompletions,
	'lemma.toggleCompletionsForLanguage': toggleLanguage,
	'lemma.snoozeCompletions': () => snooze(pauses),
	'lemma.triggerCompletion': triggerCompletion,
	'lemma.whyNoSuggestion': () => whyNoSuggestion(history, pages, () => log.show()),
	'lemma.showCompletionStatistics': () => statistics.show(pages),
	'lemma.resetCompletionStatistics': () => statistics.reset(pages),
	'lemma.getModel': () => getModel(models),
	'lemma.chooseModelFile': () => chooseModelFile(models, chat),
	'lemma.removeModel': () => removeModel(models),
	'lemma.findEngine': () => findEngine(models),
	'lemma.setServerKey': () => setServerKey(access, models),
	'lemma.allowServer': () => allowServer(access, models),
	'lemma.leaveServer': () => leaveServer(models),
	'lemma.restartEngine': async () => {
		await models.restart();
		void vscode.window.setStatusBarMessage('Lemma: the engine starts again at the next request.', 5000);
	},
	'lemma.showMenu': () => showMenu(models, completionItems(pauses)),
	'lemma.showLog': () => log.show(),
	'lemma.copyReport': async () => {
		await vscode.env.clipboard.writeText(reportText(version, models, log));
		void vscode.window.showInformationMessage('The report is in the clipboard. It holds no source text.');
	},
});

export const registerCommands = (ports: CommandPorts): vscode.Disposable =>
	vscode.Disposable.from(
		...Object.entries(table(ports)).map(([id, run]) =>
			vscode.commands.registerCommand(id, async (...args: never[]) => {
				try {
					await run(...args);
				} catch (error) {
					showError(error, ports.log);
				}
			}),
		),
	);

/** The edge where a command's errors end: cancelled is silent, a user's error is a sentence with its next step, a bug points to the log. */
function showError(error: unknown, log: Log): void {
	if (isAbort(error)) {
		return;
	}
	if (!(error instanceof UserError)) {
		log.error(error instanceof Error ? error : String(error));
	}
	const message = error instanceof UserError ? error.message : 'Something went wrong.';
	const [label, command] = error instanceof UserError ? (nextSteps[error.code] ?? []) : ['Show Log', 'lemma.showLog'];
	// Not awaited: the command is over, whether or not anybody answers.
	void vscode.window.showErrorMessage(message, ...(label === undefined ? [] : [label])).then((choice) => {
		if (choice !== undefined && command !== undefined) {
			void vscode.commands.executeCommand(command);
		}
	});
}

const nextSteps: { readonly [code: string]: readonly [label: string, command: string] } = {
	modelMissing: ['Open Chat', 'lemma.openChat'],
	modelUnreadable: ['Choose Model File…', 'lemma.chooseModelFile'],
	modelUnsupported: ['Choose Model File…', 'lemma.chooseModelFile'],
	outOfMemory: ['Choose Model File…', 'lemma.chooseModelFile'],
	engineStopped: ['Restart Engine', 'lemma.restartEngine'],
	serverUnreachable: ['Try Again', 'lemma.restartEngine'],
	serverNotAllowed: ['Allow Unencrypted Server…', 'lemma.allowServer'],
	documentChanged: ['Fix Again', 'lemma.fixAgain'],
	draftRefused: ['Show Unverified Draft', 'lemma.showFixDraft'],
};

async function itemToAdd(chat: ChatView, uri: vscode.Uri | undefined) {
	assertTrusted('attach code');
	const editor = vscode.window.activeTextEditor;
	// From the Explorer: the file that was clicked, unless it is a file whose selection is meant.
	const isOfEditor =
		uri === undefined || (editor !== undefined && editor.document.uri.toString() === uri.toString() && !editor.selection.isEmpty);
	return isOfEditor || uri === undefined ? selectedCode(activeEditor()) : chat.read(uri);
}
