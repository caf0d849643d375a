import { type Claim, type Judgement, judge } from './compare.ts';
import { hasUnknownLetter } from './doubt.ts';
import type { Equality } from './equality.ts';
import { type Expression, isBare, partsOf } from './expression.ts';
import { type Parsed, parseExpression } from './parseExpression.ts';
import { bondAfter, bondBefore, isIntroduced, isListMark } from './surroundings.ts';
import type { Relation, Token } from './token.ts';
import { isMeasure } from './units.ts';

/** A side of more tokens is no sum that anybody reads; so the work for each token has a limit. */
const longestSide = 120;
const remainderAtMost = 3;

interface Side extends Parsed {
	readonly start: number;
	readonly isTentative: boolean;
}

/** Each equality between two numbers, in order. Of a chain `a = b = c` these are `a = b` and `b = c`. */
export function findEqualities(source: string, tokens: readonly Token[]): readonly Equality[] {
	const found: Equality[] = [];
	for (const [at, token] of tokens.entries()) {
		const equality = token.kind === 'relation' ? equalityAt(source, tokens, at, token.relation) : undefined;
		if (equality) found.push(equality);
	}
	return found;
}

function equalityAt(source: string, tokens: readonly Token[], at: number, relation: Relation): Equality | undefined {
	const right = sideAfter(tokens, at);
	if (!right) return undefined;
	// A line `- 3 + 4 = 1` is an entry of a list or a sum that begins with a sign: what holds is what is meant.
	const judged = sidesBefore(source, tokens, at).flatMap((left) => judgeSides({ source, tokens, at, relation, left, right }) ?? []);
	const best = judged.find(({ judgement }) => judgement.verdict === 'checked') ?? judged[0];
	return best && { text: source.slice(best.start, best.end), start: best.start, end: best.end, ...best.judgement };
}

/** A relation with what stands on both sides of it. */
interface Place {
	readonly source: string;
	readonly tokens: readonly Token[];
	readonly at: number;
	readonly relation: Relation;
	readonly left: Side;
	readonly right: Side;
}

interface Judged {
	readonly judgement: Judgement;
	readonly start: number;
	readonly end: number;
}

function judgeSides(place: Place): Judged | undefined {
	const { source, tokens, relation, left, right } = place;
	const [isLeftBare, isRightBare] = [isBare(left.expression), isBare(right.expression)];
	if (relation === 'verb' && (isLeftBare || !isRightBare || !endsClause(tokens, right.next))) return undefined;
	if (isLeftBare && tokens[place.at]?.text === '~') return undefined;
	if (isLeftBare && isRightBare && !areComparable(source, tokens, left, right)) return undefined;
	if (isLeftBare && partsOf(left.expression).some((part) => part.kind === 'measured' && !isMeasure(part.unit))) return undefined;
	const { judgement, next } = judgeClaim(place);
	if (!judgement || (judgement.verdict !== 'checked' && hasUnknownLetter(left.expression, right.expression))) return undefined;
	// `the average of 3 and 5 = 8 / 2`: a lone number may be the end of something else.
	if (isLeftBare && judgement.verdict !== 'checked' && !isIntroduced(tokens, left.start, source)) return undefined;
	// Of two lone numbers that differ one may be the name of the other: `1 = 5 points`.
	const isNaming = isLeftBare && isRightBare && next === right.next && !isChained(tokens, left.start) && judgement.verdict === 'refuted';
	return {
		judgement: isNaming ? { verdict: 'notCheckable' } : judgement,
		start: tokens[left.start]?.start ?? 0,
		end: tokens[next - 1]?.end ?? 0,
	};
}

/** Two lone numbers are compared where each stands for itself: not `1 km = 1000 m`, nor `Option 1 = 5`. */
function areComparable(source: string, tokens: readonly Token[], left: Side, right: Side): boolean {
	const hasSign = [left, right].some(({ expression }) =>
		partsOf(expression).some(({ kind }) => kind === 'percent' || kind === 'factorial' || kind === 'cut'),
	);
	const isUnit = ({ expression }: Side): boolean => partsOf(expression).some(({ kind }) => kind === 'measured');
	if (isUnit(left) !== isUnit(right) && !hasSign) return isChained(tokens, left.start);
	return isIntroduced(tokens, left.start, source) || (hasSign && !left.isTentative);
}

const isChained = (tokens: readonly Token[], start: number): boolean => tokens[start - 1]?.kind === 'relation';

