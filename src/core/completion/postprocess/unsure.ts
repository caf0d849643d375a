import type { Place } from '../place.ts';
import { type Draft, dropped } from './filter.ts';

/**
 * Mean probability below which a text is rather a guess. Over 100 places in installed packages, with the 0.5B, it keeps back 18 first
 * lines that are wrong for each that is right (docs/measurements.md).
 */
export const leastConfidence = 0.6;
/** Who has typed this much of a text has made it likely. */
const enoughTyped = 3;

/** Keeps back what the model itself is not sure of, unless it was asked for. */
export const dropUnsure = (draft: Draft, { isExplicit }: Place): Draft =>
	!isExplicit && draft.typed.length < enoughTyped && draft.confidence !== undefined && draft.confidence < leastConfidence
		? dropped(draft)
		: draft;
