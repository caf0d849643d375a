import { fenceFor } from '../text.ts';
import { codeBlock } from './codeBlock.ts';
import type { EditForm, Place, Reading } from './editForm.ts';
import { takeImports, withImports } from './importLines.ts';
import { indentAs } from './indentation.ts';

/** The lines of the region again, whole, in one fenced block. */
export const regionForm: EditForm = {
	// A small model that hears of imports makes some up.
	order: (needsImport) =>
		`Write this part again, whole and corrected, in one fenced code block. Change only what is needed.${needsImport ? ' If an import is missing, it is the first line of the block.' : ''}`,
	opener: (code, languageId) => `${fenceFor(code)}${languageId}\n`,
	isComplete: (reply) => /(?:`{3}|~{3})[\t ]*\n\s*$/u.test(reply.slice(-80)) && codeBlock(reply)?.closed === true,
	read(reply, place) {
		const block = codeBlock(reply);
		if (block === undefined) return { kind: 'unreadable', reason: 'its reply held no code block' };
		if (!block.closed) return { kind: 'unreadable', reason: 'its reply ended before the code block did' };
		return block.code.trim() === '' ? { kind: 'unreadable', reason: 'its code block was empty' } : put(block.code, place);
	},
};

function put(code: string, { lines, region, withImports: isFree }: Place): Reading {
	const [head, original, tail] = [lines.slice(0, region.first), lines.slice(region.first, region.last + 1), lines.slice(region.last + 1)];
	const { imports, rest } = isFree ? takeImports(code.split('\n'), original) : { imports: [], rest: code.split('\n') };
	const isLonger = codeLines(rest) > codeLines(original);
	const own = (isLonger ? withoutNeighbours(rest, head, tail) : rest).join('\n');
	const inner = indentAs(trimBlank(own), trimBlank(original.join('\n')));
	const [above, below] = blankEnds(original);
	return { kind: 'text', text: [...withImports(head, imports), ...above, ...inner.split('\n'), ...below, ...tail].join('\n') };
}

/** Models that know more of the file write its lines around the region too. */
function withoutNeighbours(code: readonly string[], head: readonly string[], tail: readonly string[]): readonly string[] {
	const above = longest(code.length - 1, (count) => isSame(code.slice(0, count), head.slice(-count)));
	const below = longest(code.length - above - 1, (count) => isSame(code.slice(-count), tail.slice(0, count)));
	return code.slice(above, code.length - below);
}

function longest(most: number, holds: (count: number) => boolean): number {
	for (let count = Math.min(most, mostNeighbours); count > 0; count--) {
		if (holds(count)) return count;
	}
	return 0;
}

const mostNeighbours = 200;

/** The same lines, one of which says something. */
const isSame = (a: readonly string[], b: readonly string[]): boolean =>
	a.length === b.length && a.every((line, index) => line.trim() === b[index]?.trim()) && a.some((line) => /\w/u.test(line));

const codeLines = (lines: readonly string[]): number => lines.filter((line) => line.trim() !== '').length;

const trimBlank = (text: string): string => text.replace(/^(?:[\t ]*\n)+/u, '').trimEnd();

/** The blank lines at either end of a region, which models do not write. */
function blankEnds(region: readonly string[]): readonly [readonly string[], readonly string[]] {
	const first = region.findIndex((line) => line.trim() !== '');
	return first < 0 ? [[], []] : [region.slice(0, first), region.slice(region.findLastIndex((line) => line.trim() !== '') + 1)];
}
