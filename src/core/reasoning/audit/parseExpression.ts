import { type Expression, isBare } from './expression.ts';
import type { Token } from './token.ts';
import { scales, unitAt } from './units.ts';

export interface Parsed {
	readonly expression: Expression;
	/** The index behind its last token. */
	readonly next: number;
}

const deepest = 40;

/** Reads the longest sum that begins at a token. `variables`: letters that stand for a number. */
export function parseExpression(
	tokens: readonly Token[],
	from: number,
	to: number,
	variables: ReadonlySet<string> = none,
): Parsed | undefined {
	const reader = { tokens, to, variables };
	return sumAt(reader, from, 0);
}

const none: ReadonlySet<string> = new Set();

interface Reader {
	readonly tokens: readonly Token[];
	readonly to: number;
	readonly variables: ReadonlySet<string>;
}

const tokenAt = ({ tokens, to }: Reader, at: number): Token | undefined => (at < to ? tokens[at] : undefined);

function sumAt(reader: Reader, from: number, depth: number): Parsed | undefined {
	let left = productAt(reader, from, depth);
	for (;;) {
		if (!left) return undefined;
		const sign = tokenAt(reader, left.next);
		if (sign?.kind !== 'operator' || (sign.operator !== '+' && sign.operator !== '-')) break;
		const right = productAt(reader, overNewline(reader, left.next + 1), depth);
		if (!right) break;
		const isSpaced = sign.gap !== 'none';
		left = { expression: { ...binary(sign.operator, left.expression, right.expression), isSpaced }, next: right.next };
	}
	return left;
}

function productAt(reader: Reader, from: number, depth: number): Parsed | undefined {
	let left = signedAt(reader, from, depth);
	let hasDivided = false;
	while (left) {
		const token = tokenAt(reader, left.next);
		if (token?.kind === 'operator' && ['*', '/', '//', 'mod'].includes(token.operator)) {
			const right = signedAt(reader, overNewline(reader, left.next + 1), depth);
			if (!right) break;
			hasDivided ||= token.operator === '/';
			left = { expression: binary(token.operator, left.expression, right.expression), next: right.next };
		} else if (token?.kind === 'percent' && tokenAt(reader, left.next + 1)?.kind === 'number') {
			const right = signedAt(reader, left.next + 1, depth);
			if (!right) break;
			left = { expression: binary('mod', left.expression, right.expression), next: right.next };
		} else if (isOf(reader, left)) {
			const right = signedAt(reader, left.next + 1, depth);
			if (!right) break;
			left = { expression: binary('*', left.expression, right.expression), next: right.next };
		} else {
			const right = joinedFactorAt(reader, left, depth);
			if (!right) break;
			const spaced = token?.gap !== 'none' && token?.kind === 'open';
			left = { expression: binary('*', left.expression, right.expression, hasDivided || spaced), next: right.next };
		}
	}
	return left;
}

const binary = (
	operator: Extract<Expression, { kind: 'binary' }>['operator'],
	left: Expression,
	right: Expression,
	isDoubtful = false,
): Extract<Expression, { kind: 'binary' }> => ({
	kind: 'binary',
	operator,
	left,
	right,
	isDoubtful,
});

/** `15 % of 80`, `3/4 of 12`. */
function isOf(reader: Reader, { expression, next }: Parsed): boolean {
	const word = tokenAt(reader, next);
	if (word?.kind !== 'word' || word.text.toLowerCase() !== 'of') return false;
	if (expression.kind === 'binary')
		return expression.operator === '/' || (expression.operator === '*' && expression.right.kind === 'percent');
	return expression.kind === 'percent' || expression.kind === 'mixed' || (expression.kind === 'group' && expression.of.kind === 'binary');
}

/** A factor without a sign before it: `2(3)`, `(2)(3)`, `2√3`, `2π`, and `2x` where x is known. */
function joinedFactorAt(reader: Reader, left: Parsed, depth: number): Parsed | undefined {
	const token = tokenAt(reader, left.next);
	if (token === undefined || token.gap === 'boundary') return undefined;
	if (token.kind === 'open' && token.text !== '{') {
		const factor = powerAt(reader, left.next, depth);
		// `8 [1]`, `8 (2)`: the mark of a note.
		return factor && token.gap !== 'none' && isBare(factor.expression) ? undefined : factor;
	}
	if (token.kind === 'command' && (token.text === 'sqrt' || token.text === 'pi' || token.text === 'frac' || token.text === 'binom')) {
		return powerAt(reader, left.next, depth);
	}
	const before = reader.tokens[left.next - 1]?.kind;
	if (token.kind === 'number' && token.gap === 'none' && before === 'bang') return powerAt(reader, left.next, depth);
	if (token.kind === 'word' && reader.variables.has(token.text)) return powerAt(reader, left.next, depth);
	return undefined;
}

