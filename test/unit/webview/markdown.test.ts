import { describe, expect, test } from 'vitest';
import { type MarkdownNode, parseMarkdown } from '../../../webview-ui/markdown.ts';

/** A compact picture of the tree. */
const drawn = (source: string): string => picture(parseMarkdown(source));
const picture = (nodes: readonly MarkdownNode[]): string => nodes.map(pictureOf).join('');

function pictureOf(node: MarkdownNode): string {
	switch (node.kind) {
		case 'text':
			return node.text;
		case 'formula':
			return `⟦${node.formula.tex}⟧`;
		case 'code':
			return `\`${node.text}\``;
		case 'codeBlock':
			return `{${[node.language, ...(node.path === undefined ? [] : [node.path]), node.text].join('|')}}`;
		case 'file':
			return `⟨${node.href}⟩`;
		case 'marks':
			return `‹${node.indexes.join()}›`;
		case 'link':
			return `[${picture(node.children)}](${node.href})`;
		case 'task':
			return node.done ? '☑ ' : '☐ ';
		case 'element':
			return `${node.tag}${node.align === undefined ? '' : `@${node.align}`}${(node.start ?? 1) === 1 ? '' : `#${node.start}`}(${picture(node.children)})`;
	}
}

describe('answers are read', () => {
	test.each([
		['**a** _b_ ~~c~~', 'p(strong(a) em(b) s(c))'],
		['# Title', 'h1(Title)'],
		['one\ntwo', 'p(onebr()two)'],
		['- a\n- b', 'ul(li(a)li(b))'],
		['3. a\n4. b', 'ol#3(li(a)li(b))'],
		['- [x] done\n- [ ] open', 'ul(li(☑ done)li(☐ open))'],
		['|a|b|\n|:-|-:|\n|1|2|', 'table(thead(tr(th@left(a)th@right(b)))tbody(tr(td@left(1)td@right(2))))'],
		['```ts title=x\na $x$ b\n```', '{ts|a $x$ b}'],
		['`$x$` and $y$', 'p(`$x$` and ⟦y⟧)'],
		['**Answer:** $17 \\times 24 = 408$', 'p(strong(Answer:) ⟦17 \\times 24 = 408⟧)'],
		['|a|\n|-|\n|$|x|$|', 'table(thead(tr(th(a)))tbody(tr(td(⟦|x|⟧))))'],
		['a_1 and b_1, 2 * 3 * 4', 'p(a_1 and b_1, 2 * 3 * 4)'],
		['[text](https://a.example/b?c=d)', 'p([text](https://a.example/b?c=d))'],
		['[a.ts](src/a.ts:10)', 'p([a.ts](src/a.ts:10))'],
		['<https://a.example>', 'p([https://a.example](https://a.example))'],
		['```ts src/a.ts\nx\n```', '{ts|src/a.ts|x}'],
		['```py title="lib/b.py"\nx\n```', '{py|lib/b.py|x}'],
		['```ts:src/a.ts\nx\n```', '{ts|src/a.ts|x}'],
		['```src/a.ts\nx\n```', '{ts|src/a.ts|x}'],
		['```mermaid\ngraph TD\n```', '{mermaid|graph TD}'],
		['see src/a.ts:12 and b.py:3:4.', 'p(see ⟨src/a.ts:12⟩ and ⟨b.py:3:4⟩.)'],
		['at example.com:80, 12:30, localhost:3000', 'p(at example.com:80, 12:30, localhost:3000)'],
		['a footnote[^1]\n\n[^1]: no', 'p(a footnote[^1])p([^1]: no)'],
		['\\(a\\) \\[b\\] \\boxed{c} \\begin{align}d\\end{align}', 'p(⟦a⟧ ⟦b⟧ ⟦\\boxed{c}⟧ ⟦\\begin{align}d\\end{align}⟧)'],
		['', ''],
	])('%j', (source, expected) => {
		expect(drawn(source)).toBe(expected);
	});
});

describe('nothing of an answer becomes HTML, a picture or a script', () => {
	test.each([
		['<script>alert(1)</script>', 'p(<script>alert(1)</script>)'],
		['a <b onclick="x">b</b>', 'p(a <b onclick="x">b</b>)'],
		['![the alt *text*](https://a.example/x.png)', 'p(the alt em(text))'],
		['[x](javascript:alert(1))', 'p([x](javascript:alert(1)))'],
		['https://a.example', 'p(https://a.example)'],
	])('%j', (source, expected) => {
		expect(drawn(source)).toBe(expected);
	});

	test('a script address stays text and is no link', () => {
		const links = parseMarkdown('[x](javascript:alert(1))').flatMap((node) =>
			node.kind === 'element' ? node.children.filter((child) => child.kind === 'link') : [],
		);
		expect(links).toEqual([]);
	});
});

describe('what would take too long to read is shown as plain text', () => {
	test.each([
		['50,000 brackets', '['.repeat(50_000)],
		['a table of 5,000 columns', `${'|a'.repeat(5000)}|\n${'|-'.repeat(5000)}|`],
		['a paragraph of 60,000 characters', 'word '.repeat(12_000)],
	])('%s', (_, source) => {
		expect(parseMarkdown(source)).toEqual([{ kind: 'element', tag: 'p', children: [{ kind: 'text', text: source }] }]);
	});

	test('but code may be of any length', () => {
		const code = 'x = 1;\n'.repeat(20_000);
		expect(parseMarkdown(`\`\`\`js\n${code}\`\`\``)).toEqual([{ kind: 'codeBlock', language: 'js', text: code.trimEnd() }]);
	});

	test('and 20,000 nested quotes end at a depth that can be shown', () => {
		const depth = (nodes: readonly MarkdownNode[]): number =>
			Math.max(0, ...nodes.map((node) => (node.kind === 'element' ? 1 + depth(node.children) : 0)));
		expect(depth(parseMarkdown(`${'>'.repeat(20_000)} x`))).toBeLessThan(30);
	});
});
