import type { Equality } from '../src/core/reasoning/audit/equality.ts';
import { cutAt } from './marks.ts';
import { reveal } from './reveal.ts';

/** A part of a text, with the sums that end in it. */
export interface Sourced {
	readonly text: string;
	readonly sums: readonly Equality[];
	/** Where the part begins in the whole text. */
	readonly at: number;
}

/** What characters without a look are shown as is longer than they are, so the places are cut before. */
export const revealedPieces = ({ text, sums, at }: Sourced): readonly string[] =>
	cutAt(
		text,
		sums.map(({ end }) => Math.max(0, end - at)),
	).map(reveal);
