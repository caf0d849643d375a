/**
 * How well a path fits what was typed; `undefined` where its letters do not all come in this order. Written here because a path is judged
 * differently from a text: its name counts more than its folders, a word's beginning more than its middle, and no library weighs that.
 */
export function pathScore(query: string, path: string): number | undefined {
	const wanted = query.toLowerCase().replace(/\s+/gu, '');
	if (wanted === '') {
		return 0;
	}
	const name = path.slice(path.lastIndexOf('/') + 1);
	const inName = wanted.includes('/') ? undefined : score(wanted, name);
	const inPath = inName === undefined ? score(wanted, path) : undefined;
	const best = inName === undefined ? inPath : inName + nameBonus;
	// Of two that fit alike the shorter one is meant.
	return best === undefined ? undefined : best - path.length / 100;
}

const nameBonus = 20;
const points = { letter: 1, consecutive: 4, wordStart: 6, first: 6 };
const longestText = 300;

/** The best way to find the letters in this order: a row per letter of the query, a column per letter of the text. */
function score(wanted: string, text: string): number | undefined {
	if (text.length > longestText || !isSubsequence(wanted, text.toLowerCase())) {
		return undefined;
	}
	const lower = text.toLowerCase();
	// Of the row above: the best where its letter stands exactly at a column, and the best up to that column.
	let exactAbove: number[] = new Array(text.length).fill(Number.NEGATIVE_INFINITY);
	let upToAbove: number[] = new Array(text.length + 1).fill(0);
	for (const [row, letter] of [...wanted].entries()) {
		const exact: number[] = new Array(text.length).fill(Number.NEGATIVE_INFINITY);
		const upTo: number[] = new Array(text.length + 1).fill(Number.NEGATIVE_INFINITY);
		for (let at = 0; at < text.length; at++) {
			if (lower[at] === letter) {
				const follows =
					row > 0 && at > 0 ? (exactAbove[at - 1] ?? Number.NEGATIVE_INFINITY) + points.consecutive : Number.NEGATIVE_INFINITY;
				exact[at] = Math.max(follows, upToAbove[at] ?? Number.NEGATIVE_INFINITY) + worth(text, at);
			}
			upTo[at + 1] = Math.max(upTo[at] ?? Number.NEGATIVE_INFINITY, exact[at] ?? Number.NEGATIVE_INFINITY);
		}
		[exactAbove, upToAbove] = [exact, upTo];
	}
	const best = upToAbove[text.length] ?? Number.NEGATIVE_INFINITY;
	return Number.isFinite(best) ? best : undefined;
}

function worth(text: string, at: number): number {
	const [before = '', letter = ''] = [text[at - 1], text[at]];
	const startsWord = at === 0 || /[^\p{L}\p{N}]/u.test(before) || (/\p{Lu}/u.test(letter) && /\p{Ll}/u.test(before));
	return points.letter + (startsWord ? points.wordStart : 0) + (at === 0 ? points.first : 0);
}

function isSubsequence(wanted: string, text: string): boolean {
	let from = 0;
	for (const letter of wanted) {
		from = text.indexOf(letter, from) + 1;
		if (from === 0) {
			return false;
		}
	}
	return true;
}

/** The best of many, best first; equal ones in their own order. */
export function bestMatches<T>(query: string, all: readonly T[], textOf: (one: T) => string, most: number): readonly T[] {
	const scored = all.flatMap((one) => {
		const value = pathScore(query, textOf(one));
		return value === undefined ? [] : [{ one, value }];
	});
	return (query.trim() === '' ? scored : scored.sort((a, b) => b.value - a.value)).slice(0, most).map(({ one }) => one);
}
