import { describe, expect, test } from 'vitest';
import { audit } from '../../../src/core/reasoning/audit/audit.ts';
import { type MarkdownNode, parseMarkdown } from '../../../webview-ui/markdown.ts';
import { cutAt, joinMarked } from '../../../webview-ui/marks.ts';

/** The text as it is drawn, with the verdict of each sum in the place of its mark. */
function drawn(source: string): string {
	const sums = audit(source);
	const pieces = cutAt(
		source,
		sums.map(({ end }) => end),
	);
	const picture = (nodes: readonly MarkdownNode[]): string => nodes.map(pictureOf).join('');
	const pictureOf = (node: MarkdownNode): string => {
		switch (node.kind) {
			case 'text':
			case 'code':
			case 'codeBlock':
				return node.text;
			case 'formula':
				return `⟦${node.formula.tex}⟧`;
			case 'marks':
				return `‹${node.indexes.map((index) => sums[index]?.expected ?? sums[index]?.verdict).join()}›`;
			case 'task':
			case 'file':
				return '';
			case 'link':
			case 'element':
				return node.kind === 'element' && node.tag === 'br' ? '\n' : picture(node.children);
		}
	};
	return picture(parseMarkdown(joinMarked(pieces)));
}

describe('a mark stands right behind its sum', () => {
	test.each([
		['So 3 + 4 = 8, and 2 + 2 = 4.', 'So 3 + 4 = 8‹7›, and 2 + 2 = 4‹checked›.'],
		['**3 + 4 = 8**', '3 + 4 = 8‹7›'],
		['3 + 4 = **8** apples', '3 + 4 = 8‹7› apples'],
		['- 1 + 1 = 2\n- 1 + 2 = 4', '1 + 1 = 2‹checked›1 + 2 = 4‹3›'],
		['| sum |\n|--|\n| 1 + 1 = 3 |', 'sum1 + 1 = 3‹2›'],
		['# 1 + 1 = 3', '1 + 1 = 3‹2›'],
		['> 1 + 1 = 3', '1 + 1 = 3‹2›'],
		['1 + 1 = 3\n===', '1 + 1 = 3‹2›'],
		['*1 + 1 = 3* and more', '1 + 1 = 3‹2› and more'],
		['[1 + 1 = 3](https://a.example)', '1 + 1 = 3‹2›'],
		['$5 + $3 = $9 in all', '$5 + $3 = $9‹8› in all'],
	])('in %j', (source, expected) => {
		expect(drawn(source)).toBe(expected);
	});
});

describe('a mark stands behind the formula or the code that holds its sum', () => {
	test.each([
		['\\(3 + 4 = 8\\) so', '⟦3 + 4 = 8⟧‹7› so'],
		['$3 + 4 = 8$, $2 + 2 = 4$', '⟦3 + 4 = 8⟧‹7›, ⟦2 + 2 = 4⟧‹checked›'],
		['\\[1 + 1 = 2 = 3\\]', '⟦1 + 1 = 2 = 3⟧‹checked,notCheckable›'.replace('notCheckable', '2')],
		['$17 \\times 24 = \\boxed{418}$', '⟦17 \\times 24 = \\boxed{418}⟧‹408›'],
		['17 × 24 = \\(418\\).', '17 × 24 = ⟦418⟧‹408›.'],
		['17 × 24 = \\boxed{418}.', '17 × 24 = ⟦\\boxed{418}⟧‹408›.'],
		['`1 + 1 = 3` ends', '1 + 1 = 3‹2› ends'],
		['\\begin{align}2 \\cdot 3 &= 6 \\\\ &= 7\\end{align}', '⟦\\begin{align}2 \\cdot 3 &= 6 \\\\ &= 7\\end{align}⟧‹checked,6›'],
	])('in %j', (source, expected) => {
		expect(drawn(source)).toBe(expected);
	});
});

test('no text can forge a mark', () => {
	expect(drawn('\uFDD20\uFDD3 1 + 1 = 2')).toBe('\uFFFD0\uFFFD 1 + 1 = 2‹checked›');
});
