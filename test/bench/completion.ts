// Real files typed anew, key by key and in real time: Lemma against itself without reuse, and against the policy of llama.vscode on the same
// model in the same worker. The contenders take turns within each trace. Long, so each case is kept at once.
import { percentile } from '../../tools/cli/replay/summary.ts';
import { languages } from '../lib/typing/sources.ts';
import { type TraceKind, type TypingTrace, typingTrace } from '../lib/typing/traces.ts';
import { type CompletionCase, caseOf, sum } from './completionCase.ts';
import { type ContenderName, contenderNames, playAs } from './completionContenders.ts';
import { load } from './door.ts';
import { Absent, type Bench, type BenchOptions, type Figure, type Measured } from './figure.ts';
import { KeptCases } from './kept.ts';

const judged = 'qwen2.5-coder-0.5b';
const reported = 'qwen2.5-coder-1.5b';
/** Of one trace: with its pauses it takes some twenty seconds. */
const keysOfTrace = 28;
const kinds: readonly TraceKind[] = ['region', 'mixed'];

export const bench: Bench = (options) =>
	(options.model === undefined ? [judged, reported] : [options.model]).flatMap((model) => figuresOf(model, options));

interface Comparison {
	/** Figures of one contender over the traces of some kinds that were played. */
	of(contender: ContenderName, kind?: TraceKind): readonly CompletionCase[];
	readonly cases: { readonly run: number; readonly all: number };
	/** Why the real server did not play. */
	readonly absent: string | undefined;
}

function figuresOf(model: string, options: BenchOptions): readonly Figure[] {
	let comparing: Promise<Comparison> | undefined;
	const compared = (): Promise<Comparison> => {
		comparing ??= compare(model, options);
		return comparing;
	};
	const figure = (
		name: string,
		unit: string,
		target: string | undefined,
		judge: (comparison: Comparison) => Omit<Measured, 'cases'>,
	): Figure => ({
		name: `${name}, ${model.replace('qwen2.5-coder-', '')}`,
		unit,
		...(target === undefined || model !== judged ? {} : { target }),
		measure: async () => {
			const comparison = await compared();
			return { ...judge(comparison), cases: comparison.cases };
		},
	});
	return [
		figure('tokens a key in a region', 'tokens', '<= 3', ({ of }) => ({
			value: perKey(of('lemma', 'region')),
			note: `${perKey(of('llama.vscode', 'region'))} by llama.vscode, which reads ${perRequest(of('llama.vscode', 'region'))} at a request and skips the keys meanwhile; ${perKey(of('no reuse', 'region'))} without reuse; ${keyCount(of('lemma', 'region'))} keys; ${ratio(spelled(of('lemma', 'region')), keyCount(of('lemma', 'region')))} a key spelled, ${idle(of('lemma', 'region'))} read in idle time`,
		})),
		figure('tokens a key in a region, p95', 'tokens', '<= 5', ({ of }) => ({
			value: percentile(evaluated(of('lemma', 'region')), 0.95),
			note: `${percentile(evaluated(of('llama.vscode', 'region')), 0.95)} by llama.vscode`,
		})),
		figure('tokens a key, mixed', 'of llama.vscode', '<= 0.1', ({ of }) => ({
			value: ratio(perKey(of('lemma', 'mixed')), perKey(of('llama.vscode', 'mixed'))),
			note: `${perKey(of('lemma', 'mixed'))} against ${perKey(of('llama.vscode', 'mixed'))} (${perRequest(of('llama.vscode', 'mixed'))} at a request); in idle time ${idle(of('lemma', 'mixed'))} against ${idle(of('llama.vscode', 'mixed'))}`,
		})),
		against('first token, p95', 'firstTokenMs', 0.95, '<= 0.2'),
		against('text shown, p50', 'shownMs', 0.5, '<= 0.25'),
		against('text shown, p95', 'shownMs', 0.95, '<= 0.25'),
		share('pauses with text', ({ shown }) => shown),
		share('pauses with the right first line', ({ right }) => right),
		figure('work given up', 'tokens', undefined, ({ of }) => ({
			value: sum(of('lemma').map(({ cancelledTokens }) => cancelledTokens)),
			note: `of ${sum(of('lemma').map(({ cancelled }) => cancelled))} requests, idle ones among them, beside ${sum(of('lemma').map(({ requests }) => requests))} at keys; llama.vscode gives none of its ${sum(of('llama.vscode').map(({ requests }) => requests))} up`,
		})),
		figure('requests at once', 'requests', '<= 1', ({ of }) => ({
			value: Math.max(...of('lemma').map(({ mostAtOnce }) => mostAtOnce)),
			note: `${Math.max(...of('llama.vscode').map(({ mostAtOnce }) => mostAtOnce))} by llama.vscode`,
		})),
		figure('processor for a right character', 's', undefined, ({ of }) => ({
			value: cpuOf(of('lemma')),
			note: `${cpuOf(of('llama.vscode'))} by llama.vscode, ${cpuOf(of('no reuse'))} without reuse; of first lines that are right at a pause`,
		})),
		figure('tokens a key, real llama-server', 'tokens', undefined, ({ of, absent }) => {
			const cases = of('llama-server');
			if (cases.length === 0) throw new Absent(absent ?? 'no llama-server');
			const shownMs = cases.flatMap((each) => each.shownMs);
			return {
				value: perKey(cases),
				note: `llama.vscode's prompts through /infill: ${perKey(of('llama-server', 'region'))} in regions, ${perKey(of('llama-server', 'mixed'))} mixed; text at ${total(cases, 'shown')} of ${total(cases, 'pauses')} pauses, right at ${total(cases, 'right')}; shown after ${percentile(shownMs, 0.5)} ms, p95 ${percentile(shownMs, 0.95)} (another build of the engine: not judged)`,
			};
		}),
	];

	function against(name: string, what: 'firstTokenMs' | 'shownMs', at: number, target: string): Figure {
		return figure(name, 'of llama.vscode', target, ({ of }) => {
			const ms = (contender: ContenderName): number =>
				percentile(
					of(contender).flatMap((each) => each[what]),
					at,
				);
			return {
				value: ratio(ms('lemma'), ms('llama.vscode')),
				note: `${ms('lemma')} ms against ${ms('llama.vscode')} ms, ${ms('no reuse')} ms without reuse (regions only); ${of('lemma').flatMap((each) => each[what]).length} pauses; load ${of(
					'lemma',
				)
					.map((each) => each.load)
					.join(' ')}`,
			};
		});
	}

	function share(name: string, count: (each: CompletionCase) => number): Figure {
		return figure(name, 'of no reuse', '>= 0.95', ({ of }) => {
			const shareOf = (contender: ContenderName): number => ratio(sum(of(contender).map(count)), total(of(contender), 'pauses'));
			return {
				value: ratio(shareOf('lemma'), shareOf('no reuse, fast')),
				note: `${shareOf('lemma')} against ${shareOf('no reuse, fast')} with all the time it wants; llama.vscode ${shareOf('llama.vscode')}; of ${total(of('lemma'), 'pauses')} pauses`,
			};
		});
	}
}