function signedAt(reader: Reader, from: number, depth: number): Parsed | undefined {
	const sign = tokenAt(reader, from);
	if (sign?.kind !== 'operator' || (sign.operator !== '-' && sign.operator !== '+')) return powerAt(reader, from, depth);
	if (depth > deepest) return undefined;
	const of = signedAt(reader, from + 1, depth + 1);
	if (!of || sign.operator === '+') return of;
	// −2² is −4 in mathematics and 4 on some calculators.
	const isDoubtful = of.expression.kind === 'binary' && of.expression.operator === '^';
	return { expression: { kind: 'negative', of: of.expression, isDoubtful }, next: of.next };
}

function powerAt(reader: Reader, from: number, depth: number): Parsed | undefined {
	const base = postfixAt(reader, from, depth);
	if (!base) return undefined;
	const sign = tokenAt(reader, base.next);
	if (sign?.kind !== 'operator' || sign.operator !== '^' || depth > deepest) return base;
	const exponent = exponentAt(reader, base.next + 1, depth + 1);
	if (!exponent) return base;
	const isTower = exponent.expression.kind === 'binary' && exponent.expression.operator === '^';
	return withSuffixes(reader, { expression: binary('^', base.expression, exponent.expression, isTower), next: exponent.next });
}

/** Without what may stand behind it: that belongs to the whole power. */
function exponentAt(reader: Reader, from: number, depth: number): Parsed | undefined {
	const sign = tokenAt(reader, from);
	if (sign?.kind === 'operator' && (sign.operator === '-' || sign.operator === '+') && depth <= deepest) {
		const of = exponentAt(reader, from + 1, depth + 1);
		return of && sign.operator === '-' ? { expression: { kind: 'negative', of: of.expression, isDoubtful: false }, next: of.next } : of;
	}
	const base =
		sign?.kind === 'number' ? { expression: { kind: 'number', text: sign.text } as const, next: from + 1 } : atomAt(reader, from, depth);
	const next = base && tokenAt(reader, base.next);
	if (!base || next?.kind !== 'operator' || next.operator !== '^' || depth > deepest) return base;
	const upper = exponentAt(reader, base.next + 1, depth + 1);
	return upper ? { expression: binary('^', base.expression, upper.expression), next: upper.next } : base;
}

const postfixAt = (reader: Reader, from: number, depth: number): Parsed | undefined => {
	const atom = atomAt(reader, from, depth);
	return atom && withSuffixes(reader, atom);
};

/** What stands behind a number: factorial, per cent, a small raised number, a scale, a unit. */
function withSuffixes(reader: Reader, atom: Parsed): Parsed {
	let { expression, next } = atom;
	for (;;) {
		const token = tokenAt(reader, next);
		if (token?.kind === 'bang' && token.gap === 'none') {
			if (token.text.length > 1) expression = { kind: 'call', name: '!!', args: [expression] };
			else expression = { kind: 'factorial', of: expression, orNone: endsSentence(reader, next + 1) };
			next++;
		} else if (token?.kind === 'percent' && tokenAt(reader, next + 1)?.kind !== 'number') {
			expression = { kind: 'percent', of: expression };
			next++;
		} else if (token?.kind === 'raised' && token.gap === 'none') {
			expression = binary('^', expression, { kind: 'group', of: raisedNumber(token.text) });
			next++;
		} else if (token?.kind === 'ellipsis' && token.gap === 'none' && expression.kind === 'number' && /[.,]/u.test(expression.text)) {
			expression = { kind: 'cut', of: expression };
			next++;
		} else if (token?.kind === 'word' && Object.hasOwn(wordSuffixes, token.text.toLowerCase())) {
			expression = wordSuffixes[token.text.toLowerCase()]?.(expression) ?? expression;
			next++;
		} else if (token?.kind === 'word' && Object.hasOwn(scales, token.text.toLowerCase())) {
			expression = { kind: 'group', of: binary('*', expression, { kind: 'number', text: scales[token.text.toLowerCase()] ?? '1' }) };
			next++;
		} else break;
	}
	const isVariable = reader.variables.has(tokenAt(reader, next)?.text ?? '');
	const unit = isVariable || expression.kind === 'variable' ? undefined : unitAt(reader.tokens, next, reader.to);
	if (!unit) return { expression, next };
	return { expression: { kind: 'measured', of: expression, unit: unit.text, isGlued: unit.isGlued }, next: unit.next };
}

