import type { LineRange } from '../block.ts';
import { lineDiff } from './lineDiff.ts';

/** Lines `before` became lines `after`; an empty range has `last` one less than `first`. */
export interface Change {
	readonly before: LineRange;
	readonly after: LineRange;
}

/** The changed lines between two texts, from top to bottom. */
export function changesBetween(before: string, after: string): readonly Change[] {
	let shift = 0;
	return lineDiff(before.split('\n'), after.split('\n')).map(({ at, removed, added }) => {
		const change = {
			before: { first: at, last: at + removed.length - 1 },
			after: { first: at + shift, last: at + shift + added.length - 1 },
		};
		shift += added.length - removed.length;
		return change;
	});
}

/** How many lines were taken out and put in. */
export const changeSize = (changes: readonly Change[]): number =>
	changes.reduce((sum, { before, after }) => sum + lineCount(before) + lineCount(after), 0);

export const lineCount = ({ first, last }: LineRange): number => last - first + 1;

/** Where an unchanged line of the text before stands now; nothing for a line that was changed. */
export function movedLine(line: number, changes: readonly Change[]): number | undefined {
	let shift = 0;
	for (const { before, after } of changes) {
		if (line < before.first) break;
		if (line <= before.last) return undefined;
		shift = after.last - before.last;
	}
	return line + shift;
}
