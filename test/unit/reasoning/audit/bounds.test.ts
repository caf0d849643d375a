import { describe, expect, it } from 'vitest';
import { audit } from '../../../../src/core/reasoning/audit/audit.ts';

const timed = (text: string): number => {
	const from = performance.now();
	audit(text);
	return performance.now() - from;
};

describe('an audit', () => {
	it.each([
		['9^9^9^9^9 = 1'],
		['2^99999999999 = 0'],
		['(2^8000)^8000 = 1'],
		['99999999999! = 1'],
		['((800!)!)! = 1'],
		['1e999 * 1e999 * 1e999 * 1e999 = 1'],
		['1e999999 = 2 + 2'],
		[`√${'9'.repeat(900)} * ${'7'.repeat(900)}/3 = 1`],
		['2^(1/9999999) = 1 + 1'],
		['0^0 = 1'],
		['(-1)^(1/2) = 1'],
		[`${'1/3 + 1/7 * '.repeat(50)}1 = 2^8000`],
	])('says of %s quickly that it is not checkable, or wrong', (text) => {
		const from = performance.now();
		expect(audit(text).every(({ verdict }) => verdict !== 'checked')).toBe(true);
		expect(performance.now() - from).toBeLessThan(2000);
	});

	it('does not take a number of ten thousand digits for one', () => {
		expect(audit(`${'1'.repeat(10_000)} + 1 = 2`)).toEqual([]);
	});

	it.each([
		['digits', '1'],
		['grouped digits', '1,234'],
		['digits apart', '1 234 '],
		['brackets', '('],
		['closing brackets', ')'],
		['bars', '|'],
		['relations', '= '],
		['glued relations', '=-'],
		['signs', '- '],
		['stars', '*'],
		['stars apart', '* '],
		['ticks', '`'],
		['ticks in pairs', '` ``'],
		['fences', '```\n'],
		['fence marks apart', '~~~ '],
		['words', 'ab '],
		['one word', 'a'],
		['words with dashes', 'a-'],
		['dots', '.'],
		['commas', '1,'],
		['roots', '√'],
		['raised', '²'],
		['TeX fractions', '\\frac{'],
		['TeX roots', '\\sqrt['],
		['backslashes', '\\'],
		['texts', '\\text{ a'],
		['blanks', ' '],
		['lines', '\n'],
		['blank lines', '\n \t> '],
		['sums', '1 + '],
		['chains', '1 + 1 = 2 = '],
		['powers', '2^'],
		['fractions', '1/2 + 1/3 = '],
		['modulo', '7 ≡ '],
		['per cent', '5% of '],
		['is', '1 + 1 is '],
		['factorials', '3! = '],
		['underscores', '_'],
		['dollars', '$'],
		['overlines', '0.\\overline{3'],
		['round', 'round 1+1=3 '],
		['half of', 'half of '],
	])(
		'takes time in proportion to a text of nothing but %s',
		(_, piece) => {
			const text = (length: number): string => piece.repeat(Math.ceil(length / piece.length));
			timed(text(10_000));
			const short = Math.max(2, timed(text(50_000)));
			expect(timed(text(200_000))).toBeLessThan(Math.max(3000, 40 * short));
		},
		30_000,
	);

	it('reads a long thought in a moment', () => {
		const paragraph = 'Now multiply the parts: \\(17 \\times 20 = 340\\), and 17 * 4 = 68. Then 340 + 68 = 408, which is what we want.\n\n';
		const text = paragraph.repeat(2000);
		const from = performance.now();
		expect(audit(text)).toHaveLength(6000);
		expect(performance.now() - from).toBeLessThan(15_000);
	});

	it('gives the place of each equality in UTF-16 units', () => {
		const text = 'Ω 😀 so 3 + 4 = 8, e\u0301 and\r\n\\(5 \\times 5 = 25\\).';
		for (const { text: equality, start, end } of audit(text)) expect(text.slice(start, end)).toBe(equality);
		expect(audit(text).map(({ start }) => start)).toEqual([8, 29]);
	});

	it('never throws, and says the same twice, whatever it reads', () => {
		const pieces =
			'0 1 12 3.5 , . + - * / ^ ! % = ≈ ( ) [ ] { } | \\frac \\sqrt \\text{a} $ √ ² x km of is mod \\pmod r remainder \n _ ` & \\\\ … : 1/2 ½'.split(
				' ',
			);
		let seed = 7;
		const next = (): string => {
			seed = (seed * 48_271) % 2_147_483_647;
			return pieces[seed % pieces.length] ?? '';
		};
		for (let round = 0; round < 3000; round++) {
			const text = Array.from({ length: 24 }, () => next() + (seed % 3 === 0 ? ' ' : '')).join('');
			const first = audit(text);
			expect(audit(text)).toEqual(first);
			for (const { text: equality, start, end } of first) expect(text.slice(start, end)).toBe(equality);
		}
	});
});
