import { describe, expect, it } from 'vitest';
import { chosen, isDecided, tally } from '../../../src/core/chat/vote.ts';

const counts = (replies: readonly (string | undefined)[]) =>
	tally(replies).groups.map(({ answer, members }) => [answer.text, members.length]);

describe('the count of the replies', () => {
	it('puts the most frequent answer first, and at a tie the first that was given', () => {
		expect(counts(['4', '5', '**Answer:** 5'])).toEqual([
			['5', 2],
			['4', 1],
		]);
		expect(counts(['4', '5'])).toEqual([
			['4', 1],
			['5', 1],
		]);
	});

	it('leaves out what is not finished and what has no short answer', () => {
		const replies = ['4', undefined, 'A long text. '.repeat(10), '4'];
		expect(tally(replies)).toMatchObject({ counted: 2, groups: [{ members: [0, 3] }] });
	});

	it('shows the first reply of those that agree', () => {
		const replies = ['4', '5', '5'];
		expect(chosen(tally(replies), replies)).toBe(1);
		const texts = [undefined, 'A long text. '.repeat(10)];
		expect(chosen(tally(texts), texts)).toBe(1);
		expect(chosen(tally([]), [])).toBe(0);
	});
});

describe('a vote', () => {
	const decided = (replies: readonly string[], wanted: number) => isDecided(tally(replies), replies.length, wanted);

	it.each([
		[['4'], 3, false],
		[['4', '4'], 3, true],
		[['4', '5'], 3, false],
		[['4', '5', '6'], 3, true],
		[['4', '4', '5'], 5, false],
		[['4', '4', '4'], 5, true],
		[['4', '4', '5', '4'], 5, true],
		[['4'], 1, true],
	])('after %j of %i is decided: %s', (replies, wanted, expected) => {
		expect(decided(replies, wanted)).toBe(expected);
	});

	it('is not decided by replies that cannot be compared', () => {
		const text = 'A long text that nobody can compare with another. '.repeat(3);
		expect(decided([text, text], 3)).toBe(false);
	});
});
