import type Fraction from 'fraction.js';
import type { Reading } from './evaluate.ts';
import { type Expression, partsOf } from './expression.ts';
import { readNumeral } from './numeral.ts';
import { isExact, type Value } from './value.ts';

const mostDigits = 200;

/** A value in the manner of the number that it takes the place of: as a fraction, in per cent, with its decimal mark. */
export function writeValue(value: Value, like: Expression, reading: Reading): string {
	const parts = partsOf(like);
	const isPercent = like.kind === 'percent' && reading.percent === 'hundredths';
	const number = isPercent ? value.low.mul(100) : value.low;
	const decimals = Math.max(
		0,
		...parts.map((part) => (part.kind === 'number' ? (readNumeral(part.text, reading.decimalMark)?.decimals ?? 0) : 0)),
	);
	const asFraction = isExact(value) && parts.some((part) => part.kind === 'binary' && part.operator === '/');
	const text = asFraction ? fraction(number) : decimal(number, Math.max(decimals, 2), isExact(value));
	const local = reading.decimalMark === ',' ? text.replace('.', ',') : text;
	return like.kind === 'percent' ? `${local}%` : local;
}

const fraction = ({ s, n, d }: Fraction): string => `${s < 0n ? '-' : ''}${n}${d === 1n ? '' : `/${d}`}`;

/** All digits where there are few, else rounded. */
function decimal(number: Fraction, decimals: number, isExactly: boolean): string {
	const { s, n, d } = number;
	const sign = s < 0n && n > 0n ? '-' : '';
	if (d === 1n) return String(n).length > mostDigits ? `${sign}${short(String(n))}` : `${sign}${n}`;
	const places = isExactly ? finiteDecimals(d) : undefined;
	const shown = places !== undefined && places <= 12 ? places : Math.max(decimals, n < d ? 6 : 4);
	const scale = 10n ** BigInt(shown);
	const rounded = (2n * n * scale + d) / (2n * d);
	const digits = String(rounded).padStart(shown + 1, '0');
	return `${sign}${digits.slice(0, -shown)}.${digits.slice(-shown)}`;
}

const short = (digits: string): string => `${digits.charAt(0)}.${digits.slice(1, 7)}e${digits.length - 1}`;

/** How many decimals write the number out, or nothing where none do. */
function finiteDecimals(denominator: bigint): number | undefined {
	let rest = denominator;
	let [twos, fives] = [0, 0];
	while (rest % 2n === 0n) [rest, twos] = [rest / 2n, twos + 1];
	while (rest % 5n === 0n) [rest, fives] = [rest / 5n, fives + 1];
	return rest === 1n ? Math.max(twos, fives) : undefined;
}
