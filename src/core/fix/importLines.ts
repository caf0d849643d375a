import { squeeze } from '../text.ts';

/** Whether a line takes something in from another module. */
export const isImportLine = (line: string): boolean => pattern.test(line);

const pattern =
	/^\s*(?:import\b(?!\s*\()|from\s+\S+\s+import\b|#include\b|using\s+[\w.]+;|use\s+[\w:\\{}, ]+;|(?:const|let|var)\s+[^=]+=\s*require\()/u;

/** The number of lines up to the end of the last import that is not indented; nothing where there is none. */
export function endOfImports(lines: readonly string[]): number | undefined {
	const last = lines.findLastIndex((line) => /^\S/u.test(line) && isImportLine(line));
	return last < 0 ? undefined : endOfStatement(lines, last);
}

/** Takes new imports off the head of a piece of code, unless that is where the original had its own. */
export function takeImports(
	code: readonly string[],
	original: readonly string[],
): { readonly imports: readonly string[]; readonly rest: readonly string[] } {
	if (original.some(isImportLine)) return { imports: [], rest: code };
	let at = 0;
	let end = 0;
	while (at < code.length && (code[at]?.trim() === '' || isImportLine(code[at] ?? ''))) {
		at = code[at]?.trim() === '' ? at + 1 : endOfStatement(code, at);
		end = code[at - 1]?.trim() === '' ? end : at;
	}
	const imports = code.slice(0, end).filter((line) => line.trim() !== '');
	return { imports: dedented(imports), rest: code.slice(end) };
}

/** The lines before a region with imports added to them, or to the import of the same module. */
export function withImports(head: readonly string[], imports: readonly string[]): readonly string[] {
	const isMultiline = imports.some((line) => !isImportLine(line));
	return isMultiline ? insert(head, imports.join('\n')) : imports.reduce(withImport, head);
}

function withImport(head: readonly string[], line: string): readonly string[] {
	if (head.some((known) => squeeze(known) === squeeze(line))) return head;
	const wanted = named.exec(line);
	const at = wanted === null ? -1 : head.findIndex((known) => isSameModule(named.exec(known), wanted));
	const known = named.exec(head[at] ?? '');
	if (wanted === null || known === null) return insert(head, line);
	const names = [...new Set([known, wanted].flatMap((found) => (found[2] ?? '').split(',').map((name) => name.trim())))].filter(
		(name) => name !== '',
	);
	return [...head.slice(0, at), `${known[1]}{ ${names.join(', ')} }${known[3]}${known[4]}${known[5]}`, ...head.slice(at + 1)];
}

/** `import { a, b } from 'm';` in pieces. */
const named = /^(import\s+(?:type\s+)?)\{([^{}]*)\}(\s*from\s*)(["'][^"']+["'])(;?.*)$/u;

const isSameModule = (a: RegExpExecArray | null, b: RegExpExecArray): boolean =>
	a !== null && a[4]?.slice(1, -1) === b[4]?.slice(1, -1) && squeeze(a[1] ?? '') === squeeze(b[1] ?? '');

function insert(head: readonly string[], lines: string): readonly string[] {
	const after = endOfImports(head) ?? head.findIndex((line) => !/^(?:#!|["']use |\/\/|\/\*| \*|# )/u.test(line));
	const at = after < 0 ? head.length : after;
	return [...head.slice(0, at), lines, ...(endOfImports(head) === undefined ? [''] : []), ...head.slice(at)];
}

/** The line behind a statement that begins at `first`: where its brackets are closed. */
function endOfStatement(lines: readonly string[], first: number): number {
	let depth = 0;
	for (let at = first; at < Math.min(lines.length, first + 100); at++) {
		for (const sign of lines[at] ?? '') depth += '{('.includes(sign) ? 1 : '})'.includes(sign) ? -1 : 0;
		if (depth <= 0) return at + 1;
	}
	return first + 1;
}

function dedented(lines: readonly string[]): readonly string[] {
	const depth = Math.min(...lines.map((line) => line.length - line.trimStart().length));
	return lines.map((line) => line.slice(Number.isFinite(depth) ? depth : 0));
}
