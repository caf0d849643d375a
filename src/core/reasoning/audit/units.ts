import type { Token } from './token.ts';

/** Words that go on with the sentence: behind a number they are no unit. */
const proseWords = new Set(
	'a an and as at because but by for from has have hence if in into is it its let not of on or since so than that the then there thus to total totals we where which while with x y z also each per cent out up'.split(
		' ',
	),
);

/** Letters that stand for units as often as for unknowns. */
const letterUnits = /^[mgshlLNJWVAKCFt]$/u;

/** Words that multiply: `3 million`, `2 dozen`. */
export const scales: Readonly<Record<string, string>> = {
	ones: '1',
	tens: '10',
	hundred: '100',
	hundreds: '100',
	thousand: '1000',
	thousands: '1000',
	million: '1000000',
	millions: '1000000',
	billion: '1000000000',
	billions: '1000000000',
	trillion: '1000000000000',
	dozen: '12',
	dozens: '12',
};

export interface Unit {
	readonly text: string;
	/** The index behind it. */
	readonly next: number;
	readonly isGlued: boolean;
}

/**
 * The unit behind a number: `km/h`, `m²`, `square meters`, `apples per box`. A word is one only where a sum goes on behind it or its clause
 * ends: in `7 and 5 + 6` there is none.
 */
export function unitAt(tokens: readonly Token[], from: number, to: number): Unit | undefined {
	const first = tokens[from];
	if (first === undefined || from >= to) return undefined;
	const isGlued = first.gap === 'none';
	let at = from;
	let text = '';
	if (first.kind === 'operator' && first.text === '^' && tokens[from + 1]?.kind === 'command' && isCircle(tokens[from + 1])) at = from + 2;
	else if (first.kind === 'operator' && first.text === '^' && isCircle(tokens[from + 2]) && tokens[from + 3]?.kind === 'close')
		at = from + 4;
	if (at > from) text = '°';
	for (let words = 0; words < 3; words++) {
		const start = unitWordAt(tokens, at, to, words > 0);
		if (start === undefined) break;
		text += `${text === '' ? '' : ' '}${start.text}`;
		at = start.next;
	}
	if (at === from) return undefined;
	const next = at < to ? tokens[at] : undefined;
	const goesOn = next === undefined || (next.kind !== 'number' && next.kind !== 'open' && next.kind !== 'unknown');
	const isKnown = knownUnits.test(text.replace(/[²³].*$/u, ''));
	if (next?.kind === 'word' && !isKnown && !proseWords.has(next.text.toLowerCase())) return undefined;
	return goesOn || isKnown ? { text, next: at, isGlued } : undefined;
}

const isCircle = (token: Token | undefined): boolean => token?.kind === 'command' && (token.text === 'circ' || token.text === 'degree');

/** One word of a unit with its power, and what it is taken by: `m`, `m^2`, `/s`, `per hour`. */
function unitWordAt(
	tokens: readonly Token[],
	from: number,
	to: number,
	isLater: boolean,
): { readonly text: string; readonly next: number } | undefined {
	let at = from;
	let prefix = '';
	const sign = tokens[at];
	if (at < to && sign?.kind === 'operator' && sign.text === '/' && tokens[at + 1]?.kind === 'word' && at + 1 < to) {
		prefix = '/';
		at++;
	} else if (at < to && isLater && sign?.kind === 'word' && sign.text === 'per') {
		prefix = 'per ';
		at++;
	}
	const word = tokens[at];
	if (at >= to || word?.kind !== 'word' || word.gap === 'boundary') return undefined;
	const text = word.text;
	if (proseWords.has(text.toLowerCase())) return undefined;
	if (/^\p{L}$/u.test(text) && !letterUnits.test(text)) return undefined;
	if (/\d/u.test(text) && !/^\p{L}{1,3}[23]$/u.test(text)) return undefined;
	// `\frac{1}{2}bh` is a product of unknowns, `5\text{apples}` is not.
	const isTexText = word.end - word.start > text.length;
	if (word.gap === 'none' && prefix === '' && !isTexText && !isMeasure(text)) return undefined;
	at++;
	const power = tokens[at];
	if (at < to && power?.kind === 'raised' && power.gap === 'none') return { text: `${prefix}${text}${power.text}`, next: at + 1 };
	if (at + 1 < to && power?.kind === 'operator' && power.text === '^' && power.gap === 'none' && tokens[at + 1]?.kind === 'number') {
		return { text: `${prefix}${text}^${tokens[at + 1]?.text}`, next: at + 2 };
	}
	return { text: `${prefix}${text}`, next: at };
}

const knownUnits =
	/^°[CF]?$|^\/?(?:[mgshlLNJWVAKCF]|mm|cm|dm|km|mg|kg|ml|mL|cl|min|mins|hr|hrs|sec|ms|km\/?h|mph|°|°?[CF]|degrees?|dollars?|euros?|cents?|pounds?|met(?:er|re)s?|kilomet(?:er|re)s?|centimet(?:er|re)s?|miles?|feet|foot|ft|inch(?:es)?|yards?|hours?|minutes?|seconds?|days?|weeks?|months?|years?|grams?|kilograms?|lit(?:er|re)s?|USD|EUR|GB|MB|kB|KB|Hz|kHz|MHz|GHz|bytes?|bits?)\b/u;

/** What one unit says of another: a number of hours and one of minutes may be equal though the numbers are not. */
export const isMeasure = (unit: string): boolean => knownUnits.test(unit);

/** A single letter right behind its number: an unknown as likely as a unit. */
export const isLetter = (unit: string): boolean => /^\p{L}$/u.test(unit);

/** Singular and without its case, so that `hour` and `Hours` are one. */
export const unitName = (unit: string): string => (isLetter(unit) ? unit : unit.toLowerCase().replace(/(?<=\p{L}{2})s$/u, ''));