/** `next`: the index behind all that belongs to the equality, such as its modulus. */
function judgeClaim(place: Place): { readonly judgement: Judgement | undefined; readonly next: number } {
	const { source, tokens, at, relation, left, right } = place;
	const modulus = relation === 'equal' || relation === 'congruent' ? modulusAfter(tokens, right.next, relation) : undefined;
	const leftAt = tokens[left.start]?.start ?? 0;
	const isAsked = tokens[right.next]?.text === '?';
	const isRounded =
		isStatedRounded(source, tokens, at, right.next) ||
		/\bround(?:ed|ing)?\b[^.\n]*$/iu.test(source.slice(Math.max(0, leftAt - 60), leftAt));
	const claim: Claim = {
		left: left.expression,
		right: right.expression,
		isApproximate: relation === 'approximate' || isRounded,
		isTentative:
			left.isTentative ||
			right.isTentative ||
			isAsked ||
			relation === 'compare' ||
			isInAnotherBase(source, tokens[right.next - 1]?.end ?? 0) ||
			(relation === 'congruent' && !modulus),
		...(modulus ? { modulus: modulus.expression } : {}),
	};
	if (relation === 'congruent' && claim.right.kind === 'binary' && claim.right.operator === 'mod') {
		const { left: rest, right: by } = claim.right;
		return { judgement: judge({ ...claim, right: rest, modulus: by, isTentative: left.isTentative }), next: right.next };
	}
	const remainder = remainderAfter(tokens, right.next);
	if (remainder) return { judgement: withRemainder(claim, remainder.expression), next: remainder.next };
	return { judgement: judge(claim), next: modulus?.next ?? right.next };
}

/** `1 + 1 = 10 in binary`. */
const isInAnotherBase = (source: string, end: number): boolean =>
	/^[^\n.;=]{0,30}\b(?:binary|hex(?:adecimal)?|octal|base)\b/iu.test(source.slice(end, end + 45));

/** `17 ÷ 5 = 3 remainder 2` says that 3 · 5 + 2 is 17. */
function withRemainder(claim: Claim, rest: Expression): Judgement | undefined {
	const { left, right } = claim;
	if (left.kind !== 'binary' || left.operator !== '/') return { verdict: 'notCheckable' };
	const product: Expression = { kind: 'binary', operator: '*', left: right, right: left.right, isDoubtful: false };
	const sum: Expression = { kind: 'binary', operator: '+', left: product, right: rest, isDoubtful: false };
	const { verdict } = judge({ ...claim, left: left.left, right: sum }) ?? { verdict: 'notCheckable' as const };
	if (verdict !== 'refuted') return { verdict };
	const quotient = judge({ ...claim, left: { ...left, operator: '//' }, right: nothing })?.expected;
	const modulo = judge({ ...claim, left: { ...left, operator: 'mod' }, right: nothing })?.expected;
	return { verdict, ...(quotient ? { expected: `${quotient} remainder ${modulo ?? 0}` } : {}) };
}

/** A number that no quotient is. */
const nothing: Expression = { kind: 'negative', of: { kind: 'number', text: '1' }, isDoubtful: false };

function remainderAfter(tokens: readonly Token[], next: number): Parsed | undefined {
	const at = tokens[next]?.text === ',' ? next + 1 : next;
	if (tokens[at]?.kind !== 'remainder') return undefined;
	for (let number = at + 1; number <= at + remainderAtMost; number++) {
		const token = tokens[number];
		if (token?.kind === 'number') return { expression: { kind: 'number', text: token.text }, next: number + 1 };
		if (token?.kind !== 'word' && token?.kind !== 'open') return undefined;
	}
	return undefined;
}

/** `(mod 5)` or `\pmod{5}` behind a side, or at the end of the chain that it is in. */
function modulusAfter(tokens: readonly Token[], next: number, relation: Relation): Parsed | undefined {
	const last = relation === 'congruent' ? next + longestSide : next + 1;
	for (let at = next; at < last; at++) {
		const token = tokens[at];
		if (token === undefined || token.kind === 'stop' || token.kind === 'newline') return undefined;
		const sign = tokens[at + 1];
		const isBracket = token.kind === 'open' && sign?.kind === 'operator' && sign.operator === 'mod';
		const isCommand = token.kind === 'command' && token.text === 'pmod';
		if (!isBracket && !isCommand) continue;
		const by = parseExpression(tokens, isBracket ? at + 2 : at + 1, at + 12);
		return by && { expression: by.expression, next: at > next ? next : by.next + (isBracket ? 1 : 0) };
	}
	return undefined;
}

