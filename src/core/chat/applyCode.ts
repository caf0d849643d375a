import { indentOf } from '../text.ts';

/**
 * The text of a file with a code block of an answer put where it seems to belong: in place of the functions, classes and so on of the same
 * names, in place of the whole file where it repeats most of it, else behind the cursor's paragraph. The result is shown as a change to
 * accept or not, never written.
 */
export function applyCode(file: string, code: string, cursorLine: number): string {
	const block = trimmedLines(code);
	if (file.trim() === '' || coverage(file, block) >= mostOfAFile) return `${block.join('\n')}\n`;
	let lines = file.split('\n');
	let insertAt = endOfParagraph(lines, cursorLine);
	const { imports, pieces } = piecesOf(block);
	for (const piece of pieces) {
		const place = placeOf(lines, piece);
		const added = place ? indented(piece.lines, indentOf(lines[place.name] ?? '')) : spaced(lines, insertAt, piece.lines);
		const [from, to] = place ? [place.first, place.last + 1] : [insertAt, insertAt];
		lines = [...lines.slice(0, from), ...added, ...lines.slice(to)];
		insertAt = from + added.length;
	}
	return withImports(lines, imports).join('\n');
}

/** Whether a block says of some code only that it is left out: what it would replace would be lost. */
export const leavesCodeOut = (code: string): boolean =>
	/^\s*(?:\/\/|#|--|\/\*|<!--|\{\/\*)?\s*(?:\.{3}|…)\s*(?:(?:the )?(?:rest|existing|other|remaining|previous|same|your|more)\b.*)?(?:\.{3}|…)?\s*(?:\*\/\}?|-->)?\s*$/imu.test(
		code,
	) ||
	/^\s*(?:\/\/|#|--|\/\*)\s*(?:(?:the )?(?:rest of|existing code|other code|remaining code|same as before|unchanged)).*$/imu.test(code);

const mostOfAFile = 0.7;

interface Piece {
	/** What it declares, where it declares something. */
	readonly name: string | undefined;
	readonly lines: readonly string[];
}

const declaration =
	/^\s*(?:(?:export|default|declare|public|private|protected|internal|static|final|abstract|async|pub(?:\([^)]*\))?|override|open|sealed|data|inline|unsafe|virtual|const(?=\s+(?:fn|enum)))\s+)*(?:function\*?|class|interface|type|enum|const|let|var|val|def|fn|func|struct|trait|impl|module|namespace|record|object)\s+(?:\([^)]*\)\s*)?([\w$]+)/u;
const importLine =
	/^(?:import\b(?!\().*|from\s+\S+\s+import\s.*|#include\s.*|using\s+[\w.]+;|use\s+[\w:{}, ]+;|(?:const|var)\s+.*=\s*require\(.*)$/u;
const comment = /^\s*(?:\/\/|#(?!include)|\/\*|\*|--|@\w|"""|'''|\[\w)/u;
const closing = /^\s*(?:[)\]}]+[;,)]*|end\b.*|<\/.*)\s*$/u;

const nameIn = (line: string): string | undefined => declaration.exec(line)?.[1];
const isBlank = (line: string | undefined): boolean => line === undefined || line.trim() === '';

function trimmedLines(code: string): readonly string[] {
	const lines = code
		.replace(/^(?:[ \t]*\n)+/u, '')
		.trimEnd()
		.split('\n');
	const common = Math.min(...lines.filter((line) => !isBlank(line)).map((line) => indentOf(line).length));
	return lines.map((line) => line.slice(Math.min(common, indentOf(line).length)));
}

function coverage(file: string, block: readonly string[]): number {
	const known = new Set(block.map((line) => line.trim()));
	const lines = file.split('\n').map((line) => line.trim());
	const telling = lines.filter((line) => line.length > 3);
	return telling.length === 0 ? 0 : telling.filter((line) => known.has(line)).length / telling.length;
}

