import { squeeze } from '../text.ts';
import { changesBetween } from './changes.ts';
import type { FixRequest } from './fixRequest.ts';
import { candidateOf } from './gates/gate.ts';
import { silencesNothing } from './gates/suppressions.ts';

/** A quick fix that the language offers for a problem; places are offsets of the text. */
export interface QuickFix {
	readonly title: string;
	readonly edits: readonly { readonly from: number; readonly to: number; readonly text: string }[];
}

/** Of one problem, and the length of each. */
export const mostSuggestions = 3;
export const longestSuggestion = 300;
const longestLine = 120;

/** What a quick fix would do, on one line: its title, with the line that it makes where that is only one, and short. */
export function suggestionOf({ title, edits }: QuickFix, text: string): string {
	const after = edited(text, edits);
	const lines = after.split('\n');
	const made = changesBetween(text, after)
		.flatMap((change) => lines.slice(change.after.first, change.after.last + 1))
		.map((line) => line.trim())
		.filter((line) => line !== '');
	const [line = ''] = made;
	const shown = made.length === 1 && line.length <= longestLine ? `: \`${line}\`` : '';
	return `${squeeze(title).slice(0, longestSuggestion - shown.length)}${shown}`;
}

/** The text with all edits, none of which touches another. */
export const edited = (text: string, edits: QuickFix['edits']): string =>
	edits
		.toSorted((a, b) => a.from - b.from)
		.reduceRight((whole, edit) => whole.slice(0, edit.from) + edit.text + whole.slice(edit.to), text);

/** Whether it mends the problem and no more: neither silences it, nor makes up what is missing, nor changes other places. */
export const mayBeSuggested = ({ title, edits }: QuickFix, request: FixRequest): boolean =>
	promisesMending(title) && silencesNothing(candidateOf(request, edited(request.text, edits), request.target)) === undefined;

export const promisesMending = (title: string): boolean => !silences.test(title) && !invents.test(title) && !reachesFar.test(title);

const silences = /\b(?:ignor|disabl|suppress|silenc|quiet|noqa|nolint|pragma|skip|allow|any\b|unused\b|delet)|\bnon-?null|!/iu;
const invents =
	/\b(?:declar|infer|generat|creat|stub|convert|implement|unimplemented|todo)|\badd (?:all )?missing (?!['‘]?(?:await|async|call|new|super|import))/iu;
const reachesFar = /\b(?:all\b|everywhere|in file|workspace|settings|configur)/iu;
