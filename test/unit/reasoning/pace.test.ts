import { expect, test } from 'vitest';
import { costAt, type Pace, withMark } from '../../../src/core/reasoning/pace.ts';

const marks = (...points: readonly (readonly [number, number, number])[]): Pace =>
	points.reduce<Pace>((pace, [characters, tokens, ms]) => withMark(pace, { characters, tokens, ms }), []);

test('a stretch of a thought costs its share between two marks', () => {
	const pace = marks([400, 100, 1000], [800, 200, 5000]);
	expect(costAt(pace, 0)).toEqual({ tokens: 0, ms: 0 });
	expect(costAt(pace, 200)).toEqual({ tokens: 50, ms: 500 });
	expect(costAt(pace, 600)).toEqual({ tokens: 150, ms: 3000 });
	expect(costAt(pace, 9999)).toMatchObject({ tokens: 200, ms: 5000 });
});

test('a mark is kept every 200 characters, and the last one always', () => {
	const pace = marks(...Array.from({ length: 1000 }, (_, index) => [index * 4, index, index * 10] as const));
	expect(pace.length).toBeLessThanOrEqual(22);
	expect(pace.at(-1)).toEqual({ characters: 3996, tokens: 999, ms: 9990 });
	expect(costAt(pace, 2000).tokens).toBe(500);
});