/** Cuts a block at its outermost declarations; comments belong to the one below them. */
function piecesOf(block: readonly string[]): { readonly imports: readonly string[]; readonly pieces: readonly Piece[] } {
	const body = block.filter((line) => !importLine.test(line));
	const starts = body.flatMap((line, index) => (indentOf(line) === '' && nameIn(line) !== undefined ? [firstOf(body, index)] : []));
	const cuts = [...new Set([0, ...starts])];
	const pieces = cuts.map((start, index) => {
		const lines = trimBlank(body.slice(start, cuts[index + 1]));
		return { name: lines.map((line) => (indentOf(line) === '' ? nameIn(line) : undefined)).find((name) => name !== undefined), lines };
	});
	return { imports: block.filter((line) => importLine.test(line)), pieces: pieces.filter(({ lines }) => lines.length > 0) };
}

/** The comments and attributes right above a line. */
function firstOf(lines: readonly string[], at: number): number {
	let first = at;
	while (first > 0 && comment.test(lines[first - 1] ?? '')) first--;
	return first;
}

function trimBlank(lines: readonly string[]): readonly string[] {
	const first = lines.findIndex((line) => !isBlank(line));
	return first < 0 ? [] : lines.slice(first, lines.findLastIndex((line) => !isBlank(line)) + 1);
}

interface Place {
	readonly first: number;
	/** The line that declares the name. */
	readonly name: number;
	readonly last: number;
}

function placeOf(lines: readonly string[], piece: Piece): Place | undefined {
	if (piece.name === undefined) return sameEnds(lines, piece.lines);
	const found = lines.flatMap((line, index) => (nameIn(line) === piece.name ? [index] : []));
	const [name] = found;
	if (name === undefined || found.length > 1) return undefined;
	const hasComment = comment.test(piece.lines[0] ?? '');
	return { first: hasComment ? firstOf(lines, name) : name, name, last: endOfBlock(lines, name) };
}

/** Statements that begin and end with lines that the file has once each. */
function sameEnds(lines: readonly string[], piece: readonly string[]): Place | undefined {
	const [first, last] = [piece[0], piece.at(-1)].map((wanted) =>
		lines.flatMap((line, index) => (line.trim() === wanted?.trim() ? [index] : [])),
	);
	const [from] = first ?? [];
	const [to] = last ?? [];
	if (from === undefined || to === undefined || first?.length !== 1 || last?.length !== 1 || to < from) return undefined;
	return { first: from, name: from, last: to };
}

/** To the last line that is indented deeper, and the line that closes it. */
function endOfBlock(lines: readonly string[], start: number): number {
	const depth = indentOf(lines[start] ?? '').length;
	let last = start;
	for (let at = start + 1; at < lines.length; at++) {
		const line = lines[at];
		if (isBlank(line)) continue;
		const isDeeper = indentOf(line ?? '').length > depth;
		if (isDeeper) last = at;
		else if (indentOf(line ?? '').length === depth && /^\s*[)\]}{]|^\s*end\b/u.test(line ?? '')) {
			last = at;
			// `) {` goes on, `}` does not.
			if (closing.test(line ?? '')) break;
		} else break;
	}
	return last;
}

const indented = (lines: readonly string[], indent: string): readonly string[] =>
	lines.map((line) => (isBlank(line) ? line : indent + line));

/** With an empty line on each side where there is none. */
function spaced(lines: readonly string[], at: number, added: readonly string[]): readonly string[] {
	const before = at > 0 && !isBlank(lines[at - 1]) ? [''] : [];
	const after = at < lines.length && !isBlank(lines[at]) ? [''] : [];
	return [...before, ...added, ...after];
}

/** Behind the outermost block that the line is in. */
function endOfParagraph(lines: readonly string[], line: number): number {
	let at = Math.min(line, lines.length - 1);
	while (at > 0 && (isBlank(lines[at]) || indentOf(lines[at] ?? '') !== '' || closing.test(lines[at] ?? ''))) at--;
	return Math.max(endOfBlock(lines, at), isBlank(lines[at]) ? 0 : at) + (isBlank(lines[at]) ? 0 : 1);
}

function withImports(lines: readonly string[], imports: readonly string[]): readonly string[] {
	const missing = imports.filter((line) => !lines.some((known) => known.trim() === line.trim()));
	const last = lines.findLastIndex((line) => importLine.test(line));
	if (missing.length === 0) return lines;
	return last < 0 ? [...missing, '', ...lines] : [...lines.slice(0, last + 1), ...missing, ...lines.slice(last + 1)];
}
