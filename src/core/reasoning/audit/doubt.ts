import { type Expression, isBare, partsOf } from './expression.ts';
import { isLetter, isMeasure, unitName } from './units.ts';

/** Whether two sides that differ may still be meant to be equal: where schools read a sign differently, or where units are converted. */
export const isDoubtful = (left: Expression, right: Expression): boolean =>
	[left, right].some((side) => partsOf(side).some(isAmbiguous)) ||
	convertsUnits(left, right) ||
	isRange(left) ||
	addsUnlike(left, right) ||
	isOtherwiseWritten(left, right);

/** `2 width + 2 length = 20`: words that name unknowns. */
function addsUnlike(left: Expression, right: Expression): boolean {
	const names = new Set(termsOf(left).map(nameOf));
	const name = nameOf(right);
	return names.size > 1 && (name === undefined || !names.has(name));
}

const termsOf = (part: Expression): readonly Expression[] =>
	part.kind === 'binary' && (part.operator === '+' || part.operator === '-') ? [...termsOf(part.left), part.right] : [part];

/** What is counted: `ball` of `3 red balls`. */
function nameOf(part: Expression): string | undefined {
	const unit = partsOf(part).find((inner) => inner.kind === 'measured' && !isMeasure(inner.unit));
	return unit?.kind === 'measured' ? unitName(unit.unit.split(' ').at(-1) ?? '') : undefined;
}

/** `10-20`, of pages or of years, is a range as likely as a difference. */
function isRange(side: Expression): boolean {
	if (side.kind === 'measured') return isRange(side.of);
	if (side.kind !== 'binary' || side.operator !== '-' || side.left.kind !== 'number' || side.isSpaced) return false;
	const last = side.right.kind === 'measured' ? side.right.of : side.right;
	return last.kind === 'number' && Number(side.left.text) < Number(last.text);
}

