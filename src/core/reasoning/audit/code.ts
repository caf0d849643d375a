const longestSpan = 400;

/** Behind the line that closes a fence, or the end of the text. */
export function endOfFence(source: string, from: number, fence: string): number {
	const closer = new RegExp(`\\n[ \\t>]*${fence.charAt(0)}{${fence.length},}[ \\t]*(?=\\r?\\n|$)`, 'gu');
	closer.lastIndex = from;
	return closer.test(source) ? closer.lastIndex : source.length;
}

/** Behind the backticks that close a code span, which lies in one paragraph. */
export function endOfCodeSpan(source: string, from: number, length: number): number | undefined {
	const near = source.slice(from, from + longestSpan).split(/\n\s*\n/u, 1)[0] ?? '';
	for (const run of near.matchAll(/`+/gu)) {
		if (run[0].length === length) return from + run.index + length;
	}
	return undefined;
}
