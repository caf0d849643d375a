import type { ContextFile, FileIdentity } from '../model.ts';
import { withoutHalfPair } from './cursorSnapshot.ts';
import { editDistance } from './editDistance.ts';
import { indentOf } from './extent.ts';

/**
 * The prompt: text before the anchor, text after the cursor, and the middle that has begun with what lies between anchor and
 * cursor. As long as anchor and suffix stay, a keystroke only appends to the prompt, and the engine evaluates a token or two.
 */
export interface Window {
	readonly prefix: string;
	readonly middle: string;
	readonly suffix: string;
	/** Text from elsewhere, before the prefix. */
	readonly context?: readonly ContextFile[];
	/** Told where there is context. */
	readonly file?: FileIdentity;
}

/** In characters, some four to a token. */
export interface WindowBudget {
	readonly prefix: number;
	readonly suffix: number;
	readonly middle: number;
}

/** 512, 96 and 512 tokens: a processor evaluates that in seconds. */
export const windowBudget: WindowBudget = { prefix: 2048, suffix: 384, middle: 2048 };
/** Another 256 tokens for text from elsewhere. */
export const contextBudgetCharacters = 1024;

/**
 * The window at the cursor: the previous one moved along where it still holds, else a new one. While somebody types it holds as long as it can;
 * where they rest, a new one is taken in good time. `freshShare`: how much of the budget a window gets of which nothing is read yet.
 */
export function windowAt(
	before: string,
	after: string,
	previous?: Window,
	isResting = false,
	budget = budgetFor(before, after),
	freshShare = 1,
): Pick<Window, 'prefix' | 'middle' | 'suffix'> {
	const mostMiddle = isResting ? budget.middle / 2 : budget.middle;
	const kept = previous === undefined ? undefined : keep(previous, before, mostMiddle);
	const fresh = { ...budget, prefix: Math.floor(budget.prefix * freshShare), suffix: Math.floor(budget.suffix * freshShare) };
	const goesOn = kept ?? (previous === undefined ? undefined : goOn(before, previous, budget));
	const suffix =
		previous !== undefined && stillFollows(previous.suffix, after)
			? previous.suffix
			: suffixOf(after, goesOn === undefined ? fresh : budget);
	const { prefix, middle } = goesOn ?? anchored(before, fresh);
	return { prefix, middle, suffix };
}

/** Letters beyond ASCII take several times the tokens: with less of them the prompt still fits the context. */
function budgetFor(before: string, after: string): WindowBudget {
	const { prefix, suffix, middle } = windowBudget;
	const sample = before.slice(-prefix - middle) + after.slice(0, suffix);
	const beyondAscii = sample.match(/[\u0080-\uFFFF]/g)?.length ?? 0;
	const share = sample.length / Math.max(1, sample.length + 2 * beyondAscii);
	const scaled = (characters: number): number => Math.floor(characters * share);
	return beyondAscii === 0 ? windowBudget : { prefix: scaled(prefix), suffix: scaled(suffix), middle: scaled(middle) };
}

type BeforeCursor = Pick<Window, 'prefix' | 'middle'>;

/** The anchor holds while the text before it is untouched and the cursor stays behind it, not too far. */
function keep(previous: Window, before: string, mostMiddle: number): BeforeCursor | undefined {
	const start = startIn(before, previous.prefix);
	const middle = before.slice(start + previous.prefix.length);
	return start < 0 || middle.length > mostMiddle ? undefined : { prefix: previous.prefix, middle };
}

/** Where a prefix lies now; lines added far above it may have moved it. */
const startIn = (before: string, prefix: string): number => (before.startsWith(prefix) ? 0 : before.lastIndexOf(prefix));

/**
 * Whether the suffix is still what follows, or nearly: a new one is read anew, with all that comes behind it, so edits far below wait for the next
 * one. Brackets and quotes that the editor closed by itself since then stay out of it, also
 * where Enter put them on a line of their own.
 */
