import type { RequestRecord } from './requestRecord.ts';

/** What happened, as it is told to the user; whoever adds a gate or a filter writes its sentence here. */
export const explanations: Readonly<Record<RequestRecord['reason'], string>> = {
	shown: 'Shown',
	empty: 'The model had nothing to add here',
	superseded: 'You typed on before the answer came, and the next request took over',
	dismissed: 'You dismissed this very text here before',
	cancelled: 'VS Code took the request back, as the cursor moved on or the suggestion was hidden',
	failed: 'Something failed; the log says what',

	disabled: 'Inline completions are off (lemma.completion.enabled)',
	manual: 'Suggestions come only when asked for (lemma.completion.mode is "manual")',
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
	textToTheRight: 'The cursor is in the middle of a line: text follows that is more than closing brackets',
	suggestWidget: 'It does not go together with the entry that is selected in the suggestion list',

	endOfExtent: 'The model went on with what lies outside the block or line at the cursor',
	suffixOverlap: 'The model only wrote what already follows the cursor',
	closerBelow: 'The model only closed what the line below closes already',
	repetition: 'The model only repeated itself',
	bracketBalance: 'The model only closed brackets that are closed already',
	incompleteLine: 'There was no whole line before the length limit',
	whitespace: 'The model wrote blanks only',
	nextLine: 'The model only wrote the next line again',
	invisible: 'The text holds invisible or direction-changing characters, which could hide what it does',
	secret: 'The text looks like a secret',
	closers: 'Only closing brackets were left, which are there already',
	tooShort: 'The text is too short to be worth a look',
};
