import type { LineRange } from '../block.ts';
import type { SyntaxTrees } from '../completion/syntax.ts';
import { UserError } from '../errors.ts';
import type { LanguageModel } from '../model.ts';
import { rounds } from './attempts.ts';
import { changeSize, changesBetween } from './changes.ts';
import { type EditFormName, editForms } from './editForms.ts';
import type { FixEvent } from './fixEvent.ts';
import type { LastTry } from './fixPrompt.ts';
import type { FixRequest } from './fixRequest.ts';
import { diagnostics } from './gates/diagnostics.ts';
import type { Candidate, Check, Refusal } from './gates/gate.ts';
import { honestyGates, safetyGates } from './gates/index.ts';
import { parses } from './gates/parses.ts';
import { isProtectedPath } from './gates/paths.ts';
import { testsPass } from './gates/testsPass.ts';
import { regionOf } from './region.ts';
import type { Shadow, TestRun, Verified } from './verification.ts';
import { type Reply, writeReply } from './writeReply.ts';

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
	/** How the model writes its edits: `region` where nothing is said. */
	readonly form?: EditFormName;
	/** After so long nothing more is written; what is written is still checked. */
	readonly budgetMs?: number;
}

/** Asks for an edit until one passes every gate. Ends with `proposed`, or throws a UserError `noEdit`. */
export async function* fix(request: FixRequest, ports: FixPorts, signal: AbortSignal, options: FixOptions = {}): AsyncGenerator<FixEvent> {
	if (isProtectedPath(request.label)) throw protectedFile(request.label);
	const region = await fittingRegion(request, ports.model);
	const { single = false, form = 'region', budgetMs = defaultBudgetMs } = options;
	const checks = single ? [] : checksFor(request, ports);
	const startMs = ports.now();
	const isLate = (): boolean => ports.now() - startMs > budgetMs;
	/** Why each text was refused, the furthest of a round, and what is told of it in the next one. */
	const failures = new Map<string, Failure>();
	let [furthest, lastTry]: [Failure | undefined, Failure | undefined] = [undefined, undefined];
	const refuse = (failure: Failure, text?: string): FixEvent => {
		if (text !== undefined) failures.set(text, failure);
		if (furthest === undefined || failure.depth >= furthest.depth) furthest = failure;
		return { kind: 'refused', reason: failure.reason };
	};
	let tokens = 0;
	for (const [index, attempts] of (single ? rounds.slice(0, 1) : rounds).entries()) {
		if (index > 0 && isLate()) break;
		yield { kind: 'round', round: index + 1, rounds: single ? 1 : rounds.length };
		[lastTry, furthest] = [furthest ?? lastTry, undefined];
		const drafts: Draft[] = [];
		for (const attempt of attempts) {
			if (drafts.length > 0 && isLate()) break;
			const ask = { request, region, form: editForms[form], attempt, lastTry, tokensBefore: tokens };
			const reply = yield* writeReply(ask, ports.model, signal);
			tokens += reply.tokens;
			signal.throwIfAborted();
			if (!single) yield { kind: 'checking', verification: 'applies' };
			const reading = editForms[form].read(reply.text, {
				lines: request.text.split('\n'),
				region,
				withImports: request.within === undefined,
			});
			if (reading.kind === 'unreadable') {
				yield refuse({ ...reading, reply: reply.text, depth: 0 });
				continue;
			}
			const { text } = reading;
			if (drafts.some(({ candidate }) => candidate.text === text)) continue;
			const known = failures.get(text);
			const candidate = { request, text, changes: changesBetween(request.text, text), region };
			const reason =
				known?.reason ?? (single ? safetyGates : [...safetyGates, ...honestyGates]).map((gate) => gate(candidate)).find(isTold);
			if (reason !== undefined) {
				yield refuse(known ?? { reason, reply: reply.text, depth: 0 }, text);
				continue;
			}
			drafts.push({ candidate, reply });
			yield { kind: 'draft', text };
		}
		for (const { candidate, reply } of drafts.toSorted((a, b) => sizeOf(a) - sizeOf(b))) {
			const outcome = yield* check(candidate, checks, signal);
			if (outcome.kind === 'refused') {
				yield refuse({ ...outcome, reply: reply.text }, candidate.text);
				continue;
			}
			const { verified, notVerified } = single ? unchecked : outcome;
			yield { kind: 'proposed', text: candidate.text, verified, notVerified, reasoning: reply.reasoning, rounds: index + 1, tokens };
			return;
		}
	}
	throw noFix(furthest ?? lastTry);
}

/** Longer than most users wait; a thought of the highest effort on a slow machine still ends within it. */
const defaultBudgetMs = 5 * 60_000;

/** The gates behind those that look at text alone, in order of cost. */
const checksFor = (request: FixRequest, { trees, shadow, tests, now }: FixPorts): readonly Check[] => [
	parses(trees),
	diagnostics(request, shadow, now),
	testsPass(request, tests, now),
];

interface Draft {
	readonly candidate: Candidate;
	readonly reply: Reply;
}

const sizeOf = ({ candidate }: Draft): number => changeSize(candidate.changes);

/** `depth`: how many checks it passed, one for the gates before them. */
type Failure = LastTry & { readonly depth: number };

const isTold = (reason: string | undefined): reason is string => reason !== undefined;

const unchecked = { verified: [], notVerified: ['Nothing of it was checked.'] };

type Outcome =
	| { readonly kind: 'held'; readonly verified: readonly Verified[]; readonly notVerified: readonly string[] }
	| ({ readonly kind: 'refused'; readonly depth: number } & Refusal);

async function* check(candidate: Candidate, checks: readonly Check[], signal: AbortSignal): AsyncGenerator<FixEvent, Outcome> {
	const verified: Verified[] = [{ verification: 'applies' }];
	const notVerified: string[] = [];
	for (const [index, { verification, by, run }] of checks.entries()) {
		signal.throwIfAborted();
		yield { kind: 'checking', verification, ...(by !== undefined && { by }) };
		const finding = await run(candidate, signal);
		if (finding.kind === 'refused') return { ...finding, depth: index + 1 };
		verified.push(...finding.verified);
		notVerified.push(...finding.notVerified);
	}
	signal.throwIfAborted();
	return { kind: 'held', verified, notVerified };
}

/** As large a block as leaves most of the model's window to what is told of it. */
async function fittingRegion(request: FixRequest, model: LanguageModel): Promise<LineRange> {
	const lines = request.text.split('\n');
	for (const mostLines of [60, 30, 15, 5, 1]) {
		const region = regionOf(request, mostLines);
		const tokens = await model.countTokens(lines.slice(region.first, region.last + 1).join('\n'));
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

const noFix = (last: Failure | undefined): UserError =>
	new UserError(
		'noEdit',
		`No fix held${last === undefined ? '' : `; of the last one: ${last.reason}`}. Say in words what is wanted, select less code, or choose a larger model.`,
	);
