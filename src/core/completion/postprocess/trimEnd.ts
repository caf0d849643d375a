import type { Draft } from './filter.ts';

/** No white space at the end, which nobody sees and linters forbid. */
export const trimEnd = (draft: Draft): Draft => ({ ...draft, text: draft.text.trimEnd() });
