import type { Place } from '../place.ts';
import { type Draft, dropped } from './filter.ts';

/** What stands on the next line already is no news. A lone bracket is judged by the balance of brackets instead. */
export function dropNextLine(draft: Draft, { linePrefix, nextLine }: Place): Draft {
	const [first = ''] = draft.text.trimStart().split('\n');
	const line = draft.text.startsWith('\n') ? first : linePrefix + first;
	return /\w/.test(nextLine) && line.trim() === nextLine ? dropped(draft) : draft;
}
