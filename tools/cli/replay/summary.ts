import type { Meter, Work } from './meter.ts';
import type { Played } from './play.ts';

/** A pause in which somebody looks up from the keys, and sees what is shown. */
export const pauseMs = 400;

export interface Summary {
	readonly events: number;
	/** Edits, of which those at one moment are one. */
	readonly keys: number;
	readonly requests: number;
	readonly cancelled: number;
	readonly mostAtOnce: number;
	/** Prompt tokens read for a key. */
	readonly evaluated: number;
	readonly evaluatedPerKey: number;
	readonly evaluatedPerKeyP95: number;
	/** Tokens with which words were spelled again, not among those. */
	readonly spelled: number;
	readonly written: number;
	readonly idleEvaluated: number;
	/** Of keys that something was computed for. */
	readonly firstTokenMs: Percentiles;
	/** Pauses after a key, how many of them had text to look at, and how long that took to come. */
	readonly pauses: number;
	readonly pausesWithText: number;
	readonly shownMs: Percentiles;
	/** How often each reason was given. */
	readonly reasons: Readonly<Record<string, number>>;
}

export interface Percentiles {
	readonly p50: number;
	readonly p95: number;
}

export function summaryOf(played: readonly Played[], { works, mostAtOnce }: Meter): Summary {
	const keys = keysOf(played);
	const own = works.filter(({ isIdle }) => !isIdle);
	const sum = (list: readonly Work[], of: (work: Work) => number): number => list.reduce((total, work) => total + of(work), 0);
	const pauses = keys.filter((key) => key.pauseMs >= pauseMs);
	const reasons: Record<string, number> = {};
	for (const { report } of played) {
		reasons[report.reason] = (reasons[report.reason] ?? 0) + 1;
	}
	const evaluated = keys.map(({ report }) => report.evaluated);
	const readOn = played.reduce((total, moment) => total + moment.readOn, 0);
	return {
		events: played.length,
		keys: keys.length,
		requests: own.length,
		cancelled: works.filter(({ isCancelled }) => isCancelled).length,
		mostAtOnce,
		evaluated: sum(own, (work) => work.evaluated) + readOn,
		evaluatedPerKey: Number((evaluated.reduce((total, tokens) => total + tokens, 0) / Math.max(1, keys.length)).toFixed(2)),
		evaluatedPerKeyP95: percentile(evaluated, 0.95),
		spelled: sum(own, ({ spelled }) => spelled),
		written: sum(works, ({ written }) => written),
		idleEvaluated: sum(works, ({ isIdle, evaluated }) => (isIdle ? evaluated : 0)) - readOn,
		firstTokenMs: percentiles(keys.filter(({ works }) => works.length > 0).map(({ report }) => report.firstTokenMs)),
		pauses: pauses.length,
		pausesWithText: pauses.filter(({ report }) => report.shown !== '').length,
		shownMs: percentiles(pauses.flatMap(({ shownAfterMs }) => shownAfterMs ?? [])),
		reasons,
	};
}

/** Changes of the text that an editor asks after. */
export const keysOf = (played: readonly Played[]): readonly Played[] => played.filter(({ report }) => report.reason !== 'notAsked');

const percentiles = (values: readonly number[]): Percentiles => ({ p50: percentile(values, 0.5), p95: percentile(values, 0.95) });

/** Rounded; 0 of nothing. */
export function percentile(values: readonly number[], share: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return Math.round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0);
}
