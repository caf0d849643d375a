import { isSecretPath } from '../secretFiles.ts';
import type { ContextItem } from './session.ts';

export interface DocumentSource {
	/** Workspace-relative path, or the name of an untitled document. */
	readonly label: string;
	/** Absolute path after `realpath`, for the check against secret files. */
	readonly path: string;
	readonly languageId: string;
}

/** Larger texts are not attached: about 16k tokens. */
const maxCharacters = 64_000;
/** Of what a question carries by itself. */
const maxCursorCharacters = 8_000;

/** The lines around the cursor, for questions asked beside an open editor; `line` is zero-based. */
export function cursorContext(source: DocumentSource, text: string, line: number, reach = 40): ContextItem | undefined {
	const lines = text.split('\n');
	const first = Math.max(0, line - reach);
	const last = Math.min(lines.length - 1, line + reach);
	const part = lines.slice(first, last + 1).join('\n');
	return isSecretPath(source.path) || part.trim() === '' || part.length > maxCursorCharacters
		? undefined
		: { kind: 'cursor', label: source.label, languageId: source.languageId, lines: { first, last }, text: part };
}

/** Why a text cannot be attached, as a sentence with the next step; `undefined` when it can. */
export function refusal(source: DocumentSource, text: string): string | undefined {
	if (isSecretPath(source.path)) {
		return `${source.label} looks like a file of secrets, so Lemma does not read it.`;
	}
	if (text.includes('\0')) {
		return `${source.label} is not a text file. Choose a file of text.`;
	}
	if (text.trim() === '') {
		return `There is no text in ${source.label} at that place. Put the cursor into some code, or select it.`;
	}
	if (text.length > maxCharacters) {
		return `That is ${Math.round(text.length / 1000)},000 characters of ${source.label}, more than a question can carry (${maxCharacters / 1000},000). Select the part that matters and add that.`;
	}
	return undefined;
}
