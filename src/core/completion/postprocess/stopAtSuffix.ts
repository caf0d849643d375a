import type { Place } from '../place.ts';
import { linesOf } from './filter.ts';

/** Ends where the text goes on with what follows the cursor already. */
export function stopAtSuffix(text: string, place: Place, isOpen: boolean): number | undefined {
	const tail = place.rest.trimEnd();
	const overlap = /\w/.test(tail) ? text.indexOf(tail) : -1;
	return overlap >= 0 ? overlap : repeatedFrom(text, place, isOpen);
}

/** Whole lines. Those without a word, as a blank line of a comment, count only together with one that has one. */
function repeatedFrom(text: string, { after, rest }: Place, isOpen: boolean): number | undefined {
	const below = after
		.slice(rest.length, rest.length + farthest)
		.split('\n')
		.map(trimmed)
		.filter(isNotBlank);
	const following = below.slice(0, below.findIndex((line) => /\w/.test(line)) + 1);
	const lines = linesOf(text).filter(({ start, line, isLast }) => !(isLast && isOpen) && (start === 0 || isNotBlank(line)));
	const first =
		following.length === 0
			? -1
			: lines.findIndex(({ start }, index) => start > 0 && following.every((line, offset) => lines[index + offset]?.line.trim() === line));
	const start = lines[first]?.start;
	return start === undefined ? undefined : start - 1;
}

/** Characters below the cursor among which a line with a word is looked for. */
const farthest = 2000;

const trimmed = (line: string): string => line.trim();
const isNotBlank = (line: string): boolean => line.trim() !== '';
