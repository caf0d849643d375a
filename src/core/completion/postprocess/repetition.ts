import type { Place } from '../place.ts';
import { linesOf } from './filter.ts';

/** Ends before the text starts to go round in circles: a short unit again and again, or the same line for the third time. */
export function stopAtRepetition(text: string, place: Place, isOpen: boolean): number | undefined {
	return repeatedLine(text, place, isOpen) ?? repeatedUnit(text);
}

function repeatedLine(text: string, { before }: Place, isOpen: boolean): number | undefined {
	const above = before.split('\n');
	const linePrefix = above.pop() ?? '';
	const all = above
		.filter((line) => line.trim() !== '')
		.slice(-2)
		.map((line) => line.trim());
	for (const { start, line, isLast } of linesOf(text)) {
		const whole = (start === 0 ? linePrefix + line : line).trim();
		if (whole === '' || (isLast && isOpen)) {
			continue;
		}
		if (/\w{3}/.test(whole) && all.at(-1) === whole && all.at(-2) === whole) {
			return Math.max(0, start - 1);
		}
		all.push(whole);
	}
	return undefined;
}

/** Periods in characters, and the length of text that must have one to count (after Copilot's limits in tokens). A ruler of dashes is fine. */
const limits: readonly { readonly shortest: number; readonly longest: number; readonly length: number }[] = [
	{ shortest: 1, longest: 1, length: 100 },
	{ shortest: 2, longest: 4, length: 48 },
	{ shortest: 5, longest: 30, length: 100 },
	{ shortest: 31, longest: 90, length: 270 },
];

function repeatedUnit(text: string): number | undefined {
	for (const { shortest, longest, length } of limits) {
		const tail = text.slice(-length);
		const period = tail.length < length ? 0 : periodOf(tail);
		if (period >= shortest && period <= longest) {
			let start = text.length - length;
			while (start > 0 && text[start - 1] === text[start - 1 + period]) {
				start--;
			}
			return start + period;
		}
	}
	return undefined;
}

/** The smallest period of a text, by the failure function of Knuth, Morris and Pratt. */
function periodOf(text: string): number {
	const failure = [0];
	for (let at = 1, matched = 0; at < text.length; at++) {
		while (matched > 0 && text[at] !== text[matched]) {
			matched = failure[matched - 1] ?? 0;
		}
		matched += text[at] === text[matched] ? 1 : 0;
		failure.push(matched);
	}
	return text.length - (failure.at(-1) ?? 0);
}
