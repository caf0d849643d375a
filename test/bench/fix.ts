// Small bugs (test/eval/bugs), mended in one attempt without checks and by the loop, on real models. A hidden test judges, which neither sees.
// And edits that were labelled by hand, by a scripted model: what the loop accepts, refuses and shows. Long, so each case is kept at once.
import { UserError } from '../../src/core/errors.ts';
import type { EditFormName } from '../../src/core/fix/editForms.ts';
import { type FixOptions, fix } from '../../src/core/fix/fixLoop.ts';
import type { LanguageModel } from '../../src/core/model.ts';
import type { TypescriptChecker } from '../../src/inference/typescriptShadow.ts';
import { type Bug, writtenBugs } from '../eval/bugs/bug.ts';
import { withFaulty } from '../eval/bugs/faulty.ts';
import { solves } from '../eval/bugs/judge.ts';
import { mutants } from '../eval/bugs/mutator.ts';
import { withChecker } from '../lib/checker.ts';
import { openTrees } from '../lib/syntaxTrees.ts';
import { Random } from '../lib/typing/random.ts';
import { never, withModel } from './door.ts';
import { type Bench, type BenchOptions, type Figure, type Measured, medianOf } from './figure.ts';
import { oracleFigures } from './fixOracle.ts';
import { KeptCases } from './kept.ts';

const models = ['qwen2.5-coder-0.5b', 'qwen2.5-coder-1.5b'];

/** One attempt that is taken as it is, or the loop; with each form in which the model may write its edit. */
const ways = ['single', 'loop'] as const;
type Way = (typeof ways)[number];

interface FixCase {
	readonly model: string;
	readonly bug: string;
	readonly kind: string;
	readonly way: Way;
	readonly form: EditFormName;
	/** A change was shown. */
	readonly isShown: boolean;
	/** The hidden test passes with it. */
	readonly isSolved: boolean;
	readonly rounds: number;
	readonly tokens: number;
	readonly ms: number;
}

export const bench: Bench = (options) => [
	...(options.model === undefined ? models : [options.model]).flatMap((model) => figuresOf(model, options)),
	...oracleFigures(options),
];

interface Compared {
	of(way: Way): readonly FixCase[];
	readonly cases: { readonly run: number; readonly all: number };
}

function figuresOf(model: string, options: BenchOptions): readonly Figure[] {
	let comparing: Promise<Compared> | undefined;
	const form: EditFormName = options.form ?? 'region';
	const figure = (
		name: string,
		unit: string,
		target: string | undefined,
		judge: (compared: Compared) => Omit<Measured, 'cases'>,
	): Figure => ({
		name: `${name}, ${model.replace('qwen2.5-coder-', '')}${form === 'region' ? '' : `, ${form}`}`,
		unit,
		...(target === undefined ? {} : { target }),
		measure: async () => {
			comparing ??= compare(model, form, options);
			const compared = await comparing;
			return { ...judge(compared), cases: compared.cases };
		},
	});
	return [
		figure('solved by the loop', 'of single-shot', '>= 1.25', ({ of }) => {
			const [single, loop] = ways.map((way) => of(way).filter(({ isSolved }) => isSolved).length);
			return {
				value: Number(((loop ?? 0) / Math.max(1, single ?? 0)).toFixed(2)),
				note: `${loop} against ${single} of ${of('loop').length} bugs; ${byKind(of('loop'))}`,
			};
		}),
		figure('wrong ones shown', '% of shown', undefined, ({ of }) => {
			const [single, loop] = ways.map((way) => wrongShare(of(way)));
			return { value: loop ?? 0, note: `${single} % single-shot; of the loop's all passed their checks, and the hidden test fails` };
		}),
		figure('rounds to a solution', 'rounds', undefined, ({ of }) => {
			const rounds = of('loop').flatMap((each) => (each.isSolved ? [each.rounds] : []));
			const counts = [1, 2, 3].map((round) => rounds.filter((each) => each === round).length);
			return { value: median(rounds), note: `${counts.join(', ')} solved in round 1, 2, 3` };
		}),
		figure('time of the loop', 's', undefined, ({ of }) => {
			const seconds = (way: Way): number => Math.round(median(of(way).map(({ ms }) => ms)) / 100) / 10;
			const tokens = (way: Way): number => median(of(way).map((each) => each.tokens));
			return {
				value: seconds('loop'),
				note: `median; ${seconds('single')} s single-shot; ${tokens('loop')} tokens written against ${tokens('single')}`,
			};
		}),
	];
}

