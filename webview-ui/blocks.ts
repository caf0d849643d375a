export interface Blocks {
	/** Nothing that is appended to the text can change these. */
	readonly closed: readonly string[];
	/** Where each of them begins. */
	readonly closedAt: readonly number[];
	/** Where the still open block begins. */
	readonly tailAt: number;
}

export const noBlocks: Blocks = { closed: [], closedAt: [], tailAt: 0 };

/**
 * Goes on splitting a growing Markdown text into its top-level blocks, from where `before` ended. So that what is read already never
 * changes under the reader's eyes, and rendering costs as much as the last block.
 */
export function splitBlocks(text: string, before: Blocks = noBlocks): Blocks {
	const closed = [...before.closed];
	const closedAt = [...before.closedAt];
	let blockAt = before.tailAt;
	let lineAt = blockAt;
	let fence: { readonly closer: RegExp; readonly ownBlock: boolean } | undefined;
	let inList = false;
	let afterBlank = false;

	const close = (at: number): void => {
		const block = text.slice(blockAt, at);
		if (block.trim() !== '') {
			closed.push(block);
			closedAt.push(blockAt);
		}
		blockAt = at;
		inList = false;
	};

	for (let end = text.indexOf('\n', lineAt); end >= 0; end = text.indexOf('\n', lineAt)) {
		const line = text.slice(lineAt, end);
		const nextLineAt = end + 1;
		if (fence) {
			if (fence.closer.test(line)) {
				if (fence.ownBlock) close(nextLineAt);
				fence = undefined;
			}
			afterBlank = false;
		} else if (line.trim() === '') {
			afterBlank = true;
		} else {
			const continues = /^(?: {2,}|\t)/u.test(line) || (inList && listItem.test(line));
			const opened = /^([ \t>]*)((?:[-*+]|\d{1,9}[.)])[ \t]+)?(`{3,}(?!.*`)|~{3,})/u.exec(line);
			const ownBlock = opened !== null && /^ {0,3}$/u.test(opened[1] ?? '') && opened[2] === undefined && !(inList && continues);
			const isLongList = inList && lineAt - blockAt > longList && outermostItem.test(line);
			if (ownBlock || isLongList || (afterBlank && !continues)) close(lineAt);
			if (opened) {
				const mark = opened[3] ?? '';
				fence = { closer: new RegExp(`^[ \\t>]*${mark[0]}{${mark.length},}\\s*$`, 'u'), ownBlock };
			}
			inList ||= listItem.test(line);
			afterBlank = false;
		}
		lineAt = nextLineAt;
	}
	// Of the last, unfinished line only its indentation is certain, and whether it is there at all.
	const isNewBlock = inList ? /^[^\s\-*+\d]/u : /^ ?\S/u;
	if (afterBlank && !fence && isNewBlock.test(text.slice(lineAt, lineAt + 2))) close(lineAt);
	return { closed, closedAt, tailAt: blockAt };
}

/** A list that is longer goes on as another one, so that it is not read from its start with every word. */
const longList = 3000;
const outermostItem = /^(?:[-*+]|\d{1,9}[.)])[ \t]/u;
const listItem = /^ {0,3}(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)/u;
