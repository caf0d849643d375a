import { isSecretPath } from '../secretFiles.ts';
import type { Settings } from '../settings.ts';
import type { CursorSnapshot } from './cursorSnapshot.ts';

/** Why nothing is computed, by name. The first that applies is told. */
export const gates = {
	disabled: (_, settings) => !settings['completion.enabled'],
	manual: ({ trigger }, settings) => trigger === 'automatic' && settings['completion.mode'] === 'manual',
	snoozed: ({ trigger, pause }) => trigger === 'automatic' && pause === 'snoozed',
	battery: ({ trigger, pause }) => trigger === 'automatic' && pause === 'battery',
	scheme: ({ scheme }) => !schemes.includes(scheme),
	secretFile: ({ paths }) => paths.some(isSecretPath),
	languageOff: ({ languageId }, settings) => !isLanguageOn(languageId, settings),
	severalCursors: ({ cursors }) => cursors > 1,
	selection: ({ selectionIsEmpty }) => !selectionIsEmpty,
	nothingWritten: ({ before, after }) => before.trim() === '' && after.trim() === '',
	undo: ({ trigger, lastChange }) => trigger === 'automatic' && lastChange === 'undo',
	deletion: ({ trigger, lastChange }) => trigger === 'automatic' && lastChange === 'deletion',
	textToTheRight: ({ trigger, after }) => trigger === 'automatic' && !closesOnly.test(after),
	suggestWidget: ({ suggestItem }) => suggestItem !== undefined && !suggestItem.text.startsWith(suggestItem.typed),
} satisfies Record<string, (snapshot: CursorSnapshot, settings: Settings) => boolean>;

export type GateName = keyof typeof gates;

/** The name of the gate that is closed; `undefined` when a completion may be computed. */
export function closedGate(snapshot: CursorSnapshot, settings: Settings): GateName | undefined {
	return (Object.keys(gates) as GateName[]).find((name) => gates[name](snapshot, settings));
}

export const isLanguageOn = (languageId: string, { 'completion.languages': languages }: Settings): boolean =>
	languages[languageId] ?? languages['*'] ?? true;

const schemes: readonly string[] = ['file', 'untitled', 'vscode-notebook-cell'];

/** Within a line only where closing brackets and quotes are all that follows. */
const closesOnly = /^[^\S\n]*[)>}\]"'`]*[^\S\n]*[:{;,]?[^\S\n]*(?:\n|$)/;
