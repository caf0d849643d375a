export interface PlainPieces {
	/** Nothing that is appended to the text can change these. */
	readonly closed: readonly string[];
	/** Where each of them begins. */
	readonly closedAt: readonly number[];
	readonly tailAt: number;
}

export const noPieces: PlainPieces = { closed: [], closedAt: [], tailAt: 0 };

/** From here on the end of a line is a place to cut, and further on any space is. */
const long = 1500;
const tooLong = 6000;

/** Goes on cutting a growing text into paragraphs, or smaller where it has none, so that only the last piece is ever drawn anew. */
export function cutPlain(text: string, before: PlainPieces = noPieces): PlainPieces {
	const places: number[] = [];
	for (let end = cutIn(text, before.tailAt); end !== undefined; end = cutIn(text, end)) places.push(end);
	const last = places.at(-1);
	if (last === undefined) return before;
	const starts = [before.tailAt, ...places.slice(0, -1)];
	return {
		closed: [...before.closed, ...starts.map((start, index) => text.slice(start, places[index]))],
		closedAt: [...before.closedAt, ...starts],
		tailAt: last,
	};
}

/** The end of the piece that begins at `from`, once it is certain. */
function cutIn(text: string, from: number): number | undefined {
	const near = text.slice(from, from + tooLong);
	const start = near.search(/\S/u);
	if (start < 0) return undefined;
	const blank = /\S[ \t\r]*\n[ \t\r]*\n\s*(?=\S)/u.exec(near);
	if (blank) return from + blank.index + blank[0].length;
	const line = near.length > long ? near.indexOf('\n', long) : -1;
	if (line >= 0 && line < near.length - 1) return from + line + 1;
	if (near.length < tooLong) return undefined;
	const space = near.lastIndexOf(' ');
	return from + (space > long ? space + 1 : tooLong);
}
