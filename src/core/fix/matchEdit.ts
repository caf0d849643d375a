import { squeeze } from '../text.ts';
import { indentAs } from './indentation.ts';

/** Where a search text stands, and what is to stand there; offsets in the text that was searched. */
export type Match =
	| { readonly kind: 'found'; readonly start: number; readonly end: number; readonly replacement: string }
	| { readonly kind: 'missing' }
	| { readonly kind: 'ambiguous'; readonly places: number };

/** Looks a search text up as it is, then by whole lines whatever their white space. What stands there twice is not guessed. */
export function matchEdit(text: string, search: string, replacement: string): Match {
	const wanted = trimLines(search);
	const put = trimLines(replacement);
	if (wanted === '') return { kind: 'missing' };
	const whole = wholeLines(text, wanted);
	// A line that stands at the left edge may have been written without its indentation.
	const isExact = wanted.includes('\n') || /^\s/u.test(wanted);
	if (isExact && whole.length > 0) return only(whole, put);
	const pieces = isExact && wanted.includes('\n') ? [] : piecesOfLines(text, wanted.trim());
	if (pieces.length > 1) return only(pieces, '');
	const loose = looseLines(text, wanted);
	const [place] = loose;
	if (place !== undefined) return only(loose, indentAs(put, text.slice(place.start, place.end)));
	return only(pieces, put.trim());
}

interface Place {
	readonly start: number;
	readonly end: number;
}

function only(places: readonly Place[], replacement: string): Match {
	const [place] = places;
	if (place === undefined) return { kind: 'missing' };
	return places.length === 1 ? { kind: 'found', ...place, replacement } : { kind: 'ambiguous', places: places.length };
}

/** Without blank lines at either end. */
const trimLines = (text: string): string => text.replace(/^(?:[\t ]*\n)+/u, '').trimEnd();

function wholeLines(text: string, wanted: string): readonly Place[] {
	return occurrences(text, wanted).filter(
		({ start, end }) => (start === 0 || text[start - 1] === '\n') && (end === text.length || text[end] === '\n'),
	);
}

/** Not within a word. */
function piecesOfLines(text: string, wanted: string): readonly Place[] {
	const joins = (left: string | undefined, right: string | undefined): boolean => /^[\w$]{2}$/u.test(`${left ?? ' '}${right ?? ' '}`);
	return occurrences(text, wanted).filter(
		({ start, end }) => !joins(text[start - 1], wanted[0]) && !joins(wanted[wanted.length - 1], text[end]),
	);
}

function occurrences(text: string, wanted: string): readonly Place[] {
	const places: Place[] = [];
	for (let start = text.indexOf(wanted); start >= 0; start = text.indexOf(wanted, start + 1)) {
		places.push({ start, end: start + wanted.length });
	}
	return places;
}

function looseLines(text: string, wanted: string): readonly Place[] {
	const lines = text.split('\n');
	const squeezed = lines.map(squeeze);
	const pattern = wanted.split('\n').map(squeeze);
	const starts = offsetsOf(lines);
	return squeezed.flatMap((_, first) => {
		const last = first + pattern.length - 1;
		const isThere = last < lines.length && pattern.every((line, index) => squeezed[first + index] === line);
		return isThere ? [{ start: starts[first] ?? 0, end: (starts[last] ?? 0) + (lines[last] ?? '').length }] : [];
	});
}

function offsetsOf(lines: readonly string[]): readonly number[] {
	let offset = 0;
	return lines.map((line) => {
		const start = offset;
		offset += line.length + 1;
		return start;
	});
}
