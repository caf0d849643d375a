// Places in real files where somebody types: how often the first line is the file's own, for Lemma, for Lemma without healing, and for
// llama.vscode's prompt on the same model in the same worker. Long, so each case is kept at once.
import { readFileSync } from 'node:fs';
import { languageOfPath } from '../../tools/cli/languageOfPath.ts';
import { firstLineIsRight } from '../lib/typing/judge.ts';
import { type Asker, askers, askersOf } from './askers.ts';
import { type CursorPosition, cursorPositions, type PositionKind, snapshotAt } from './cursorPositions.ts';
import { startCompleter } from './door.ts';
import type { Bench, BenchOptions, Figure, Measured } from './figure.ts';
import { infillingFigures } from './infilling.ts';
import { KeptCases } from './kept.ts';

const judged = ['qwen2.5-coder-0.5b', 'qwen2.5-coder-1.5b'];
/** Of each kind in each language: 210 in all. */
const perKind = 7;
const contextTokens = 4096;

interface QualityCase {
	readonly model: string;
	readonly asker: Asker;
	readonly place: string;
	readonly kind: PositionKind;
	readonly shown: string;
	readonly wanted: string;
	readonly reason: string;
	/** The first line is the file's own. */
	readonly isExact: boolean;
	/** At least ten characters of it are, or all of it. */
	readonly hasPrefix: boolean;
}

export const bench: Bench = (options) =>
	(options.model === undefined ? judged : [options.model]).flatMap((model) => [
		...figuresOf(model, options),
		...(options.infilling === undefined ? [] : infillingFigures(model, options.infilling, options)),
	]);

interface Quality {
	of(asker: Asker, kinds?: (kind: PositionKind) => boolean): readonly QualityCase[];
	readonly cases: { readonly run: number; readonly all: number };
}

const isMidWord = (kind: PositionKind): boolean => kind === 'mid-word';
const isBoundary = (kind: PositionKind): boolean => kind !== 'mid-word';

function figuresOf(model: string, options: BenchOptions): readonly Figure[] {
	let asking: Promise<Quality> | undefined;
	const figure = (
		name: string,
		unit: string,
		target: string | undefined,
		judge: (quality: Quality) => Omit<Measured, 'cases'>,
	): Figure => ({
		name: `${name}, ${model.replace('qwen2.5-coder-', '')}`,
		unit,
		...(target === undefined ? {} : { target }),
		measure: async () => {
			asking ??= askAll(model, options);
			const quality = await asking;
			return { ...judge(quality), cases: quality.cases };
		},
	});
	const againstPeer = (name: string, target: string, kinds: (kind: PositionKind) => boolean): Figure =>
		figure(name, 'of llama.vscode', target, ({ of }) => {
			const shares = askers.map((asker) => percent(of(asker, kinds), ({ isExact }) => isExact));
			const [ours = 0, unhealed = 0, peer = 0] = shares;
			return {
				value: ratio(ours, peer),
				note: `first line right: ${ours} % against ${peer} %; without healing ${unhealed} %; ${of('lemma', kinds).length} places`,
			};
		});
	return [
		againstPeer('mid-word', model === judged[0] ? '>= 1.4' : '>= 1', isMidWord),
		againstPeer('at word boundaries', '>= 1', isBoundary),
		figure('right of what is shown', 'of llama.vscode', '>= 1', ({ of }) => {
			const shares = askers.map((asker) => percent(of(asker).filter(isShown), ({ isExact }) => isExact));
			const [ours = 0, unhealed = 0, peer = 0] = shares;
			return { value: ratio(ours, peer), note: `${ours} % against ${peer} %; without healing ${unhealed} %` };
		}),
		figure('ten characters right', '%', undefined, ({ of }) => {
			const shares = askers.map((asker) => percent(of(asker), ({ hasPrefix }) => hasPrefix));
			const [ours = 0, unhealed = 0, peer = 0] = shares;
			return { value: ours, note: `llama.vscode ${peer} %, without healing ${unhealed} %` };
		}),
		figure('not shown', '%', undefined, ({ of }) => ({
			value: percent(of('lemma'), (each) => !isShown(each)),
			note: `${reasons(of('lemma'))}; llama.vscode ${percent(of('llama.vscode'), (each) => !isShown(each))} %: ${reasons(of('llama.vscode'))}`,
		})),
	];
}

