import { isAbort } from '../errors.ts';
import type { LanguageModel } from '../model.ts';
import type { Settings } from '../settings.ts';
import { alternatives } from './alternatives.ts';
import { Call } from './call.ts';
import { type Completion, finished, notShown, trainedToFill } from './complete.ts';
import type { CursorSnapshot } from './cursorSnapshot.ts';
import { Dismissed } from './dismissed.ts';
import { evaluatedTokens } from './generate.ts';
import { Generation } from './generation.ts';
import { type Place, placeOf } from './place.ts';
import { PromptReader } from './promptReader.ts';
import { ReadingSpeed } from './readingSpeed.ts';
import type { RequestRecord } from './requestRecord.ts';
import type { Lead, Run } from './run.ts';
import { type SessionPorts, type Unasked, usuallyUnasked } from './sessionPorts.ts';
import { closedGate, type GateName } from './shouldComplete.ts';
import type { Says } from './suggestion.ts';
import { SuggestionCache } from './suggestionCache.ts';
import { Task } from './task.ts';
import { TypingRhythm } from './typingRhythm.ts';
import { WindowKeeper } from './windowKeeper.ts';

/** How long a generation goes on that nobody waits for: the next key may want it still. */
const graceMs = 300;
/** How long text stands there before it is worth knowing what would come behind it. */
const speculateAfterMs = 300;
/** For an answer to a key; where more was read the cursor was at a new place, which says nothing about keys. */
const mostReadAtKey = 64;

/** The completions of one user: keeps what still fits while they type along, and has at most one generation running. */
export class CompletionSession {
	readonly #ports: SessionPorts;
	#cache = new SuggestionCache();
	readonly #dismissed = new Dismissed();
	readonly #rhythm = new TypingRhythm();
	readonly #speed = new ReadingSpeed();
	readonly #windows: WindowKeeper;
	readonly #reader: PromptReader;
	readonly #unasked: Unasked;
	#generation: Generation | undefined;
	#speculation: Task | undefined;
	#shown: { readonly place: Place; readonly text: string } | undefined;
	#lastCall = 0;
	#waitingCalls = 0;
	/** The name of the model that was needed last. */
	#modelName: string | undefined;
	/** Who has just accepted a text waits for the next, and does not type. */
	#wasAccepted = false;

