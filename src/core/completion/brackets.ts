const closerOf: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

export const isOpener = (character: string): boolean => character in closerOf;
export const isCloser = (character: string): boolean => character === ')' || character === ']' || character === '}';
export const closes = (closer: string, opener: string | undefined): boolean => opener !== undefined && closerOf[opener] === closer;

/** The closers that would end what `text` leaves open, innermost first. */
export const openersOf = (text: string): string[] => unbalanced(text).open.reverse();

/** The closers in `text` whose openers lie before it, in order. */
export const closersOf = (text: string): string[] => unbalanced(text).closers;

/** `open`: the closers still wanted at the end, outermost first. A closer that skips others ends those as well. */
function unbalanced(text: string): { readonly open: string[]; readonly closers: string[] } {
	const open: string[] = [];
	const closers: string[] = [];
	for (const bracket of bracketsOf(text)) {
		const closer = closerOf[bracket];
		if (closer !== undefined) {
			open.push(closer);
		} else if (open.includes(bracket)) {
			open.length = open.lastIndexOf(bracket);
		} else {
			closers.push(bracket);
		}
	}
	return { open, closers };
}

/** Brackets outside of strings and line comments, judged line by line: good for most languages, exact for none. */
function bracketsOf(text: string): Iterable<string> {
	return text.replace(stringOrComment, '').match(/[()[\]{}]/g) ?? [];
}

const stringOrComment = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\\n])*`|(?<![:\\])\/\/.*|(?<!\S)#\s.*|\/\*.*?\*\//g;
