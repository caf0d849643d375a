import { blockAround, type LineRange } from '../block.ts';
import { lineCount } from './changes.ts';
import type { FixRequest } from './fixRequest.ts';

/** The lines that are asked for: a selection, else the block around what is wrong, no longer than `mostLines`. */
export function regionOf({ text, target, within }: Pick<FixRequest, 'text' | 'target' | 'within'>, mostLines = 60): LineRange {
	const lines = text.split('\n');
	const bounds = clamp(within ?? { first: 0, last: lines.length - 1 }, { first: 0, last: lines.length - 1 });
	if (within !== undefined && lineCount(bounds) <= 2 * mostLines) return bounds;
	return clamp(blockAround(lines, clamp(target, bounds), mostLines), bounds);
}

/** The lines of a region, as text. */
export const codeIn = ({ text }: Pick<FixRequest, 'text'>, { first, last }: LineRange): string =>
	text
		.split('\n')
		.slice(first, last + 1)
		.join('\n');

function clamp({ first, last }: LineRange, bounds: LineRange): LineRange {
	const from = Math.min(Math.max(first, bounds.first), bounds.last);
	return { first: from, last: Math.min(Math.max(last, from), bounds.last) };
}