const evaluated = (cases: readonly CompletionCase[]): readonly number[] => cases.flatMap((each) => each.evaluated);
const keyCount = (cases: readonly CompletionCase[]): number => evaluated(cases).length;
const perKey = (cases: readonly CompletionCase[]): number => ratio(sum(evaluated(cases)), keyCount(cases));
const perRequest = (cases: readonly CompletionCase[]): number => ratio(sum(evaluated(cases)), sum(cases.map(({ requests }) => requests)));
const idle = (cases: readonly CompletionCase[]): number => sum(cases.map(({ idleEvaluated }) => idleEvaluated));
const spelled = (cases: readonly CompletionCase[]): number => sum(cases.map((each) => each.spelled));
const total = (cases: readonly CompletionCase[], what: 'pauses' | 'shown' | 'right'): number => sum(cases.map((each) => each[what]));
const cpuOf = (cases: readonly CompletionCase[]): number =>
	ratio(sum(cases.map(({ cpuSeconds }) => cpuSeconds)), sum(cases.map(({ rightCharacters }) => rightCharacters)));

/** Where there is nothing to compare with, as good as nothing, or far worse. */
const ratio = (value: number, base: number): number => (base === 0 ? (value === 0 ? 0 : 999) : Number((value / base).toFixed(3)));

async function compare(model: string, { limit, seed }: BenchOptions): Promise<Comparison> {
	const all = languages.flatMap((language) => kinds.map((kind) => ({ kind, trace: typingTrace(language, kind, seed, keysOfTrace) })));
	const chosen = all.slice(0, limit);
	const kept = new KeptCases<CompletionCase>('completion', keyOf);
	let absent: string | undefined;
	for (const [round, { kind, trace }] of chosen.entries()) {
		const order = contenderNames.map((_, index) => contenderNames[(index + round) % contenderNames.length] ?? 'lemma');
		for (const contender of order.filter((name) => kind === 'region' || name !== 'no reuse')) {
			try {
				await playOnce(kept, model, trace, kind, contender, `${round + 1} of ${chosen.length}`);
			} catch (error) {
				if (!(error instanceof Absent)) throw error;
				absent = error.message;
			}
		}
	}
	const of = (contender: ContenderName, kind?: TraceKind): readonly CompletionCase[] =>
		chosen.flatMap(({ trace, ...own }) => {
			const found = kind === undefined || kind === own.kind ? kept.find(keyOf({ model, trace: trace.name, contender })) : undefined;
			return found === undefined ? [] : [found];
		});
	return { of, absent, cases: { run: chosen.length, all: all.length } };
}

const keyOf = ({ model, trace, contender }: Pick<CompletionCase, 'model' | 'trace' | 'contender'>): string =>
	`${model} | ${trace} | ${contender}`;

async function playOnce(
	kept: KeptCases<CompletionCase>,
	model: string,
	trace: TypingTrace,
	kind: TraceKind,
	contender: ContenderName,
	progress: string,
): Promise<void> {
	if (kept.find(keyOf({ model, trace: trace.name, contender })) !== undefined) {
		return;
	}
	const before = load();
	const startedAt = performance.now();
	const measured = caseOf(model, trace, kind, contender, before, await playAs(contender, trace, model));
	kept.add(measured);
	const seconds = Math.round((performance.now() - startedAt) / 1000);
	console.log(
		`  ${progress}, ${trace.name}, ${contender}: ${perKey([measured])} tokens a key, text at ${measured.shown} of ${measured.pauses} pauses, ${measured.right} right; ${seconds} s`,
	);
}
