import { type LineChange, lineDiff } from './lineDiff.ts';

/** A change of some lines of a document that can be taken or left by itself. */
export type Hunk = LineChange;

/** What there is to decide on: a text, and changes of it. */
export interface Hunks {
	/** The document as it is, line by line. */
	readonly lines: readonly string[];
	/** In order, none touching the next; places are those of `lines`. */
	readonly hunks: readonly Hunk[];
}

/** A row of a review: a line of the document, or one that would go or come. */
export interface ReviewRow {
	readonly kind: 'same' | 'removed' | 'added';
	readonly text: string;
	/** Index of the hunk. */
	readonly hunk?: number;
	/** What differs from the line's counterpart, in UTF-16 units, where it has one. */
	readonly changed?: { readonly from: number; readonly to: number };
}

/** Replaces a range of a document, given as VS Code gives it: lines and UTF-16 units. */
export interface TextEdit {
	readonly from: { readonly line: number; readonly character: number };
	readonly to: { readonly line: number; readonly character: number };
	/** With `\n` line ends. */
	readonly text: string;
}

/** Both texts with `\n` line ends. */
export function hunksOf(before: string, after: string): Hunks {
	const lines = before.split('\n');
	return { lines, hunks: lineDiff(lines, after.split('\n')) };
}

/** Hunk `index` is in the text now; the others move along. */
export function accepted({ lines, hunks }: Hunks, index: number): Hunks {
	const hunk = hunks[index];
	if (hunk === undefined) {
		return { lines, hunks };
	}
	const shift = hunk.added.length - hunk.removed.length;
	return {
		lines: [...lines.slice(0, hunk.at), ...hunk.added, ...lines.slice(hunk.at + hunk.removed.length)],
		hunks: hunks.flatMap((other, at) => (at === index ? [] : [at < index ? other : { ...other, at: other.at + shift }])),
	};
}

/** Hunk `index` is no longer proposed. */
export const rejected = ({ lines, hunks }: Hunks, index: number): Hunks => ({ lines, hunks: hunks.filter((_, at) => at !== index) });

/** The text with all hunks that are left. */
export const proposedText = (state: Hunks): string =>
	state.hunks.reduceRight((lines, _, index) => accepted({ lines, hunks: state.hunks }, index).lines, state.lines).join('\n');

/** The whole document with what would go and what would come, one above the other. */
export function reviewRows({ lines, hunks }: Hunks): readonly ReviewRow[] {
	const rows: ReviewRow[] = [];
	let line = 0;
	for (const [index, hunk] of hunks.entries()) {
		rows.push(...lines.slice(line, hunk.at).map((text) => ({ kind: 'same' as const, text })));
		const pairs = hunk.removed.length === hunk.added.length;
		const row = (kind: 'removed' | 'added', text: string, other: string | undefined): ReviewRow => ({
			kind,
			text,
			hunk: index,
			...(pairs && other !== undefined ? changedPart(text, other) : {}),
		});
		rows.push(...hunk.removed.map((text, at) => row('removed', text, hunk.added[at])));
		rows.push(...hunk.added.map((text, at) => row('added', text, hunk.removed[at])));
		line = hunk.at + hunk.removed.length;
	}
	rows.push(...lines.slice(line).map((text) => ({ kind: 'same' as const, text })));
	return rows;
}

/** The edit that puts a hunk into a document of these lines, also where the hunk reaches its end. */
export function editOf(lines: readonly string[], { at, removed, added }: Hunk): TextEdit {
	const end = at + removed.length;
	if (end < lines.length) {
		return { from: { line: at, character: 0 }, to: { line: end, character: 0 }, text: added.map((line) => `${line}\n`).join('') };
	}
	const to = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
	return at === 0
		? { from: { line: 0, character: 0 }, to, text: added.join('\n') }
		: {
				from: { line: at - 1, character: lines[at - 1]?.length ?? 0 },
				to,
				text: added.map((line) => `\n${line}`).join(''),
			};
}

/** Between what two lines begin and end with alike; nothing where they have too little in common for that to tell anything. */
function changedPart(text: string, other: string): { readonly changed?: { readonly from: number; readonly to: number } } {
	const shorter = Math.min(text.length, other.length);
	let from = 0;
	while (from < shorter && text[from] === other[from]) from++;
	let same = 0;
	while (same < shorter - from && text.at(-1 - same) === other.at(-1 - same)) same++;
	const shared = text.slice(0, from).trim().length + text.slice(text.length - same).trim().length;
	return from < text.length - same && shared >= 0.3 * text.trim().length ? { changed: { from, to: text.length - same } } : {};
}
