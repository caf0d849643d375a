import type { LineRange } from '../block.ts';
import type { LanguageModel } from '../model.ts';
import type { Attempt } from './attempts.ts';
import { changeSize } from './changes.ts';
import { Departures } from './departures.ts';
import type { EditForm, Reading } from './editForm.ts';
import type { FixEvent } from './fixEvent.ts';
import type { LastTry } from './fixPrompt.ts';
import type { FixRequest } from './fixRequest.ts';
import { type Candidate, type Check, candidateOf, type TextGate } from './gates/gate.ts';
import { regionOf } from './region.ts';
import { regionForm } from './regionForm.ts';
import type { Verified } from './verification.ts';
import { type Reply, writeReply } from './writeReply.ts';

/** What is looked for, and what it has to pass: texts alone first, then the checks in order of cost. */
export interface FixGoal {
	readonly request: FixRequest;
	readonly region: LineRange;
	/** The usual one, and the other one. */
	readonly forms: readonly [usual: EditForm, other: EditForm];
	readonly gates: readonly TextGate[];
	readonly checks: readonly Check[];
}

/** An edit that held. */
export interface HeldFix {
	readonly text: string;
	readonly verified: readonly Verified[];
	readonly notVerified: readonly string[];
	readonly reasoning: string;
	readonly tokens: number;
}

/** `depth`: how many checks it came to, none where it failed before. */
type Failure = LastTry & { readonly depth: number };

/** What is rewritten, and how. */
interface EditPlace {
	readonly region: LineRange;
	readonly form: EditForm;
}

interface Draft {
	readonly candidate: Candidate;
	readonly reply: Reply;
	readonly attempt: Attempt;
}

/** Looks for an edit round by round, and remembers what was refused. */
export class FixSearch {
	readonly #goal: FixGoal;
	readonly #model: LanguageModel;
	/** Why each text was refused. */
	readonly #refused = new Map<string, Failure>();
	/** The failure of this round that came furthest, and that of the last one, which the model is told. */
	#furthest: Failure | undefined;
	#lastTry: Failure | undefined;
	#tokens = 0;
	readonly #departures: Departures;

	constructor(goal: FixGoal, model: LanguageModel) {
		this.#goal = goal;
		this.#model = model;
		this.#departures = new Departures(goal.request, goal.region, model);
	}

	/** Why there is no fix so far. */
	get reason(): string | undefined {
		return (this.#furthest ?? this.#lastTry)?.reason;
	}

	/** Has all attempts written, and checks what came of them, the smallest change first. */
	async *round(attempts: readonly Attempt[], isLate: () => boolean, signal: AbortSignal): AsyncGenerator<FixEvent, HeldFix | undefined> {
		this.#lastTry = this.#furthest ?? this.#lastTry;
		this.#furthest = undefined;
		const drafts = new Map<string, Draft>();
		for (const attempt of attempts) {
			if (drafts.size > 0 && isLate()) break;
			const place = this.#placeOf(attempt);
			const reply = yield* this.#write(attempt, place, signal);
			if (reply === undefined) continue;
			if (this.#goal.checks.length > 0) yield { kind: 'checking', verification: 'applies' };
			const draft = this.#read(reply, place);
			if (draft.kind === 'refused') {
				yield this.#refuse(draft.failure, draft.text, attempt);
			} else if (!drafts.has(draft.candidate.text)) {
				drafts.set(draft.candidate.text, { candidate: draft.candidate, reply, attempt });
				yield { kind: 'draft', text: draft.candidate.text };
			}
		}
		for (const draft of [...drafts.values()].sort((a, b) => sizeOf(a) - sizeOf(b))) {
			const held = yield* this.#check(draft, signal);
			if (held !== undefined) return held;
		}
		return undefined;
	}

	#placeOf(attempt: Attempt): EditPlace {
		const {
			request,
			region,
			forms: [usual, other],
		} = this.#goal;
		if (attempt === 'departure') return { form: regionForm, region };
		return {
			form: attempt.otherForm === true ? other : usual,
			region: attempt.mostLines === undefined ? region : regionOf(request, attempt.mostLines),
		};
	}

	async *#write(attempt: Attempt, place: EditPlace, signal: AbortSignal): AsyncGenerator<FixEvent, Reply | undefined> {
		const ask = { request: this.#goal.request, ...place, lastTry: this.#lastTry, tokensBefore: this.#tokens };
		const reply =
			attempt === 'departure'
				? yield* this.#departures.next(this.#tokens, signal)
				: yield* writeReply({ ...ask, attempt }, this.#model, signal);
		this.#tokens += reply?.tokens ?? 0;
		signal.throwIfAborted();
		return reply;
	}

	#read(
		reply: Reply,
		{ form, region }: EditPlace,
	):
		| { readonly kind: 'candidate'; readonly candidate: Candidate }
		| { readonly kind: 'refused'; readonly failure: Failure; readonly text?: string } {
		const { request, gates } = this.#goal;
		const reading: Reading = form.read(reply.text, { lines: request.text.split('\n'), region, withImports: request.within === undefined });
		if (reading.kind === 'unreadable') {
			const { kind: _, ...refusal } = reading;
			return { kind: 'refused', failure: { ...refusal, reply: reply.text, depth: 0 } };
		}
		const { text } = reading;
		const known = this.#refused.get(text);
		if (known !== undefined) return { kind: 'refused', failure: known, text };
		const candidate = candidateOf(request, text, region);
		for (const gate of gates) {
			const reason = gate(candidate);
			if (reason !== undefined) return { kind: 'refused', failure: { reason, reply: reply.text, depth: 0 }, text };
		}
		return { kind: 'candidate', candidate };
	}

	async *#check({ candidate, reply, attempt }: Draft, signal: AbortSignal): AsyncGenerator<FixEvent, HeldFix | undefined> {
		const verified: Verified[] = [{ verification: 'applies' }];
		const notVerified: string[] = [];
		for (const [depth, { verification, by, run }] of this.#goal.checks.entries()) {
			signal.throwIfAborted();
			yield { kind: 'checking', verification, ...(by !== undefined && { by }) };
			const finding = await run(candidate, signal);
			if (finding.kind === 'refused') {
				const { kind: _, ...refusal } = finding;
				yield this.#refuse({ ...refusal, reply: reply.text, depth: depth + 1 }, candidate.text, attempt);
				return undefined;
			}
			verified.push(...finding.verified);
			notVerified.push(...finding.notVerified);
		}
		signal.throwIfAborted();
		return { text: candidate.text, verified, notVerified, reasoning: reply.reasoning, tokens: this.#tokens };
	}

	/** What came furthest says most; of two, the later one. The model knows nothing of departures. */
	#refuse(failure: Failure, text: string | undefined, attempt: Attempt): FixEvent {
		if (text !== undefined) this.#refused.set(text, failure);
		if (attempt === 'departure') return { kind: 'refused', reason: failure.reason };
		if (this.#furthest === undefined || failure.depth >= this.#furthest.depth) this.#furthest = failure;
		return { kind: 'refused', reason: failure.reason };
	}
}

const sizeOf = ({ candidate }: Draft): number => changeSize(candidate.changes);
