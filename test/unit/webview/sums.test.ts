import { expect, test } from 'vitest';
import type { Equality, Verdict } from '../../../src/core/reasoning/audit/equality.ts';
import { describeSum, shortValue, sumFacts } from '../../../webview-ui/sums.ts';

const sum = (text: string, verdict: Verdict = 'checked', expected?: string): Equality => ({
	text,
	start: 0,
	end: text.length,
	verdict,
	...(expected === undefined ? {} : { expected }),
});

test.each([
	[sum('17 \\times 24 = \\boxed{408}'), 'Checked: 17 × 24 = 408'],
	[sum('17 × 24 = **418', 'refuted', '408'), 'Refuted: 17 × 24 = 418. It should be 408.'],
	[sum('2x + 3 = 17 with x = 8', 'refuted', '19 ≠ 17'), 'Refuted: 2x + 3 = 17 with x = 8. 19 ≠ 17.'],
	[sum('\\frac{3}{4} + \\frac{10}{2 + 1} = 1', 'notCheckable'), 'Not checkable: 3/4 + 10/(2 + 1) = 1'],
	[sum('340 + 68 \\\\ &= 408'), 'Checked: 340 + 68 = 408'],
	[sum('1{,}000 + 1 = 1{,}001'), 'Checked: 1,000 + 1 = 1,001'],
])('a sum is described in one line of plain text: %s', (equality, description) => {
	expect(describeSum(equality)).toBe(description);
});

test('the facts count what could be decided', () => {
	const audit = {
		reasoning: [sum('1 + 1 = 2'), sum('1 + 1 = 3', 'refuted', '2')],
		answer: [sum('9^9^9 = 1', 'notCheckable')],
		solution: [],
	};
	expect(sumFacts(audit)).toEqual({ checked: '2 sums checked', wrong: '1 wrong' });
	expect(sumFacts({ ...audit, reasoning: [sum('1 + 1 = 2')] })).toEqual({ checked: '1 sum checked' });
	expect(sumFacts({ ...audit, reasoning: [] })).toBeUndefined();
});

test('a long value is cut', () => {
	expect(shortValue('408')).toBe('408');
	expect(shortValue('9'.repeat(100))).toBe(`${'9'.repeat(20)}…`);
});
