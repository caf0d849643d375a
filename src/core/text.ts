/** Default-ignorable characters (zero width, bidi controls, tags): they can hide text from a reader that a model still sees. */
const invisible = /\p{DI}/gu;

export const stripInvisible = (text: string): string => text.replace(invisible, '');

export const hasInvisible = (text: string): boolean => /\p{DI}/u.test(text);

/** With one blank for each run of white space, and none at the ends. */
export const squeeze = (text: string): string => text.replace(/\s+/gu, ' ').trim();

/** What a line begins with before its first word. */
export const indentOf = (line: string): string => /^[\t ]*/u.exec(line)?.[0] ?? '';

/** A Markdown code block whose fence is longer than any run of backticks in the text, so that the text cannot close it. */
export function fenced(text: string, languageId: string): string {
	const fence = fenceFor(text);
	return `${fence}${languageId}\n${text}\n${fence}`;
}

export function fenceFor(text: string): string {
	const longest = Math.max(2, ...[...text.matchAll(/`{3,}/gu)].map((run) => run[0].length));
	return '`'.repeat(longest + 1);
}
