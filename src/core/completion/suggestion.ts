import type { Place } from './place.ts';
import { cut, type FilterName } from './postprocess/index.ts';
import { startHere } from './startHere.ts';

/** What a model wrote at a place so far: the part that belongs there, and perhaps text that goes on behind it. */
export interface Suggestion {
	readonly place: Place;
	/** From the cursor on, both parts. */
	readonly text: string;
	/** The part that may be shown at the place; `undefined` as long as its end is not known. */
	readonly part?: Part | undefined;
	/** How the whole text ended; `open`: more may come. */
	readonly end: 'open' | 'stop' | 'length';
}

export interface Part {
	readonly length: number;
	/** `length`: it was cut at the limit of tokens. */
	readonly end: 'stop' | 'length';
	/** The stop that left nothing of it. */
	readonly by?: FilterName | undefined;
	/** Mean probability of its tokens, where the engine gives it. */
	readonly confidence?: number | undefined;
}

/**
 * What a suggestion says at a place where `typed` of it was typed meanwhile: `open` as long as that is not known, `undefined` where it says
 * nothing. Within the part for its own place that part goes on, so that nothing shown becomes shorter; behind it the rest is cut anew.
 */
export function saysAt(suggestion: Suggestion, place: Place, typed: string): Says | 'open' | undefined {
	const { text, part, end } = suggestion;
	if (typed === '' || typed.length < text.slice(0, part?.length).trimEnd().length) {
		return part === undefined ? 'open' : { suggestion, part, typed };
	}
	const rest = startHere(text.slice(typed.length), place);
	const { text: kept, isCut, by } = cut(rest, place, end === 'open');
	if (isCut || (end === 'stop' && rest.trim() !== '')) {
		const confidence = part?.confidence;
		const behind = { place, text: rest, part: { length: kept.length, end: 'stop', by, confidence }, end } as const;
		return { suggestion: behind, part: behind.part, typed: '' };
	}
	return end === 'open' ? 'open' : undefined;
}

export interface Says {
	/** The suggestion itself, or what of it begins at the place. */
	readonly suggestion: Suggestion;
	readonly part: Part;
	readonly typed: string;
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

export const isSamePlace = (a: Place, b: Place): boolean =>
	a.before.slice(-tail) === b.before.slice(-tail) && a.after.slice(0, head) === b.after.slice(0, head);
