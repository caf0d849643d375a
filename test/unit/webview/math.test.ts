import { describe, expect, test } from 'vitest';
import { putMathBack, splitAtFormulas, takeMathOut } from '../../../webview-ui/math.ts';

/** The text with each formula as `⟦tex⟧`, display ones as `⟦⟦tex⟧⟧`. */
function drawn(source: string): string {
	const { text, formulas } = takeMathOut(source);
	return splitAtFormulas(text, formulas)
		.map((part) => (typeof part === 'string' ? part : part.display ? `⟦⟦${part.tex}⟧⟧` : `⟦${part.tex}⟧`))
		.join('');
}

describe('formulas are found', () => {
	test.each([
		['a $x^2$ b', 'a ⟦x^2⟧ b'],
		['$$x$$', '⟦⟦x⟧⟧'],
		['$$\nx\n$$', '⟦⟦x⟧⟧'],
		['\\(a_1 * b_1 * c\\)', '⟦a_1 * b_1 * c⟧'],
		['\\[\n340 + 68 = 408\n\\]', '⟦⟦340 + 68 = 408⟧⟧'],
		['so \\boxed{408}.', 'so ⟦\\boxed{408}⟧.'],
		['\\boxed{\\frac{1}{2}} is it', '⟦\\boxed{\\frac{1}{2}}⟧ is it'],
		['\\begin{align}a &= b \\\\ c &= d\\end{align}', '⟦⟦\\begin{align}a &= b \\\\ c &= d\\end{align}⟧⟧'],
		['the $n$th of $m$ items', 'the ⟦n⟧th of ⟦m⟧ items'],
		['$x$,$y$', '⟦x⟧,⟦y⟧'],
		['| $|x|$ | b |', '| ⟦|x|⟧ | b |'],
		['- item\n  $$\n  x\n  $$', '- item\n  ⟦⟦x⟧⟧'],
		['$\\text{cost: } \\$5$', '⟦\\text{cost: } \\$5⟧'],
		['emoji 🎉 $x$ 🎉', 'emoji 🎉 ⟦x⟧ 🎉'],
	])('%j', (source, expected) => {
		expect(drawn(source)).toBe(expected);
	});
});

describe('what is no formula stays text', () => {
	test.each([
		'It costs $5 and $10.',
		'between $20,000 and USD$30,000',
		'$HOME and $PATH',
		'a lone $ sign',
		'$ x $',
		'$$',
		'$$$$',
		'escaped \\$x\\$',
		'escaped \\\\(x\\\\)',
		'an open $x',
		'an open \\[ bracket',
		'a paragraph $x\n\nends$ it',
		'\\boxed{open',
		'\\begin{document}x\\end{document}',
		'',
	])('%j', (source) => {
		expect(drawn(source)).toBe(source);
	});
});

describe('code is not touched', () => {
	test.each([
		'`$x$`',
		'``a ` $x$``',
		'```sh\necho $x$ \\(a\\)\n```',
		'~~~\n$x$\n~~~',
		'- ```sh\n  echo $x$\n  ```',
		'> ```\n> $x$\n> ```',
		'```\n$x$ in a fence that is still open',
		'````\n```\n$x$\n````',
	])('%j', (source) => {
		expect(drawn(source)).toBe(source);
	});

	test('but a lone backtick hides nothing', () => {
		expect(drawn('a ` b $x$')).toBe('a ` b ⟦x⟧');
	});

	test('and a formula behind a fence is found', () => {
		expect(drawn('```\n$x$\n```\n$y$')).toBe('```\n$x$\n```\n⟦y⟧');
	});
});

test('formulas can be put back as they were written', () => {
	const source = 'a $x$ \\(y\\) \\boxed{2} $$\nz\n$$';
	const { text, formulas } = takeMathOut(source);
	expect(putMathBack(text, formulas)).toBe(source);
});

test('marks in the input cannot stand for a formula', () => {
	expect(drawn('\uFDD00\uFDD1 $x$')).toBe('\uFFFD0\uFFFD ⟦x⟧');
});

test('a formula of more than 2,000 characters is left as text', () => {
	const long = `$${'x'.repeat(2001)}$`;
	expect(drawn(long)).toBe(long);
	expect(drawn(`$${'x'.repeat(2000)}$`)).toContain('⟦');
});
