import type { Equality } from './equality.ts';
import { findEqualities } from './findEqualities.ts';
import { tokenize } from './tokenize.ts';

/**
 * Finds each equality between numbers that a text states and works it out exactly. Takes time in proportion to the text, whatever it says,
 * and says the same each time: what would take long is not checkable.
 */
export const audit = (text: string): readonly Equality[] => findEqualities(text, tokenize(text));
