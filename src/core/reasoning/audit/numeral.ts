import Fraction from 'fraction.js';

/** Which sign parts the whole from the decimals: `1,234.5` or `1.234,5`. */
export type DecimalMark = '.' | ',';

export interface Numeral {
	readonly value: Fraction;
	/** Digits behind the decimal mark; a negative exponent adds to them. */
	readonly decimals: number;
	/** The place of its last digit that is not zero, as a power of ten: 2 for `1200`. */
	readonly lastPlace: number;
}

/** More is no number that anybody checks by eye. */
const mostDigits = 1000;
const mostExponent = 1000;

const grouping = "(?:['’_\\u00A0\\u2007\\u2009\\u202F ~]|\\{,\\}|\\\\[,; ])";
const groupings = new RegExp(grouping, 'gu');
/** `0.(3)`, `0.1\overline{6}`. */
const repetition = '(?:\\.\\(\\d{1,30}\\)(?!\\w)|\\.?\\\\overline\\{\\d{1,30}\\})?';

/** A numeral as texts write it, with the separators of any country; which of them it means is decided by `readNumeral`. */
export const numeralPattern = [
	'0[xX][\\da-fA-F]+(?![\\w.])',
	'0[bB][01]+(?![\\w.])',
	`(?:\\d{1,3}(?:${grouping}\\d{3}(?!\\d))+(?:[.,]\\d+)?|\\d+(?:[.,]\\d+)*|(?<![\\w.)\\]}])\\.\\d+)${repetition}(?:[eE][+-]?\\d{1,6}(?!\\w))?`,
].join('|');

/** The value of a numeral where the decimal mark is the given one, or nothing where it is none then. */
export function readNumeral(text: string, mark: DecimalMark): Numeral | undefined {
	if (text.length > 2 * mostDigits) return undefined;
	if (/^0[xXbB]/u.test(text)) return { value: new Fraction(BigInt(text), 1n), decimals: 0, lastPlace: 0 };
	// Most are plain.
	if (/^\d{1,15}$/u.test(text)) return plainNumeral(text);
	const [mantissa = '', power = '0'] = text.replaceAll(groupings, '').split(/[eE](?=[+-]?\d+$)/u);
	const exponent = Number(power);
	if (Math.abs(exponent) > mostExponent) return undefined;
	const [, body = '', overline, bracket] = /^(.*?)(?:\\overline\{(\d+)\}|\((\d+)\))?$/u.exec(mantissa) ?? [];
	const repeating = overline ?? bracket ?? '';
	const [whole = '', decimals = '', ...more] = body.split(mark);
	if (more.length > 0 || (repeating !== '' && !body.includes(mark))) return undefined;
	const digits = wholeDigits(whole, mark === '.' ? ',' : '.');
	if (digits === undefined || !/^\d*$/u.test(decimals)) return undefined;
	return numeralOf(digits, decimals, repeating, exponent);
}

const plainNumeral = (text: string): Numeral => ({
	value: new Fraction(BigInt(text), 1n),
	decimals: 0,
	lastPlace: /0*$/u.exec(text.replace(/^0+/u, ''))?.[0].length ?? 0,
});

/** Without its separators, where they stand as they should: every three digits, or as in India. */
function wholeDigits(whole: string, separator: string): string | undefined {
	const groups = whole.split(separator);
	if (groups.some((group) => !/^\d*$/u.test(group))) return undefined;
	if (groups.length === 1) return groups[0];
	const [first = '', ...rest] = groups;
	const last = rest.pop() ?? '';
	const western = rest.every(({ length }) => length === 3);
	const indian = rest.every(({ length }) => length === 2) && first.length <= 2;
	return first.length >= 1 && first.length <= 3 && last.length === 3 && (western || indian) ? groups.join('') : undefined;
}

function numeralOf(whole: string, decimals: string, repeating: string, exponent: number): Numeral {
	const digits = BigInt(`0${whole}${decimals}`);
	const scale = 10n ** BigInt(decimals.length);
	const cycle = 10n ** BigInt(repeating.length) - 1n;
	const mantissa = repeating === '' ? new Fraction(digits, scale) : new Fraction(digits * cycle + BigInt(repeating), scale * cycle);
	const power = new Fraction(10n ** BigInt(Math.abs(exponent)), 1n);
	const zeros = /0*$/u.exec(`${whole}${decimals}`.replace(/^0+/u, ''))?.[0].length ?? 0;
	return {
		value: exponent < 0 ? mantissa.div(power) : mantissa.mul(power),
		decimals: Math.max(0, decimals.length - exponent),
		lastPlace: zeros - decimals.length + exponent,
	};
}
