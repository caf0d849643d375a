import type { Place } from '../place.ts';

/** A completion on its way through the filters. */
export interface Draft {
	readonly text: string;
	/** Characters of the rest of the line that `text` replaces. */
	readonly replaces: number;
	/** `open`: more may come. `length`: it was cut at the token limit. */
	readonly end: 'open' | 'stop' | 'length';
	/** What the user has typed of it since it was generated. */
	readonly typed: string;
	/** How sure the model was of it, where the engine tells. */
	readonly confidence?: number | undefined;
}

/** Gives back what may be shown; no text drops the completion. */
export type Filter = (draft: Draft, place: Place) => Draft;

/** Looks at the text so far and tells where it must end, once that is certain; generation stops there. */
export type Stop = (text: string, place: Place, isOpen: boolean) => number | undefined;

export const dropped = (draft: Draft): Draft => ({ ...draft, text: '', replaces: 0 });

/** Start offset and text of each line; the last one may go on while the text is open. */
export function linesOf(text: string): readonly { readonly start: number; readonly line: string; readonly isLast: boolean }[] {
	const lines = text.split('\n');
	let start = 0;
	return lines.map((line, index) => {
		const entry = { start, line, isLast: index === lines.length - 1 };
		start += line.length + 1;
		return entry;
	});
}
