import type { LineRange } from '../block.ts';
import { codeBlock } from '../fix/codeBlock.ts';
import type { ChatMessage } from '../model.ts';
import { fenced, stripInvisible } from '../text.ts';
import type { CodeSymbol } from './symbolAt.ts';

/** How a language writes what something is for. */
export interface DocumentationStyle {
	/** As the model is told it. */
	readonly name: string;
	readonly open?: string;
	/** Before each line. */
	readonly line: string;
	readonly close?: string;
	/** Below the line that declares, as the first statement, where it is not above it. */
	readonly isInside?: true;
}

const jsDoc: DocumentationStyle = { name: 'JSDoc comment (/** … */)', open: '/**', line: ' * ', close: ' */' };

const styles: ReadonlyMap<string, DocumentationStyle> = new Map([
	...['javascript', 'javascriptreact'].map((id) => [id, jsDoc] as const),
	...['typescript', 'typescriptreact'].map(
		(id) => [id, { ...jsDoc, name: 'TSDoc comment (/** … */), without types, as the code has them' }] as const,
	),
	['java', { ...jsDoc, name: 'Javadoc comment (/** … */)' }],
	...['c', 'cpp'].map((id) => [id, { ...jsDoc, name: 'Doxygen comment (/** … */)' }] as const),
	...['php', 'kotlin', 'scala', 'groovy', 'dart', 'objective-c'].map(
		(id) => [id, { ...jsDoc, name: 'documentation comment (/** … */)' }] as const,
	),
	['css', { ...jsDoc, name: 'comment (/* … */)', open: '/*' }],
	['csharp', { name: 'XML documentation comment (///)', line: '/// ' }],
	...['rust', 'swift'].map((id) => [id, { name: 'documentation comment (///)', line: '/// ' }] as const),
	['go', { name: 'Go doc comment (//) that begins with the name', line: '// ' }],
	['python', { name: 'docstring', open: '"""', line: '', close: '"""', isInside: true }],
	...['ruby', 'shellscript', 'perl', 'r', 'elixir', 'yaml', 'julia'].map((id) => [id, { name: 'comment (#)', line: '# ' }] as const),
	['lua', { name: 'comment (---)', line: '--- ' }],
	...['sql', 'haskell'].map((id) => [id, { name: 'comment (--)', line: '-- ' }] as const),
]);

export const documentationStyle = (languageId: string): DocumentationStyle | undefined => styles.get(languageId);

