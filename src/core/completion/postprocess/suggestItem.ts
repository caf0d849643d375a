import type { Place } from '../place.ts';
import { type Draft, dropped } from './filter.ts';

/** While the suggest widget is open, the editor shows only what extends its selected entry. */
export function agreeWithSuggestItem(draft: Draft, { suggestItem }: Place): Draft {
	return suggestItem === undefined || (suggestItem.typed + draft.text).startsWith(suggestItem.text) ? draft : dropped(draft);
}
