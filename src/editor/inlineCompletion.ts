import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Clock } from '../core/clock.ts';
import type { Completion } from '../core/completion/complete.ts';
import type { CursorSnapshot } from '../core/completion/cursorSnapshot.ts';
import type { RequestHistory } from '../core/completion/history.ts';
import { Offers, type Outcome } from '../core/completion/offers.ts';
import { restMs } from '../core/completion/promptReader.ts';
import type { RequestRecord } from '../core/completion/requestRecord.ts';
import { CompletionSession } from '../core/completion/session.ts';
import { closedGate } from '../core/completion/shouldComplete.ts';
import { changeOf } from '../core/completion/statistics.ts';
import type { SyntaxTrees } from '../core/completion/syntax.ts';
import { isAbort, UserError } from '../core/errors.ts';
import type { Logger } from '../core/log.ts';
import type { ModelSource } from '../core/model.ts';
import { CompletionContext } from './completionContext.ts';
import type { CompletionPauses } from './completionPauses.ts';
import type { CompletionStatistics } from './completionStatistics.ts';
import { takeSnapshot } from './cursorSnapshot.ts';
import type { OtherCompletions } from './otherCompletions.ts';
import { currentSettings, onSettingsChanged } from './settings.ts';

export interface InlineCompletionPorts {
	readonly completer: ModelSource;
	readonly history: RequestHistory;
	readonly statistics: CompletionStatistics;
	readonly pauses: CompletionPauses;
	readonly others: OtherCompletions;
	readonly syntax: SyntaxTrees;
	readonly log: Logger;
	/** What is wrong, for the status bar; `undefined` once a completion works again. Nothing pops up while someone types. */
	readonly onError: (message: string | undefined) => void;
	readonly onBusy: (isBusy: boolean) => void;
	/** How long the text took that is shown now. */
	readonly onLatency: (ms: number) => void;
}

/** Run by VS Code when a suggestion is taken over as a whole; no command of the user's. */
const acceptedCommand = '_lemma.completionAccepted';

/** Ghost text. The model is not loaded before the first completion is wanted, and nothing is computed while completions are off. */
export class InlineCompletions implements vscode.InlineCompletionItemProvider, vscode.Disposable {
	readonly #ports: InlineCompletionPorts;
	readonly #context: CompletionContext;
	readonly #session: CompletionSession;
	readonly #offers = new Offers((outcome, languageId) => this.#noteOutcome(outcome, languageId));
	readonly #subscriptions: vscode.Disposable;
	#lastChange:
		| { readonly document: vscode.TextDocument; readonly version: number; readonly kind: CursorSnapshot['lastChange'] }
		| undefined;
	#restTimer: NodeJS.Timeout | undefined;
	/** Whether the cursor went with a change of the text. */
	#isTyped = false;
	/** Whether the model is in use; resting alone never loads it. */
	#hasComputed = false;

