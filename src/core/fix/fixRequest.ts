import type { LineRange } from '../block.ts';
import type { Effort } from '../settings.ts';

/** A problem that was reported for the document; lines are zero-based. */
export interface Problem {
	readonly lines: LineRange;
	readonly message: string;
	/** For example `ts(2322)`. */
	readonly source?: string;
}

export interface FixRequest {
	readonly label: string;
	readonly languageId: string;
	/** The whole document with `\n` line ends. */
	readonly text: string;
	readonly target: LineRange;
	readonly problems: readonly Problem[];
	readonly effort: Effort;
}
