import type { Place } from '../place.ts';
import { stopAtCloserBelow } from './closerBelow.ts';
import { endOfExtent } from './endOfExtent.ts';
import type { Draft, Filter, Stop } from './filter.ts';
import { dropIncompleteLine } from './incompleteLine.ts';
import { dropInvisible } from './invisible.ts';
import { replaceClosers, stopAtSurplusCloser } from './matchClosers.ts';
import { dropNextLine } from './nextLine.ts';
import { stopAtRepetition } from './repetition.ts';
import { dropSecret } from './secret.ts';
import { stopAtSuffix } from './stopAtSuffix.ts';
import { agreeWithSuggestItem } from './suggestItem.ts';
import { dropTooShort } from './tooShort.ts';
import { trimEnd } from './trimEnd.ts';
import { dropUnsure } from './unsure.ts';

/** Asked after each piece of text, in this order; the first that knows the end ends the generation. */
const stops = {
	endOfExtent,
	suffixOverlap: stopAtSuffix,
	closerBelow: stopAtCloserBelow,
	repetition: stopAtRepetition,
	bracketBalance: stopAtSurplusCloser,
} satisfies Record<string, Stop>;

/** Run over the finished text, in this order, and again when a part of it was typed meanwhile. */
const filters = {
	incompleteLine: dropIncompleteLine,
	whitespace: trimEnd,
	nextLine: dropNextLine,
	invisible: dropInvisible,
	secret: dropSecret,
	closers: replaceClosers,
	tooShort: dropTooShort,
	unsure: dropUnsure,
	suggestWidget: agreeWithSuggestItem,
} satisfies Record<string, Filter>;

export type FilterName = keyof typeof stops | keyof typeof filters;

/** Cuts the text where the first stops say. `by` names the stop that left nothing of it. */
export function cut(
	text: string,
	place: Place,
	isOpen: boolean,
): { readonly text: string; readonly isCut: boolean; readonly by?: FilterName } {
	let kept = text;
	let isCut = false;
	for (const [name, stop] of Object.entries(stops)) {
		const end = stop(kept, place, isOpen && !isCut);
		if (end === undefined) {
			continue;
		}
		kept = kept.slice(0, end);
		isCut = true;
		if (kept.trim() === '') {
			return { text: '', isCut, by: name as keyof typeof stops };
		}
	}
	return { text: kept, isCut };
}

/** What is shown of a draft. `by` names the filter that left nothing. */
export function polish(draft: Draft, place: Place): { readonly draft: Draft; readonly by?: FilterName } {
	let polished = draft;
	for (const [name, filter] of Object.entries(filters) as [keyof typeof filters, Filter][]) {
		polished = filter(polished, place);
		if (polished.text === '') {
			return { draft: polished, by: name };
		}
	}
	return { draft: polished };
}