	constructor(ports: InlineCompletionPorts) {
		this.#ports = ports;
		this.#context = new CompletionContext(ports.log);
		this.#session = new CompletionSession({
			model: (signal) => ports.completer.get(signal),
			syntax: ports.syntax,
			snippets: this.#context.snippets,
			clock,
			log: ports.log,
			wallTime: () => Date.now(),
			onBusy: ports.onBusy,
			onRequest: (record) => this.#noteRequest(record),
		});
		this.#subscriptions = vscode.Disposable.from(
			vscode.languages.registerInlineCompletionItemProvider({ pattern: '**' }, this),
			vscode.workspace.onDidChangeTextDocument((event) => this.#noteChange(event)),
			vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.#waitForRest(textEditor)),
			vscode.window.onDidChangeActiveTextEditor((editor) => this.#waitForRest(editor)),
			vscode.commands.registerCommand(acceptedCommand, (id: unknown, index: unknown) => this.#offers.accepted(id, index)),
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
		const settings = currentSettings();
		try {
			const { version } = document;
			const at = document.offsetAt(position);
			const isWantedOnceMore = this.#offers.standsAt(document.uri.toString(), at) && isAskedFor(context);
			const snapshot = await this.#snapshotAt(document, position, context);
			const completion = await this.#session.complete(snapshot, settings, controller.signal);
			if (completion.usage !== undefined) {
				this.#ports.onError(undefined);
			}
			if (settings['completion.enabled']) {
				this.#ports.others.check();
			}
			// Asked for where text stands already, as by Alt+]: then other texts are wanted.
			const others =
				isWantedOnceMore && completion.reason === 'shown'
					? await this.#session.alternatives(snapshot, completion, settings, controller.signal)
					: [];
			// Text for another version would stand in the wrong place.
			if (completion.reason !== 'shown' || document.version !== version || controller.signal.aborted) {
				return undefined;
			}
			return this.#offer([completion, ...others], document, position, at, context.selectedCompletionInfo);
		} catch (error) {
			this.#report(error);
			return undefined;
		} finally {
			subscription.dispose();
		}
	}

	dispose(): void {
		clearTimeout(this.#restTimer);
		this.#session.stop();
		this.#context.dispose();
		this.#subscriptions.dispose();
	}

	async #snapshotAt(
		document: vscode.TextDocument,
		position: vscode.Position,
		context: vscode.InlineCompletionContext,
	): Promise<CursorSnapshot> {
		const lastChange =
			this.#lastChange?.document === document && this.#lastChange.version === document.version ? this.#lastChange.kind : undefined;
		const snapshot = await takeSnapshot(document, position, context, lastChange);
		return { ...snapshot, pause: await this.#ports.pauses.look() };
	}

	#offer(
		completions: readonly Completion[],
		document: vscode.TextDocument,
		position: vscode.Position,
		at: number,
		selected: vscode.SelectedCompletionInfo | undefined,
	): vscode.InlineCompletionItem[] {
		const texts = completions.map(({ text }) => text);
		const id = this.#offers.offered(document.uri.toString(), document.languageId, at, texts);
		return completions.map(({ text, replaces }, index) => {
			const item = itemFor(text, replaces, position, document, selected);
			item.command = { command: acceptedCommand, title: 'Accepted', arguments: [id, index] };
			return item;
		});
	}

	#noteRequest(record: RequestRecord): void {
		this.#ports.history.add(record);
		const change = changeOf(record);
		if (change !== undefined) {
			this.#ports.statistics.count(record.languageId, change);
		}
		if (record.source !== 'none') {
			this.#hasComputed = true;
			this.#ports.onError(undefined);
		}
		if (record.reason === 'shown') {
			this.#ports.onLatency(record.totalMs);
		}
		this.#ports.log.trace(`completer: ${record.reason} after ${Math.round(record.totalMs)} ms`);
	}

	#noteOutcome(outcome: Outcome, languageId: string): void {
		const { statistics } = this.#ports;
		switch (outcome.kind) {
			case 'shown':
				statistics.count(languageId, { shown: 1 });
				break;
			case 'rejected':
				this.#session.rejected();
				statistics.count(languageId, { rejected: 1 });
				break;
			case 'accepted': {
				const { how, characters, isFirst } = outcome;
				this.#session.accepted(how);
				const kind = ({ all: 'acceptedAll', word: 'acceptedWords', line: 'acceptedLines' } as const)[how];
				statistics.count(languageId, { [kind]: 1, charactersAccepted: characters, taken: isFirst ? 1 : 0 });
				break;
			}
		}
	}

	#noteChange({ document, contentChanges, reason }: vscode.TextDocumentChangeEvent): void {
		if (contentChanges.length === 0) {
			return;
		}
		this.#isTyped = true;
		const isDeletion = contentChanges.every(({ text, rangeLength }) => text === '' && rangeLength > 0);
		this.#lastChange = { document, version: document.version, kind: reason !== undefined ? 'undo' : isDeletion ? 'deletion' : undefined };
		const changes = contentChanges.map(({ rangeOffset, rangeLength, text }) => ({ at: rangeOffset, deleted: rangeLength, text }));
		this.#offers.changed(document.uri.toString(), changes);
	}

	#waitForRest(editor: vscode.TextEditor | undefined): void {
		clearTimeout(this.#restTimer);
		const ms = this.#isTyped ? restMs.key : restMs.jump;
		this.#isTyped = false;
		const settings = currentSettings();
		if (editor !== undefined && this.#hasComputed && settings['completion.enabled'] && settings['completion.mode'] === 'automatic') {
			this.#restTimer = setTimeout(() => void this.#rest(editor), ms);
		}
	}

	/** The cursor rests: what was offered elsewhere is history, and what a completion here would need can be read beforehand. */
	async #rest({ document, selection }: vscode.TextEditor): Promise<void> {
		const position = selection.active;
		this.#offers.rested(document.uri.toString(), document.offsetAt(position));
		const settings = currentSettings();
		const context = { triggerKind: vscode.InlineCompletionTriggerKind.Automatic, selectedCompletionInfo: undefined };
		const { lastChange: _, ...snapshot } = await this.#snapshotAt(document, position, context);
		try {
			if (closedGate(snapshot, settings) === undefined) {
				await this.#session.idle(snapshot, settings);
			}
		} catch (error) {
			this.#report(error);
		}
	}

	#stopIfOff(): void {
		if (!currentSettings()['completion.enabled']) {
			clearTimeout(this.#restTimer);
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

const isAskedFor = ({ triggerKind }: vscode.InlineCompletionContext): boolean => triggerKind === vscode.InlineCompletionTriggerKind.Invoke;

const clock: Clock = {
	now: () => performance.now(),
	sleep: (ms, signal) => sleep(ms, undefined, { signal }),
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
