/** How far a growing text is read. */
export interface ParagraphsRead {
	/** Where the first paragraph begins that may still change. */
	readonly openAt: number;
	/** Where the first line begins that is not read. */
	readonly lineAt: number;
	/** The mark of the code block that is open there. */
	readonly fence: string | undefined;
}

export const nothingRead: ParagraphsRead = { openAt: 0, lineAt: 0, fence: undefined };

/** Reads on to the last blank line outside of code: no equality goes over one, so what stands before it is settled. */
export function readParagraphs(text: string, before: ParagraphsRead): ParagraphsRead {
	let { openAt, lineAt, fence } = before;
	for (let end = text.indexOf('\n', lineAt); end >= 0; end = text.indexOf('\n', lineAt)) {
		const line = text.slice(lineAt, end);
		const mark = /^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(`{3,}|~{3,})/u.exec(line)?.[1];
		lineAt = end + 1;
		if (fence !== undefined) {
			if (mark?.startsWith(fence) && /[`~]\s*$/u.test(line)) fence = undefined;
		} else if (mark !== undefined) {
			fence = mark;
		} else if (line.trim() === '') {
			openAt = lineAt;
		}
	}
	return { openAt, lineAt, fence };
}
