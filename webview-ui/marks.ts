// U+FDD2 and U+FDD3 are noncharacters, as those that stand for formulas are: no text holds them, and Markdown takes them for letters.
const mark = /\uFDD2(\d+)\uFDD3/gu;
const runOfMarks = /((?:\uFDD2\d+\uFDD3)+)/u;
const strayMarks = /[\uFDD2\uFDD3]/gu;

/** Cuts a text at places, which ascend. */
export function cutAt(text: string, places: readonly number[]): readonly string[] {
	const clean = text.replaceAll(strayMarks, '\uFFFD');
	const pieces = places.map((place, index) => clean.slice(places[index - 1] ?? 0, place));
	return [...pieces, clean.slice(places.at(-1) ?? 0)];
}

/** The pieces of a text with a numbered mark behind each but the last. Whatever Markdown makes of the text, the marks keep their places. */
export const joinMarked = (pieces: readonly string[]): string =>
	pieces.map((piece, index) => (index === 0 ? piece : `\uFDD2${index - 1}\uFDD3${piece}`)).join('');

export const marksIn = (text: string): string => text.match(mark)?.join('') ?? '';
export const withoutMarks = (text: string): string => text.replaceAll(mark, '');

/** Splits text at its marks, in order; marks that stand together are one part. */
export const splitAtMarks = (text: string): (string | readonly number[])[] =>
	text
		.split(runOfMarks)
		.filter((part) => part !== '')
		.map((part) => (part.startsWith('\uFDD2') ? [...part.matchAll(mark)].map((match) => Number(match[1])) : part));
