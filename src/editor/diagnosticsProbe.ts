import { randomUUID } from 'node:crypto';
import { basename, dirname, join } from 'node:path/posix';
import * as vscode from 'vscode';
import type { Shadow, ShadowReport } from '../core/fix/verification.ts';
import { plainText } from './documents.ts';
import { isGrave, problemsIn, toProblem } from './problems.ts';

const scheme = 'lemma-probe';

/** How long a probe waits; tests shrink it. */
export interface ProbeWaits {
	/** For the first word of a language server on a text. */
	readonly answerMs: number;
	/** Without another word, until it counts as all there is to say; never less than half of what the first word took. */
	readonly idleMs: number;
}

const defaultWaits: ProbeWaits = { answerMs: 6000, idleMs: 600 };

/**
 * Has the editor's language servers look at texts that nobody sees: documents of an own scheme, one at a time. A server that serves files
 * only, or is asked about open tabs only (as VS Code's own for JSON and CSS are), says nothing about them, and then nothing is known.
 */
export class DiagnosticsProbe implements vscode.TextDocumentContentProvider, vscode.Disposable {
	readonly #changed = new vscode.EventEmitter<vscode.Uri>();
	readonly onDidChange = this.#changed.event;
	readonly #texts = new Map<string, string>();
	readonly #registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
	readonly #waits: ProbeWaits;
	#last: Promise<unknown> = Promise.resolve();

	constructor(waits: ProbeWaits = defaultWaits) {
		this.#waits = waits;
	}

	provideTextDocumentContent(uri: vscode.Uri): string | undefined {
		return this.#texts.get(uri.toString());
	}

	/** A shadow of a document as it reads now; `targets` are the problems that must show up again before the probe is believed. */
	open(document: vscode.TextDocument, targets: readonly vscode.Diagnostic[]): Shadow & vscode.Disposable {
		const { uri, languageId } = document;
		const name = basename(uri.path);
		// The place and the ending are kept: configuration and schemas go by them.
		const page = vscode.Uri.from({ scheme, path: join('/', dirname(uri.path), name), query: randomUUID() });
		const original = plainText(document);
		const awaited = targets.length > 0 ? targets : problemsIn(uri);
		const expected = awaited.map(({ message }) => message);
		const sources = new Set(awaited.flatMap(({ source }) => source ?? []));
		let copy: vscode.TextDocument | undefined;
		let baseline: Promise<ShadowReport> | undefined;
		let firstWordMs = 0;

		const see = async (text: string, isComplete: () => boolean, signal: AbortSignal): Promise<ShadowReport | undefined> => {
			const began = performance.now();
			// Listened to before the text is there, but timed from then on: a busy editor is no slow server.
			const isOpen = Promise.withResolvers<void>();
			const settled = settling(page, isComplete, this.#waits, firstWordMs, isOpen.promise, signal);
			settled.catch(() => undefined); // where the document cannot even be opened, nobody waits for it
			this.#texts.set(page.toString(), text);
			if (copy === undefined) {
				copy = await vscode.workspace.openTextDocument(page);
				copy = copy.languageId === languageId ? copy : await vscode.languages.setTextDocumentLanguage(copy, languageId);
			} else {
				this.#changed.fire(page);
			}
			isOpen.resolve();
			if (!(await settled)) {
				return undefined;
			}
			firstWordMs ||= performance.now() - began;
			const problems = vscode.languages.getDiagnostics(page).filter((each) => isGrave(each) || expected.includes(each.message));
			return { kind: 'seen', problems: problems.map(toProblem), dependents: [] };
		};
		const lookFirst = async (signal: AbortSignal): Promise<ShadowReport> => {
			const who = [...sources].join(', ') || `whoever reports problems in ${languageId} files`;
			if (expected.length === 0) {
				return { kind: 'unseen', reason: `nothing is reported in ${name}, so it is not known who would look at a copy of it` };
			}
			const isThere = (): boolean => {
				const messages = vscode.languages.getDiagnostics(page).map(({ message }) => message);
				return expected.every((message) => messages.includes(message));
			};
			const report = await see(original, isThere, signal);
			return report ?? { kind: 'unseen', reason: `${who} did not report the problem in a copy that nobody sees` };
		};
		return {
			name: [...sources].join(', ') || 'language server',
			check: (text, signal) =>
				this.#alone(async (): Promise<ShadowReport> => {
					signal.throwIfAborted();
					baseline ??= lookFirst(signal).catch((error: unknown) => {
						baseline = undefined;
						throw error;
					});
					const first = await baseline;
					if (first.kind === 'unseen' || text === original) {
						return first;
					}
					return (
						(await see(text, () => true, signal)) ?? {
							kind: 'unseen',
							reason: `${[...sources].join(', ') || 'the language server'} did not answer within ${this.#waits.answerMs / 1000} s`,
						}
					);
				}),
			dispose: () => {
				this.#texts.delete(page.toString());
				if (copy !== undefined && !copy.isClosed) {
					// Nothing closes a document that was never shown; as plain text its servers forget it, and its problems go.
					void vscode.languages.setTextDocumentLanguage(copy, 'plaintext').then(undefined, () => undefined);
				}
			},
		};
	}

	dispose(): void {
		vscode.Disposable.from(this.#registration, this.#changed).dispose();
	}

	/** After all that were asked for before. */
	#alone<T>(work: () => Promise<T>): Promise<T> {
		const result = this.#last.then(work, work);
		this.#last = result.catch(() => undefined);
		return result;
	}
}

/** Whether servers had their say about the page's next text: something was published, all of it is there, and then nothing for a while. */
function settling(
	page: vscode.Uri,
	isComplete: () => boolean,
	{ answerMs, idleMs }: ProbeWaits,
	firstWordMs: number,
	isOpen: Promise<void>,
	signal: AbortSignal,
): Promise<boolean> {
	return new Promise((resolve, reject) => {
		let idle: NodeJS.Timeout | undefined;
		const end = (settle: () => void): void => {
			clearTimeout(idle);
			clearTimeout(late);
			listening.dispose();
			signal.removeEventListener('abort', abort);
			settle();
		};
		const abort = (): void => end(() => reject(signal.reason));
		let late: NodeJS.Timeout | undefined;
		void isOpen.then(() => {
			late = setTimeout(() => end(() => resolve(false)), answerMs + idleMs);
		});
		const listening = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
			if (uris.some((uri) => uri.toString() === page.toString()) && isComplete()) {
				clearTimeout(idle);
				idle = setTimeout(() => end(() => resolve(true)), Math.max(idleMs, firstWordMs / 2));
			}
		});
		signal.addEventListener('abort', abort);
	});
}
