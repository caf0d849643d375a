import { gain, type TextGate } from './gate.ts';

/** A problem that is caught and forgotten is not mended. */
export const catchesNoMore: TextGate = (candidate) => {
	if (gain(candidate, swallowed) > 0) return 'it swallowed an error with an empty handler';
	const bare = gain(candidate, bareCatch);
	return bare > 0 || gain(candidate, broadCatch) + bare > 0 ? 'it caught more errors than before' : undefined;
};

// No pattern may take long over hostile text: what stands in brackets is bounded, and a comment ends with its line.
const swallowed =
	/\bcatch\s*(?:\([^)\n]{0,200}\)\s*)?(?:when\s*\([^)\n]{0,200}\)\s*)?\{\s*(?:\/\/[^\n]*\n\s*|\/\*[^*]*\*\/\s*|;\s*)*\}|\.catch\(\s*(?:async\s*)?(?:\(\s*\w*\s*\)|\w+)\s*=>\s*(?:\{\s*(?:\/\/[^\n]*\n\s*)*\}|undefined|null|void 0)\s*\)|\bexcept\b[^:\n]{0,200}:\s*(?:#[^\n]*\n\s*)?(?:pass|\.\.\.)(?=\s|$)|\brescue\b[^\n]{0,200}\n\s*(?:nil\s*\n\s*)?end\b|\bsuppress\(\s*(?:Base)?Exception\b/gu;

const bareCatch =
	/\bexcept\s*:|\bexcept\s+BaseException\b|\bcatch\s*\(\s*\.\.\.\s*\)|\bcatch\s*\(\s*(?:final\s+)?(?:java\.lang\.)?Throwable\b/gu;

const broadCatch =
	/\bexcept\s+\(?\s*Exception\b|\bcatch\s*\(\s*(?:final\s+)?(?:System\.)?Exception\b|\brescue\s+(?:StandardError|Exception)\b/gu;
