import type { LineRange } from '../block.ts';
import type { SyntaxTrees } from '../completion/syntax.ts';
import { UserError } from '../errors.ts';
import type { LanguageModel } from '../model.ts';
import { roundsFor } from './attempts.ts';
import { type EditFormName, editForms } from './editForms.ts';
import type { FixEvent } from './fixEvent.ts';
import type { FixRequest } from './fixRequest.ts';
import { FixSearch } from './fixSearch.ts';
import { diagnostics } from './gates/diagnostics.ts';
import type { Check } from './gates/gate.ts';
import { honestyGates, safetyGates } from './gates/index.ts';
import { parses } from './gates/parses.ts';
import { isProtectedPath } from './gates/paths.ts';
import { testsPass } from './gates/testsPass.ts';
import { codeIn, regionOf } from './region.ts';
import type { Shadow, TestRun } from './verification.ts';

/** What a fix is made and checked with; what is left out is not checked. */
export interface FixPorts {
	readonly model: LanguageModel;
	readonly trees: SyntaxTrees;
	readonly shadow?: Shadow;
	readonly tests?: TestRun;
	/** Milliseconds of a clock that only goes forward. */
	readonly now: () => number;
}

export interface FixOptions {
	/** One attempt, without checks. */
	readonly single?: boolean;
	/** How the model writes its edits at first: `region` where nothing is said. */
	readonly form?: EditFormName;
	/** After so long nothing more is written; what is written is still checked. */
	readonly budgetMs?: number;
}

/** Asks for an edit until one passes every gate. Ends with `proposed`, or throws a UserError `noEdit`. */
export async function* fix(request: FixRequest, ports: FixPorts, signal: AbortSignal, options: FixOptions = {}): AsyncGenerator<FixEvent> {
	if (isProtectedPath(request.label)) throw protectedFile(request.label);
	const region = await fittingRegion(request, ports.model);
	const { single = false, form = 'region', budgetMs = defaultBudgetMs } = options;
	const search = new FixSearch(
		{
			request,
			region,
			forms: form === 'region' ? [editForms.region, editForms.blocks] : [editForms.blocks, editForms.region],
			gates: single ? safetyGates : [...safetyGates, ...honestyGates],
			checks: single ? [] : checksFor(request, ports),
		},
		ports.model,
	);
	const startMs = ports.now();
	const isLate = (): boolean => ports.now() - startMs > budgetMs;
	const planned = roundsFor(ports.model.info).slice(0, single ? 1 : undefined);
	for (const [index, attempts] of planned.entries()) {
		if (index > 0 && isLate()) break;
		yield { kind: 'round', round: index + 1, rounds: planned.length };
		const fixed = yield* search.round(attempts, isLate, signal);
		if (fixed !== undefined) {
			yield { kind: 'proposed', ...fixed, ...(single && unchecked), rounds: index + 1 };
			return;
		}
	}
	throw noFix(search.reason);
}

/** Longer than most users wait; a thought of the highest effort on a slow machine still ends within it. */
const defaultBudgetMs = 5 * 60_000;

/** The gates behind those that look at text alone, in order of cost. */
const checksFor = (request: FixRequest, { trees, shadow, tests, now }: FixPorts): readonly Check[] => [
	parses(trees),
	diagnostics(request, shadow, now),
	testsPass(request, tests, now),
];

const unchecked = { verified: [], notVerified: ['Nothing of it was checked.'] };

/** As large a block as leaves most of the model's window to what is told of it. */
async function fittingRegion(request: FixRequest, model: LanguageModel): Promise<LineRange> {
	for (const mostLines of [60, 30, 15, 5, 1]) {
		const region = regionOf(request, mostLines);
		const tokens = await model.countTokens(codeIn(request, region));
		if (tokens <= model.info.contextTokens / 4) return region;
	}
	throw new UserError(
		'noEdit',
		'The lines in question are too long for the window of this model. Select less code, or choose a larger context.',
	);
}

const protectedFile = (label: string): UserError =>
	new UserError(
		'noEdit',
		`Lemma does not change ${label}: files like it decide what is run on this machine. Use Explain, and change it yourself.`,
	);

const noFix = (reason: string | undefined): UserError =>
	new UserError(
		'noEdit',
		`No fix held${reason === undefined ? '' : `; of the last one: ${reason}`}. Say in words what is wanted, select less code, or choose a larger model.`,
	);
