import Fraction from 'fraction.js';

/** An exact number, or the narrow interval that an irrational one lies in. */
export interface Value {
	readonly low: Fraction;
	readonly high: Fraction;
}

/** Beyond these a result is not checkable: so that no text can make an audit long. 8,192 bits are 2,466 digits. */
const limits = { bits: 8192, exponent: 20_000, factorial: 800, rootDegree: 64 };

/** Of irrational numbers so many decimals are known. */
const places = 60;
const unit = 10n ** BigInt(places);

const zero = new Fraction(0);
const one = new Fraction(1);

export const exact = (value: Fraction): Value => ({ low: value, high: value });
export const isExact = ({ low, high }: Value): boolean => low.equals(high);
export const integerValue = (value: bigint): Value => exact(new Fraction(value, 1n));
export const isInteger = (value: Value): boolean => isExact(value) && value.low.d === 1n;

export const pi: Value = {
	low: new Fraction(3141592653589793238462643383279502884197169399375105820974944n, unit),
	high: new Fraction(3141592653589793238462643383279502884197169399375105820974945n, unit),
};

export const negate = ({ low, high }: Value): Value => ({ low: high.neg(), high: low.neg() });
export const add = (a: Value, b: Value): Value | undefined => bounded(a.low.add(b.low), a.high.add(b.high));
export const subtract = (a: Value, b: Value): Value | undefined => add(a, negate(b));

export function multiply(a: Value, b: Value): Value | undefined {
	if (isExact(a) && isExact(b)) return bounded(a.low.mul(b.low));
	return hull([a.low.mul(b.low), a.low.mul(b.high), a.high.mul(b.low), a.high.mul(b.high)]);
}

export function divide(a: Value, b: Value): Value | undefined {
	if (!b.low.gt(zero) && !b.high.lt(zero)) return undefined;
	return multiply(a, { low: b.high.inverse(), high: b.low.inverse() });
}

/** What is left of `a` when the divisor was taken out as often as it goes in: never negative for a positive divisor. */
export function modulo(a: Value, b: Value): Value | undefined {
	const times = floorQuotient(a, b);
	const product = times && multiply(times, b);
	return product && subtract(a, product);
}

export function floorQuotient(a: Value, b: Value): Value | undefined {
	const quotient = isExact(a) && isExact(b) ? divide(a, b) : undefined;
	return quotient && floor(quotient);
}

export const floor = (value: Value): Value | undefined => (isExact(value) ? exact(value.low.floor()) : undefined);
export const ceiling = (value: Value): Value | undefined => (isExact(value) ? exact(value.low.ceil()) : undefined);

export function absolute(value: Value): Value | undefined {
	if (!value.low.lt(zero)) return value;
	return value.high.gt(zero) ? undefined : negate(value);
}

export function power(base: Value, exponent: Value): Value | undefined {
	if (!isExact(exponent)) return undefined;
	const { n, d, s } = exponent.low;
	if (n > BigInt(limits.exponent) || d > BigInt(limits.rootDegree)) return undefined;
	const rooted = d === 1n ? base : root(base, Number(d));
	const raised = rooted && wholePower(rooted, Number(n));
	return raised && s < 0n ? divide(exact(one), raised) : raised;
}

function wholePower(base: Value, exponent: number): Value | undefined {
	if (exponent === 0) return isExact(base) && base.low.equals(zero) ? undefined : exact(one);
	const raise = (value: Fraction): Fraction | undefined => {
		const bits = Math.max(bitsOf(value.n), bitsOf(value.d));
		if (bits > 1 && bits * exponent > limits.bits) return undefined;
		const sign = value.s < 0n && exponent % 2 === 1 ? -1n : 1n;
		return new Fraction(sign * value.n ** BigInt(exponent), value.d ** BigInt(exponent));
	};
	if (!isExact(base) && base.low.lt(zero)) return undefined;
	const [low, high] = [raise(base.low), raise(base.high)];
	return low && high && bounded(low, high);
}

export function root(value: Value, degree: number): Value | undefined {
	if (degree < 1 || degree > limits.rootDegree || !Number.isInteger(degree)) return undefined;
	if (value.high.lt(zero)) {
		const positive = degree % 2 === 1 ? root(negate(value), degree) : undefined;
		return positive && negate(positive);
	}
	if (value.low.lt(zero)) return undefined;
	const [n, d] = [wholeRoot(value.low.n, degree), wholeRoot(value.low.d, degree)];
	if (isExact(value) && n ** BigInt(degree) === value.low.n && d ** BigInt(degree) === value.low.d) return exact(new Fraction(n, d));
	const scale = unit ** BigInt(degree);
	const below = wholeRoot((value.low.n * scale) / value.low.d, degree);
	const above = wholeRoot((value.high.n * scale) / value.high.d, degree) + 1n;
	return bounded(new Fraction(below, unit), new Fraction(above, unit));
}

/** The largest integer whose power is not above the value, by Newton's method. */
function wholeRoot(value: bigint, degree: number): bigint {
	if (value < 2n || degree === 1) return value;
	const k = BigInt(degree);
	let guess = 1n << BigInt(Math.floor(bitsOf(value) / degree) + 1);
	for (;;) {
		const next = ((k - 1n) * guess + value / guess ** (k - 1n)) / k;
		if (next >= guess) return guess;
		guess = next;
	}
}

export function factorial(value: Value): Value | undefined {
	if (!isInteger(value) || value.low.lt(zero) || value.low.n > BigInt(limits.factorial)) return undefined;
	let product = 1n;
	for (let factor = 2n; factor <= value.low.n; factor++) product *= factor;
	return integerValue(product);
}

/** In how many ways `k` of `n` can be chosen. */
export function binomial(n: Value, k: Value): Value | undefined {
	if (!isInteger(n) || !isInteger(k) || k.low.lt(zero) || n.low.lt(k.low) || n.low.n > BigInt(limits.factorial)) return undefined;
	let ways = 1n;
	for (let taken = 1n; taken <= k.low.n; taken++) ways = (ways * (n.low.n - taken + 1n)) / taken;
	return integerValue(ways);
}

function hull(corners: readonly [Fraction, ...Fraction[]]): Value | undefined {
	let [low] = corners;
	let high = low;
	for (const corner of corners) {
		if (corner.lt(low)) low = corner;
		if (corner.gt(high)) high = corner;
	}
	return bounded(low, high);
}

/** Exact values may become long to a limit; intervals are widened to a size that stays. */
function bounded(low: Fraction, high: Fraction = low): Value | undefined {
	if ([low, high].some(({ n, d }) => bitsOf(n) > limits.bits || bitsOf(d) > limits.bits)) return undefined;
	return low === high || low.equals(high) ? exact(low) : { low: low.floor(places), high: high.ceil(places) };
}

const bitsOf = (value: bigint): number => value.toString(16).length * 4;
