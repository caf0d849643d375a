import type { LineRange } from '../block.ts';

/** How a model is asked to write its edit, and how that is read. */
export interface EditForm {
	/** The last sentences of the prompt. */
	order(needsImport: boolean): string;
	/** What an answer begins with, for engines that let it be begun; `code` is what it is about. */
	opener(code: string, languageId: string): string;
	/** Whether a reply that still grows has all of its edit. */
	isComplete(reply: string): boolean;
	/** `reply` has `\n` line ends. */
	read(reply: string, place: Place): Reading;
}

export interface Place {
	readonly lines: readonly string[];
	readonly region: LineRange;
	/** Whether imports at the head of the file may change along with the region. */
	readonly withImports: boolean;
}

export type Reading =
	/** The whole document as it would be. */
	{ readonly kind: 'text'; readonly text: string } | { readonly kind: 'unreadable'; readonly reason: string; readonly evidence?: string };
