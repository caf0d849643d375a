import type { LineRange } from '../block.ts';
import type { ContextFile } from '../model.ts';
import type { Effort } from '../settings.ts';
import type { FailingTest } from './failingTests.ts';

/** A problem that was reported for a document; lines are zero-based. */
export interface Problem {
	readonly lines: LineRange;
	readonly message: string;
	readonly severity: 'error' | 'warning';
	/** Who reported it, with its code: `ts(2322)`. */
	readonly source?: string;
	/** Other places that the report names. */
	readonly related?: readonly { readonly label: string; readonly line: number; readonly message: string }[];
	/** What the language's own quick fixes for it would do, a line each. */
	readonly suggestions?: readonly string[];
}

export interface FixRequest {
	/** The path within the workspace, or the name of an untitled document. */
	readonly label: string;
	readonly languageId: string;
	/** The whole document with `\n` line ends. */
	readonly text: string;
	readonly target: LineRange;
	/** The only lines that an edit may touch: a selection. The whole document where it is left out. */
	readonly within?: LineRange;
	readonly problems: readonly Problem[];
	/** What the user wants, in words. */
	readonly instruction?: string;
	/** What a failing test printed. */
	readonly failure?: string;
	/** The tests that the failure names. */
	readonly failingTests?: readonly FailingTest[];
	/** Definitions that the problems name, as far as they were found. */
	readonly definitions: readonly ContextFile[];
	readonly effort: Effort;
}
