import { type Expression, partsOf } from './expression.ts';
import { parseExpression } from './parseExpression.ts';
import type { Token } from './token.ts';
import { tokenize } from './tokenize.ts';

/** A number that an answer gives for an unknown, at its place in the text. */
export interface FinalAnswer {
	readonly name: string;
	readonly value: Expression;
	readonly text: string;
	readonly start: number;
	readonly end: number;
	/** A decimal number, so that the solution may have been rounded. */
	readonly isRounded: boolean;
}

/**
 * The last `x = 7` for each unknown, with the alternatives behind it in the same sentence. A lone number, as in `\boxed{7}`, counts only
 * where the question asks for the one unknown and nothing else.
 */
export function finalAnswers(answer: string, names: ReadonlySet<string>, takesLoneNumber: boolean): readonly FinalAnswer[] {
	const tokens = tokenize(answer);
	const named = [...names].flatMap((name) => lastNamed(answer, tokens, name));
	const [only] = names;
	return named.length > 0 || !takesLoneNumber || only === undefined ? named : loneNumber(answer, tokens, only);
}

function lastNamed(answer: string, tokens: readonly Token[], name: string): readonly FinalAnswer[] {
	const all = tokens.flatMap((_, at) => namedAt(answer, tokens, name, at));
	const last = all.at(-1);
	if (!last) return [];
	// `x = 2 or x = 5` gives both.
	return all.filter(({ end }, index) => index === all.length - 1 || isJoined(answer.slice(end, all[index + 1]?.start)));
}

const isJoined = (between: string): boolean => /^[\s\\)($,.*]*(?:or|and|,|\\text\{\s*(?:or|and)\s*\}|\\quad)[\s\\($*]*$/u.test(between);

function namedAt(answer: string, tokens: readonly Token[], name: string, at: number): readonly FinalAnswer[] {
	const [token, relation] = [tokens[at], tokens[at + 1]];
	if (token?.kind !== 'word' || token.text !== name || relation?.kind !== 'relation' || relation.relation === 'congruent') return [];
	const before = tokens[at - 1];
	if (before !== undefined && (before.kind === 'operator' || (token.gap === 'none' && before.kind !== 'open'))) return [];
	const number = numberAt(answer, tokens, at + 2, name);
	return number ? [{ ...number, start: token.start }] : [];
}

function loneNumber(answer: string, tokens: readonly Token[], name: string): readonly FinalAnswer[] {
	const boxed = answer.lastIndexOf('\\boxed');
	const at =
		boxed >= 0 ? tokens.findIndex(({ start }) => start > boxed) : tokens.findIndex(({ kind }) => kind === 'number' || kind === 'operator');
	const number = at < 0 ? undefined : numberAt(answer, tokens, at, name);
	const isAlone = boxed >= 0 || tokens.filter(({ kind }) => kind === 'number').length === 1;
	return number && isAlone ? [number] : [];
}

function numberAt(answer: string, tokens: readonly Token[], at: number, name: string): FinalAnswer | undefined {
	const parsed = parseExpression(tokens, at, Math.min(tokens.length, at + 30));
	const isBraced = parsed?.expression.kind === 'group' && tokens[at]?.text === '{';
	const [first, last] = [tokens[isBraced ? at + 1 : at], parsed && tokens[parsed.next - (isBraced ? 2 : 1)]];
	const next = parsed && tokens[parsed.next];
	if (
		!parsed ||
		!first ||
		!last ||
		next?.kind === 'operator' ||
		next?.kind === 'relation' ||
		(next?.gap === 'none' && next.kind === 'word')
	)
		return undefined;
	const isRounded = partsOf(parsed.expression).some((part) => part.kind === 'number' && /\d[.,]\d/u.test(part.text));
	return { name, value: parsed.expression, text: answer.slice(first.start, last.end), start: first.start, end: last.end, isRounded };
}
