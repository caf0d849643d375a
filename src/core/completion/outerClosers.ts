import { closes, isCloser, isOpener } from './brackets.ts';

/** A closing bracket or quote in a text that closes something begun before it. */
export interface OuterCloser {
	readonly at: number;
	readonly character: string;
	/** It may as well be plain text: a quote, or a bracket within a quoted text. */
	readonly isOptional: boolean;
}

/** What is open: brackets, quotes, and `${` within a template. */
type Context = '(' | '[' | '{' | '"' | "'" | '`' | '${';

/** The closers in `text`, written at the end of `linePrefix`, whose openers lie before it. */
export function outerClosers(text: string, linePrefix: string): readonly OuterCloser[] {
	const outer = scan(linePrefix, []).open.filter((context) => !isOpener(context));
	return scan(text, outer).closers;
}

function scan(text: string, outer: readonly Context[]): { readonly open: readonly Context[]; readonly closers: readonly OuterCloser[] } {
	const open = [...outer];
	const closers: OuterCloser[] = [];
	let outerLeft = outer.length;
	const pop = (): boolean => {
		open.pop();
		const isOuter = open.length < outerLeft;
		outerLeft = Math.min(outerLeft, open.length);
		return isOuter;
	};
	for (let at = 0; at < text.length; at++) {
		const character = text.charAt(at);
		const context = open.at(-1);
		if (context === '"' || context === "'" || context === '`') {
			if (character === '\\') {
				at++;
			} else if (context === '`' && text.startsWith('${', at)) {
				open.push('${');
				at++;
			} else if (character === context) {
				if (pop()) closers.push({ at, character, isOptional: true });
			} else if (character === '\n' && context !== '`') {
				pop();
			} else if (isCloser(character) && open.length <= outerLeft) {
				closers.push({ at, character, isOptional: true });
			}
		} else if (isQuote(text, at) || isOpener(character)) {
			open.push(character as Context);
		} else if (isCloser(character)) {
			const isMatched = context === '${' ? character === '}' : closes(character, context);
			const isOuter = isMatched ? pop() : open.length === outerLeft;
			if (isOuter) closers.push({ at, character, isOptional: false });
		}
	}
	return { open, closers };
}

/** An apostrophe within a word quotes nothing, but one behind the letters of `f'…'` or `rb'…'` does. */
const isQuote = (text: string, at: number): boolean =>
	/["`]/.test(text.charAt(at)) || (text.charAt(at) === "'" && /(?:^|\W|\b[bfru]{1,2})$/i.test(text.slice(Math.max(0, at - 3), at)));
