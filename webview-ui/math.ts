import { marksIn, withoutMarks } from './marks.ts';

/** A formula taken out of Markdown; `source` is what stood there, delimiters included. */
export interface Formula {
	readonly tex: string;
	readonly display: boolean;
	readonly source: string;
}

export interface TextWithFormulas {
	/** The Markdown with a mark in the place of each formula. */
	readonly text: string;
	readonly formulas: readonly Formula[];
}

/** Longer ones are shown as source: KaTeX takes time in proportion, and nobody reads such a line. */
const longestFormula = 2000;

// U+FDD0 and U+FDD1 are noncharacters: no text holds them, and Markdown takes them for letters.
const marks = /\uFDD0(\d+)\uFDD1/gu;
const strayMarks = /[\uFDD0\uFDD1]/gu;

const environments = 'align|aligned|alignat|equation|gather|gathered|multline|split|cases|array|[pbBvV]?matrix';
const openers = new RegExp(
	[
		'^[ \\t>]*(?:(?:[-*+]|\\d{1,9}[.)])[ \\t]+)?(?<fence>`{3,}|~{3,})[^\\n`]*$',
		'(?<ticks>`+)',
		'(?<dollars>\\$\\$?)',
		'\\\\(?<bracket>[([])',
		'(?<boxed>\\\\boxed\\s?\\{)',
		`\\\\begin\\{(?<environment>(?:${environments})\\*?)\\}`,
		'\\\\[^]',
	].join('|'),
	'gmu',
);

/**
 * Takes formulas out of one block of Markdown, before Markdown can read their backslashes and underscores: `$…$` by Pandoc's rules, `$$…$$`,
 * `\(…\)`, `\[…\]`, a bare `\boxed{…}` and bare environments. Code stays untouched, and no formula crosses a blank line.
 */
export function takeMathOut(markdown: string): TextWithFormulas {
	const source = markdown.replaceAll(strayMarks, '\uFFFD');
	const formulas: Formula[] = [];
	const ticksWithoutCloser = new Set<number>();
	let text = '';
	let copiedTo = 0;

	const scan = new RegExp(openers);
	for (let match = scan.exec(source); match; match = scan.exec(source)) {
		const { fence, ticks, dollars, bracket, boxed, environment } = match.groups ?? {};
		const inner = scan.lastIndex;
		if (fence !== undefined) {
			scan.lastIndex = endOfFence(source, inner, fence);
		} else if (ticks !== undefined) {
			if (!ticksWithoutCloser.has(ticks.length)) {
				const end = endOfCodeSpan(source, inner, ticks.length);
				if (end === undefined) ticksWithoutCloser.add(ticks.length);
				scan.lastIndex = end ?? inner;
			}
		} else {
			const found = findFormula({ dollars, bracket, boxed, environment }, source, match.index, inner);
			if (found) {
				const whole = source.slice(match.index, found.end);
				text += `${source.slice(copiedTo, match.index)}\uFDD0${formulas.length}\uFDD1${marksIn(whole)}`;
				formulas.push({ tex: withoutMarks(found.tex).trim(), display: found.display, source: withoutMarks(whole) });
				copiedTo = found.end;
				scan.lastIndex = found.end;
			}
		}
	}
	return { text: text + source.slice(copiedTo), formulas };
}

/** Splits text at its marks, in order. */
export function splitAtFormulas(text: string, formulas: readonly Formula[]): (string | Formula)[] {
	return text.split(marks).flatMap((part, index): readonly (string | Formula)[] => {
		if (index % 2 === 0) return part === '' ? [] : [part];
		const formula = formulas[Number(part)];
		return formula ? [formula] : [];
	});
}

/** For places where a formula is no formula: code, link targets. */
export const putMathBack = (text: string, formulas: readonly Formula[]): string =>
	text.replaceAll(marks, (_, index) => formulas[Number(index)]?.source ?? '');

interface Opener {
	readonly dollars: string | undefined;
	readonly bracket: string | undefined;
	readonly boxed: string | undefined;
	readonly environment: string | undefined;
}

interface Found {
	readonly tex: string;
	readonly display: boolean;
	readonly end: number;
}

function findFormula(opener: Opener, source: string, start: number, inner: number): Found | undefined {
	const rest = paragraphFrom(source, inner);
	const upTo = (length: number | undefined, closer: string, display: boolean): Found | undefined =>
		length === undefined || rest.slice(0, length).trim() === ''
			? undefined
			: { tex: rest.slice(0, length), display, end: inner + length + closer.length };

	if (opener.dollars === '$') return upTo(closingDollar(rest), '$', false);
	if (opener.dollars === '$$') return upTo(indexIn(rest, '$$'), '$$', true);
	if (opener.bracket === '(') return upTo(indexIn(rest, '\\)'), '\\)', false);
	if (opener.bracket === '[') return upTo(indexIn(rest, '\\]'), '\\]', true);
	if (opener.boxed !== undefined) return whole(source, start, inner, closingBrace(rest), '}', false);
	if (opener.environment !== undefined) {
		const closer = `\\end{${opener.environment}}`;
		return whole(source, start, inner, indexIn(rest, closer), closer, true);
	}
	return undefined;
}

/** Of a bare command the delimiters belong to the TeX. */
function whole(
	source: string,
	start: number,
	inner: number,
	length: number | undefined,
	closer: string,
	display: boolean,
): Found | undefined {
	if (length === undefined) return undefined;
	const end = inner + length + closer.length;
	return { tex: source.slice(start, end), display, end };
}

/** What a formula may reach: the same paragraph, and not too far. */
function paragraphFrom(source: string, from: number): string {
	const rest = source.slice(from, from + longestFormula + 20);
	const blank = rest.search(/\n[ \t>]*\n/u);
	return blank < 0 ? rest : rest.slice(0, blank);
}

function indexIn(text: string, closer: string): number | undefined {
	const at = text.indexOf(closer);
	return at < 0 || at > longestFormula ? undefined : at;
}

/** Pandoc: no space inside the dollars, no digit behind the closing one. So prices stay prices. */
function closingDollar(text: string): number | undefined {
	if (/^[\s$]/u.test(text)) return undefined;
	const at = text.search(/(?<!\\)\$/u);
	return at > 0 && at <= longestFormula && !/\s/u.test(text[at - 1] ?? ' ') && !/\d/u.test(text[at + 1] ?? '') ? at : undefined;
}

function closingBrace(text: string): number | undefined {
	let depth = 1;
	for (let at = 0; at < Math.min(text.length, longestFormula); at++) {
		const char = text[at];
		if (char === '\\') at++;
		else if (char === '{') depth++;
		else if (char === '}' && --depth === 0) return at;
	}
	return undefined;
}

function endOfFence(source: string, from: number, fence: string): number {
	const closer = new RegExp(`^[ \\t>]*${fence[0]}{${fence.length},}[ \\t]*$`, 'gmu');
	closer.lastIndex = from;
	return closer.test(source) ? closer.lastIndex : source.length;
}

function endOfCodeSpan(source: string, from: number, length: number): number | undefined {
	const run = /`+/gu;
	run.lastIndex = from;
	for (let match = run.exec(source); match; match = run.exec(source)) {
		if (match[0].length === length) return run.lastIndex;
	}
	return undefined;
}
