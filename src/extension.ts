import * as vscode from 'vscode';
import { RequestHistory } from './core/completion/history.ts';
import { ChatView } from './editor/chatView.ts';
import { LemmaCodeActions } from './editor/codeActions.ts';
import { registerCommands } from './editor/commands.ts';
import { CompletionPages } from './editor/completionPages.ts';
import { CompletionPauses } from './editor/completionPauses.ts';
import { CompletionStatistics } from './editor/completionStatistics.ts';
import { DiagnosticsProbe } from './editor/diagnosticsProbe.ts';
import { editorsMajor } from './editor/editorsTypescript.ts';
import { FixCommand } from './editor/fixCommand.ts';
import { FixReview } from './editor/fixReview.ts';
import { InlineCompletions } from './editor/inlineCompletion.ts';
import { Log } from './editor/log.ts';
import { Models } from './editor/models.ts';
import { OtherCompletions } from './editor/otherCompletions.ts';
import { ServerAccess } from './editor/serverAccess.ts';
import { SessionStore } from './editor/sessionStore.ts';
import { StatusBar } from './editor/statusBar.ts';
import { TestConsent } from './editor/testConsent.ts';
import { TreeSitter } from './inference/syntaxTrees.ts';
import { TypescriptChecker } from './inference/typescriptShadow.ts';

/** Builds every object once, top to bottom. Nothing native is loaded and no model is read before its first use. */
export function activate(context: vscode.ExtensionContext): void {
	const log = new Log();
	const access = new ServerAccess(context);
	const models = new Models(vscode.Uri.joinPath(context.extensionUri, 'dist', 'worker.mjs').fsPath, access, log);
	const pauses = new CompletionPauses();
	const statusBar = new StatusBar(models, pauses);
	const sessions = new SessionStore(context, log);
	const review = new FixReview();
	const chat = new ChatView({ extensionUri: context.extensionUri, models, review, sessions, log });
	const history = new RequestHistory();
	const statistics = new CompletionStatistics(context.globalState);
	const pages = new CompletionPages();
	const syntax = new TreeSitter(vscode.Uri.joinPath(context.extensionUri, 'dist', 'grammars').fsPath, log);
	const checkerPath = vscode.Uri.joinPath(context.extensionUri, 'dist', 'checker.cjs').fsPath;
	const typescript = new TypescriptChecker({ checkerPath, log, editorsMajor });
	const probe = new DiagnosticsProbe();
	const consent = new TestConsent(context);
	const fix = new FixCommand({ reasoner: models.source('reasoner'), trees: syntax, review, consent, probe, typescript });
	const completions = new InlineCompletions({
		completer: models.source('completer'),
		history,
		statistics,
		pauses,
		others: new OtherCompletions(context.globalState),
		syntax,
		log,
		onError: (message) => statusBar.showCompletionError(message),
		onBusy: (isBusy) => statusBar.showComputing(isBusy),
		onLatency: (ms) => statusBar.showLatency(ms),
	});
	context.subscriptions.push(
		log,
		models,
		statusBar,
		sessions,
		chat,
		review,
		pauses,
		statistics,
		pages,
		syntax,
		typescript,
		probe,
		completions,
		vscode.window.registerWebviewViewProvider(ChatView.id, chat),
		vscode.languages.registerCodeActionsProvider('*', new LemmaCodeActions(), { providedCodeActionKinds: LemmaCodeActions.kinds }),
		registerCommands({
			version: String(context.extension.packageJSON.version),
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
		}),
	);
	running = { models, sessions, typescript };
	void models.look();
	void review.closeLeftovers();
}

/** What must have ended before the extension host may. */
let running: { readonly models: Models; readonly sessions: SessionStore; readonly typescript: TypescriptChecker } | undefined;

export async function deactivate(): Promise<void> {
	await running?.sessions.close();
	await running?.typescript.dispose();
	await running?.models.close();
}
