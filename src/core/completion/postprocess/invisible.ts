import { hasInvisible } from '../../text.ts';
import { type Draft, dropped } from './filter.ts';

/** Characters that cannot be seen could hide what Tab would insert. U+FFFD is what is left of a broken character. */
export const dropInvisible = (draft: Draft): Draft =>
	hasInvisible(draft.text) || /[\p{Cc}\uFFFD]/u.test(draft.text.replace(/[\t\n]/g, '')) ? dropped(draft) : draft;
