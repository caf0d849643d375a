import type { LineRange } from '../../block.ts';
import { type Change, changesBetween } from '../changes.ts';
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
	/** The changed lines with some around them, as they were and as they would be: all that can differ in a count. */
	readonly near: { readonly before: string; readonly after: string };
}

export function candidateOf(request: FixRequest, text: string, region: LineRange): Candidate {
	const changes = changesBetween(request.text, text);
	const [from, to] = [request.text.split('\n'), text.split('\n')];
	const first = Math.max(0, (changes[0]?.before.first ?? 0) - contextLines);
	// As many lines are unchanged at the end of either text.
	const tail = Math.max(0, from.length - 1 - (changes.at(-1)?.before.last ?? from.length) - contextLines);
	const near = { before: from.slice(first, from.length - tail).join('\n'), after: to.slice(first, to.length - tail).join('\n') };
	return { request, text, changes, region, near };
}

const contextLines = 20;

export type Finding =
	/** `notVerified`: a sentence each on what could not be looked at. */
	| { readonly kind: 'held'; readonly verified: readonly Verified[]; readonly notVerified: readonly string[] }
	| ({ readonly kind: 'refused' } & Refusal);

export interface Refusal {
	/** What is wrong with it, for user and model: a clause without a capital or a full stop. */
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

/** How much more often a pattern occurs than it did; below 0 where it went. The pattern is global. */
export const gain = ({ near }: Candidate, pattern: RegExp): number => count(near.after, pattern) - count(near.before, pattern);

export const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;
