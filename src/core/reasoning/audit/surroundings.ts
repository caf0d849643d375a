import type { Token, TokenKind } from './token.ts';

/** How far what stands beside a side may be part of it: not at all, perhaps by its words, or surely, so that the side is no number. */
export type Bond = 'free' | 'perhaps' | 'joined';

/** Words that change the number behind them: `half of 10`, `the average of 3 and 5`. */
const modifier =
	/\b(?:half|third|quarter|fifth|tenth|twice|thrice|double|triple|squared?|cubed?|roots?|average|mean|median|mode|negative|log|ln|sine?|cos(?:ine)?|tan(?:gent)?|digits?|remainder|factorial|absolute|reciprocal|inverse|percent(?:age)?|logarithm|more|less|fewer|larger|smaller|greater)\s+(?:(?:of|than|the|value|that|all|both|number|numbers)\s+)*$|\b(?:add|adding|subtract|subtracting|multiply|multiplying|divide|dividing|increase|decrease|raise|reduce)\w*\s+\S+\s+(?:by|to|from|with)\s+$|\b(?:by|than)\s+$/iu;

/** Words before a lone number that leave it what it is: `so 25 = 25`. */
const introduction =
	/(?:^|[\s(])(?:so|then|thus|hence|that|therefore|get|gets|have|has|check|verify|because|since|means?|gives?|yields?|now|becomes|indeed|obtain|leaves?|verification|confirm\w*|equation|i\.e\.|left|both)\s*$/iu;

/** What stands before a side that begins at `start`. */
export function bondBefore(tokens: readonly Token[], start: number, source: string): Bond {
	const token = tokens[start];
	const before = tokens[start - 1];
	if (!token || !before) return 'free';
	if (token.kind === 'operator' && isBetween(tokens, start)) return token.operator === '-' && isProse(before) ? 'perhaps' : 'joined';
	switch (before.kind) {
		case 'stop':
		case 'newline':
		case 'relation':
		case 'open':
		case 'pipe':
			return 'free';
		case 'operator':
			if (isListMark(tokens, start - 1)) return 'free';
			return /^\p{L}/u.test(before.text) ||
				(before.gap === 'space' && token.gap === 'space' && /[-–−]/u.test(before.text) && isProse(tokens[start - 2]))
				? 'perhaps'
				: 'joined';
		case 'word':
			if (token.gap === 'boundary') return 'free';
			if (token.gap === 'none') return 'joined';
			if (/^\p{L}$/u.test(before.text) && !/^[aAI]$/u.test(before.text)) return token.kind === 'open' ? 'joined' : 'perhaps';
			if (token.kind === 'open' && before.text.length < 4 && /^(?:log|ln|sin|cos|tan|exp|det|lim)$/iu.test(before.text)) return 'joined';
			return modifier.test(source.slice(Math.max(0, token.start - 60), token.start)) ? 'perhaps' : 'free';
		case 'ellipsis':
			return tokens[start - 2]?.kind === 'operator' ? 'joined' : 'free';
		case 'close':
			if (token.gap === 'boundary' || isEnumerated(tokens, start - 1)) return 'free';
			return token.gap === 'none' ? 'joined' : 'perhaps';
		case 'command':
			return token.gap === 'boundary' ? 'free' : 'joined';
		case 'unknown':
			return token.gap === 'none' ? 'joined' : 'perhaps';
		default:
			return token.gap === 'boundary' ? 'free' : 'perhaps';
	}
}

/** Whether a sign stands between two numbers rather than before one. What is before it may be a blank to be filled in: `□ + 5 = 9`. */
function isBetween(tokens: readonly Token[], at: number): boolean {
	const [before, sign, after] = [tokens[at - 1], tokens[at], tokens[at + 1]];
	if (before === undefined || sign === undefined || isListMark(tokens, at)) return false;
	const isApart = after?.gap !== 'none';
	if (operandEnds.has(before.kind)) return sign.gap === 'none' || isApart;
	return isApart && before.kind === 'stop' && !/^[.,;:⇒→]$/u.test(before.text);
}

const operandEnds: ReadonlySet<TokenKind> = new Set(['word', 'close', 'pipe', 'number', 'raised', 'percent', 'bang', 'unknown', 'command']);

const isProse = (token: Token | undefined): boolean => token === undefined || (token.kind === 'word' && token.text.length > 2);

/** `- `, `+ ` at the head of a line. */
export function isListMark(tokens: readonly Token[], at: number): boolean {
	const before = tokens[at - 1];
	const sign = tokens[at];
	return (
		(before === undefined || before.kind === 'newline') &&
		sign?.kind === 'operator' &&
		/^[-+–]$/u.test(sign.text) &&
		tokens[at + 1]?.gap !== 'none'
	);
}

/** `1)`, `(a)`, `[2]` at the head of a line or sentence. */
function isEnumerated(tokens: readonly Token[], close: number): boolean {
	const inner = tokens[close - 1];
	if (inner?.kind !== 'number' && inner?.kind !== 'word') return false;
	const opener = tokens[close - 2];
	const before = opener?.kind === 'open' ? tokens[close - 3] : opener;
	return before === undefined || before.kind === 'newline' || before.kind === 'stop';
}

/** Whether a lone number stands for itself, and not for what the words before it make of it. */
export function isIntroduced(tokens: readonly Token[], start: number, source: string): boolean {
	const before = tokens[start - 1];
	if (before?.text === ',') return tokens[start - 2]?.kind !== 'number';
	const isFormula = /\\[([]|\$\$|\*\*|`/u.test(source.slice(before?.end ?? 0, tokens[start]?.start ?? 0));
	if (before?.kind !== 'word' || isFormula) return bondBefore(tokens, start, source) === 'free';
	return introduction.test(source.slice(Math.max(0, before.start - 1), before.end));
}

/** What stands behind a side that ends before `next`. */
export function bondAfter(tokens: readonly Token[], next: number): Bond {
	const token = tokens[next];
	if (!token) return 'free';
	const isGlued = token.gap === 'none';
	switch (token.kind) {
		case 'word':
			if (isGlued) return 'joined';
			return /^\p{L}$/u.test(token.text) && !/^[aAIRr]$/u.test(token.text) && token.gap !== 'boundary' ? 'joined' : 'free';
		case 'open':
			return isGlued ? 'joined' : 'free';
		case 'unknown':
			return isGlued ? 'joined' : 'perhaps';
		case 'command':
			return token.gap === 'boundary' || /^r(?:floor|ceil)$/u.test(token.text) ? 'free' : 'joined';
		case 'operator':
			return bondOfOperator(tokens, next);
		case 'newline':
			return isContinued(tokens, next + 1) ? 'perhaps' : 'free';
		case 'number':
		case 'raised':
		case 'bang':
			return 'perhaps';
		case 'percent':
			return 'joined';
		default:
			return 'free';
	}
}

/** `7 + x` goes on; `7 - which is` does not. */
function bondOfOperator(tokens: readonly Token[], at: number): Bond {
	const [operator, after] = [tokens[at], tokens[at + 1]];
	if (operator?.kind !== 'operator') return 'free';
	const isWord = after?.kind === 'word' && after.text.length > 1;
	if (/^\p{L}/u.test(operator.text)) return isWord ? 'perhaps' : 'joined';
	const isDash = operator.operator === '-' && operator.gap !== 'none' && (after === undefined || after.gap !== 'none');
	if (!isDash) return 'joined';
	if (after === undefined || after.kind === 'newline' || (after.kind === 'stop' && /^[.,;:]$/u.test(after.text))) return 'free';
	return isWord ? 'perhaps' : 'joined';
}

/** A line that begins with a sign may go on with the sum of the line before. */
function isContinued(tokens: readonly Token[], at: number): boolean {
	const sign = tokens[at];
	return sign?.kind === 'operator' && sign.operator !== '-' && tokens[at + 1]?.kind === 'number' && sign.text !== '+';
}