	constructor(ports: SessionPorts) {
		this.#ports = ports;
		this.#windows = new WindowKeeper(ports.snippets, this.#speed);
		this.#unasked = ports.unasked ?? usuallyUnasked;
		const { clock, onBackground } = ports;
		this.#reader = new PromptReader({
			clock,
			windows: this.#windows,
			whenFree: (signal) => this.#modelWhenFree(signal),
			isFree: () => this.#generation === undefined,
			onRead: (record) => {
				if (record.isComplete) {
					this.#speed.note(record.evaluatedTokens, record.totalMs);
				}
				onBackground?.(record);
			},
		});
	}

	/** Rejects with AbortError when the signal fires. */
	async complete(snapshot: CursorSnapshot, settings: Settings, signal: AbortSignal): Promise<Completion> {
		const call = new Call(++this.#lastCall, snapshot, this.#ports.clock.now());
		this.#waitingCalls++;
		try {
			const completion = { ...(await this.#answer(call, settings, signal)), usage: call.usage };
			this.#record(call, completion.reason, completion.text);
			return completion;
		} catch (error) {
			this.#record(call, isAbort(error) ? 'cancelled' : 'failed', '');
			throw error;
		} finally {
			this.#waitingCalls--;
		}
	}

	/**
	 * The cursor came to rest here: what a completion would need is read beforehand, with the lowest priority. Resolves when that is over, also
	 * where a key ended it. A model that was not needed yet is not loaded for it.
	 */
	async idle(snapshot: CursorSnapshot, settings: Settings): Promise<void> {
		const here: CursorSnapshot = { ...snapshot, lastChange: undefined, suggestItem: undefined, trigger: 'automatic' };
		if (this.#waitingCalls > 0 || this.#modelName === undefined || closedGate(here, settings) !== undefined) {
			return;
		}
		const run = this.#generation?.run;
		if (run !== undefined && !run.fits(this.#place(here))) {
			run.stop();
		}
		try {
			await this.#reader.read(here);
		} catch (error) {
			this.#ports.log.warn(`completer: a prompt could not be read beforehand: ${String(error)}`);
		}
	}

	/** Other texts for a place where one is shown; computed only because the user asked for them. Rejects with AbortError when the signal fires. */
	async alternatives(snapshot: CursorSnapshot, shown: Completion, settings: Settings, signal: AbortSignal): Promise<readonly Completion[]> {
		const { clock, onBusy } = this.#ports;
		if (closedGate(snapshot, settings) !== undefined) {
			return [];
		}
		const model = trainedToFill(await this.#ports.model(signal));
		this.#speculation?.stop();
		await this.#reader.stop();
		this.#generation?.run.stop();
		await this.#generation?.run.ended;
		signal.throwIfAborted();
		onBusy?.(true);
		try {
			const window = this.#windows.move(snapshot);
			return await alternatives({ model, window, place: this.#place(snapshot), eol: snapshot.eol, shown, now: () => clock.now() }, signal);
		} finally {
			onBusy?.(false);
		}
	}

	/** The text shown last was taken over, as a whole or in part. */
	accepted(kind: 'all' | 'word' | 'line'): void {
		this.#rhythm.noteVerdict('accepted', this.#ports.clock.now());
		this.#wasAccepted = true;
		if (this.#shown !== undefined) {
			this.#cache.accept(this.#shown.place);
		}
		if (kind === 'all') {
			this.#shown = undefined;
		}
	}

	/** The text shown last did not become text. `dismissed`: by the user's own wish, so it is not offered again at this place. */
	rejected(how: 'dismissed' | 'typedOver' = 'typedOver'): void {
		this.#rhythm.noteVerdict('rejected', this.#ports.clock.now());
		if (how === 'dismissed' && this.#shown !== undefined) {
			this.#dismissed.add(this.#shown.place, this.#shown.text);
			this.#speculation?.stop();
			this.#generation?.run.stop();
		}
		this.#shown = undefined;
	}

	/** Ends whatever is computed or waits to be. */
	stop(): void {
		this.#lastCall++;
		this.#speculation?.stop();
		void this.#reader.stop();
		this.#generation?.run.stop();
	}

	async #answer(call: Call, settings: Settings, signal: AbortSignal): Promise<Completion> {
		const { snapshot } = call;
		this.#speculation?.stop();
		this.#reader.follow(snapshot);
		if (snapshot.trigger === 'automatic' && snapshot.lastChange === undefined) {
			this.#rhythm.noteKey(call.startedAt);
		}
		const gate = closedGate(snapshot, settings);
		if (gate !== undefined && !mayShowAgain(gate, snapshot, settings)) {
			void this.#reader.stop();
			this.#generation?.run.stop();
			return notShown(gate);
		}
		const place = this.#place(snapshot);
		let hasPaused = snapshot.trigger === 'explicit' || this.#wasAccepted;
		this.#wasAccepted = false;
		for (;;) {
			const says = this.#generation?.run.saysAt(place) ?? this.#cache.find(place, gate === 'deletion');
			this.#follow(place);
			if (says !== undefined) {
				void this.#reader.stop();
				call.answeredBy(says);
				return this.#show(call, says, place, settings);
			}
			if (gate !== undefined) {
				return notShown(gate);
			}
			const generation = this.#generation;
			if (generation !== undefined && generation.run.lead === undefined && generation.run.fits(place)) {
				call.computedBy(generation, 'joined');
				await this.#waitFor(generation.run, place, signal);
			} else if (!hasPaused) {
				const pausedAt = this.#ports.clock.now();
				generation?.run.stop();
				await this.#ports.clock.sleep(this.#rhythm.debounceMs(pausedAt), signal);
				call.debounceMs = this.#ports.clock.now() - pausedAt;
				hasPaused = true;
			} else if (generation !== undefined) {
				generation.run.stop();
				await generation.run.ended;
			} else {
				const model = trainedToFill(await this.#ports.model(signal));
				await this.#reader.stop();
				signal.throwIfAborted();
				this.#noteModel(model);
				if (call.id !== this.#lastCall) {
					return notShown('superseded');
				}
				if (this.#generation === undefined) {
					call.computedBy(this.#start(model, snapshot, place, wantsMore(snapshot, settings) ? this.#unasked.aheadTokens : 0), 'generated');
				}
			}
		}
	}

	/** Another model would have said something else. */
	#noteModel({ info: { name, places = 1 } }: LanguageModel): void {
		if (this.#modelName !== undefined && this.#modelName !== name) {
			this.#cache = new SuggestionCache();
			this.#windows.forget();
		}
		this.#windows.remember(places);
		this.#modelName = name;
	}

	#place(snapshot: CursorSnapshot): Place {
		void this.#ports.syntax?.prepare(snapshot.languageId);
		return placeOf(snapshot, this.#ports.syntax);
	}

	/** What is computed for elsewhere ends at once. */
	#follow(place: Place): void {
		const run = this.#generation?.run;
		if (run?.fits(place)) {
			run.follow(place);
		} else {
			run?.stop();
		}
	}

	#show(call: Call, says: Says, place: Place, settings: Settings): Completion {
		if (says.suggestion.place === place) {
			// Cut for this place: while the user types on here, nothing of it must vanish.
			this.#cache.add(says.suggestion);
		}
		const completion = finished(says, place, call.snapshot.eol);
		if (completion.reason !== 'shown') {
			return completion;
		}
		if (!place.isExplicit && this.#dismissed.has(place, completion.text)) {
			return notShown('dismissed');
		}
		this.#shown = { place, text: completion.text };
		if (this.#unasked.speculates && wantsMore(call.snapshot, settings)) {
			this.#speculateSoon(call, completion, place, settings);
		}
		return completion;
	}

	#start(model: LanguageModel, snapshot: CursorSnapshot, place: Place, ahead: number, lead?: Lead): Generation {
		const { clock, log, onBusy, onBackground } = this.#ports;
		const isAsked = lead === undefined;
		let isBusy = isAsked;
		const rest = (): void => {
			if (isBusy) {
				isBusy = false;
				onBusy?.(false);
			}
		};
		const window = this.#windows.move(snapshot);
		const generation = new Generation({
			model,
			window,
			place,
			now: () => clock.now(),
			aheadTokens: ahead,
			lead,
			onPart: (suggestion) => {
				this.#windows.noteRead(window);
				this.#cache.add(suggestion);
				rest();
			},
		});
		this.#generation = generation;
		if (isAsked) {
			onBusy?.(true);
		}
		void generation.run.ended.then(() => {
			this.#generation = undefined;
			rest();
			const { suggestion } = generation.run;
			if (suggestion.part !== undefined) {
				this.#cache.add(suggestion.end === 'open' ? { ...suggestion, end: 'length' } : suggestion);
			}
			const { firstTokenMs, answerTokens } = generation.wholeUsage;
			if (answerTokens > 0) {
				this.#speed.note(evaluatedTokens(generation.wholeUsage), firstTokenMs);
			}
			if (isAsked && answerTokens > 0 && evaluatedTokens(generation.wholeUsage) <= mostReadAtKey) {
				this.#rhythm.noteFirstToken(firstTokenMs);
			}
			const unasked = generation.unasked(snapshot.document);
			if (unasked !== undefined) {
				onBackground?.(unasked);
			}
			log.info(`completer: ${generation}`);
			if (generation.run.failure !== undefined) {
				log.warn(`completer: ${String(generation.run.failure)}`);
			}
		});
		return generation;
	}

	async #waitFor(run: Run, place: Place, signal: AbortSignal): Promise<void> {
		try {
			await run.wait(place, signal);
		} finally {
			if (run.waiting === 0) {
				void this.#stopUnlessWanted(run);
			}
		}
	}

	async #stopUnlessWanted(run: Run): Promise<void> {
		try {
			await this.#ports.clock.sleep(graceMs, run.signal);
		} catch (error) {
			if (!isAbort(error)) {
				throw error;
			}
		}
		if (run.waiting === 0 && !run.isAhead) {
			run.stop();
		}
	}

	/** After a moment without a key: what would be shown where accepting leads. */
	#speculateSoon(call: Call, { text, replaces }: Completion, place: Place, settings: Settings): void {
		const { snapshot } = call;
		const lead: Lead = { place, text: text.replaceAll('\r\n', '\n') };
		const there: CursorSnapshot = {
			...snapshot,
			before: snapshot.before + lead.text,
			after: snapshot.after.slice(replaces),
			trigger: 'automatic',
			lastChange: undefined,
			suggestItem: undefined,
		};
		this.#speculation = new Task(async (signal) => {
			await this.#ports.clock.sleep(speculateAfterMs, signal);
			const model = await this.#modelWhenFree(signal);
			const placeThere = this.#place(there);
			const isWorthIt =
				closedGate(there, settings) === undefined && this.#windows.holds(there) && this.#cache.find(placeThere) === undefined;
			if (model !== undefined && isWorthIt && !this.#reader.isReading && this.#generation === undefined) {
				this.#start(model, there, placeThere, this.#unasked.aheadTokens, lead);
			}
		});
		this.#speculation.done.catch((error: unknown) => this.#ports.log.warn(`completer: nothing was computed ahead: ${String(error)}`));
	}

	/** For what nobody waits for: the model when nothing is generated any more, unless a key comes first. */
	async #modelWhenFree(signal: AbortSignal): Promise<LanguageModel | undefined> {
		const call = this.#lastCall;
		await this.#generation?.run.ended;
		signal.throwIfAborted();
		if (this.#modelName === undefined) {
			return undefined;
		}
		const model = await this.#ports.model(signal);
		signal.throwIfAborted();
		return call === this.#lastCall && this.#generation === undefined && model.info.fillInMiddle ? model : undefined;
	}

	#record(call: Call, reason: RequestRecord['reason'], text: string): void {
		const { clock, onRequest, wallTime } = this.#ports;
		const now = clock.now();
		onRequest?.(call.record(reason, text, { now, wallTime: wallTime?.() ?? now }));
	}
}

/** Unasked work is done only where the user wants text unasked. */
const wantsMore = ({ pause }: CursorSnapshot, settings: Settings): boolean =>
	settings['completion.mode'] === 'automatic' && pause === undefined;

/** Undone, redone or deleted: what stood there may be shown again, but nothing is computed. */
const mayShowAgain = (gate: GateName, snapshot: CursorSnapshot, settings: Settings): boolean =>
	(gate === 'undo' || gate === 'deletion') && closedGate({ ...snapshot, lastChange: undefined }, settings) === undefined;
