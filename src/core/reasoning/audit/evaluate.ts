import Fraction from 'fraction.js';
import { type Expression, partsOf } from './expression.ts';
import { type DecimalMark, readNumeral } from './numeral.ts';
import type { Value } from './value.ts';
import * as values from './value.ts';

/** One way to understand a text where there are several. */
export interface Reading {
	readonly decimalMark: DecimalMark;
	/** 15 % is 0.15, or it is 15 of a unit called per cent: `36 / 240 × 100 = 15 %`. */
	readonly percent: 'hundredths' | 'unit';
	/** `7 + 8 mod 12`: of the whole sum, or of its last part. */
	readonly modulo: 'part' | 'whole';
	readonly finalMark: 'factorial' | 'exclamation';
	readonly mixed: 'sum' | 'product';
}

/** The readings that make a difference for some expressions; the most usual one comes first. */
export function readingsOf(expressions: readonly Expression[]): readonly Reading[] {
	const parts = expressions.flatMap(partsOf);
	const has = (is: (part: Expression) => boolean): boolean => parts.some(is);
	const numerals = parts.flatMap((part) => (part.kind === 'number' ? [part.text] : []));
	const marks = (['.', ','] as const).filter((mark) => numerals.every((text) => readNumeral(text, mark) !== undefined));
	const readings = marks.map(
		(decimalMark): Reading => ({ decimalMark, percent: 'hundredths', modulo: 'part', finalMark: 'factorial', mixed: 'sum' }),
	);
	const vary = (applies: boolean, changed: Partial<Reading>): readonly Reading[] =>
		applies ? readings.flatMap((reading) => [reading, { ...reading, ...changed }]) : readings;
	for (const next of [
		() =>
			vary(
				has(({ kind }) => kind === 'percent'),
				{ percent: 'unit' },
			),
		() =>
			vary(
				has((part) => part.kind === 'binary' && part.operator === 'mod'),
				{ modulo: 'whole' },
			),
		() =>
			vary(
				has((part) => part.kind === 'factorial' && part.orNone),
				{ finalMark: 'exclamation' },
			),
		() =>
			vary(
				has((part) => part.kind === 'mixed' && part.orProduct),
				{ mixed: 'product' },
			),
	]) {
		readings.splice(0, readings.length, ...next());
	}
	return readings;
}

/** The exact value, or nothing where it has none, or none that can be worked out within the limits. */
export function evaluate(expression: Expression, reading: Reading, variables: ReadonlyMap<string, Value> = noVariables): Value | undefined {
	const of = (part: Expression): Value | undefined => evaluate(part, reading, variables);
	switch (expression.kind) {
		case 'number': {
			const numeral = readNumeral(expression.text, reading.decimalMark);
			return numeral && values.exact(numeral.value);
		}
		case 'pi':
			return values.pi;
		case 'variable':
			return variables.get(expression.name);
		case 'negative':
			return mapped(of(expression.of), values.negate);
		case 'binary':
			return binary(reading.modulo === 'whole' ? withLooseModulo(expression) : expression, of);
		case 'mixed': {
			const [whole, part] = [of(expression.whole), of(expression.part)];
			if (!whole || !part) return undefined;
			return expression.orProduct && reading.mixed === 'product' ? values.multiply(whole, part) : values.add(whole, part);
		}
		case 'percent':
			return mapped(of(expression.of), (value) => (reading.percent === 'unit' ? value : values.multiply(value, hundredth)));
		case 'factorial':
			return expression.orNone && reading.finalMark === 'exclamation' ? of(expression.of) : mapped(of(expression.of), values.factorial);
		case 'root': {
			const degree = of(expression.degree);
			return degree && values.isInteger(degree) && degree.low.n <= 64n
				? mapped(of(expression.of), (value) => values.root(value, Number(degree.low.s * degree.low.n)))
				: undefined;
		}
		case 'call':
			return call(expression.name, expression.args.map(of));
		case 'cut': {
			const numeral = expression.of.kind === 'number' ? readNumeral(expression.of.text, reading.decimalMark) : undefined;
			const step = numeral && new Fraction(1n, 10n ** BigInt(numeral.decimals));
			return numeral && step && { low: numeral.value.sub(step.div(2)), high: numeral.value.add(step) };
		}
		case 'group':
		case 'measured':
			return of(expression.of);
	}
}

const noVariables: ReadonlyMap<string, Value> = new Map();
const hundredth = values.exact(new Fraction(1n, 100n));
const mapped = (value: Value | undefined, by: (value: Value) => Value | undefined): Value | undefined => value && by(value);

type Binary = Extract<Expression, { kind: 'binary' }>;

function binary({ operator, left, right }: Binary, of: (part: Expression) => Value | undefined): Value | undefined {
	const [a, b] = [of(left), of(right)];
	if (!a || !b) return undefined;
	switch (operator) {
		case '+':
			return values.add(a, b);
		case '-':
			return values.subtract(a, b);
		case '*':
			return values.multiply(a, b);
		case '/':
			return values.divide(a, b);
		case '//':
			return values.floorQuotient(a, b);
		case '^':
			return values.power(a, b);
		case 'mod':
			return values.modulo(a, b);
	}
}

function withLooseModulo(expression: Binary): Binary {
	const { operator, right } = expression;
	if ((operator !== '+' && operator !== '-' && operator !== '*') || right.kind !== 'binary' || right.operator !== 'mod') return expression;
	return { ...right, left: { ...expression, right: right.left } };
}

function call(name: string, args: readonly (Value | undefined)[]): Value | undefined {
	const [first, second] = args;
	if (!first) return undefined;
	switch (name) {
		case 'abs':
			return values.absolute(first);
		case 'floor':
			return values.floor(first);
		case 'ceil':
			return values.ceiling(first);
		case 'binom':
			return second && values.binomial(first, second);
		case 'gcd':
		case 'lcm':
			return args.reduce((a, b) => a && b && ofIntegers(name, a, b));
		case 'max':
		case 'min':
			return args.reduce((a, b) => a && b && (a.low.lt(b.low) === (name === 'max') ? b : a));
		default:
			return undefined;
	}
}

function ofIntegers(name: 'gcd' | 'lcm', a: Value, b: Value): Value | undefined {
	if (!values.isInteger(a) || !values.isInteger(b)) return undefined;
	return values.exact(name === 'gcd' ? a.low.gcd(b.low) : a.low.lcm(b.low));
}
