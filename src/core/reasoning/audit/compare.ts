import Fraction from 'fraction.js';
import { isDoubtful } from './doubt.ts';
import type { Verdict } from './equality.ts';
import { evaluate, type Reading, readingsOf } from './evaluate.ts';
import { type Expression, isBare, partsOf } from './expression.ts';
import { type Numeral, readNumeral } from './numeral.ts';
import { isExact, modulo, subtract, type Value } from './value.ts';
import { writeValue } from './writeValue.ts';

export interface Claim {
	readonly left: Expression;
	readonly right: Expression;
	/** Holds within the digits that are written, or within one in a hundred. */
	readonly isApproximate: boolean;
	/** Holds but for multiples of this number. */
	readonly modulus?: Expression;
	/** Asked, supposed, or joined to words that may change it: what does not hold was not claimed. */
	readonly isTentative: boolean;
}

export interface Judgement {
	readonly verdict: Verdict;
	readonly expected?: string;
}

interface Difference {
	readonly left: Value;
	readonly right: Value;
	readonly reading: Reading;
}

/** Works out both sides exactly, or says nothing where one of them is no number. An equality is refuted only if no reading of it holds. */
export function judge(claim: Claim): Judgement | undefined {
	const { left, right, modulus } = claim;
	const readings = readingsOf(modulus ? [left, right, modulus] : [left, right]);
	if (readings.length === 0) return undefined;
	const differences: Difference[] = [];
	for (const reading of readings) {
		const [a, b] = [evaluate(left, reading), evaluate(right, reading)];
		if (!a || !b) continue;
		if (holds(claim, a, b, reading)) return { verdict: 'checked' };
		differences.push({ left: a, right: b, reading });
	}
	if (differences.some((difference) => isRoundedToTenths(claim, difference))) return { verdict: 'notCheckable' };
	const isInPercent = [left, right].some((side) => isBare(side) && partsOf(side).some(({ kind }) => kind === 'percent'));
	const closest = isInPercent ? closestOf(differences) : differences[0];
	if (!closest || claim.isTentative || isDoubtful(left, right) || mayBeRounded(claim, closest)) return { verdict: 'notCheckable' };
	return { verdict: 'refuted', expected: expectedOf(claim, closest) };
}

function holds(claim: Claim, a: Value, b: Value, reading: Reading): boolean {
	if (claim.modulus) {
		const [by, difference] = [evaluate(claim.modulus, reading), subtract(a, b)];
		const rest = by && difference && modulo(difference, by);
		return rest?.low.equals(0) === true;
	}
	if (!a.low.gt(b.high) && !b.low.gt(a.high)) return true;
	return isRounded(claim, a, claim.right, reading) || isRounded(claim, b, claim.left, reading) || (claim.isApproximate && isNear(a, b));
}

const isNear = (a: Value, b: Value): boolean => a.low.sub(b.low).abs().mul(100).lte(a.low.abs());

/** Whether a number is written as the value rounded to its own digits. */
function isRounded(claim: Claim, value: Value, side: Expression, reading: Reading): boolean {
	const written = writtenNumber(side, reading);
	if (!written) return false;
	const { numeral, sign, isPercent } = written;
	const scaled = isPercent ? { low: value.low.mul(100), high: value.high.mul(100) } : value;
	const isWithin = (place: number): boolean => {
		const half = new Fraction(10n ** BigInt(Math.abs(place)), 1n).pow(place < 0 ? -1 : 1).div(2);
		const number = sign < 0 ? numeral.value.neg() : numeral.value;
		return scaled.high.gte(number.sub(half)) && scaled.low.lte(number.add(half));
	};
	if (claim.isApproximate) return isWithin(-numeral.decimals) || isWithin(numeral.lastPlace);
	return (numeral.decimals >= 2 || (isEndless(value) && (numeral.decimals > 0 || isPercent))) && isWithin(-numeral.decimals);
}

