import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Clock } from '../core/clock.ts';
import type { CursorSnapshot } from '../core/completion/cursorSnapshot.ts';
import { CompletionSession } from '../core/completion/session.ts';
import { isAbort, UserError } from '../core/errors.ts';
import type { Logger } from '../core/log.ts';
import type { ModelSource } from '../core/model.ts';
import { takeSnapshot } from './cursorSnapshot.ts';
import { currentSettings, onSettingsChanged } from './settings.ts';

export interface InlineCompletionPorts {
	readonly completer: ModelSource;
	readonly log: Logger;
	/** What is wrong, for the status bar; `undefined` once a completion works again. Nothing pops up while someone types. */
	readonly onError: (message: string | undefined) => void;
}

/** Ghost text. The model is not loaded before the first completion is wanted, and nothing is computed while completions are off. */
export class InlineCompletions implements vscode.InlineCompletionItemProvider, vscode.Disposable {
	readonly #ports: InlineCompletionPorts;
	readonly #session: CompletionSession;
	readonly #subscriptions: vscode.Disposable;
	#lastChange:
		| { readonly document: vscode.TextDocument; readonly version: number; readonly kind: CursorSnapshot['lastChange'] }
		| undefined;

	constructor(ports: InlineCompletionPorts) {
		this.#ports = ports;
		this.#session = new CompletionSession({ model: (signal) => ports.completer.get(signal), clock, log: ports.log });
		this.#subscriptions = vscode.Disposable.from(
			vscode.languages.registerInlineCompletionItemProvider({ pattern: '**' }, this),
			vscode.workspace.onDidChangeTextDocument((event) => this.#noteChange(event)),
			onSettingsChanged(() => this.#stopIfOff()),
		);
	}

	async provideInlineCompletionItems(
		document: vscode.TextDocument,
		position: vscode.Position,
		context: vscode.InlineCompletionContext,
		token: vscode.CancellationToken,
	): Promise<vscode.InlineCompletionItem[] | undefined> {
		const controller = new AbortController();
		const subscription = token.onCancellationRequested(() => controller.abort());
		try {
			const { version } = document;
			const lastChange =
				this.#lastChange?.document === document && this.#lastChange.version === version ? this.#lastChange.kind : undefined;
			const snapshot = await takeSnapshot(document, position, context, lastChange);
			const { text, replaces, reason, usage } = await this.#session.complete(snapshot, currentSettings(), controller.signal);
			this.#ports.log.trace(`completer: ${reason}`);
			if (usage !== undefined) {
				this.#ports.onError(undefined);
			}
			// Text for another version would stand in the wrong place.
			if (reason !== 'shown' || document.version !== version) {
				return undefined;
			}
			return [itemFor(text, replaces, position, document, context.selectedCompletionInfo)];
		} catch (error) {
			this.#report(error);
			return undefined;
		} finally {
			subscription.dispose();
		}
	}

	dispose(): void {
		this.#session.stop();
		this.#subscriptions.dispose();
	}

	#noteChange({ document, contentChanges, reason }: vscode.TextDocumentChangeEvent): void {
		if (contentChanges.length > 0) {
			const isDeletion = contentChanges.every(({ text, rangeLength }) => text === '' && rangeLength > 0);
			this.#lastChange = { document, version: document.version, kind: reason !== undefined ? 'undo' : isDeletion ? 'deletion' : undefined };
		}
	}

	#stopIfOff(): void {
		if (!currentSettings()['completion.enabled']) {
			this.#session.stop();
			this.#ports.onError(undefined);
		}
	}

	#report(error: unknown): void {
		if (isAbort(error)) {
			return;
		}
		if (error instanceof UserError) {
			this.#ports.onError(error.message);
			return;
		}
		this.#ports.log.error(error instanceof Error ? error : String(error));
		this.#ports.onError('Inline completion failed. Run "Lemma: Show Log" to see why.');
	}
}

const clock: Clock = {
	now: () => performance.now(),
	sleep: (ms, signal) => setTimeout(ms, undefined, { signal }),
};

/** With the suggest widget open, an item must cover what the selected entry would replace. */
function itemFor(
	text: string,
	replaces: number,
	position: vscode.Position,
	document: vscode.TextDocument,
	selected: vscode.SelectedCompletionInfo | undefined,
): vscode.InlineCompletionItem {
	const start = selected?.range.start ?? position;
	const end = position.translate(0, replaces);
	return new vscode.InlineCompletionItem(
		document.getText(new vscode.Range(start, position)) + text,
		new vscode.Range(start, selected?.range.end.isAfter(end) ? selected.range.end : end),
	);
}
