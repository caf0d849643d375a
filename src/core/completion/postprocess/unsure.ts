import type { Place } from '../place.ts';
import { type Draft, dropped } from './filter.ts';

/**
 * Mean probability below which a text is rather a guess. At 89 places in installed packages, with the 0.5B, that keeps back 13 first lines
 * that are wrong and 3 that are right; at 0.8 it would be 25 and 9.
 */
export const leastConfidence = 0.6;
/**
 * Within a word, part of which stands there, it is right more often. At 36 such places 0.6 keeps back 5 of the 1.5B, one of them right and one
 * but for a comment behind it, where those below 0.5 are wrong.
 */
const leastInWord = 0.5;
/** Who has typed this much of a text has made it likely. */
const enoughTyped = 3;

/** Keeps back what the model itself is not sure of, unless it was asked for. */
export const dropUnsure = (draft: Draft, { isExplicit, linePrefix }: Place): Draft => {
	const least = /[\p{L}\p{N}_]$/u.test(linePrefix) && /^[\p{L}\p{N}_]/u.test(draft.text) ? leastInWord : leastConfidence;
	return !isExplicit && draft.typed.length < enoughTyped && draft.confidence !== undefined && draft.confidence < least
		? dropped(draft)
		: draft;
};
