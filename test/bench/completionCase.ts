import type { Played } from '../../tools/cli/replay/play.ts';
import { keysOf, pauseMs } from '../../tools/cli/replay/summary.ts';
import { isRight, rightCharacters } from '../lib/typing/judge.ts';
import type { TraceKind, TypingTrace } from '../lib/typing/traces.ts';
import type { ContenderName, Run } from './completionContenders.ts';

/** What one contender did with one trace. */
export interface CompletionCase {
	readonly model: string;
	readonly trace: string;
	readonly kind: TraceKind;
	readonly contender: ContenderName;
	/** Of the machine, before it. */
	readonly load: string;
	/** Prompt tokens read for what was asked at each key, however late the engine read them. */
	readonly evaluated: readonly number[];
	readonly idleEvaluated: number;
	readonly spelled: number;
	readonly requests: number;
	/** Requests given up, and what had been read and written for them. */
	readonly cancelled: number;
	readonly cancelledTokens: number;
	readonly mostAtOnce: number;
	readonly cpuSeconds: number;
	/** At each pause after a key: from the key to the first token; the length of the pause where none came. */
	readonly firstTokenMs: readonly number[];
	/** At each pause with text: from the key until it stood there. */
	readonly shownMs: readonly number[];
	readonly pauses: number;
	readonly shown: number;
	/** Pauses whose first line is what the file goes on with, and its characters. */
	readonly right: number;
	readonly rightCharacters: number;
}

export function caseOf(
	model: string,
	trace: TypingTrace,
	kind: TraceKind,
	contender: ContenderName,
	load: string,
	run: Run,
): CompletionCase {
	const counted = run.played.map((moment, index) => ({ moment, typed: trace.events[index] })).slice(trace.countsFrom);
	const played = counted.map(({ moment }) => moment);
	const keys = keysOf(played);
	const pauses = counted.filter(({ moment, typed }) => keys.includes(moment) && moment.pauseMs >= pauseMs && typed?.truthAt !== undefined);
	const works = played.flatMap((moment) => moment.works);
	const cancelled = works.filter(({ isCancelled }) => isCancelled);
	const right = pauses.filter(({ moment, typed }) =>
		[...trace.truths.values()].some((truth) => isThere(moment, truth, typed?.truthAt) && isRight(moment, truth, typed?.truthAt ?? 0)),
	);
	return {
		model,
		trace: trace.name,
		kind,
		contender,
		load,
		evaluated: keys.map(({ works, readOn }) => readOn + sum(works.flatMap(({ isIdle, evaluated }) => (isIdle ? [] : [evaluated])))),
		idleEvaluated: sum(played.map(({ report }) => report.idleEvaluated)),
		spelled: sum(works.map(({ spelled }) => spelled)),
		requests: works.filter(({ isIdle }) => !isIdle).length,
		cancelled: cancelled.length,
		cancelledTokens: sum(cancelled.map(({ evaluated, written }) => evaluated + written)),
		mostAtOnce: run.meter.mostAtOnce,
		cpuSeconds: run.cpuSeconds,
		firstTokenMs: pauses.map(({ moment }) => firstTokenMs(moment)),
		shownMs: pauses.flatMap(({ moment }) => moment.shownAfterMs ?? []),
		pauses: pauses.length,
		shown: pauses.filter(({ moment }) => moment.report.shown !== '').length,
		right: right.length,
		rightCharacters: sum(right.map(({ moment }) => rightCharacters(moment.report.shown))),
	};
}

/** Whether the text before the cursor is that of this file up to there. */
const isThere = ({ accepted }: Played, truth: string, truthAt: number | undefined): boolean =>
	truthAt !== undefined && accepted.from === truthAt && truth.startsWith(accepted.text.slice(0, accepted.from));

/** Fitting text that stood there needs no token; where the pause ended first, it says how long at least. */
function firstTokenMs({ report, shownAfterMs, pauseMs }: Played): number {
	if (shownAfterMs === 0) {
		return 0;
	}
	return report.reason === 'cancelled' && report.firstTokenMs === 0 ? Math.round(pauseMs) : report.firstTokenMs;
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
