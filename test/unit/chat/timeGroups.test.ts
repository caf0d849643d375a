import { expect, it } from 'vitest';
import { timeGroups } from '../../../src/core/chat/timeGroups.ts';

const now = new Date(2026, 10, 26, 0, 30);
const at = (...parts: readonly [number, number, number, number?]): { askedAt: number; isPinned: boolean } => ({
	askedAt: new Date(parts[0], parts[1] - 1, parts[2], parts[3] ?? 12).getTime(),
	isPinned: false,
});

it('chats are grouped by the days of the calendar', () => {
	const items = [
		{ ...at(2020, 1, 1), isPinned: true },
		at(2026, 11, 26, 0),
		at(2026, 11, 25, 23),
		at(2026, 11, 24),
		at(2026, 11, 19),
		at(2026, 11, 18),
		at(2026, 10, 27),
		at(2026, 10, 26),
		at(2025, 10, 26),
	];
	expect(timeGroups(items, now).map(({ title, items: { length } }) => [title, length])).toEqual([
		['Pinned', 1],
		['Today', 1],
		['Yesterday', 1],
		['Previous 7 days', 2],
		['Previous 30 days', 2],
		['October 2026', 1],
		['October 2025', 1],
	]);
});

it('what a clock that went wrong has put into the future is of today', () => {
	expect(timeGroups([at(2030, 1, 1)], now)[0]?.title).toBe('Today');
});
