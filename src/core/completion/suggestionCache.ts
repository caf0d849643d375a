import type { Generated } from './generate.ts';
import type { Place } from './place.ts';

/** What was generated at a place. */
export interface Suggestion extends Omit<Generated, 'usage'> {
	readonly place: Place;
}

/** Recent generations, and those of them that still hold while the user types along, steps back or returns. */
export class SuggestionCache {
	readonly #capacity: number;
	#suggestions: readonly Suggestion[] = [];

	constructor(capacity = 100) {
		this.#capacity = capacity;
	}

	add(suggestion: Suggestion): void {
		this.#suggestions = [suggestion, ...this.#suggestions].slice(0, this.#capacity);
	}

	/** The newest suggestion with something left at this place, and what of it was typed already. */
	find(place: Place): { readonly suggestion: Suggestion; readonly typed: string } | undefined {
		for (const suggestion of this.#suggestions) {
			const typed = typedSince(suggestion.place, place, suggestion.text);
			if (typed !== undefined && (typed === '' || typed.length < suggestion.text.trimEnd().length)) {
				return { suggestion, typed };
			}
		}
		return undefined;
	}

	clear(): void {
		this.#suggestions = [];
	}
}

/** Characters that tell one place from another. */
const tail = 500;
const head = 200;

/** What was typed between two places, when it is a beginning of `text` (or, on request, goes on from it) and nothing else changed. */
export function typedSince(from: Place, to: Place, text: string, mayGoOn = false): string | undefined {
	const known = from.before.slice(-tail);
	const recent = known.length < tail ? to.before : to.before.slice(-tail - text.length - (mayGoOn ? head : 0));
	const at = known.length < tail ? (recent.startsWith(known) ? 0 : -1) : recent.lastIndexOf(known);
	if (at < 0 || !sameAfter(from.after, to.after)) {
		return undefined;
	}
	const typed = recent.slice(at + known.length);
	return text.startsWith(typed) || (mayGoOn && typed.startsWith(text)) ? typed : undefined;
}

/** Brackets and quotes that the editor closed meanwhile, or that were typed over, do not count. */
const sameAfter = (from: string, to: string): boolean => followsWithClosers(from, to) || followsWithClosers(to, from);

function followsWithClosers(text: string, other: string): boolean {
	const closed = /^[)\]}"'`>]{0,4}/.exec(other)?.[0].length ?? 0;
	const start = text.slice(0, head);
	return Array.from({ length: closed + 1 }, (_, skipped) => other.slice(skipped, skipped + head)).includes(start);
}
