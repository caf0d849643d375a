import { expect, it } from 'vitest';
import { editDistance } from '../../../src/core/completion/editDistance.ts';

it.each([
	['', '', 0],
	['abc', 'abc', 0],
	['abc', 'abd', 1],
	['abc', 'bc', 1],
	['abc', 'xabc', 1],
	['', 'abc', 3],
	['kitten', 'sitting', 3],
	['const line = 1;', 'let line = 1;', 4],
	['ab', 'ba', 2],
])('from %j to %j it is %i', (a, b, distance) => {
	expect(editDistance(a, b, 4)).toBe(distance);
	expect(editDistance(b, a, 4)).toBe(distance);
	if (distance > 0) {
		expect(editDistance(a, b, distance - 1)).toBeUndefined();
	}
});

it('takes no time for long texts that differ little', () => {
	const text = 'const line = 1;\n'.repeat(60);
	const startedAt = performance.now();
	for (let round = 0; round < 20; round++) {
		expect(editDistance(text, text.replace('line', 'row'), 40)).toBe(4);
	}
	expect((performance.now() - startedAt) / 20).toBeLessThan(200);
});
