/** How far a completion may reach. */
export type Extent =
	/** To the end of the line. */
	| { readonly kind: 'line' }
	/** One statement, with the block it opens; it begins at least `indent` columns deep. */
	| { readonly kind: 'statement'; readonly indent: number }
	/** The body of a block whose opening line is indented by `outerIndent` columns, and the line that closes it. */
	| { readonly kind: 'block'; readonly outerIndent: number };

/** A block behind the line that opens it, a statement on a blank line, else the rest of the line. */
export function extentAt(before: string, rest: string): Extent {
	const lines = before.split('\n');
	const linePrefix = lines.pop() ?? '';
	if (rest.trim() !== '') {
		return linePrefix.endsWith('{') && rest.startsWith('}') ? { kind: 'block', outerIndent: indentOf(linePrefix) } : { kind: 'line' };
	}
	if (linePrefix.trim() !== '') {
		return opensBlock(linePrefix) ? { kind: 'block', outerIndent: indentOf(linePrefix) } : { kind: 'line' };
	}
	const above = lines.findLast((line) => line.trim() !== '');
	const isFirstInBlock = above !== undefined && above === lines.at(-1) && opensBlock(above);
	return isFirstInBlock ? { kind: 'block', outerIndent: indentOf(above) } : { kind: 'statement', indent: indentOf(linePrefix) };
}

/** Columns of leading white space; a tab counts as four. */
export const indentOf = (line: string): number => (/^[\t ]*/.exec(line)?.[0] ?? '').replaceAll('\t', '    ').length;

export const opensBlock = (line: string): boolean =>
	!/^\s*(?:\/\/|#\s|\*)/.test(line) &&
	(/(?:[{([]|\b(?:then|do|begin))$/.test(line) ||
		/^\s*(?:async\s+)?(?:def|class|if|elif|else|for|while|try|except|finally|with|match|case|default)\b.*:$/.test(line));
