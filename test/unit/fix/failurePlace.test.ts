import { describe, expect, test } from 'vitest';
import { failurePlace } from '../../../src/core/fix/failurePlace.ts';

const long = [
	...Array.from({ length: 80 }, (_, index) => `const constant${index} = ${index};`),
	'export function total() {',
	'\treturn 1;',
	'}',
].join('\n');
const place = (output: string, testLines: readonly string[] = [], text = long) =>
	failurePlace({ output, text, path: '/work/shop/src/cart.ts', testLines });

describe('a failure points', () => {
	test.each([
		['    at total (/work/shop/src/cart.ts:82:9)', 81],
		['    at total (file:///work/shop/src/cart.ts:82:9)', 81],
		['src/cart.ts:81:1: oops', 80],
		['    at other (/work/shop/src/other.ts:3:1)\n    at total (cart.ts:82:9)', 81],
	])('to the line that it names: %j', (output, line) => {
		expect(place(output)).toEqual({ first: line, last: line });
	});

	test('to what the line of the test names', () => {
		expect(place('at /work/shop/test/cart.test.ts:5:1', ['\tassert.equal(total([]), 0);'])).toEqual({ first: 80, last: 80 });
	});

	test('to all of it where nothing is named, or a line that is not there', () => {
		expect(place('Error')).toEqual({ first: 0, last: 82 });
		expect(place('at total (/work/shop/src/cart.ts:900:1)')).toEqual({ first: 0, last: 82 });
		expect(place('Error', ['total()'], 'export function total() {}')).toEqual({ first: 0, last: 0 });
	});
});