/** The side behind a relation: the longest sum that begins there, if nothing makes it part of something that is no number. */
function sideAfter(tokens: readonly Token[], at: number): Side | undefined {
	let start = at + 1;
	if (tokens[start]?.kind === 'newline') start++;
	while (isApproximately(tokens[start])) start++;
	const parsed = parseExpression(tokens, start, Math.min(tokens.length, start + longestSide));
	if (!parsed) return undefined;
	const token = tokens[parsed.next];
	const isModulus = token?.kind === 'command' && token.text === 'pmod';
	const bond = isModulus || token?.kind === 'remainder' ? 'free' : bondAfter(tokens, parsed.next);
	return bond === 'joined' ? undefined : { ...parsed, start, isTentative: bond === 'perhaps' };
}

const isApproximately = (token: Token | undefined): boolean =>
	token !== undefined &&
	(/^(?:about|approximately|approx|roughly|around|nearly|almost|exactly|just|only|also|simply|~)$/iu.test(token.text) ||
		(token.kind === 'relation' && token.relation === 'approximate'));

/** The sides that may be meant before a relation; all but one where a line begins with a sign. */
function sidesBefore(source: string, tokens: readonly Token[], at: number): readonly Side[] {
	const end = tokens[at - 1]?.kind === 'newline' && !/\n.*\n/su.test(tokens[at - 1]?.text ?? '') ? at - 1 : at;
	for (let start = runBefore(tokens, end); start < end; start++) {
		if (!canBegin(tokens[start])) continue;
		const side = sideBetween(source, tokens, start, end);
		if (side === 'joined') return [];
		if (!side) continue;
		if (!isListMark(tokens, start)) return [side];
		const entry = sideBetween(source, tokens, start + 1, end);
		return entry && entry !== 'joined' ? [entry, side] : [side];
	}
	return [];
}

function sideBetween(source: string, tokens: readonly Token[], start: number, end: number): Side | 'joined' | undefined {
	const parsed = parseExpression(tokens, start, end);
	if (!parsed || parsed.next !== end) return undefined;
	const bond = bondBefore(tokens, start, source);
	return bond === 'joined' ? 'joined' : { ...parsed, start, isTentative: bond === 'perhaps' };
}

/** Where the row of tokens begins that can be part of a sum which ends at `end`. */
function runBefore(tokens: readonly Token[], end: number): number {
	let depth = 0;
	let start = end;
	for (let at = end - 1; at >= 0 && end - at <= longestSide; at--) {
		const token = tokens[at];
		if (token === undefined || token.kind === 'relation' || token.kind === 'unknown') break;
		if (token.kind === 'newline' && tokens[at - 1]?.kind !== 'operator') break;
		if (token.kind === 'stop' && !(token.text === ',' && depth > 0)) break;
		if (token.kind === 'close') depth++;
		if (token.kind === 'open') depth--;
		start = at;
	}
	return start;
}

function canBegin(token: Token | undefined): boolean {
	switch (token?.kind) {
		case 'number':
		case 'open':
		case 'pipe':
		case 'command':
			return true;
		case 'operator':
			return token.operator === '+' || token.operator === '-';
		case 'word':
			return /^(?:sqrt|gcd|lcm|max|min|abs|floor|ceil|round|log|ln|exp|sin|cos|tan)$/iu.test(token.text);
		default:
			return false;
	}
}

/** `12 / 4 is 3 times as much` says nothing of 12 / 4. */
function endsClause(tokens: readonly Token[], next: number): boolean {
	const token = tokens[next];
	if (token === undefined || token.kind === 'stop' || token.kind === 'newline' || token.kind === 'close' || token.gap === 'boundary')
		return true;
	return token.kind === 'word' && /^(?:and|so|which|then|because|but|since|as|not)$/iu.test(token.text);
}

/** `= about 3.3`, `= 3.33 (rounded)`, `= 3 to the nearest whole number`. */
function isStatedRounded(source: string, tokens: readonly Token[], at: number, next: number): boolean {
	const relation = tokens[at];
	if (isApproximately(tokens[at + 1]) && !/^(?:exactly|just|only|also|simply)$/iu.test(tokens[at + 1]?.text ?? '')) return true;
	const from = tokens[next - 1]?.end ?? relation?.end ?? 0;
	const behind = /^[^\n.;]{0,60}/u.exec(source.slice(from, from + 60))?.[0] ?? '';
	return (
		/\bround(?:ed|ing|s)?\b|\bapprox|\bnearest\b|\bdecimal places?\b|\bsignificant\b|\bs\.?f\b|\bd\.?p\b/iu.test(behind) &&
		!/=/u.test(behind)
	);
}
