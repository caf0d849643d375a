import { type Expression, partsOf } from './expression.ts';
import { type Parsed, parseExpression } from './parseExpression.ts';
import type { Token } from './token.ts';
import { tokenize } from './tokenize.ts';

/** An equation with unknowns, such as `2x + 3 = 17`. */
export interface Equation {
	readonly left: Expression;
	readonly right: Expression;
	readonly text: string;
	readonly unknowns: ReadonlySet<string>;
}

const longestSide = 60;
/** A letter that names a number. `a` and `I` are words more often. */
const letters = new Set('bcdfghjkmnpqrstuvwxyz'.split(''));

/** The equations that a question gives; an equation that only defines a function, or names a number, is none. */
export function equationsIn(question: string): readonly Equation[] {
	const tokens = withLettersApart(tokenize(question));
	return tokens.flatMap((token, at) => {
		if (token.kind !== 'relation' || token.relation !== 'equal') return [];
		const left = sideBefore(tokens, at);
		const right = parseExpression(tokens, at + 1, Math.min(tokens.length, at + longestSide), letters);
		if (!left || !right || isGoneOn(tokens[right.next])) return [];
		const unknowns = new Set(
			[left, right].flatMap(({ expression }) => partsOf(expression)).flatMap((part) => (part.kind === 'variable' ? [part.name] : [])),
		);
		const isName = [left, right].some(({ expression }) => expression.kind === 'variable') && !isEquationOfPowers(left, right);
		if (unknowns.size === 0 || isName) return [];
		const text = question.slice(tokens[left.start]?.start ?? 0, tokens[right.next - 1]?.end ?? 0);
		return [{ left: left.expression, right: right.expression, text, unknowns }];
	});
}

/** `x = 2x - 3` is an equation though one side is the unknown alone; `y = 2x + 1` and `x = 5` are names. */
function isEquationOfPowers(left: Parsed, right: Parsed): boolean {
	const [a, b] = [left, right].map(
		({ expression }) => new Set(partsOf(expression).flatMap((part) => (part.kind === 'variable' ? [part.name] : []))),
	);
	return a !== undefined && b !== undefined && a.size === 1 && [...a].every((name) => b.has(name));
}

function sideBefore(tokens: readonly Token[], at: number): (Parsed & { readonly start: number }) | undefined {
	let first = at;
	while (first > 0 && at - first < longestSide && !['relation', 'stop', 'newline'].includes(tokens[first - 1]?.kind ?? '')) first--;
	for (let start = first; start < at; start++) {
		const parsed = parseExpression(tokens, start, at, letters);
		if (parsed?.next !== at) continue;
		const before = tokens[start - 1];
		// `f(x) = …` and `5 + … = 7`: what begins here is a part of something else.
		const isPart = before !== undefined && (before.kind === 'operator' || (tokens[start]?.gap === 'none' && before.kind !== 'open'));
		return isPart ? undefined : { ...parsed, start };
	}
	return undefined;
}

const isGoneOn = (token: Token | undefined): boolean =>
	token !== undefined && (token.kind === 'operator' || (token.gap === 'none' && token.kind === 'word'));

/** `xy` is a product of two unknowns; words stay words. */
const withLettersApart = (tokens: readonly Token[]): readonly Token[] =>
	tokens.flatMap((token): readonly Token[] =>
		token.kind === 'word' && /^[xyz]{2,3}$/u.test(token.text)
			? [...token.text].map((text, index) => ({
					...token,
					text,
					start: token.start + index,
					end: token.start + index + 1,
					gap: index === 0 ? token.gap : 'none',
				}))
			: [token],
	);
