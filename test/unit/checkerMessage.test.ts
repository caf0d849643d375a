import { describe, expect, it } from 'vitest';
import { readCheckerMessage } from '../../src/inference/checkerMessage.ts';

const checked = (suggestions: unknown): unknown => ({
	kind: 'checked',
	id: 1,
	problems: [{ lines: { first: 0, last: 0 }, message: 'no', severity: 'error', suggestions }],
	dependents: [],
});

describe('a message of the checker', () => {
	it('may suggest a few short lines', () => {
		for (const suggestions of [undefined, [], ['Add import'], ['a', 'b', 'c']]) {
			expect(readCheckerMessage(checked(suggestions))).toEqual(checked(suggestions));
		}
	});

	it('is none where its suggestions are anything else', () => {
		for (const suggestions of [null, 'Add import', [1], [['a']], { length: 1 }, ['a', 'b', 'c', 'd'], ['a'.repeat(301)]]) {
			expect(readCheckerMessage(checked(suggestions))).toBeUndefined();
		}
	});
});
