import { isSecretPath } from '../secretFiles.ts';
import type { ContextItem } from './session.ts';

/** A text document as plain data; lines are zero-based. */
export interface DocumentText {
	/** Workspace-relative path, or the name of an untitled document. */
	readonly label: string;
	/** Absolute path after `realpath`, for the check against secret files. */
	readonly path: string;
	readonly languageId: string;
	readonly text: string;
}

/** Larger texts are not attached whole: about 16k tokens. */
export const maxAttachedCharacters = 64_000;

/** The lines around the cursor, for questions asked beside an open editor. */
export function cursorContext(document: DocumentText, line: number, reach = 40): ContextItem | undefined {
	if (isSecretPath(document.path) || document.text.trim() === '') {
		return undefined;
	}
	const lines = document.text.split('\n');
	const first = Math.max(0, line - reach);
	const last = Math.min(lines.length - 1, line + reach);
	const text = lines.slice(first, last + 1).join('\n');
	return text.length > 12_000
		? undefined
		: { kind: 'cursor', label: document.label, languageId: document.languageId, lines: { first, last }, text };
}

/** Why a document cannot be attached, as a sentence; `undefined` when it can. */
export function refusal(document: DocumentText, text: string): string | undefined {
	if (isSecretPath(document.path)) {
		return `${document.label} looks like a file of secrets, so Lemma does not read it.`;
	}
	if (text.length > maxAttachedCharacters) {
		return `${document.label} has ${Math.round(text.length / 1000).toLocaleString('en')},000 characters, more than a question can carry (${maxAttachedCharacters / 1000},000). Select the part that matters and add that.`;
	}
	if (text.includes('\0')) {
		return `${document.label} is not a text file.`;
	}
	return text.trim() === '' ? `${document.label} is empty there. Select some code first.` : undefined;
}
