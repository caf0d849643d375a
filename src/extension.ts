import * as vscode from 'vscode';
import { ChatView } from './editor/chatView.ts';
import { LemmaCodeActions } from './editor/codeActions.ts';
import { registerCommands } from './editor/commands.ts';
import { FixReview } from './editor/fixReview.ts';
import { InlineCompletions } from './editor/inlineCompletion.ts';
import { Log } from './editor/log.ts';
import { Models } from './editor/models.ts';
import { ServerAccess } from './editor/serverAccess.ts';
import { SessionStore } from './editor/sessionStore.ts';
import { StatusBar } from './editor/statusBar.ts';

/** Builds every object once, top to bottom. Nothing native is loaded and no model is read before its first use. */
export function activate(context: vscode.ExtensionContext): void {
	const log = new Log();
	const access = new ServerAccess(context);
	const models = new Models(vscode.Uri.joinPath(context.extensionUri, 'dist', 'worker.mjs').fsPath, access, log);
	const statusBar = new StatusBar(models);
	const sessions = new SessionStore(context, log);
	const chat = new ChatView({ extensionUri: context.extensionUri, models, sessions, log });
	const review = new FixReview();
	const completions = new InlineCompletions({
		completer: models.source('completer'),
		log,
		onError: (message) => statusBar.showCompletionError(message),
	});
	context.subscriptions.push(
		log,
		models,
		statusBar,
		sessions,
		chat,
		review,
		completions,
		vscode.window.registerWebviewViewProvider(ChatView.id, chat),
		vscode.languages.registerCodeActionsProvider('*', new LemmaCodeActions(), { providedCodeActionKinds: LemmaCodeActions.kinds }),
		registerCommands({ version: String(context.extension.packageJSON.version), chat, sessions, models, access, review, log }),
	);
	running = { models, sessions };
	void models.look();
}

/** What must have ended before the extension host may. */
let running: { readonly models: Models; readonly sessions: SessionStore } | undefined;

export async function deactivate(): Promise<void> {
	await running?.sessions.flush();
	await running?.models.close();
}
