import MarkdownIt, { type Token } from 'markdown-it';
import { splitAtFileReferences } from './fileReferences.ts';
import { marksIn, splitAtMarks, withoutMarks } from './marks.ts';
import { type Formula, putMathBack, splitAtFormulas, takeMathOut } from './math.ts';

/** What an answer may contain. There is no way to say HTML in it. */
export type MarkdownNode =
	| { readonly kind: 'text'; readonly text: string }
	| { readonly kind: 'formula'; readonly formula: Formula }
	| { readonly kind: 'code'; readonly text: string }
	/** `path`: the file that the fence names. */
	| { readonly kind: 'codeBlock'; readonly language: string; readonly path?: string; readonly text: string }
	| { readonly kind: 'link'; readonly href: string; readonly children: readonly MarkdownNode[] }
	/** A file and a line that the text names. */
	| { readonly kind: 'file'; readonly href: string }
	/** The places of notes on the text before them, by their numbers. */
	| { readonly kind: 'marks'; readonly indexes: readonly number[] }
	| { readonly kind: 'task'; readonly done: boolean }
	| {
			readonly kind: 'element';
			readonly tag: Tag;
			readonly children: readonly MarkdownNode[];
			readonly start?: number;
			readonly align?: Align;
	  };

const tags = [
	...['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'blockquote', 'hr', 'br'],
	...['strong', 'em', 's', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
] as const;
export type Tag = (typeof tags)[number];
type Align = 'left' | 'center' | 'right';

/** Blocks beyond these are shown as plain text: reading them as Markdown would hold up the window, and they are no prose. */
const limits = { characters: 20_000, brackets: 2_000, cells: 400, nesting: 20 };

/** Reads one block of Markdown. */
export function parseMarkdown(block: string): readonly MarkdownNode[] {
	if (isTooMuch(block)) return [{ kind: 'element', tag: 'p', children: [{ kind: 'text', text: block }] }];
	const { text, formulas } = takeMathOut(block);
	return nodesOf(markdownIt.parse(text, {}), formulas);
}

// Blocks are read one by one: a definition of a link for another block would only vanish, and a footnote with it.
const markdownIt = new MarkdownIt({ html: false, linkify: false, breaks: true, maxNesting: limits.nesting }).disable('reference');

function isTooMuch(block: string): boolean {
	if (/^ {0,3}(?:```|~~~)/u.test(block)) return false; // the text of a fence is not read
	if (block.length > limits.characters) return true;
	if (countOf(block, '[') > limits.brackets) return true;
	return block.split('\n').some((line) => countOf(line, '|') > limits.cells);
}

function countOf(text: string, char: string): number {
	let found = 0;
	for (let at = text.indexOf(char); at >= 0; at = text.indexOf(char, at + 1)) found++;
	return found;
}

/** Turns the flat list of opening and closing tokens into a tree. */
function nodesOf(tokens: readonly Token[], formulas: readonly Formula[]): readonly MarkdownNode[] {
	const root: MarkdownNode[] = [];
	const open: { readonly token: Token; readonly children: MarkdownNode[] }[] = [];
	for (const token of tokens) {
		const siblings = open.at(-1)?.children ?? root;
		if (token.nesting === 1) {
			open.push({ token, children: [] });
		} else if (token.nesting === -1) {
			const closing = open.pop();
			if (closing) (open.at(-1)?.children ?? root).push(...containerOf(closing.token, closing.children, formulas));
		} else {
			siblings.push(...leafOf(token, formulas));
		}
	}
	return root;
}

function containerOf(token: Token, children: MarkdownNode[], formulas: readonly Formula[]): readonly MarkdownNode[] {
	if (token.type === 'link_open') return [{ kind: 'link', href: withoutMarks(putMathBack(decodedHref(token), formulas)), children }];
	if (token.hidden) return children; // the paragraph of a tight list item
	const tag = tags.find((known) => known === token.tag);
	if (!tag) return children;
	const start = tag === 'ol' ? Number(token.attrGet('start') ?? 1) : undefined;
	const align = /text-align:(left|center|right)/u.exec(String(token.attrGet('style') ?? ''))?.[1];
	return [
		{
			kind: 'element',
			tag,
			children: tag === 'li' ? withTask(children) : children,
			...(start === undefined ? {} : { start }),
			...(isAlign(align) ? { align } : {}),
		},
	];
}

function leafOf(token: Token, formulas: readonly Formula[]): readonly MarkdownNode[] {
	switch (token.type) {
		case 'inline':
			return nodesOf(token.children ?? [], formulas);
		case 'text':
			return splitAtFormulas(token.content, formulas).flatMap((part) =>
				typeof part === 'string' ? textNodes(part) : [{ kind: 'formula', formula: part } as const],
			);
		case 'code_inline':
			return marked(putMathBack(token.content, formulas), (text) => ({ kind: 'code', text }));
		case 'fence':
		case 'code_block': {
			const fence = fenceOf(withoutMarks(putMathBack(token.info, formulas)));
			return marked(putMathBack(token.content, formulas).replace(/\n$/u, ''), (text) => ({ kind: 'codeBlock', ...fence, text }));
		}
		case 'image':
			return nodesOf(token.children ?? [], formulas);
		case 'softbreak':
		case 'hardbreak':
			return [{ kind: 'element', tag: 'br', children: [] }];
		case 'hr':
			return [{ kind: 'element', tag: 'hr', children: [] }];
		default:
			return token.content === '' ? [] : textNodes(putMathBack(token.content, formulas));
	}
}

const textNodes = (text: string): readonly MarkdownNode[] =>
	splitAtMarks(text).flatMap((part): readonly MarkdownNode[] =>
		typeof part === 'string' ? fileNodes(part) : [{ kind: 'marks', indexes: part }],
	);

const fileNodes = (text: string): readonly MarkdownNode[] =>
	splitAtFileReferences(text)
		.map((part, index) => (index % 2 === 0 ? ({ kind: 'text', text: part } as const) : ({ kind: 'file', href: part } as const)))
		.filter((node) => node.kind === 'file' || node.text !== '');

/** `ts`, `ts src/a.ts`, `ts title="src/a.ts"`, `ts:src/a.ts` or the path alone. */
function fenceOf(info: string): { readonly language: string; readonly path?: string } {
	const first = info.trim().split(/[\s,{]/u, 1)[0] ?? '';
	const [, path] = /(?:^|[\s:="'{])((?:[\w.@-]+\/)*[\w@-][\w.@-]*\.[A-Za-z]\w{0,7})(?=$|[\s"'},])/u.exec(info) ?? [];
	if (path === undefined) return { language: first };
	const name = first.split(':', 1)[0] ?? '';
	return { language: name === path ? (/\w+$/u.exec(path)?.[0] ?? '') : name, path };
}

/** The words of a tree, as they are read. */
export const textOf = (nodes: readonly MarkdownNode[]): string =>
	nodes
		.map((node) => ('children' in node ? textOf(node.children) : 'text' in node ? node.text : node.kind === 'file' ? node.href : ''))
		.join('');

/** In code there is no place for notes: they stand behind it. */
function marked(text: string, node: (text: string) => MarkdownNode): readonly MarkdownNode[] {
	return [node(withoutMarks(text)), ...textNodes(marksIn(text))];
}

/** `[ ] …` or `[x] …` at the start of a list item. */
function withTask(children: readonly MarkdownNode[]): readonly MarkdownNode[] {
	const [first, ...rest] = children;
	if (first?.kind === 'element' && first.tag === 'p') return [{ ...first, children: withTask(first.children) }, ...rest];
	const box = first?.kind === 'text' ? /^\[([ xX])\][ \t]/u.exec(first.text) : null;
	if (first?.kind !== 'text' || !box) return children;
	return [{ kind: 'task', done: box[1] !== ' ' }, { kind: 'text', text: first.text.slice(box[0].length) }, ...rest];
}

function decodedHref(token: Token): string {
	const href = String(token.attrGet('href') ?? '');
	try {
		return decodeURI(href);
	} catch {
		return href; // a lone % is no escape
	}
}

const isAlign = (value: string | undefined): value is Align => value === 'left' || value === 'center' || value === 'right';
