/** Default-ignorable characters (zero width, bidi controls, tags): they can hide text from a reader that a model still sees. */
const invisible = /\p{DI}/gu;

export const stripInvisible = (text: string): string => text.replace(invisible, '');

export const hasInvisible = (text: string): boolean => /\p{DI}/u.test(text);

/** A Markdown code block whose fence is longer than any run of backticks in the text, so that the text cannot close it. */
export function fenced(text: string, languageId: string): string {
	const longest = Math.max(2, ...[...text.matchAll(/`{3,}/gu)].map((run) => run[0].length));
	const fence = '`'.repeat(longest + 1);
	return `${fence}${languageId}\n${text}\n${fence}`;
}
