import type { Place } from './place.ts';
import { isSamePlace, type Says, type Suggestion, saysAt, typedSince } from './suggestion.ts';

/**
 * Recent generations, and those of them that still hold while the user types along, steps back or returns. They lie under the text above their
 * line, so that a place looks only at those that begin in its own line or one of the lines above.
 */
export class SuggestionCache {
	readonly #capacity: number;
	readonly #byLine = new Map<string, Suggestion[]>();
	/** Least recently used first. */
	readonly #all = new Set<Suggestion>();
	readonly #accepted = new WeakSet<Suggestion>();

	constructor(capacity = 500) {
		this.#capacity = capacity;
	}

	get size(): number {
		return this.#all.size;
	}

	/** Takes the place of an earlier one for the same place. */
	add(suggestion: Suggestion): void {
		const key = keyAt(suggestion.place.before, lineStart(suggestion.place.before));
		const line = this.#byLine.get(key) ?? [];
		const earlier = line.find(({ place }) => isSamePlace(place, suggestion.place));
		if (earlier !== undefined && this.#accepted.has(earlier)) {
			this.#accepted.add(suggestion);
		}
		if (earlier !== undefined) {
			this.#remove(earlier);
		}
		this.#byLine.set(key, [suggestion, ...line.filter((other) => other !== earlier)]);
		this.#all.add(suggestion);
		for (const oldest of this.#all) {
			if (this.#all.size <= this.#capacity) {
				break;
			}
			this.#remove(oldest);
		}
	}

	/** What the newest suggestion with something left says at this place. `unlessAccepted`: not text that was taken over before. */
	find(place: Place, unlessAccepted = false): Says | undefined {
		for (const suggestion of this.#nearby(place.before)) {
			const typed = unlessAccepted && this.#accepted.has(suggestion) ? undefined : typedSince(suggestion.place, place, suggestion.text);
			const says = typed === undefined ? undefined : saysAt(suggestion, place, typed);
			if (says !== undefined && says !== 'open') {
				this.#all.delete(suggestion);
				this.#all.add(suggestion);
				return says;
			}
		}
		return undefined;
	}

	/** Its text was taken over: deleting that is no wish to see it again, but undoing is. */
	accept(place: Place): void {
		for (const suggestion of this.#nearby(place.before)) {
			if (typedSince(suggestion.place, place, suggestion.text) !== undefined) {
				this.#accepted.add(suggestion);
			}
		}
	}

	/** Those that begin in the cursor's line, newest first, then those of the lines above. */
	*#nearby(before: string): Generator<Suggestion> {
		let start = lineStart(before);
		for (let lines = 0; lines <= mostLines && before.length - start <= mostCharacters; lines++) {
			yield* this.#byLine.get(keyAt(before, start)) ?? [];
			if (start === 0) {
				return;
			}
			start = lineStart(before, start - 1);
		}
	}

	#remove(suggestion: Suggestion): void {
		this.#all.delete(suggestion);
		const key = keyAt(suggestion.place.before, lineStart(suggestion.place.before));
		const left = (this.#byLine.get(key) ?? []).filter((other) => other !== suggestion);
		if (left.length > 0) {
			this.#byLine.set(key, left);
		} else {
			this.#byLine.delete(key);
		}
	}
}

/** No suggestion is longer. */
const mostLines = 40;
const mostCharacters = 3000;
const keyCharacters = 200;

const lineStart = (text: string, end = text.length): number => (end === 0 ? 0 : text.lastIndexOf('\n', end - 1) + 1);

const keyAt = (before: string, start: number): string => before.slice(Math.max(0, start - keyCharacters), start);