/** `2.5 × 3.42 = 8.6`: not equal, but the digits that physics leaves. */
const isRoundedToTenths = (claim: Claim, { left, reading }: Difference): boolean =>
	writtenNumber(claim.right, reading)?.numeral.decimals === 1 && isRounded({ ...claim, isApproximate: true }, left, claim.right, reading);

/** No decimal number is exactly this one. */
function isEndless(value: Value): boolean {
	if (!isExact(value)) return true;
	let { d } = value.low;
	while (d % 2n === 0n) d /= 2n;
	while (d % 5n === 0n) d /= 5n;
	return d !== 1n;
}

interface WrittenNumber {
	readonly numeral: Numeral;
	readonly sign: 1 | -1;
	readonly isPercent: boolean;
}

function writtenNumber(side: Expression, reading: Reading): WrittenNumber | undefined {
	switch (side.kind) {
		case 'number': {
			const numeral = readNumeral(side.text, reading.decimalMark);
			return numeral && { numeral, sign: 1, isPercent: false };
		}
		case 'negative': {
			const inner = writtenNumber(side.of, reading);
			return inner && { ...inner, sign: inner.sign === 1 ? -1 : 1 };
		}
		case 'percent': {
			const inner = writtenNumber(side.of, reading);
			return inner && { ...inner, isPercent: reading.percent === 'hundredths' };
		}
		case 'group':
		case 'measured':
			return writtenNumber(side.of, reading);
		case 'binary':
			return scientific(side, reading);
		default:
			return undefined;
	}
}

/** `6.02 × 10^23`, and `1.2 million`, are numbers with their own digits. */
function scientific({ operator, left, right }: Extract<Expression, { kind: 'binary' }>, reading: Reading): WrittenNumber | undefined {
	const mantissa = operator === '*' && left.kind === 'number' ? readNumeral(left.text, reading.decimalMark) : undefined;
	const isPower = right.kind === 'binary' && right.operator === '^' && right.left.kind === 'number' && right.left.text === '10';
	const isScale = right.kind === 'number' && /^1(?:000)+$/u.test(right.text);
	const factor = isPower || isScale ? evaluate(right, reading) : undefined;
	if (!mantissa || !factor || !isExact(factor)) return undefined;
	const exponent = factor.low.d === 1n ? String(factor.low.n).length - 1 : 1 - String(factor.low.d).length;
	return {
		numeral: { value: mantissa.value.mul(factor.low), decimals: mantissa.decimals - exponent, lastPlace: mantissa.lastPlace + exponent },
		sign: 1,
		isPercent: false,
	};
}

/** Sums with an endless number are often carried on with a rounded one: what is off by little is no error of arithmetic. */
function mayBeRounded(claim: Claim, { left, right }: Difference): boolean {
	const off = left.low.sub(right.low).abs().mul(100);
	if (off.gt(left.low.abs())) return false;
	if (!isExact(left) || !isExact(right)) return !isBare(claim.right) || off.mul(10).lte(left.low.abs());
	return (isEndless(left) || isEndless(right)) && !isBare(claim.right) && !isBare(claim.left);
}

const farthest = new Fraction(1e9);

function closestOf(differences: readonly Difference[]): Difference | undefined {
	const distance = ({ left, right }: Difference): Fraction => {
		const size = left.low.abs();
		return size.equals(0) ? (right.low.equals(0) ? new Fraction(0) : farthest) : left.low.sub(right.low).abs().div(size);
	};
	return differences.reduce<Difference | undefined>((best, next) => (best && distance(best).lte(distance(next)) ? best : next), undefined);
}

/** What should stand in the place of the number, or of the second sum. */
function expectedOf(claim: Claim, { left, right, reading }: Difference): string {
	const [value, written] = isBare(claim.left) && !isBare(claim.right) ? [right, claim.left] : [left, claim.right];
	const by = claim.modulus && evaluate(claim.modulus, reading);
	const rest = by && modulo(value, by);
	return writeValue(rest ?? value, written, reading);
}
