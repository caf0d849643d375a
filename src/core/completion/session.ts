import type { Clock } from '../clock.ts';
import { isAbort } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { LanguageModel } from '../model.ts';
import type { Settings } from '../settings.ts';
import { type Completion, finished, notShown, trainedToFill } from './complete.ts';
import type { SnippetSource } from './context/snippetSource.ts';
import type { CursorSnapshot } from './cursorSnapshot.ts';
import { debounceMs } from './debounce.ts';
import { type FillUsage, generate } from './generate.ts';
import { type Place, placeOf } from './place.ts';
import type { BackgroundRecord, RequestRecord } from './requestRecord.ts';
import { Run } from './run.ts';
import { closedGate } from './shouldComplete.ts';
import { SuggestionCache } from './suggestionCache.ts';
import { type Window, windowAt } from './window.ts';

export interface SessionPorts {
	/** Loads the model the first time a completion is wanted. */
	readonly model: (signal: AbortSignal) => Promise<LanguageModel>;
	readonly clock: Clock;
	readonly log: Logger;
	/** Text from elsewhere that may help. */
	readonly snippets?: SnippetSource;
	/** Whether something is computed. */
	readonly onBusy?: (isBusy: boolean) => void;
	/** Told once for each call of `complete`, when it is answered. */
	readonly onRequest?: (record: RequestRecord) => void;
	/** Told what was computed that nobody waited for, when that is over. */
	readonly onBackground?: (record: BackgroundRecord) => void;
}

/** How long a generation goes on that nobody waits for: the next key may want it still. */
const graceMs = 300;

/** The completions of one user: keeps what still fits while they type along, and has at most one generation running. */
export class CompletionSession {
	readonly #ports: SessionPorts;
	readonly #cache = new SuggestionCache();
	#window: { readonly document: string; readonly window: Window } | undefined;
	#run: Run<FillUsage> | undefined;
	#lastCall = 0;
	#firstTokenMs = 0;

	constructor(ports: SessionPorts) {
		this.#ports = ports;
	}

	/** Rejects with AbortError when the signal fires. */
	async complete(snapshot: CursorSnapshot, settings: Settings, signal: AbortSignal): Promise<Completion> {
		this.#lastCall++;
		const call = this.#lastCall;
		const gate = closedGate(snapshot, settings);
		if (gate !== undefined) {
			this.#run?.stop();
			return notShown(gate);
		}
		const place = placeOf(snapshot);
		let usage: FillUsage | undefined;
		let hasPaused = snapshot.trigger === 'explicit';
		for (;;) {
			const known = this.#cache.find(place);
			if (known !== undefined) {
				return { ...finished(known.suggestion, place, known.typed, snapshot.eol), usage };
			}
			const run = this.#run;
			if (run?.fits(place)) {
				run.follow(place);
				usage = await this.#waitFor(run, signal);
			} else if (!hasPaused) {
				run?.stop();
				await this.#ports.clock.sleep(debounceMs(this.#firstTokenMs), signal);
				hasPaused = true;
			} else if (run !== undefined) {
				run.stop();
				await run.ended;
			} else {
				const model = trainedToFill(await this.#ports.model(signal));
				signal.throwIfAborted();
				if (call !== this.#lastCall) {
					return notShown('superseded');
				}
				this.#run ??= this.#start(model, snapshot, place);
			}
		}
	}

	/**
	 * The cursor came to rest here: what a completion would need is read beforehand, with the lowest priority. Resolves when that is over, also
	 * where a key ended it.
	 */
	async idle(_snapshot: CursorSnapshot, _settings: Settings): Promise<void> {}

	/** The text shown last was taken over, as a whole or in part. */
	accepted(_kind: 'all' | 'word' | 'line'): void {}

	/** The text shown last was dismissed: it is not offered again at this place. */
	rejected(): void {}

	/** Ends whatever is computed or waits to be. */
	stop(): void {
		this.#lastCall++;
		this.#run?.stop();
	}

	#start(model: LanguageModel, snapshot: CursorSnapshot, place: Place): Run<FillUsage> {
		const { clock, log, onBusy } = this.#ports;
		const previous = this.#window?.document === snapshot.document ? this.#window.window : undefined;
		const window = windowAt(snapshot.before, snapshot.after, previous);
		this.#window = { document: snapshot.document, window };
		onBusy?.(true);
		const run = new Run(place, async (onText, signal) => {
			const { usage, ...generated } = await generate(model, window, place, { now: () => clock.now(), onText }, signal);
			this.#cache.add({ ...generated, place });
			this.#firstTokenMs = usage.firstTokenMs;
			log.info(
				`completer: ${usage.promptTokens} tokens in (${usage.reusedTokens} reused), ${usage.answerTokens} out, first after ${Math.round(usage.firstTokenMs)} ms, all after ${Math.round(usage.totalMs)} ms, ${generated.by ?? generated.end}`,
			);
			return usage;
		});
		void run.ended.then(() => {
			this.#run = undefined;
			onBusy?.(false);
		});
		return run;
	}

	async #waitFor(run: Run<FillUsage>, signal: AbortSignal): Promise<FillUsage | undefined> {
		try {
			return await run.wait(signal);
		} finally {
			if (run.waiting === 0) {
				void this.#stopUnlessWanted(run);
			}
		}
	}

	async #stopUnlessWanted(run: Run<FillUsage>): Promise<void> {
		try {
			await this.#ports.clock.sleep(graceMs, run.signal);
		} catch (error) {
			if (!isAbort(error)) {
				throw error;
			}
		}
		if (run.waiting === 0) {
			run.stop();
		}
	}
}
