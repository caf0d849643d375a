import type { RequestRecord } from './requestRecord.ts';

/** What happened, as it is told to the user, short enough for a row of a list. A new gate or filter gets its sentence here. */
export const explanations: Readonly<Record<RequestRecord['reason'], string>> = {
	shown: 'Shown',
	empty: 'The model had nothing to add here',
	superseded: 'You typed on before the answer came',
	dismissed: 'You dismissed this very text here before',
	cancelled: 'You went on, so VS Code took the request back',
	failed: 'Something failed; the log says what',

	disabled: 'Inline completions are off (lemma.completion.enabled)',
	manual: 'Suggestions come only when asked for (lemma.completion.mode)',
	snoozed: 'Completions are snoozed',
	battery: 'The machine runs on battery (lemma.completion.pauseOnBattery)',
	scheme: 'This is no file, untitled document or notebook cell',
	secretFile: 'The file may hold secrets, so it is never read',
	languageOff: 'Completions are off for this language (lemma.completion.languages)',
	severalCursors: 'There are several cursors',
	selection: 'Text is selected',
	nothingWritten: 'The document is empty, so there is nothing to go by',
	undo: 'The last change was an undo or redo',
	deletion: 'The last change only deleted text',
	textToTheRight: 'The cursor is in the middle of a line: more than closing brackets follows',
	suggestWidget: 'It does not go with the entry selected in the suggestion list',

	endOfExtent: 'The model only wrote what lies outside the block or line here',
	suffixOverlap: 'The model only wrote what already follows the cursor',
	closerBelow: 'The model only closed what the line below closes already',
	repetition: 'The model only repeated itself',
	bracketBalance: 'The model only closed brackets that are closed already',
	incompleteLine: 'There was no whole line before the length limit',
	whitespace: 'The model wrote blanks only',
	nextLine: 'The model only wrote the next line again',
	invisible: 'The text holds characters that are invisible or turn text around',
	secret: 'The text looks like a secret',
	closers: 'Only closing brackets were left, which are there already',
	tooShort: 'The text is too short to be worth a look',
};
