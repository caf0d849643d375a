import { type Draft, dropped } from './filter.ts';

/** Whatever looks like a key was learnt from somebody's leak, or made up. */
export const dropSecret = (draft: Draft): Draft => (keys.some((key) => key.test(draft.text)) ? dropped(draft) : draft);

const keys: readonly RegExp[] = [
	/-----BEGIN [A-Z ]*PRIVATE KEY/,
	/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
	/\bgh[pousr]_[A-Za-z0-9]{36}/,
	/\bxox[abprs]-[A-Za-z0-9-]{10}/,
	/\bsk-[A-Za-z0-9_-]{20}/,
	/\bAIza[A-Za-z0-9_-]{35}/,
	/\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10}/,
];
