import type { Draft } from './filter.ts';

/** A text that was cut at the token limit ends with its last whole line, or within its only line with its last whole word. */
export function dropIncompleteLine(draft: Draft): Draft {
	if (draft.end !== 'length') {
		return draft;
	}
	const lastLine = draft.text.lastIndexOf('\n');
	const hasWholeLine = lastLine >= 0 && draft.text.slice(0, lastLine).trim() !== '';
	return { ...draft, text: hasWholeLine ? draft.text.slice(0, lastLine) : draft.text.replace(/(?<=\W)\w+$/, '') };
}
