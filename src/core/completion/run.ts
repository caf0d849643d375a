import { isAbort } from '../errors.ts';
import type { Place } from './place.ts';
import { typedSince } from './suggestionCache.ts';

type Work<Result> = (onText: (text: string) => void, signal: AbortSignal) => Promise<Result>;

/** One generation under way, which calls at later places may join as long as what is typed there fits its text. */
export class Run<Result> {
	/** Settles when nothing is computed any more; never rejects. */
	readonly ended: Promise<void>;
	/** Calls that wait for the outcome. */
	waiting = 0;
	readonly #outcome: Promise<Result | undefined>;
	readonly #controller = new AbortController();
	readonly #start: Place;
	#text = '';
	#latest: Place;

	constructor(place: Place, work: Work<Result>) {
		this.#start = place;
		this.#latest = place;
		this.#outcome = work((text) => this.#grow(text), this.signal).catch((error: unknown) => {
			// An abort that did not come from here, as when the engine is restarted, is for the callers to hear.
			if (isAbort(error) && this.signal.aborted) {
				return undefined;
			}
			throw error;
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

	fits(place: Place): boolean {
		return !this.signal.aborted && typedSince(this.#start, place, this.#text, true) !== undefined;
	}

	/** From now on the run stops as soon as its text diverges from this place. */
	follow(place: Place): void {
		this.#latest = place;
	}

	/** The result, or `undefined` where the run was stopped; rejects when `signal` fires first. */
	async wait(signal: AbortSignal): Promise<Result | undefined> {
		this.waiting++;
		const aborted = Promise.withResolvers<never>();
		const abort = () => aborted.reject(signal.reason);
		signal.addEventListener('abort', abort);
		try {
			signal.throwIfAborted();
			const outcome = await Promise.race([this.#outcome, aborted.promise]);
			await this.ended;
			return outcome;
		} finally {
			signal.removeEventListener('abort', abort);
			this.waiting--;
		}
	}

	stop(): void {
		this.#controller.abort();
	}

	#grow(text: string): void {
		this.#text = text;
		if (!this.fits(this.#latest)) {
			this.stop();
		}
	}
}
