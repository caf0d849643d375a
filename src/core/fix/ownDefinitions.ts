import { blockAround, type LineRange } from '../block.ts';
import { lineCount } from './changes.ts';
import type { FixRequest } from './fixRequest.ts';

/** What the file itself declares, outside the region, of the names in the problems and then of those in the region: as text, the useful first. */
export function ownDefinitions({ text, problems }: FixRequest, region: LineRange): string {
	const lines = text.split('\n');
	const asked = [
		...problems.map(({ message }) => message.slice(0, 2000)),
		lines
			.slice(region.first, region.last + 1)
			.join('\n')
			.slice(0, 20_000),
	];
	const names = new Set(asked.flatMap((part) => part.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? []));
	const declared = new Map<string, number>();
	for (const [line, code] of lines.entries()) {
		const name = code.length < 400 ? declaration.exec(code)?.[1] : undefined;
		if (name !== undefined && names.has(name) && !declared.has(name)) declared.set(name, line);
	}
	const shown: LineRange[] = [];
	let left = mostLines;
	for (const name of names) {
		const line = declared.get(name);
		if (line === undefined || isIn(line, region) || shown.some((range) => isIn(line, range))) continue;
		const block = blockAround(lines, { first: line, last: line }, mostOfOne);
		// Of a long one the head tells what it takes and gives.
		const range = isIn(block.first, region) || isIn(block.last, region) ? { first: line, last: line } : { ...block, first: line };
		if (lineCount(range) > left) continue;
		left -= lineCount(range);
		shown.push(range);
	}
	return shown.map(({ first, last }) => lines.slice(first, last + 1).join('\n')).join('\n\n');
}

const mostLines = 40;
const mostOfOne = 15;

const isIn = (line: number, { first, last }: LineRange): boolean => line >= first && line <= last;

/** Types, functions and values of a file, not those within a function. */
const declaration =
	/^(?:(?:export|default|declare|abstract|async|public|internal|pub(?:\([^)]*\))?)\s+)*(?:function\*?|class|interface|type|enum|const|let|var|def|fn|func|struct|trait|record)\s+(?:\([^)]*\)\s*)?([\p{L}_$][\p{L}\p{N}_$]*)/u;
