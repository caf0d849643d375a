import { closes, isCloser, isOpener } from '../brackets.ts';
import type { Place } from '../place.ts';
import { type Draft, dropped } from './filter.ts';

/** Ends before a closing bracket that the file has already. */
export const stopAtSurplusCloser = (text: string, place: Place): number | undefined => matchClosers(text, place).end;

/**
 * A closing bracket or quote that stands right of the cursor and is in the completion too is there once: the completion
 * replaces it, or ends before it where the client can only insert.
 */
export function replaceClosers(draft: Draft, place: Place): Draft {
	const { firstMatched, matched } = matchClosers(draft.text, place);
	let { text } = draft;
	let replaces = matched;
	// The end of the completion that stands there anyway need not be replaced by itself.
	while (replaces > 0 && text !== '' && text.at(-1) === place.rest[replaces - 1]) {
		text = text.slice(0, -1);
		replaces--;
	}
	// An editor shows no completion that would delete what it does not contain, here a blank before the closer.
	if (replaces > 0 && (!place.canReplace || /\s/.test(place.rest.slice(0, replaces)))) {
		text = text.slice(0, firstMatched);
		replaces = 0;
	}
	return text === '' ? dropped(draft) : { ...draft, text, replaces };
}

interface Match {
	/** Where a closer begins that nothing is left to be closed by. */
	readonly end: number | undefined;
	/** Characters of the rest of the line that the text contains, and where the first of them is in the text. */
	readonly matched: number;
	readonly firstMatched: number;
}

function matchClosers(text: string, { rest, linePrefix, missingClosers }: Place): Match {
	const missing = [...missingClosers];
	const stack: string[] = [];
	let quote = openQuote(linePrefix);
	let isOuterQuote = quote !== '';
	let matched = 0;
	let firstMatched = text.length;
	const match = (at: number): boolean => {
		const next = matched + (/^[^\S\n]*/.exec(rest.slice(matched))?.[0].length ?? 0);
		if (rest[next] !== text[at]) {
			return false;
		}
		matched = next + 1;
		firstMatched = Math.min(firstMatched, at);
		return true;
	};
	for (let at = 0; at < text.length; at++) {
		const character = text.charAt(at);
		if (quote !== '') {
			if (character === '\\') {
				at++;
			} else if (character === quote || (character === '\n' && quote !== '`')) {
				if (isOuterQuote && character === quote) {
					match(at);
				}
				quote = '';
				isOuterQuote = false;
			} else if (isOuterQuote && isOpener(character)) {
				stack.push(character);
			} else if (isOuterQuote && isCloser(character) && !closes(character, stack.pop())) {
				match(at);
			}
		} else if (isQuote(text, at)) {
			// The last quote of a line, where the same one stands right of the cursor, is that one.
			const closesRest =
				stack.length === 0 &&
				!text
					.slice(at + 1)
					.split('\n', 1)[0]
					?.includes(character) &&
				match(at);
			quote = closesRest ? '' : character;
		} else if (isOpener(character)) {
			stack.push(character);
		} else if (isCloser(character)) {
			if (stack.length > 0) {
				if (closes(character, stack.at(-1))) {
					stack.pop();
				}
			} else if (!match(at)) {
				if (missing[0] !== character) {
					return { end: at, matched, firstMatched };
				}
				missing.shift();
			}
		} else if (/[;,:>]/.test(character) && stack.length === 0 && text.slice(at + 1).trim() === '') {
			match(at);
		}
	}
	return { end: undefined, matched, firstMatched };
}

/** The quote that the line leaves open, if any; none within the `${}` of a template. */
function openQuote(line: string): string {
	let quote = '';
	let templates = 0;
	for (let at = 0; at < line.length; at++) {
		const character = line.charAt(at);
		if (character === '\\') {
			at++;
		} else if (quote === '`' && line.startsWith('${', at)) {
			quote = '';
			templates++;
		} else if (quote === '' && templates > 0 && character === '}') {
			quote = '`';
			templates--;
		} else if (quote === '' ? isQuote(line, at) : character === quote) {
			quote = quote === '' ? character : '';
		}
	}
	return quote;
}

/** An apostrophe within a word quotes nothing, but one behind the letters of `f'…'` or `rb'…'` does. */
const isQuote = (text: string, at: number): boolean =>
	/["`]/.test(text.charAt(at)) || (text.charAt(at) === "'" && /(?:^|\W|\b[bfru]{1,2})$/i.test(text.slice(Math.max(0, at - 3), at)));
