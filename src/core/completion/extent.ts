/** How far a completion may reach. */
export type Extent =
	/** To the end of the line. */
	| { readonly kind: 'line' }
	/** One statement, with the block it opens; it begins at least `indent` columns deep. */
	| { readonly kind: 'statement'; readonly indent: number }
	/** The body of a block whose opening line is indented by `outerIndent` columns, and the line that closes it. */
	| { readonly kind: 'block'; readonly outerIndent: number };

/** A block behind the line that opens it, a statement on a blank line, else the rest of the line. */
export function extentAt(before: string, rest: string, languageId = ''): Extent {
	const lines = before.split('\n');
	const linePrefix = lines.pop() ?? '';
	if (rest.trim() !== '') {
		return /(?<!\$)\{$/.test(linePrefix) && rest.startsWith('}') ? { kind: 'block', outerIndent: indentOf(linePrefix) } : { kind: 'line' };
	}
	if (linePrefix.trim() !== '') {
		return opensBlock(linePrefix, languageId) ? { kind: 'block', outerIndent: indentOf(linePrefix) } : { kind: 'line' };
	}
	const above = lines.findLast((line) => line.trim() !== '');
	const isFirstInBlock = above !== undefined && above === lines.at(-1) && opensBlock(above, languageId);
	return isFirstInBlock ? { kind: 'block', outerIndent: indentOf(above) } : { kind: 'statement', indent: indentOf(linePrefix) };
}

/** A declaration or a condition with all but its body. */
const braceBelow =
	/^\s*(?:(?:else\s+)?(?:if|for|foreach|while|switch|catch|lock|using|fixed)\s*\(.*\)|(?:else|try|finally|do)|(?:[\w:<>,*&?[\]]+\s+)+[\w:~]+\s*\([^;=]*\)|(?:\w+\s+)*(?:class|struct|interface|namespace|enum|trait)\s[\w:.,<> ]+)$/;

/** Columns of leading white space; a tab counts as four. */
export const indentOf = (line: string): number => (/^[\t ]*/.exec(line)?.[0] ?? '').replaceAll('\t', '    ').length;

export const opensBlock = (line: string, languageId = ''): boolean =>
	!/^\s*(?:\/\/|#\s|\*)/.test(line) &&
	(/(?:(?<!\$)\{|[([]|\b(?:then|do|begin)|\bdo\s*\|[^|]*\|)$/.test(line) ||
		/^\s*(?:async\s+)?(?:def|class|if|elif|else|for|while|try|except|finally|with|match|case|default)\b.*:$/.test(line) ||
		(keywordBlocks[languageId]?.test(line) ?? false));

/** Lines that open a block though no bracket or colon says so: it ends with a word, or its brace stands on the next line. */
const keywordBlocks: Readonly<Record<string, RegExp>> = {
	c: braceBelow,
	cpp: braceBelow,
	csharp: braceBelow,
	java: braceBelow,
	php: braceBelow,
	lua: /^\s*(?:local\s+)?function\b.*\)$|^\s*(?:else|repeat)$/,
	ruby: /^\s*(?:(?:class|module|if|unless|while|until|case|when|elsif|rescue|def(?!.*\s=\s))\b(?!.*\bend\b)(?!.*[,.&|=+]$).+|begin|else|ensure|rescue)$/,
};