/** Sums of binary numbers and of hours of the day, and numbers of a list that a comma without a blank parts: `3+4=7,7+5=12`. */
function isOtherwiseWritten(left: Expression, right: Expression): boolean {
	const parts = [left, right].flatMap(partsOf);
	const numerals = parts.flatMap((part) => (part.kind === 'number' ? [part.text] : []));
	const isBinary = numerals.every((text) => /^[01]+$/u.test(text)) && numerals.some(({ length }) => length > 2);
	const isClock = parts.some((part) => part.kind === 'measured' && /^(?:[ap]m|o'clock)\b/iu.test(part.unit));
	const withComma = numerals.filter((text) => /^\d+,\d+$/u.test(text));
	const isList = withComma.length === 1 && withComma.every((text) => !/^\d{1,3},\d{3}$/u.test(text));
	return isBinary || isClock || isList;
}

function isAmbiguous(part: Expression): boolean {
	if (part.kind === 'negative') return part.isDoubtful;
	if (part.kind !== 'binary') return part.kind === 'cut';
	if (part.isDoubtful) return true;
	// Calculators take 10 % of what stands before it: 50 + 10 % = 55.
	if (part.operator === '+' || part.operator === '-') return isPercent(part.right) && !isPercent(part.left) && isPlain(part.left);
	// The remainder of a negative number is negative in most programming languages.
	return part.operator === 'mod' && partsOf(part).some(({ kind }) => kind === 'negative');
}

const isPercent = (part: Expression): boolean => part.kind === 'percent' || (part.kind === 'measured' && isPercent(part.of));

const isPlain = (part: Expression): boolean =>
	part.kind === 'number' || part.kind === 'measured' || (part.kind === 'binary' && part.right.kind !== 'percent');

/** Of each unit its power; `undefined` where unlike ones are added. */
type Dimension = ReadonlyMap<string, number> | undefined;

/** Whether a letter behind its number is an unknown rather than a unit: `2m + 3 = 7`. */
export function hasUnknownLetter(left: Expression, right: Expression): boolean {
	const [a, b] = [dimensionOf(left), dimensionOf(right)];
	return hasGluedLetter(left, right) && !(a && b && isSame(a, b));
}

const hasGluedLetter = (left: Expression, right: Expression): boolean =>
	[left, right].flatMap(partsOf).some((part) => part.kind === 'measured' && part.isGlued && isLetter(part.unit));

function convertsUnits(left: Expression, right: Expression): boolean {
	const [a, b] = [dimensionOf(left), dimensionOf(right)];
	if (!a || !b) return true;
	if (isSame(a, b)) return false;
	// `3.75 hours = 3.75 × 60`
	if (isBare(left) && a.size > 0) return true;
	return (a.size > 0 && b.size > 0) || hasGluedLetter(left, right) || a.has('cent') || b.has('cent');
}

const isSame = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean =>
	a.size === b.size && [...a].every(([unit, power]) => b.get(unit) === power);

const none: ReadonlyMap<string, number> = new Map();

function dimensionOf(expression: Expression): Dimension {
	switch (expression.kind) {
		case 'measured':
			return product(dimensionOf(expression.of), unitPowers(expression.unit), 1);
		case 'binary': {
			const [a, b] = [dimensionOf(expression.left), dimensionOf(expression.right)];
			if (expression.operator === '*') return product(a, b, 1);
			if (expression.operator === '/' || expression.operator === '//') return product(a, b, -1);
			if (expression.operator === '^') return expression.right.kind === 'number' && a ? raised(a, Number(expression.right.text)) : none;
			if (!a || !b) return undefined;
			if (isSame(a, b) || (b.size === 0 && !hasGluedLetter(expression.left, expression.left))) return a;
			return a.size === 0 && !hasGluedLetter(expression.right, expression.right) ? b : undefined;
		}
		case 'negative':
		case 'percent':
		case 'factorial':
		case 'group':
		case 'cut':
			return dimensionOf(expression.of);
		default:
			return none;
	}
}

function product(a: Dimension, b: Dimension, sign: 1 | -1): Dimension {
	if (!a || !b) return undefined;
	const powers = new Map(a);
	for (const [unit, power] of b) {
		const sum = (powers.get(unit) ?? 0) + sign * power;
		if (sum === 0) powers.delete(unit);
		else powers.set(unit, sum);
	}
	return powers;
}

const raised = (a: ReadonlyMap<string, number>, power: number): Dimension => new Map([...a].map(([unit, of]) => [unit, of * power]));

/** `km/h`, `square meters`, `dollars per hour`. Words that measure nothing, such as apples, do not count. */
function unitPowers(text: string): ReadonlyMap<string, number> {
	let powers: Dimension = none;
	const pattern = /(\/|per )?\s*(square |cubic |sq\.? )?([^\s/²³^\d]+)([²³]|\^?\d)?/gu;
	for (const [, taken, shape, word = '', mark = ''] of text.matchAll(pattern)) {
		const unit = synonyms[unitName(word)] ?? unitName(word);
		if (unit === '' || !isMeasure(word)) continue;
		const shaped = shape === undefined ? 1 : shape.startsWith('c') ? 3 : 2;
		const power = mark === '²' || mark.endsWith('2') ? 2 : mark === '³' || mark.endsWith('3') ? 3 : shaped;
		powers = product(powers, new Map([[unit, power]]), taken === undefined ? 1 : -1);
	}
	return powers ?? none;
}

const synonyms: Readonly<Record<string, string>> = {
	...{ hour: 'h', hr: 'h', minute: 'min', sec: 's', second: 's', meter: 'm', metre: 'm', kilometer: 'km', kilometre: 'km' },
	...{
		centimeter: 'cm',
		centimetre: 'cm',
		foot: 'ft',
		feet: 'ft',
		inche: 'inch',
		gram: 'g',
		kilogram: 'kg',
		liter: 'l',
		litre: 'l',
		L: 'l',
	},
	...{ dollar: '', euro: '', pound: '', usd: '', eur: '', '°': '', degree: '', '°C': '', '°c': '' },
};
