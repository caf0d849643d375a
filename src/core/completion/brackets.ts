const closerOf: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

export const isOpener = (character: string): boolean => character in closerOf;
export const isCloser = (character: string): boolean => character === ')' || character === ']' || character === '}';
export const closes = (closer: string, opener: string | undefined): boolean => opener !== undefined && closerOf[opener] === closer;

/** The closers that would end what `text` leaves open, innermost first. */
export function openersOf(text: string): string[] {
	const stack: string[] = [];
	for (const bracket of bracketsOf(text)) {
		const closer = closerOf[bracket];
		if (closer !== undefined) {
			stack.push(closer);
		} else if (stack.includes(bracket)) {
			stack.length = stack.lastIndexOf(bracket);
		}
	}
	return stack.reverse();
}

/** The closers in `text` whose openers lie before it, in order. */
export function closersOf(text: string): string[] {
	const stack: string[] = [];
	const unmatched: string[] = [];
	for (const bracket of bracketsOf(text)) {
		const closer = closerOf[bracket];
		if (closer !== undefined) {
			stack.push(closer);
		} else if (stack.includes(bracket)) {
			stack.length = stack.lastIndexOf(bracket);
		} else {
			unmatched.push(bracket);
		}
	}
	return unmatched;
}

/** Brackets outside of strings and line comments, judged line by line: good for most languages, exact for none. */
function bracketsOf(text: string): Iterable<string> {
	return text.replace(stringOrComment, '').match(/[()[\]{}]/g) ?? [];
}

const stringOrComment = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\\n])*`|(?<![:\\])\/\/.*|(?<!\S)#\s.*|\/\*.*?\*\//g;
