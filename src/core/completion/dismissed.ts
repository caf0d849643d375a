import type { Place } from './place.ts';
import { isSamePlace } from './suggestion.ts';

/** Texts that the user did not want, each at its place. */
export class Dismissed {
	#texts: readonly { readonly place: Place; readonly text: string }[] = [];

	add(place: Place, text: string): void {
		this.#texts = [...this.#texts, { place, text }].slice(-capacity);
	}

	has(place: Place, text: string): boolean {
		return this.#texts.some((dismissed) => dismissed.text === text && isSamePlace(dismissed.place, place));
	}
}

const capacity = 50;
