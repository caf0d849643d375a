import { isAbort } from '../errors.ts';
import type { Place } from './place.ts';
import { type Says, type Suggestion, saysAt, typedSince } from './suggestion.ts';

type Work = (onText: (suggestion: Suggestion) => void, signal: AbortSignal) => Promise<void>;

/** Where a text would be that leads to another place when it is accepted. */
export interface Lead {
	readonly place: Place;
	readonly text: string;
}

/** One generation under way, which calls at later places may join as long as what is typed there fits its text. */
export class Run {
	/** Settles when nothing is computed any more; never rejects. */
	readonly ended: Promise<void>;
	/** It was begun unasked, for the place to which accepting this would lead. */
	readonly lead: Lead | undefined;
	/** Calls that wait for text. */
	waiting = 0;
	readonly #start: Place;
	readonly #controller = new AbortController();
	readonly #outcome: Promise<void>;
	readonly #listeners = new Set<() => void>();
	#suggestion: Suggestion;
	#latest: Place;
	#failure: unknown;

	constructor(place: Place, work: Work, lead?: Lead) {
		this.lead = lead;
		this.#start = place;
		this.#latest = lead?.place ?? place;
		this.#suggestion = { place, text: '', end: 'open' };
		this.#outcome = work((suggestion) => this.#grow(suggestion), this.signal).catch((error: unknown) => {
			// An abort that did not come from here, as when the engine is restarted, is for the callers to hear.
			if (!(isAbort(error) && this.signal.aborted)) {
				this.#failure = error;
				throw error;
			}
		});
		this.ended = this.#outcome.then(
			() => this.stop(),
			() => this.stop(),
		);
	}

	/** Fires when the run is stopped or over. */
	get signal(): AbortSignal {
		return this.#controller.signal;
	}

	/** What was written up to now. */
	get suggestion(): Suggestion {
		return this.#suggestion;
	}

	/** Whether what belongs to its own place is written; what comes now is written ahead. */
	get isAhead(): boolean {
		return this.#suggestion.part !== undefined;
	}

	/** What went wrong, if anything did. */
	get failure(): unknown {
		return this.#failure;
	}

	fits(place: Place): boolean {
		return !this.signal.aborted && (this.#typedAt(place) !== undefined || this.#leadsFrom(place));
	}

	/** What is known by now of what it says at a place. */
	saysAt(place: Place): Says | undefined {
		const typed = typedSince(this.#start, place, this.#suggestion.text);
		const says = typed === undefined ? undefined : saysAt(this.#suggestion, place, typed);
		return says === 'open' ? undefined : says;
	}

	/** From now on the run stops as soon as its text diverges from this place. */
	follow(place: Place): void {
		this.#latest = place;
	}

	/** Until there is something to say at the place, or nothing more will be written; rejects when `signal` fires first. */
	async wait(place: Place, signal: AbortSignal): Promise<void> {
		this.waiting++;
		const { promise, resolve, reject } = Promise.withResolvers<void>();
		const abort = () => reject(signal.reason);
		const hear = () => {
			if (this.saysAt(place) !== undefined) {
				resolve();
			}
		};
		signal.addEventListener('abort', abort);
		this.#listeners.add(hear);
		try {
			signal.throwIfAborted();
			hear();
			await Promise.race([promise, this.#outcome.then(() => this.ended)]);
		} finally {
			this.#listeners.delete(hear);
			signal.removeEventListener('abort', abort);
			this.waiting--;
		}
	}

	stop(): void {
		this.#controller.abort();
	}

	#typedAt(place: Place): string | undefined {
		return typedSince(this.#start, place, this.#suggestion.text, true);
	}

	#leadsFrom(place: Place): boolean {
		return this.lead !== undefined && typedSince(this.lead.place, place, this.lead.text) !== undefined;
	}

	#grow(suggestion: Suggestion): void {
		this.#suggestion = suggestion;
		if (!this.fits(this.#latest)) {
			this.stop();
		}
		for (const hear of [...this.#listeners]) {
			hear();
		}
	}
}
