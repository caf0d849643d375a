import type { Place } from './place.ts';

/** On a blank line the text begins right here: of the blank lines that a model puts first, at most one stays, below a line with text. */
export function startHere(text: string, { before, linePrefix, extent }: Place): string {
	const blank = extent.kind === 'line' || linePrefix.trim() !== '' ? '' : (/^(?:[^\S\n]*\n)+/.exec(text)?.[0] ?? '');
	const body = text.slice(blank.length);
	const isBlankAbove = /(?:^|\n)[^\S\n]*\n[^\S\n]*$/.test(before);
	const blankLines = blank.split('\n').length - 1;
	return (isBlankAbove ? blankLines > 0 : blankLines > 1) && body.startsWith(linePrefix) ? body.slice(linePrefix.length) : text;
}
