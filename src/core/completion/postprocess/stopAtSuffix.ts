import type { Place } from '../place.ts';
import { linesOf } from './filter.ts';

/** Ends where the text goes on with what follows the cursor already. */
export function stopAtSuffix(text: string, place: Place, isOpen: boolean): number | undefined {
	const tail = place.rest.trimEnd();
	const overlap = /\w|^\s*(?:\*\/|-->|\/>|\?>|%>)/.test(tail) ? indexOf(text, tail) : -1;
	return overlap >= 0 ? overlap : repeatedFrom(text, place, isOpen);
}

/** The blank before it may have been written or not. */
const indexOf = (text: string, tail: string): number => (text.includes(tail) ? text.indexOf(tail) : text.indexOf(tail.trimStart()));

/** Whole lines. Those without a word, as a blank line of a comment, count only together with one that has one. */
function repeatedFrom(text: string, { after, rest }: Place, isOpen: boolean): number | undefined {
	const below = after
		.slice(rest.length, rest.length + farthest)
		.split('\n')
		.filter(isNotBlank);
	const following = below.slice(0, below.findIndex((line) => /\w/.test(line)) + 1);
	const lines = linesOf(text).filter(({ start, line, isLast }) => !(isLast && isOpen) && (start === 0 || isNotBlank(line)));
	const first =
		following.length === 0
			? -1
			: lines.findIndex(
					({ start }, index) => start > 0 && following.every((line, offset) => isSame(lines[index + offset]?.line ?? '', line)),
				);
	const start = lines[first]?.start;
	return start === undefined ? undefined : start - 1;
}

/** Characters below the cursor among which a line with a word is looked for. */
const farthest = 2000;

/** A word that only closes is told from others like it by where it stands. */
const isSame = (line: string, other: string): boolean =>
	/^\s*(?:end|fi|done|esac)\b/.test(line) ? line.trimEnd() === other.trimEnd() : line.trim() === other.trim();

const isNotBlank = (line: string): boolean => line.trim() !== '';
