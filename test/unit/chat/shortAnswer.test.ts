import { describe, expect, it } from 'vitest';
import { shortAnswer } from '../../../src/core/chat/shortAnswer.ts';

const key = (reply: string): string | undefined => shortAnswer(reply)?.key;

describe('the short answer of a reply', () => {
	it.each([
		['**Answer:** 408', 'number:408'],
		['**Answer:** $17 \\times 24 = 408$', 'number:408'],
		['The answer is 408.', 'number:408'],
		['So the product is \\(\\boxed{408}\\).', 'number:408'],
		['First \\boxed{3}, corrected: \\boxed{4}.', 'number:4'],
		['408', 'number:408'],
		['**Answer:** 1,234', 'number:1234'],
		['**Answer:** 1 234.00', 'number:1234'],
		['**Answer:** $5', 'number:5'],
		['**Answer:** -7', 'number:-7'],
		['**Answer:** −7', 'number:-7'],
		['**Answer:** x = 7', 'number:7'],
		['**Answer:** 36 km', 'number:36'],
		['**Answer:** There are 12 apples left.', 'number:12'],
	])('of a number: %s', (reply, expected) => {
		expect(key(reply)).toBe(expected);
	});

	it.each([
		['1/2', '0.5', '\\boxed{\\frac{1}{2}}', '**Answer:** \\(\\frac12\\)', '**Answer:** 2/4'],
		['11/12', '\\boxed{\\dfrac{11}{12}}', '**Answer:** 3/4 + 1/6 = 11/12'],
		['\\boxed{\\sqrt{12}}', '\\boxed{2\\sqrt{3}}'],
		['15 %', '0.15', '\\boxed{15\\%}'],
		['Yes', '**Answer:** yes', '**Answer:** Yes, it is prime.', '\\boxed{\\text{Yes}}'],
		['(B)', 'B', '**Answer:** B.', '**Answer:** (B) the second one', '\\boxed{B}'],
		['\\boxed{\\text{Tuesday}}', '**Answer:** Tuesday.', 'tuesday'],
	])('is one, however it is written: %s', (first, ...others) => {
		expect(others.map(key)).toEqual(others.map(() => key(first)));
		expect(key(first)).toBeDefined();
	});

	it.each([
		['408', '409'],
		['0.333', '1/3'],
		['Yes', 'No'],
		['A', 'B'],
		['7', '-7'],
	])('differs exactly: %s and %s', (a, b) => {
		expect(key(a)).not.toBe(key(b));
	});

	it('is none where the reply is a text, or nothing', () => {
		expect(key('')).toBeUndefined();
		expect(key(`The function sorts its input in place, ${'and returns it again, '.repeat(4)}which nobody reads.`)).toBeUndefined();
		expect(key('\\boxed{')).toBeDefined();
		expect(key('\\boxed{}')).toBeUndefined();
	});

	it('takes no time over hostile text', () => {
		const startMs = performance.now();
		for (const text of [
			'\\boxed{'.repeat(20_000),
			'{'.repeat(50_000),
			'answer is '.repeat(5000),
			'1/'.repeat(20_000),
			'='.repeat(50_000),
		]) {
			key(text);
		}
		expect(performance.now() - startMs).toBeLessThan(10_000);
	});
});
