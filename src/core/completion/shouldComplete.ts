import { isSecretPath } from '../secretFiles.ts';
import type { Settings } from '../settings.ts';
import { closes, isCloser } from './brackets.ts';
import type { CursorSnapshot } from './cursorSnapshot.ts';

/** Why nothing is computed, by name. The first that applies is told. */
export const gates = {
	disabled: (_, settings) => !settings['completion.enabled'],
	manual: ({ trigger }, settings) => trigger === 'automatic' && settings['completion.mode'] === 'manual',
	snoozed: ({ trigger, pause }) => trigger === 'automatic' && pause === 'snoozed',
	battery: ({ trigger, pause }) => trigger === 'automatic' && pause === 'battery',
	scheme: ({ scheme }) => !isCodeScheme(scheme),
	secretFile: ({ paths }) => paths.some(isSecretPath),
	languageOff: ({ languageId }, settings) => !isLanguageOn(languageId, settings),
	severalCursors: ({ cursors }) => cursors > 1,
	selection: ({ selectionIsEmpty }) => !selectionIsEmpty,
	nothingWritten: ({ before, after }) => before.trim() === '' && after.trim() === '',
	undo: ({ trigger, lastChange }) => trigger === 'automatic' && lastChange === 'undo',
	deletion: ({ trigger, lastChange }) => trigger === 'automatic' && lastChange === 'deletion',
	textToTheRight: ({ trigger, before, after }) => trigger === 'automatic' && !closesOnly.test(after) && !isInEmptyPair(before, after),
	suggestWidget: ({ suggestItem }) => suggestItem !== undefined && !suggestItem.text.startsWith(suggestItem.typed),
} satisfies Record<string, (snapshot: CursorSnapshot, settings: Settings) => boolean>;

export type GateName = keyof typeof gates;

/** The name of the gate that is closed; `undefined` when a completion may be computed. */
export function closedGate(snapshot: CursorSnapshot, settings: Settings): GateName | undefined {
	return (Object.keys(gates) as GateName[]).find((name) => gates[name](snapshot, settings));
}

export const isLanguageOn = (languageId: string, { 'completion.languages': languages }: Settings): boolean =>
	languages[languageId] ?? languages['*'] ?? true;

/** Files, what is none yet, and cells of notebooks; not the output panel or what an extension shows. */
export const isCodeScheme = (scheme: string): boolean => ['file', 'untitled', 'vscode-notebook-cell'].includes(scheme);

/** Within a line only where closing brackets, quotes and marks are all that follows, or a remark behind them. */
const closesOnly = /^(?:[^\S\n]|[)>}\]"'`]|\*\/|\/>|-->|\?>|%>)*[:{;,]?[^\S\n]*(?:(?:\/\/|#[^\S\n]).*)?(?:\n|$)/;

/** `import { ║ } from 'a'`: nobody writes into what is empty but to fill it, whatever stands behind it. */
function isInEmptyPair(before: string, after: string): boolean {
	const opener = /["'`([{<]$/.exec(before.trimEnd())?.[0];
	const closer = /^[^\S\n]*(["'`)\]}>])/.exec(after)?.[1];
	const isSpaced = /\s$/.test(before);
	return (
		opener !== undefined &&
		closer !== undefined &&
		(isCloser(closer) ? closes(closer, opener) : closer === '>' ? opener === '<' : opener === closer && !isSpaced)
	);
}
