export type Verdict = 'checked' | 'refuted' | 'notCheckable';

/** An equality between numbers that a text states. Offsets count UTF-16 units. */
export interface Equality {
	readonly text: string;
	readonly start: number;
	readonly end: number;
	readonly verdict: Verdict;
	/** Of a refuted one: what should stand there instead. */
	readonly expected?: string;
}
