import type { FileIdentity } from '../model.ts';

/** What an editor knows at the moment a completion is asked for; every decision is made from this. */
export interface CursorSnapshot {
	/** Tells documents apart; an address in an editor. */
	readonly document: string;
	readonly version: number;
	readonly scheme: string;
	/** The path the user sees and, where it differs, the one it leads to. */
	readonly paths: readonly string[];
	readonly languageId: string;
	/** As models are told of the file where they are shown others. */
	readonly file?: FileIdentity | undefined;
	/** Text on both sides of the cursor, with `\n` as the only line break; cut far from the cursor. */
	readonly before: string;
	readonly after: string;
	readonly eol: '\n' | '\r\n';
	readonly trigger: 'automatic' | 'explicit';
	/** Why the user wants nothing unasked just now. */
	readonly pause?: 'snoozed' | 'battery' | undefined;
	readonly selectionIsEmpty: boolean;
	readonly cursors: number;
	/** What the document changed by last, where that is a reason to keep quiet. */
	readonly lastChange?: 'undo' | 'deletion' | undefined;
	/** The entry selected in the suggest widget, and the text before the cursor that it would replace. */
	readonly suggestItem?: { readonly typed: string; readonly text: string } | undefined;
	/** Whether the client can replace text behind the cursor (closing brackets) and not only insert. */
	readonly canReplace: boolean;
}

/** Lines around the cursor that a client needs to read. */
export const linesBefore = 500;
export const linesAfter = 200;
const charactersBefore = 20_000;
const charactersAfter = 10_000;

/** The two texts of a snapshot, from those of the document. */
export function textAround(before: string, after: string): Pick<CursorSnapshot, 'before' | 'after'> {
	return {
		before: withoutHalfPair(toLf(before).slice(-charactersBefore)),
		after: withoutHalfPair(toLf(after).slice(0, charactersAfter)),
	};
}

const toLf = (text: string): string => text.replace(/\r\n?/g, '\n');

/** A cut may have split a surrogate pair at either end. */
export const withoutHalfPair = (text: string): string => text.replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, '');