function stillFollows(suffix: string, after: string): boolean {
	const closed = /^(?:\n[\t ]*(?=[)\]}]))?[)\]}"'`>]{0,4}/.exec(after)?.[0] ?? '';
	const rests = Array.from({ length: closed.length + 1 }, (_, typed) => after.slice(typed));
	return (
		rests.some((rest) => rest.startsWith(suffix) && (suffix !== '' || rest === '')) || rests.some((rest) => followsNearly(suffix, rest))
	);
}

/** The line that comes next counts most, and must be the same. */
function followsNearly(suffix: string, rest: string): boolean {
	const [nextLine] = /^\s*\S[^\n]*(?:\n|$)/.exec(suffix) ?? [];
	const most = Math.floor(suffix.length * frozenShare);
	return (
		nextLine !== undefined &&
		rest.startsWith(nextLine) &&
		editDistance(suffix.slice(nextLine.length), rest.slice(nextLine.length, suffix.length), most) !== undefined
	);
}

/** As other editors do. */
const frozenShare = 0.1;

/** Ends at a line end where one is near. */
function suffixOf(after: string, budget: WindowBudget): string {
	if (after.length <= budget.suffix) {
		return after;
	}
	const lineEnd = after.lastIndexOf('\n', budget.suffix);
	return withoutHalfPair(after.slice(0, lineEnd > budget.suffix / 2 ? lineEnd + 1 : budget.suffix));
}

/** A new anchor; the start of the prefix stays where it was as long as the budget allows, so that its evaluation is kept. */
function goOn(before: string, previous: Window, budget: WindowBudget): BeforeCursor | undefined {
	const anchor = anchorIn(before, budget);
	const start = startIn(before, previous.prefix);
	return start >= 0 && start <= anchor && anchor - start <= budget.prefix
		? { prefix: before.slice(start, anchor), middle: before.slice(anchor) }
		: undefined;
}

function anchored(before: string, budget: WindowBudget): BeforeCursor {
	const anchor = anchorIn(before, budget);
	return { prefix: before.slice(startOf(before, anchor, budget), anchor), middle: before.slice(anchor) };
}

const nearestAnchorLines = 3;
const farthestAnchorLines = 8;

/** The start of the least indented line three to eight lines above the cursor, the farthest of these. */
function anchorIn(before: string, budget: WindowBudget): number {
	const longest = budget.middle / 4;
	let lineStart = before.lastIndexOf('\n') + 1;
	if (before.length - lineStart > longest) {
		return wordStart(before, before.length - longest / 2);
	}
	let anchor = lineStart;
	let least = Number.POSITIVE_INFINITY;
	for (let above = 1; above <= farthestAnchorLines && lineStart > 0; above++) {
		const start = lineStart < 2 ? 0 : before.lastIndexOf('\n', lineStart - 2) + 1;
		if (before.length - start > longest) {
			break;
		}
		const line = before.slice(start, lineStart - 1);
		const indent = line.trim() === '' ? Number.POSITIVE_INFINITY : indentOf(line);
		if (above <= nearestAnchorLines || indent <= least) {
			anchor = start;
			least = above < nearestAnchorLines ? Number.POSITIVE_INFINITY : indent;
		}
		lineStart = start;
	}
	return anchor;
}

/** In a very long line: behind a separator, so that no word is split. */
function wordStart(before: string, from: number): number {
	const separator = /[\s,;{}()]/.exec(before.slice(from, -1));
	return separator === null ? from + (isLowSurrogate(before, from) ? 1 : 0) : from + separator.index + 1;
}

const isLowSurrogate = (text: string, at: number): boolean => /[\uDC00-\uDFFF]/.test(text.charAt(at));

/** A line start about two thirds of the budget before the anchor: there is room to grow before the start must move. */
function startOf(before: string, anchor: number, budget: WindowBudget): number {
	if (anchor <= budget.prefix) {
		return 0;
	}
	const earliest = anchor - Math.floor((budget.prefix * 2) / 3);
	const lineEnd = before.indexOf('\n', earliest);
	return lineEnd >= 0 && lineEnd + 1 < anchor ? lineEnd + 1 : earliest + (isLowSurrogate(before, earliest) ? 1 : 0);
}
