/** One change as the model wrote it. */
export interface EditBlock {
	readonly search: string;
	readonly replacement: string;
}

export type EditBlocks =
	| { readonly kind: 'blocks'; readonly blocks: readonly EditBlock[] }
	/** `reason` is what is wrong with it, to be told the model. */
	| { readonly kind: 'unreadable'; readonly reason: string };

/** The marks around the parts of a block, as models know them from other tools. */
export const marks = { search: '<<<<<<< SEARCH', divider: '=======', end: '>>>>>>> REPLACE' } as const;

const isSearch = (line: string): boolean => /^\s{0,8}<{5,9} ?(?:SEARCH)?\s*$/u.test(line);
const isDivider = (line: string): boolean => /^\s{0,8}={5,9}\s*$/u.test(line);
const isEnd = (line: string): boolean => /^\s{0,8}>{5,9} ?(?:REPLACE)?\s*$/u.test(line);

/** Reads search-and-replace blocks; text around them, fences too, is left alone. */
export function readEditBlocks(reply: string): EditBlocks {
	const blocks: EditBlock[] = [];
	let part: 'outside' | 'search' | 'replacement' = 'outside';
	let [search, replacement]: [string[], string[]] = [[], []];
	for (const line of reply.split('\n')) {
		if (part === 'outside' && isSearch(line)) {
			part = 'search';
			[search, replacement] = [[], []];
		} else if (part === 'search' && isDivider(line)) {
			part = 'replacement';
		} else if (part === 'replacement' && isEnd(line)) {
			part = 'outside';
			blocks.push({ search: search.join('\n'), replacement: replacement.join('\n') });
		} else if (part !== 'outside' && (isSearch(line) || (part === 'search' && isEnd(line)))) {
			return { kind: 'unreadable', reason: 'a search-and-replace block was not closed before the next mark' };
		} else if (part !== 'outside') {
			(part === 'search' ? search : replacement).push(line);
		}
	}
	if (part !== 'outside') return { kind: 'unreadable', reason: 'its last search-and-replace block was not closed' };
	if (blocks.length === 0) return { kind: 'unreadable', reason: 'its reply held no search-and-replace block' };
	if (blocks.length > mostBlocks) return { kind: 'unreadable', reason: `its reply held more than ${mostBlocks} blocks` };
	if (blocks.some((block) => block.search.trim() === '')) return { kind: 'unreadable', reason: 'the search part of a block was empty' };
	return { kind: 'blocks', blocks };
}

const mostBlocks = 20;