/** Asks for the documentation of one symbol; `text` is that of its document. */
export function documentationMessages(
	{ label, languageId, text }: { readonly label: string; readonly languageId: string; readonly text: string },
	symbol: CodeSymbol,
	style: DocumentationStyle,
): readonly ChatMessage[] {
	const code = text
		.split('\n')
		.slice(symbol.lines.first, symbol.lines.last + 1)
		.join('\n');
	return [
		{
			role: 'system',
			content:
				'You write documentation for code. The first line says in one sentence what the thing does for whoever uses it, not how. Parameters, the result and errors get a line each only where the code has them. You never invent anything, and never repeat the code.',
		},
		{
			role: 'user',
			content: [
				`${stripInvisible(label)}:`,
				fenced(stripInvisible(code), languageId),
				`Write the ${style.name} for ${symbol.name === undefined ? 'this code' : `\`${symbol.name}\``}. Reply with one fenced code block that holds the comment alone.`,
			].join('\n'),
		},
	];
}

const mostLines = 40;

/** The lines of a documentation without its marks, from a reply that may hold the code too; `undefined` where there are none. */
export function readDocumentation(reply: string, style: DocumentationStyle): readonly string[] | undefined {
	const block = codeBlock(reply);
	const text = stripInvisible(block?.code ?? (marked.test(reply) ? reply : ''));
	const inside = style.isInside === true ? (/("""|''')([\s\S]*?)\1/u.exec(text)?.[2] ?? withoutCode(text)) : commentOf(text, style);
	const lines = trimmed(common(inside.split('\n').map((line) => line.trimEnd()))).slice(0, mostLines);
	return lines.length === 0 ? undefined : lines.map((line) => harmless(line, style));
}

const marked = /^\s*(?:\/\*|\/\/|#|--|"""|''')/mu;

/** Of a reply in a block without any marks: the prose of it, if it is no code. */
const withoutCode = (text: string): string =>
	/^\s*(?:def|class|async|@|import|return)\b/mu.test(text) ? '' : text.replace(/^\s*#\s?/gmu, '');

/** The first comment; what the code below it has is none of it. */
function commentOf(text: string, { open, line }: DocumentationStyle): string {
	const blockComment = /\/\*+!?([\s\S]*?)\*\//u.exec(text)?.[1];
	if (blockComment !== undefined && open !== undefined) {
		return blockComment.replace(/^[ \t]*\* ?/gmu, '').replace(/^[ \t]+(?=\S)/u, '');
	}
	const mark = open === undefined ? line.trim() : '//';
	const rows = text.split('\n').map((row) => row.trim());
	const first = rows.findIndex((row) => row.startsWith(mark));
	const count = rows.slice(Math.max(first, 0)).findIndex((row) => !row.startsWith(mark));
	const found = first < 0 ? [] : rows.slice(first, count < 0 ? undefined : first + count);
	return found.map((row) => row.slice(mark.length).replace(/^[/!-]? ?/u, '')).join('\n');
}

function common(lines: readonly string[]): readonly string[] {
	const rest = lines.slice(1).filter((line) => line.trim() !== '');
	const indent = Math.min(...rest.map((line) => line.length - line.trimStart().length));
	return lines.map((line, index) => (index === 0 ? line.trimStart() : line.slice(Math.min(indent, line.length - line.trimStart().length))));
}

function trimmed(lines: readonly string[]): readonly string[] {
	const first = lines.findIndex((line) => line.trim() !== '');
	return first < 0 ? [] : lines.slice(first, lines.findLastIndex((line) => line.trim() !== '') + 1);
}

/** Nothing in a comment may end it. */
const harmless = (line: string, { close }: DocumentationStyle): string =>
	close === undefined
		? line
		: close.includes('*/')
			? line.replaceAll('*/', '*\\/')
			: line.replaceAll('\\', '\\\\').replaceAll('"""', "'''");

/** The lines to replace, and by what. What documented it before is replaced. No other line is touched. */
export function withDocumentation(
	text: string,
	symbol: CodeSymbol,
	documentation: readonly string[],
	style: DocumentationStyle,
): { readonly from: number; readonly to: number; readonly lines: readonly string[] } | undefined {
	const rows = text.split('\n');
	const at = style.isInside === true ? symbol.bodyLine : symbol.lines.first;
	if (at === undefined) {
		return undefined;
	}
	const indent = /^[\t ]*/u.exec(rows[at] ?? '')?.[0] ?? '';
	const lines = written(documentation, style).map((line) => (line.trim() === '' ? '' : indent + line));
	const { first, last } = style.isInside === true ? earlierInside(rows, at) : earlierAbove(rows, at, style);
	return { from: first, to: last + 1, lines };
}

function written(documentation: readonly string[], { open, line, close }: DocumentationStyle): readonly string[] {
	const [only = ''] = documentation;
	if (close === undefined || open === undefined) {
		return documentation.map((each) => `${line}${each}`.trimEnd());
	}
	if (documentation.length === 1) {
		return [line === '' ? `${open}${only}${only.endsWith('"') ? ' ' : ''}${close}` : `${open} ${only}${close}`];
	}
	return line === ''
		? [`${open}${only}`, ...documentation.slice(1), close]
		: [open, ...documentation.map((each) => `${line}${each}`.trimEnd()), close];
}

/** Empty (`last` before `first`) where nothing documents it yet. */
function earlierAbove(rows: readonly string[], at: number, { open, line }: DocumentationStyle): LineRange {
	const above = rows[at - 1]?.trim() ?? '';
	let first = at;
	if (open !== undefined) {
		if (above.endsWith('*/')) {
			while (first > 0 && !(rows[first] ?? '').trim().startsWith('/*')) first--;
		}
		return (rows[first] ?? '').trim().startsWith(open) ? { first, last: at - 1 } : { first: at, last: at - 1 };
	}
	const mark = line.trim();
	// A shebang, or a line that a tool reads, is no documentation.
	while (
		first > 0 &&
		(rows[first - 1] ?? '').trim().startsWith(mark) &&
		!/^(?:#!|\/\/go:|\/\/ ?\+build|#\s*(?:frozen_string|shellcheck|rubocop|type:|noqa))/u.test((rows[first - 1] ?? '').trim())
	)
		first--;
	return { first, last: at - 1 };
}

function earlierInside(rows: readonly string[], at: number): LineRange {
	const quote = /^\s*[rRuU]?("""|''')/u.exec(rows[at] ?? '')?.[1];
	if (quote === undefined) {
		return { first: at, last: at - 1 };
	}
	const isOneLine = (rows[at] ?? '').split(quote).length > 2;
	const last = isOneLine ? at : rows.findIndex((row, index) => index > at && row.includes(quote));
	return { first: at, last: last < 0 ? at - 1 : last };
}
