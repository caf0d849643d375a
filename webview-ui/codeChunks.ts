const fewestLines = 40;
const mostLines = 80;
/** A line may be as long as a file. */
const mostCharacters = 8000;

/**
 * Cuts code into chunks of whole lines, where it can before a line that begins something new. What is appended to the code changes no chunk
 * but the last, so a growing code is drawn and laid out by its last lines alone.
 */
export function cutCode(code: string): readonly string[] {
	const chunks: string[] = [];
	let chunkAt = 0;
	let lines = 0;
	let afterBlank = false;
	for (let lineAt = 0; lineAt < code.length; ) {
		const end = code.indexOf('\n', lineAt);
		const begins = afterBlank && /\S/u.test(code[lineAt] ?? '');
		if (lines >= mostLines || (lines >= fewestLines && begins) || (lines > 0 && lineAt - chunkAt >= mostCharacters)) {
			chunks.push(code.slice(chunkAt, lineAt));
			chunkAt = lineAt;
			lines = 0;
		}
		if (end < 0) break;
		afterBlank = code.slice(lineAt, end).trim() === '';
		lines++;
		lineAt = end + 1;
	}
	return [...chunks, code.slice(chunkAt)].filter((chunk, index) => chunk !== '' || index === 0);
}

export const lineCount = (chunk: string): number => chunk.split('\n').length - (chunk.endsWith('\n') ? 1 : 0);
