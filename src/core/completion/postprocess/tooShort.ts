import type { Place } from '../place.ts';
import { type Draft, dropped } from './filter.ts';

const leastCharacters = 4;

/** Too little to be worth a glance, unless asked for. The word it finishes counts, and so does what was typed of it. */
export function dropTooShort(draft: Draft, { before, isExplicit }: Place): Draft {
	const begun = /^\w/.test(draft.text) ? (/\w*$/.exec(before)?.[0] ?? '') : draft.typed;
	return !isExplicit && begun.length + draft.text.trim().length < leastCharacters ? dropped(draft) : draft;
}
