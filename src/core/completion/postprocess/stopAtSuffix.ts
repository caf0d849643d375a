import type { Place } from '../place.ts';
import { linesOf } from './filter.ts';

/** Ends where the text goes on with what follows the cursor already. */
export function stopAtSuffix(text: string, { nextLine, rest }: Place, isOpen: boolean): number | undefined {
	const repeated = /\w/.test(nextLine)
		? linesOf(text).find(({ start, line, isLast }) => start > 0 && !(isLast && isOpen) && line.trim() === nextLine)
		: undefined;
	const tail = rest.trimEnd();
	const overlap = /\w/.test(tail) ? text.indexOf(tail) : -1;
	return overlap >= 0 ? overlap : repeated === undefined ? undefined : repeated.start - 1;
}