const wordSuffixes: Readonly<Record<string, (of: Expression) => Expression>> = {
	squared: (of) => binary('^', of, { kind: 'number', text: '2' }),
	cubed: (of) => binary('^', of, { kind: 'number', text: '3' }),
	factorial: (of) => ({ kind: 'factorial', of, orNone: false }),
};

/** Where a mark of exclamation may be the end of the sentence. */
function endsSentence(reader: Reader, at: number): boolean {
	const next = reader.tokens[at];
	return next === undefined || (next.gap !== 'none' && next.kind !== 'operator' && next.kind !== 'relation') || next.kind === 'newline';
}

function raisedNumber(text: string): Expression {
	const digits = [...text].map((char) => '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(char)).filter((digit) => digit >= 0);
	const number: Expression = { kind: 'number', text: digits.join('') };
	return text.startsWith('⁻') ? { kind: 'negative', of: number, isDoubtful: false } : number;
}

function atomAt(reader: Reader, from: number, depth: number): Parsed | undefined {
	const token = tokenAt(reader, from);
	if (token === undefined || depth > deepest) return undefined;
	switch (token.kind) {
		case 'number':
			return mixedAt(reader, { expression: { kind: 'number', text: token.text }, next: from + 1 }, depth);
		case 'open':
			return groupAt(reader, from, depth, token.text);
		case 'pipe':
			return betweenAt(reader, from, depth, 'abs', (end) => end.kind === 'pipe');
		case 'command':
			return commandAt(reader, from, depth, token.text);
		case 'word':
			return wordAt(reader, from, depth, token.text);
		default:
			return undefined;
	}
}

/** `2 1/2`, `2½`, `2\frac{1}{2}`. */
function mixedAt(reader: Reader, whole: Parsed, depth: number): Parsed {
	if (whole.expression.kind !== 'number' || /\D/u.test(whole.expression.text)) return whole;
	const token = tokenAt(reader, whole.next);
	if (token?.kind === 'command' && (token.text === 'frac' || token.text.includes('/')) && token.gap !== 'boundary') {
		const part = atomAt(reader, whole.next, depth + 1);
		return part
			? { expression: { kind: 'mixed', whole: whole.expression, part: part.expression, orProduct: token.text === 'frac' }, next: part.next }
			: whole;
	}
	const [numerator, slash, denominator] = [0, 1, 2].map((offset) => tokenAt(reader, whole.next + offset));
	if (numerator?.kind !== 'number' || numerator.gap !== 'space' || denominator?.kind !== 'number') return whole;
	if (slash?.kind !== 'operator' || slash.operator !== '/' || slash.gap !== 'none' || denominator.gap !== 'none') return whole;
	if (/\D/u.test(numerator.text + denominator.text) || Number(numerator.text) >= Number(denominator.text)) return whole;
	const part = binary('/', { kind: 'number', text: numerator.text }, { kind: 'number', text: denominator.text });
	return { expression: { kind: 'mixed', whole: whole.expression, part, orProduct: false }, next: whole.next + 3 };
}

const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

const groupAt = (reader: Reader, from: number, depth: number, opener: string): Parsed | undefined =>
	betweenAt(reader, from, depth, undefined, (end) => end.kind === 'close' && end.text === closers[opener]);

function betweenAt(
	reader: Reader,
	from: number,
	depth: number,
	call: string | undefined,
	isEnd: (token: Token) => boolean,
): Parsed | undefined {
	const inner = sumAt(reader, from + 1, depth + 1);
	const end = inner && tokenAt(reader, inner.next);
	if (!inner || !end || !isEnd(end)) return undefined;
	const expression: Expression =
		call === undefined ? { kind: 'group', of: inner.expression } : { kind: 'call', name: call, args: [inner.expression] };
	return { expression, next: inner.next + 1 };
}

function commandAt(reader: Reader, from: number, depth: number, name: string): Parsed | undefined {
	const vulgar = /^(\d)\/(\d+)$/u.exec(name);
	if (vulgar) {
		const part = binary('/', { kind: 'number', text: vulgar[1] ?? '' }, { kind: 'number', text: vulgar[2] ?? '' });
		return { expression: { kind: 'group', of: part }, next: from + 1 };
	}
	switch (name) {
		case 'pi':
			return { expression: { kind: 'pi' }, next: from + 1 };
		case 'frac':
		case 'binom': {
			const [, top, bottom] = name === 'frac' ? (/^(\d)(\d)$/u.exec(tokenAt(reader, from + 1)?.text ?? '') ?? []) : [];
			if (top !== undefined && bottom !== undefined) {
				const half = binary('/', { kind: 'number', text: top }, { kind: 'number', text: bottom });
				return { expression: { kind: 'group', of: half }, next: from + 2 };
			}
			const first = argumentAt(reader, from + 1, depth);
			const second = first && argumentAt(reader, first.next, depth);
			if (!second) return undefined;
			const expression: Expression =
				name === 'frac'
					? { kind: 'group', of: binary('/', { kind: 'group', of: first.expression }, { kind: 'group', of: second.expression }) }
					: { kind: 'call', name: 'binom', args: [first.expression, second.expression] };
			return { expression, next: second.next };
		}
		case 'sqrt':
		case 'cbrt': {
			const degree = name === 'sqrt' && tokenAt(reader, from + 1)?.text === '[' ? groupAt(reader, from + 1, depth, '[') : undefined;
			const of = argumentAt(reader, degree?.next ?? from + 1, depth);
			if (!of) return undefined;
			return {
				expression: {
					kind: 'root',
					of: of.expression,
					degree: degree?.expression ?? { kind: 'number', text: name === 'cbrt' ? '3' : '2' },
				},
				next: of.next,
			};
		}
		case 'lfloor':
			return betweenAt(reader, from, depth, 'floor', (end) => end.kind === 'command' && end.text === 'rfloor');
		case 'lceil':
			return betweenAt(reader, from, depth, 'ceil', (end) => end.kind === 'command' && end.text === 'rceil');
		default:
			return functionAt(reader, from, depth, name);
	}
}

/** Of a TeX command: a group, or one character, so that `\frac12` is a half; for a root sign a whole number. */
function argumentAt(reader: Reader, from: number, depth: number): Parsed | undefined {
	const token = tokenAt(reader, from);
	if (token?.kind === 'open') return groupAt(reader, from, depth, token.text);
	return token?.kind === 'number' || token?.kind === 'command' || token?.kind === 'word' ? atomAt(reader, from, depth + 1) : undefined;
}

const functions = new Set(
	'sqrt gcd lcm max min abs floor ceil round log ln lg exp sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh'.split(' '),
);

/** Functions that can be evaluated, and known ones that cannot: their equalities are not checkable. */
function functionAt(reader: Reader, from: number, depth: number, name: string): Parsed | undefined {
	if (!functions.has(name)) return undefined;
	const args: Expression[] = [];
	let at = from + 1;
	if (tokenAt(reader, at)?.kind !== 'open') {
		const of = tokenAt(reader, at)?.text === '_' ? undefined : postfixAt(reader, at, depth + 1);
		return of && { expression: { kind: 'call', name, args: [of.expression] }, next: of.next };
	}
	for (;;) {
		const argument = sumAt(reader, at + 1, depth + 1);
		if (!argument) return undefined;
		args.push(argument.expression);
		at = argument.next;
		const next = tokenAt(reader, at);
		if (next?.kind === 'close')
			return { expression: name === 'sqrt' && args[0] ? root(args[0]) : { kind: 'call', name, args: args.flatMap(listed) }, next: at + 1 };
		if (next?.text !== ',') return undefined;
	}
}

/** `12,18` between the brackets of a function is two numbers. */
const listed = (argument: Expression): readonly Expression[] =>
	argument.kind === 'number' && /^\d+(?:,\d+)+$/u.test(argument.text)
		? argument.text.split(',').map((text) => ({ kind: 'number', text }))
		: [argument];

const root = (of: Expression): Expression => ({ kind: 'root', of, degree: { kind: 'number', text: '2' } });

function wordAt(reader: Reader, from: number, depth: number, text: string): Parsed | undefined {
	if (reader.variables.has(text)) return { expression: { kind: 'variable', name: text }, next: from + 1 };
	const called = functionAt(reader, from, depth, text.toLowerCase());
	const isCalled = tokenAt(reader, from + 1)?.kind === 'open' || /^(?:log|ln|sin|cos|tan)$/u.test(text);
	return isCalled ? called : undefined;
}

/** A sum may go on in the next line behind its sign. */
const overNewline = (reader: Reader, at: number): number => (tokenAt(reader, at)?.kind === 'newline' ? at + 1 : at);