/** Of nothing, nothing. */
const median = (values: readonly number[]): number => (values.length === 0 ? 0 : medianOf(values).value);

const wrongShare = (cases: readonly FixCase[]): number => {
	const shown = cases.filter(({ isShown }) => isShown);
	return Math.round((100 * shown.filter(({ isSolved }) => !isSolved).length) / Math.max(1, shown.length));
};

function byKind(cases: readonly FixCase[]): string {
	const kindOf = ({ kind }: FixCase): string => kind.replace(/^mutant: .*/u, 'mutant');
	return [...new Set(cases.map(kindOf))]
		.map((kind) => {
			const own = cases.filter((each) => kindOf(each) === kind);
			return `${kind} ${own.filter(({ isSolved }) => isSolved).length}/${own.length}`;
		})
		.join(', ');
}

async function compare(model: string, form: EditFormName, { limit, seed }: BenchOptions): Promise<Compared> {
	// Mixed, so that a part of them has some of each kind.
	const bugs = new Random(seed).shuffled([...writtenBugs(), ...(await mutants(seed))]);
	const chosen = bugs.slice(0, limit);
	const kept = new KeptCases<FixCase>('fix', keyOf);
	const missing = chosen.flatMap((bug) =>
		ways.flatMap((way) => (kept.find(keyOf({ model, bug: bug.id, way, form })) === undefined ? [{ bug, way }] : [])),
	);
	if (missing.length > 0) {
		await withChecker('out/bench/checker.cjs', (checker) =>
			withModel(model, 0, async (loaded) => {
				for (const [index, { bug, way }] of missing.entries()) {
					const mended = await mend(bug, { form, single: way === 'single' }, loaded, checker);
					kept.add({ model, bug: bug.id, kind: bug.kind, way, form, ...mended });
					const outcome = mended.isSolved ? 'solved' : mended.isShown ? 'shown, wrong' : 'none';
					console.log(`  ${index + 1} of ${missing.length}, ${bug.id}, ${way}: ${outcome}`);
				}
			}),
		);
	}
	const of = (way: Way): readonly FixCase[] => chosen.flatMap((bug) => kept.find(keyOf({ model, bug: bug.id, way, form })) ?? []);
	return { of, cases: { run: chosen.length, all: bugs.length } };
}

const keyOf = ({ model, bug, way, form }: Pick<FixCase, 'model' | 'bug' | 'way' | 'form'>): string =>
	`${model} | ${bug} | ${way} | ${form}`;

type Mended = Pick<FixCase, 'isShown' | 'isSolved' | 'rounds' | 'tokens' | 'ms'>;

const mend = (bug: Bug, options: FixOptions, model: LanguageModel, checker: TypescriptChecker): Promise<Mended> =>
	withFaulty(bug, checker, async ({ request, ...known }) => {
		const began = performance.now();
		let [rounds, tokens] = [0, 0];
		const elapsed = (): number => Math.round(performance.now() - began);
		try {
			for await (const event of fix(request, { ...known, model, trees, now: () => performance.now() }, never, options)) {
				if (event.kind === 'round') rounds = event.round;
				if (event.kind === 'writing') tokens = event.tokens;
				if (event.kind === 'proposed') {
					const ms = elapsed();
					return { isShown: true, isSolved: await solves(bug, event.text), rounds, tokens: event.tokens, ms };
				}
			}
			throw new Error('the fix did not end');
		} catch (error) {
			if (!(error instanceof UserError && error.code === 'noEdit')) throw error;
			return { isShown: false, isSolved: false, rounds, tokens, ms: elapsed() };
		}
	});

const trees = openTrees();
