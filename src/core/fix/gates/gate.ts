import type { LineRange } from '../../block.ts';
import type { Change } from '../changes.ts';
import type { FixRequest } from '../fixRequest.ts';
import type { Verification, Verified } from '../verification.ts';

/** The whole document as it would be. */
export interface Candidate {
	readonly request: FixRequest;
	readonly text: string;
	/** What differs from the text of the request. */
	readonly changes: readonly Change[];
	/** The lines that were asked for. */
	readonly region: LineRange;
}

export type Finding =
	/** `notVerified`: a sentence each on what could not be looked at. */
	| { readonly kind: 'held'; readonly verified: readonly Verified[]; readonly notVerified: readonly string[] }
	| ({ readonly kind: 'refused' } & Refusal);

export interface Refusal {
	/** Goes on from "The last try was not taken: ", for user and model. */
	readonly reason: string;
	/** What a checker said, line by line. */
	readonly evidence?: string;
}

/** Looks at texts alone; returns why a candidate is refused. */
export type TextGate = (candidate: Candidate) => string | undefined;

/** Asks somebody, which takes time. */
export interface Check {
	readonly verification: Verification;
	readonly by?: string;
	run(candidate: Candidate, signal: AbortSignal): Promise<Finding>;
}

export const held = (verified: readonly Verified[], notVerified: readonly string[] = []): Finding => ({
	kind: 'held',
	verified,
	notVerified,
});

/** The lines that a candidate puts in. */
export const addedLines = ({ text, changes }: Candidate): readonly string[] =>
	linesIn(
		text,
		changes.map(({ after }) => after),
	);

/** The lines that a candidate takes out. */
export const removedLines = ({ request, changes }: Candidate): readonly string[] =>
	linesIn(
		request.text,
		changes.map(({ before }) => before),
	);

function linesIn(text: string, ranges: readonly LineRange[]): readonly string[] {
	const lines = text.split('\n');
	return ranges.flatMap(({ first, last }) => lines.slice(first, last + 1));
}

/** How much more often a pattern occurs in the document than it did; below 0 where it went. The pattern is global. */
export const gain = ({ text, request }: Candidate, pattern: RegExp): number => count(text, pattern) - count(request.text, pattern);

export const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;
