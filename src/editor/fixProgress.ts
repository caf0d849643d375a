import * as vscode from 'vscode';
import type { FixEvent } from '../core/fix/fixEvent.ts';
import { beginning, type FixProgress, progressed, progressText } from '../core/fix/progress.ts';
import { labelOf } from './documents.ts';

/** Tells how a search for a change goes while it runs: above the code in question, and in a notification. */
export class FixProgressView implements vscode.CodeLensProvider, vscode.Disposable {
	readonly #changed = new vscode.EventEmitter<void>();
	readonly onDidChangeCodeLenses = this.#changed.event;
	readonly #document: vscode.TextDocument;
	readonly #line: number;
	readonly #title: string;
	readonly #began = performance.now();
	readonly #registration: vscode.Disposable;
	readonly #timer: NodeJS.Timeout;
	readonly #listeners: (() => void)[] = [];
	#progress: FixProgress = beginning;

	constructor(document: vscode.TextDocument, line: number, title: string) {
		this.#document = document;
		this.#line = line;
		this.#title = title;
		// `document.uri` alone would be a pattern; the scheme is enough to be asked, and the address is compared.
		this.#registration = vscode.languages.registerCodeLensProvider({ scheme: document.uri.scheme }, this);
		this.#timer = setInterval(() => this.#tell(), 1000);
	}

	get progress(): FixProgress {
		return this.#progress;
	}

	/** Runs `work` with a notification that can be cancelled. */
	async during<T>(controller: AbortController, work: () => Promise<T>): Promise<T> {
		const title = `Lemma: ${this.#title} ${labelOf(this.#document)}`;
		return vscode.window.withProgress(
			{ location: vscode.ProgressLocation.Notification, title, cancellable: true },
			async (report, token) => {
				token.onCancellationRequested(() => controller.abort());
				this.#listeners.push(() => report.report({ message: this.#text() }));
				this.#tell();
				return work();
			},
		);
	}

	note(event: FixEvent): void {
		const before = this.#progress;
		this.#progress = progressed(before, event);
		// Tokens come fast; the timer shows them soon enough.
		if (event.kind !== 'writing' && event.kind !== 'reasoning') {
			this.#tell();
		}
	}

	provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
		if (uri.toString() !== this.#document.uri.toString()) {
			return [];
		}
		const lens = (command: vscode.Command): vscode.CodeLens => new vscode.CodeLens(new vscode.Range(this.#line, 0, this.#line, 0), command);
		return [
			lens({ title: `$(loading~spin)\u00a0Lemma: ${this.#text()}`, command: '' }),
			lens({ title: 'Cancel', command: 'lemma.cancelFix' }),
			...(this.#progress.draft === undefined ? [] : [lens({ title: 'Show unverified draft', command: 'lemma.showFixDraft' })]),
		];
	}

	dispose(): void {
		clearInterval(this.#timer);
		this.#listeners.length = 0;
		vscode.Disposable.from(this.#registration, this.#changed).dispose();
	}

	#text(): string {
		return progressText(this.#progress, performance.now() - this.#began);
	}

	#tell(): void {
		this.#changed.fire();
		for (const listener of this.#listeners) {
			listener();
		}
	}
}
