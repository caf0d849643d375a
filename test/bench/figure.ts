import type { EditFormName } from '../../src/core/fix/editForms.ts';

export interface BenchOptions {
	/** Cases of a long bench to run; all of them without. */
	readonly limit: number | undefined;
	readonly seed: number;
	/** A name of the catalogue. */
	readonly model: string | undefined;
	/** How the model writes an edit: `region` or `blocks`. */
	readonly form?: EditFormName | undefined;
	/** A file of HumanEval-Infilling, whose programs are run. */
	readonly infilling?: string | undefined;
}

export interface Measured {
	readonly value: number;
	/** Spread, number of runs, and whatever a reader must know to judge the value. */
	readonly note: string;
	/** How many cases it rests on, and how many there are: with fewer a target never holds. */
	readonly cases?: { readonly run: number; readonly all: number };
}

/** One figure of a bench: it is measured by itself, so that one that cannot be does not take the others along. */
export interface Figure {
	readonly name: string;
	readonly unit: string;
	/** A comparison such as `<= 60`; without one the figure is only reported. */
	readonly target?: string;
	measure(): Promise<Measured>;
}

/** What a figure would be measured with cannot be had here. One without a target may do without. */
export class Absent extends Error {}

export type Bench = (options: BenchOptions) => readonly Figure[];

/** What is written for a figure. */
export interface FigureResult {
	readonly name: string;
	readonly value: number | null;
	readonly unit: string;
	readonly target: string | null;
	readonly holds: boolean;
	readonly note: string;
	readonly cases?: number;
	readonly allCases?: number;
}

export async function resultOf(figure: Figure): Promise<FigureResult> {
	const { name, unit, target = null } = figure;
	try {
		const { value, note, cases } = await figure.measure();
		const isWhole = cases === undefined || cases.run >= cases.all;
		const counted = cases === undefined ? {} : { cases: cases.run, allCases: cases.all };
		return { name, value, unit, target, holds: isWhole && (target === null || holds(value, target)), note, ...counted };
	} catch (error) {
		const isExcused = target === null && error instanceof Absent;
		return { name, value: null, unit, target, holds: isExcused, note: error instanceof Error ? error.message : String(error) };
	}
}

export function holds(value: number, target: string): boolean {
	const [, sign = '', bound = ''] = /^(<=|>=|<|>|=)\s*(-?\d+(?:\.\d+)?)$/.exec(target.trim()) ?? [];
	const compare = comparisons.get(sign);
	if (compare === undefined) {
		throw new Error(`"${target}" is not a comparison such as "<= 60"`);
	}
	return compare(value, Number(bound));
}

const comparisons: ReadonlyMap<string, (a: number, b: number) => boolean> = new Map([
	['<=', (a, b) => a <= b],
	['>=', (a, b) => a >= b],
	['<', (a, b) => a < b],
	['>', (a, b) => a > b],
	['=', (a, b) => a === b],
]);

/** The median, with the runs' spread as its note. */
export function medianOf(runs: readonly number[], digits = 0): Measured {
	const sorted = [...runs].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	const upper = sorted[middle];
	const lower = sorted.length % 2 === 1 ? upper : sorted[middle - 1];
	if (upper === undefined || lower === undefined) {
		throw new Error('nothing was measured');
	}
	const shown = (value: number | undefined): string => Number(value).toFixed(digits);
	return {
		value: Number(((lower + upper) / 2).toFixed(digits)),
		note: `median of ${sorted.length}, ${shown(sorted[0])} to ${shown(sorted.at(-1))}`,
	};
}
