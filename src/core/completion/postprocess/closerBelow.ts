import { closersOf, openersOf } from '../brackets.ts';
import type { Place } from '../place.ts';
import { linesOf } from './filter.ts';

/** Ends before a last line that only closes, where that very line stands below the cursor already and closes nothing yet. */
export function stopAtCloserBelow(text: string, { before, after, rest }: Place, isOpen: boolean): number | undefined {
	const last = linesOf(text.trimEnd()).at(-1);
	const below = after
		.slice(rest.length)
		.split('\n')
		.find((line) => line.trim() !== '');
	if (
		isOpen ||
		last === undefined ||
		last.start === 0 ||
		!/^\s*[)\]}]+[;,]?\s*$/.test(last.line) ||
		below?.trimEnd() !== last.line.trimEnd()
	) {
		return undefined;
	}
	const closesNothing = closersOf(after).length > openersOf(before).length;
	return closesNothing ? last.start - 1 : undefined;
}
