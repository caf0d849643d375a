import type { RequestRecord } from './requestRecord.ts';
import { gates } from './shouldComplete.ts';

/** Numbers of one day and language; no text of anybody. */
export interface Counts {
	/** Suggestions shown: one that is typed along stays one. */
	readonly shown: number;
	readonly acceptedAll: number;
	readonly acceptedWords: number;
	readonly acceptedLines: number;
	/** Suggestions of which a part or all was taken over. */
	readonly taken: number;
	readonly rejected: number;
	readonly charactersAccepted: number;
	/** Requests that no gate stopped. */
	readonly requests: number;
	readonly fromCache: number;
	readonly evaluatedTokens: number;
	readonly reusedTokens: number;
	readonly spelledTokens: number;
	/** How often text was shown after how long: one count for each of `latencyBoundsMs`, and one for all above. */
	readonly latencies: readonly number[];
}

/** By day (since 1970, local) and language; `all` keeps what left the days. */
export interface Statistics {
	readonly days: Readonly<Record<string, Readonly<Record<string, Counts>>>>;
	readonly all: Readonly<Record<string, Counts>>;
}

export type Change = { readonly [K in Exclude<keyof Counts, 'latencies'>]?: number } & { readonly latencyMs?: number };

export const noStatistics: Statistics = { days: {}, all: {} };
const daysKept = 7;
const languagesKept = 20;

/** Each a quarter above the one before, from 1 ms to some 25 s. */
export const latencyBoundsMs: readonly number[] = Array.from({ length: 46 }, (_, index) => 1.25 ** index);

export const noCounts: Counts = {
	shown: 0,
	acceptedAll: 0,
	acceptedWords: 0,
	acceptedLines: 0,
	taken: 0,
	rejected: 0,
	charactersAccepted: 0,
	requests: 0,
	fromCache: 0,
	evaluatedTokens: 0,
	reusedTokens: 0,
	spelledTokens: 0,
	latencies: [],
};

export function counted(statistics: Statistics, day: number, languageId: string, change: Change): Statistics {
	const days = Object.fromEntries(Object.entries(statistics.days).filter(([key]) => Number(key) > day - daysKept && Number(key) <= day));
	return { days: { ...days, [day]: added(days[day] ?? {}, languageId, change) }, all: added(statistics.all, languageId, change) };
}

/** What a request adds. */
export function changeOf(record: RequestRecord): Change | undefined {
	if (record.reason in gates) {
		return undefined;
	}
	return {
		requests: 1,
		fromCache: record.source === 'cache' ? 1 : 0,
		evaluatedTokens: record.evaluatedTokens,
		reusedTokens: record.reusedTokens,
		spelledTokens: record.spelledTokens,
		...(record.reason === 'shown' ? { latencyMs: record.totalMs } : {}),
	};
}

/** The sum of some days (`undefined`: of all time), by language, the most used first. */
export function summed(statistics: Statistics, today: number, days?: number): readonly (readonly [languageId: string, counts: Counts])[] {
	const byLanguage = new Map<string, Counts>();
	const tables =
		days === undefined
			? [statistics.all]
			: Object.entries(statistics.days).flatMap(([day, table]) => (Number(day) > today - days && Number(day) <= today ? [table] : []));
	for (const [languageId, counts] of tables.flatMap((table) => Object.entries(table))) {
		byLanguage.set(languageId, sumOf(byLanguage.get(languageId) ?? noCounts, counts));
	}
	return [...byLanguage].sort(([, a], [, b]) => b.requests - a.requests);
}

export function sumOf(a: Counts, b: Counts): Counts {
	const sums = (Object.keys(noCounts) as (keyof Counts)[]).flatMap((key) => (key === 'latencies' ? [] : [[key, a[key] + b[key]] as const]));
	const length = Math.max(a.latencies.length, b.latencies.length);
	const latencies = Array.from({ length }, (_, index) => (a.latencies[index] ?? 0) + (b.latencies[index] ?? 0));
	return { ...noCounts, ...Object.fromEntries(sums), latencies };
}

/** The time within which this share of suggestions stood there; `undefined` where none did. */
export function latencyAt({ latencies }: Counts, share: number): number | undefined {
	const total = latencies.reduce((sum, count) => sum + count, 0);
	let seen = 0;
	for (const [index, count] of latencies.entries()) {
		seen += count;
		if (total > 0 && seen >= share * total) {
			return latencyBoundsMs[index] ?? latencyBoundsMs.at(-1);
		}
	}
	return undefined;
}

/** Reads what was stored; anything that is not a number of ours is left out. */
export function readStatistics(stored: unknown): Statistics {
	const days = Object.entries(recordOf(recordOf(stored).days)).map(([day, table]) => [day, readTable(table)] as const);
	return { days: Object.fromEntries(days.filter(([day]) => Number.isInteger(Number(day)))), all: readTable(recordOf(stored).all) };
}

function added(table: Readonly<Record<string, Counts>>, languageId: string, { latencyMs, ...change }: Change): Record<string, Counts> {
	const key = Object.hasOwn(table, languageId) || Object.keys(table).length < languagesKept ? languageId : 'other';
	return {
		...table,
		[key]: sumOf((Object.hasOwn(table, key) ? table[key] : undefined) ?? noCounts, {
			...noCounts,
			...change,
			latencies: latencyMs === undefined ? [] : bucket(latencyMs),
		}),
	};
}

function bucket(ms: number): readonly number[] {
	const found = latencyBoundsMs.findIndex((bound) => ms <= bound);
	const index = found < 0 ? latencyBoundsMs.length : found;
	return [...Array.from({ length: index }, () => 0), 1];
}

const readTable = (table: unknown): Record<string, Counts> =>
	Object.fromEntries(Object.entries(recordOf(table)).map(([languageId, counts]) => [languageId, readCounts(recordOf(counts))]));

function readCounts(stored: Readonly<Record<string, unknown>>): Counts {
	const numbers = Object.entries(stored).filter(([key, value]) => key in noCounts && isCount(value));
	const latencies = Array.isArray(stored.latencies) ? stored.latencies.slice(0, latencyBoundsMs.length + 1) : [];
	return { ...noCounts, ...Object.fromEntries(numbers), latencies: latencies.map((value) => (isCount(value) ? value : 0)) };
}

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
	typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
