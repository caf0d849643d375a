import { outerClosers } from '../outerClosers.ts';
import type { Place } from '../place.ts';
import { type Draft, dropped } from './filter.ts';

/** Ends before a closing bracket that the file has already. */
export const stopAtSurplusCloser = (text: string, place: Place): number | undefined => matchClosers(text, place).end;

/**
 * A closing bracket or quote that stands right of the cursor and is in the completion too is there once: the completion
 * replaces it, or ends before it where the client can only insert.
 */
export function replaceClosers(draft: Draft, place: Place): Draft {
	const { firstMatched, lastMatched, matched } = matchClosers(draft.text, place);
	const left = place.rest.slice(matched).trim();
	let { text } = draft;
	let replaces = matched;
	if (matched > 0 && left !== '' && text.slice(lastMatched + 1).trim() === left) {
		text = text.slice(0, lastMatched + 1);
	} else if (matched > 0 && /\w/.test(left)) {
		// What follows the closers would come to stand behind what the completion puts there.
		text = text.slice(0, firstMatched);
		replaces = 0;
	}
	// The end of the completion that stands there anyway need not be replaced by itself.
	while (replaces > 0 && text !== '' && text.at(-1) === place.rest[replaces - 1]) {
		text = text.slice(0, -1);
		replaces--;
	}
	// An editor shows no completion that would delete what it does not contain, here a blank before the closer.
	if (replaces > 0 && (!place.canReplace || /\s/.test(place.rest.slice(0, replaces)))) {
		text = text.slice(0, firstMatched);
		replaces = 0;
	}
	return text === '' ? dropped(draft) : { ...draft, text, replaces };
}

interface Match {
	/** Where a closer begins that nothing is left to be closed by. */
	readonly end: number | undefined;
	/** Characters of the rest of the line that the text contains, and where the first of them is in the text. */
	readonly matched: number;
	readonly firstMatched: number;
	readonly lastMatched: number;
}

function matchClosers(text: string, { rest, linePrefix, missingClosers }: Place): Match {
	const missing = [...missingClosers];
	let matched = 0;
	let firstMatched = text.length;
	let lastMatched = text.length;
	const standsRight = (at: number): boolean => {
		const next = rest.slice(matched).search(/\S/) + matched;
		const isSame = next >= matched && rest[next] === text[at];
		if (isSame) {
			matched = next + 1;
			firstMatched = Math.min(firstMatched, at);
			lastMatched = at;
		}
		return isSame;
	};
	for (const { at, character, isOptional } of outerClosers(text, linePrefix)) {
		if (standsRight(at) || isOptional) {
			continue;
		}
		if (missing[0] !== character) {
			return { end: at, matched, firstMatched, lastMatched };
		}
		missing.shift();
	}
	const last = text.trimEnd().length - 1;
	if (/[;,:>]/.test(text.charAt(last))) {
		standsRight(last);
	}
	return { end: undefined, matched, firstMatched, lastMatched };
}
