// Edits whose labels are known, from a scripted model: the loop must accept what is right and show nothing that is detectably harmful.
import { shownOf } from '../eval/bugs/askOracle.ts';
import { writtenBugs } from '../eval/bugs/bug.ts';
import { withFaulty } from '../eval/bugs/faulty.ts';
import { type Label, labelledEdits } from '../eval/bugs/oracle.ts';
import { withChecker } from '../lib/checker.ts';
import type { BenchOptions, Figure, Measured } from './figure.ts';

interface Judged {
	readonly label: Label;
	readonly isShown: boolean;
	readonly bug: string;
	readonly what: string;
}

interface Oracle {
	readonly edits: readonly Judged[];
	readonly cases: { readonly run: number; readonly all: number };
}

export function oracleFigures({ limit }: BenchOptions): readonly Figure[] {
	let asking: Promise<Oracle> | undefined;
	const figure = (
		name: string,
		unit: string,
		target: string | undefined,
		label: Label,
		of: (edits: readonly Judged[]) => number,
	): Figure => ({
		name: `scripted: ${name}`,
		unit,
		...(target === undefined ? {} : { target }),
		measure: async (): Promise<Measured> => {
			asking ??= askAll(limit);
			const { edits, cases } = await asking;
			const labelled = edits.filter((edit) => edit.label === label);
			const odd = labelled.filter(({ isShown }) => isShown === (label === 'harmful')).map(({ bug, what }) => `${bug}: ${what}`);
			return {
				value: of(labelled),
				note: `of ${labelled.length} edits${label === 'plausible' || odd.length === 0 ? '' : `; ${odd.join(', ')}`}`,
				cases,
			};
		},
	});
	const shown = (edits: readonly Judged[]): number => edits.filter(({ isShown }) => isShown).length;
	return [
		figure('right edits refused', 'edits', '<= 0', 'right', (edits) => edits.length - shown(edits)),
		figure('harmful edits shown', 'edits', '<= 0', 'harmful', shown),
		figure('plausible but wrong ones shown', 'edits', undefined, 'plausible', shown),
	];
}

async function askAll(limit: number | undefined): Promise<Oracle> {
	const all = writtenBugs();
	const chosen = all.slice(0, limit);
	const edits: Judged[] = [];
	await withChecker('out/bench/checker.cjs', async (checker) => {
		for (const bug of chosen) {
			await withFaulty(bug, checker, async (faulty) => {
				for (const edit of labelledEdits(bug, faulty.request)) {
					const isShown = (await shownOf(faulty, [edit], 'blocks')) !== undefined;
					edits.push({ label: edit.label, what: edit.what, bug: bug.id, isShown });
				}
			});
		}
	});
	return { edits, cases: { run: chosen.length, all: all.length } };
}
