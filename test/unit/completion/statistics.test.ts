import { describe, expect, it } from 'vitest';
import type { RequestRecord } from '../../../src/core/completion/requestRecord.ts';
import {
	type Change,
	changeOf,
	counted,
	latencyAt,
	noCounts,
	noStatistics,
	readStatistics,
	type Statistics,
	summed,
} from '../../../src/core/completion/statistics.ts';
import { statisticsPage } from '../../../src/core/completion/statisticsPage.ts';

const afterAll = (...changes: readonly [day: number, languageId: string, change: Change][]): Statistics =>
	changes.reduce((statistics, [day, languageId, change]) => counted(statistics, day, languageId, change), noStatistics);

const record: RequestRecord = {
	id: 1,
	atMs: 0,
	document: 'file:///a.ts',
	languageId: 'typescript',
	reason: 'shown',
	source: 'cache',
	debounceMs: 0,
	firstTokenMs: 0,
	totalMs: 3,
	promptTokens: 0,
	reusedTokens: 0,
	evaluatedTokens: 0,
	spelledTokens: 0,
	answerTokens: 0,
};

describe('the statistics', () => {
	it('tell today from the last seven days and from all', () => {
		const statistics = afterAll([1, 'go', { shown: 1 }], [5, 'go', { shown: 2 }], [8, 'go', { shown: 4 }]);
		const shownIn = (days?: number): number | undefined => summed(statistics, 8, days)[0]?.[1].shown;
		expect([shownIn(1), shownIn(7), shownIn()]).toEqual([4, 6, 7]);
	});

	it('are kept for seven days and as one sum, whatever the time', () => {
		const statistics = Array.from({ length: 400 }, (_, day) => day).reduce(
			(all, day) => counted(all, day, 'go', { shown: 1 }),
			noStatistics,
		);
		expect(Object.keys(statistics.days)).toHaveLength(7);
		expect(statistics.all.go?.shown).toBe(400);
	});

	it('name twenty languages, and the others together', () => {
		const statistics = Array.from({ length: 50 }, (_, index) => `l${index}`).reduce(
			(all, id) => counted(all, 1, id, { shown: 1 }),
			noStatistics,
		);
		expect(Object.keys(statistics.all)).toHaveLength(21);
		expect(statistics.all.other?.shown).toBe(30);
	});

	it('count a language by any name', () => {
		expect(afterAll([1, 'constructor', { shown: 1 }]).all.constructor).toMatchObject({ shown: 1 });
	});

	it('know the median and the 95th percentile to within a quarter', () => {
		const statistics = [...Array.from({ length: 94 }, () => 20), ...Array.from({ length: 6 }, () => 900)].reduce(
			(all, latencyMs) => counted(all, 1, 'go', { latencyMs }),
			noStatistics,
		);
		const counts = statistics.all.go ?? noCounts;
		expect(latencyAt(counts, 0.5)).toBeGreaterThanOrEqual(20);
		expect(latencyAt(counts, 0.5)).toBeLessThan(25);
		expect(latencyAt(counts, 0.95)).toBeGreaterThanOrEqual(900);
		expect(latencyAt(counts, 0.95)).toBeLessThan(1125);
		expect(latencyAt(noCounts, 0.5)).toBeUndefined();
		expect(latencyAt(counted(noStatistics, 1, 'go', { latencyMs: 1e9 }).all.go ?? noCounts, 0.5)).toBeGreaterThan(20_000);
	});

	it('count what passed the gates, and the time only of what was shown', () => {
		expect(changeOf({ ...record, reason: 'deletion', source: 'none' })).toBeUndefined();
		expect(changeOf(record)).toMatchObject({ requests: 1, fromCache: 1, latencyMs: 3 });
		expect(changeOf({ ...record, reason: 'tooShort', source: 'generated', evaluatedTokens: 4 })).toEqual({
			requests: 1,
			fromCache: 0,
			evaluatedTokens: 4,
			reusedTokens: 0,
			spelledTokens: 0,
		});
	});

	it('come back from storage as they were', () => {
		const statistics = afterAll([1, 'go', { shown: 1, latencyMs: 20 }], [2, 'c', { rejected: 1 }]);
		expect(readStatistics(JSON.parse(JSON.stringify(statistics)))).toEqual(statistics);
	});

	it.each([undefined, null, 'x', [], { days: 1, all: { go: 2 } }, { all: { go: { shown: 'many', latencies: ['x'], text: 'secret' } } }])(
		'take nothing but numbers from %j',
		(stored) => {
			const { days, all } = readStatistics(stored);
			expect(days).toEqual({});
			expect(JSON.stringify(all)).not.toMatch(/secret|many|x/);
		},
	);
});

describe('the page of the statistics', () => {
	it('says what to do while there are none', () => {
		expect(statisticsPage(noStatistics, 1)).toContain('write some code');
	});

	it('shows the acceptance rate, times and tokens, and whose they are', () => {
		const page = statisticsPage(
			afterAll(
				[1, 'go', { shown: 4, taken: 1, acceptedAll: 1, requests: 8, evaluatedTokens: 12, latencyMs: 20 }],
				[1, 'c', { requests: 1 }],
			),
			1,
		);
		expect(page).toContain('Nothing of this leaves your machine');
		expect(page).toContain('| | all | go | c |');
		expect(page).toContain('| Taken | 1 (25 %) | 1 (25 %) | – |');
		expect(page).toContain('| Tokens read, a request | 1.3 | 1.5 | 0.0 |');
	});

	it('shows a language once where it is the only one', () => {
		expect(statisticsPage(afterAll([1, 'a|b\n#', { shown: 1 }]), 9)).toMatch(/## Today\n\nNothing yet\.[\s\S]*\n\| \| ab# \|\n/);
	});
});