const isShown = ({ shown }: QualityCase): boolean => shown !== '';

function reasons(cases: readonly QualityCase[]): string {
	const hidden = cases.filter((each) => !isShown(each)).map(({ reason }) => reason);
	return [...new Set(hidden)]
		.sort()
		.map((reason) => `${reason} ${hidden.filter((each) => each === reason).length}`)
		.join(', ');
}

const percent = (cases: readonly QualityCase[], holds: (each: QualityCase) => boolean): number =>
	cases.length === 0 ? 0 : Number(((100 * cases.filter(holds).length) / cases.length).toFixed(1));
const ratio = (value: number, base: number): number => (base === 0 ? (value === 0 ? 1 : 999) : Number((value / base).toFixed(3)));

async function askAll(model: string, { limit, seed }: BenchOptions): Promise<Quality> {
	const all = cursorPositions(seed, perKind);
	const chosen = spread(all, limit ?? all.length);
	const kept = new KeptCases<QualityCase>('completion-quality', keyOf);
	const missing = chosen.filter((position) =>
		askers.some((asker) => kept.find(keyOf({ model, asker, place: placeOf(position) })) === undefined),
	);
	if (missing.length > 0) {
		await ask(model, missing, kept);
	}
	const of = (asker: Asker, kinds: (kind: PositionKind) => boolean = () => true): readonly QualityCase[] =>
		chosen.flatMap((position) => {
			const found = kept.find(keyOf({ model, asker, place: placeOf(position) }));
			return found !== undefined && kinds(position.kind) ? [found] : [];
		});
	return { of, cases: { run: chosen.length, all: all.length } };
}

/** A part of the places, from all languages. */
const spread = <T>(list: readonly T[], count: number): readonly T[] =>
	list.filter((_, index) => Math.floor((index * count) / list.length) !== Math.floor(((index - 1) * count) / list.length));

const placeOf = ({ path, offset, kind }: CursorPosition): string => `${path.replace(/^.*node_modules\//, '')} ${offset} ${kind}`;
const keyOf = ({ model, asker, place }: Pick<QualityCase, 'model' | 'asker' | 'place'>): string => `${model} | ${asker} | ${place}`;

async function ask(model: string, positions: readonly CursorPosition[], kept: KeptCases<QualityCase>): Promise<void> {
	const { worker, model: loaded } = await startCompleter(model, contextTokens);
	const answering = askersOf(loaded);
	const startedAt = performance.now();
	try {
		for (const [index, position] of positions.entries()) {
			const snapshot = snapshotAt(position, readFileSync(position.path, 'utf8'), languageOfPath(position.path));
			for (const [asker, answer] of answering) {
				const place = placeOf(position);
				if (kept.find(keyOf({ model, asker, place })) === undefined) {
					const { text, reason } = await answer(snapshot);
					kept.add({ model, asker, place, kind: position.kind, shown: text, wanted: position.wanted, reason, ...verdict(text, position) });
				}
			}
			if ((index + 1) % 10 === 0) {
				console.log(`  ${model}: ${index + 1} of ${positions.length} places, ${Math.round((performance.now() - startedAt) / 1000)} s`);
			}
		}
	} finally {
		await worker.dispose();
	}
}

function verdict(shown: string, { closed, wanted }: CursorPosition): Pick<QualityCase, 'isExact' | 'hasPrefix'> {
	const [first = ''] = shown.split(/\r?\n/);
	const length = Math.min(leastPrefix, wanted.trimEnd().length);
	return {
		isExact: firstLineIsRight(shown, closed, wanted) || firstLineIsRight(first, '', wanted),
		hasPrefix: first.startsWith(wanted.slice(0, length)),
	};
}

const leastPrefix = 10;
