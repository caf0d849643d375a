import { restMs } from '../../../src/core/completion/promptReader.ts';
import { isAbort } from '../../../src/core/errors.ts';
import type { ReplayClock } from './clocks.ts';
import type { Answer, Contender } from './contender.ts';
import { ReplayEditor, type SourceFile } from './editor.ts';
import type { Meter, Work } from './meter.ts';
import { atLine, type Part, type TracedEvent, type TraceEvent } from './trace.ts';

/** What is printed for an event. */
export interface EventReport {
	readonly t: number;
	/** The text that stands at the cursor when the next event comes. */
	readonly shown: string;
	/** `shown`, or the name of the gate or filter; `cancelled`: the next key came first; `notAsked`: an editor does not ask here. */
	readonly reason: Answer['reason'] | 'cancelled' | 'notAsked';
	/** Prompt tokens read for it, and those that were in the KV cache. */
	readonly evaluated: number;
	readonly reused: number;
	/** Prompt tokens read beforehand, before the next event. */
	readonly idleEvaluated: number;
	/** From the event to the first text of the engine, and to the answer; 0 where nothing was computed. */
	readonly firstTokenMs: number;
	readonly totalMs: number;
}

/** More of it, for those who measure. */
export interface Played {
	readonly traced: TracedEvent;
	readonly report: EventReport;
	readonly works: readonly Work[];
	/** Tokens of a reading that began in idle time, and that went on at this key. */
	readonly readOn: number;
	/** From the event until fitting text stood there; `undefined` where none came. */
	readonly shownAfterMs: number | undefined;
	/** Until the next event. */
	readonly pauseMs: number;
	/** The line of the cursor at the end, as it would be if what is shown were accepted; `rest` is what follows on that line. */
	readonly accepted: { readonly text: string; readonly from: number; readonly rest: string };
}

export interface PlayPorts {
	readonly clock: ReplayClock;
	readonly meter: Meter;
	readonly contender: Contender;
	readonly readSource: (path: string) => Promise<SourceFile>;
	/** Before this event the time of the trace stands still until all that was asked is answered. In real time only. */
	readonly readyAt?: number;
}

/** How long the last event is given. */
const lastPauseMs = 2000;

/** Plays a trace: each event when its time has come, then the question that an editor would ask. */
export async function* play(trace: readonly TracedEvent[], ports: PlayPorts, signal: AbortSignal): AsyncGenerator<Played> {
	const { clock, contender, meter } = ports;
	const editor = new ReplayEditor();
	/** What the clock of the replay shows at the time 0 of the trace. */
	let zero = -(trace[0]?.event.t ?? 0);
	let moment: Moment | undefined;
	try {
		for (const [index, traced] of trace.entries()) {
			if (index === ports.readyAt) {
				await moment?.answered;
				await meter.quiet();
				zero = Math.max(zero, clock.now() - (trace[index - 1]?.event.t ?? 0));
			}
			const at = traced.event.t + zero;
			await (moment === undefined ? clock.until(at, signal) : moment.lastUntil(at));
			if (moment !== undefined) {
				yield moment.end();
			}
			await obey(traced, editor, ports);
			contender.moved?.({ ...editor.whereabouts(), isEdit: 'at' in traced.event || 'accept' in traced.event });
			moment = new Moment(traced, editor, ports, asksAt(traced.event, trace[index + 1]?.event), signal);
		}
		if (moment !== undefined) {
			await moment.lastUntil((trace.at(-1)?.event.t ?? 0) + zero + lastPauseMs);
			await moment.answered;
			yield moment.end();
		}
	} finally {
		moment?.cancel();
		contender.stop();
	}
}

async function obey({ line, event }: TracedEvent, editor: ReplayEditor, { contender, readSource }: PlayPorts): Promise<void> {
	const shown = editor.ghost;
	if ('open' in event) {
		const previous = editor.isOpen ? editor.snapshot() : undefined;
		editor.open(await readSource(event.open));
		await contender.opened?.(previous, editor.snapshot());
		return;
	}
	const problem = editor.apply(event);
	if (problem !== undefined) {
		throw atLine(line, problem);
	}
	if ('accept' in event) {
		contender.accepted?.(event.accept satisfies Part);
	} else if (shown !== undefined && editor.ghost === undefined && !('at' in event && event.ins === shown.text)) {
		contender.rejected?.();
	}
}

/** An editor asks after a change of the text. Edits at one and the same moment are one change, as where it closes a bracket by itself. */
function asksAt(event: TraceEvent, next: TraceEvent | undefined): boolean {
	const changes = 'at' in event || 'accept' in event;
	const isOneWithNext = next !== undefined && next.t === event.t && 'at' in event && ('at' in next || 'cursor' in next);
	return changes && !isOneWithNext;
}

/** The time from one event to the next: the question that was asked, and all that was computed meanwhile. */
class Moment {
	/** Settles with the answer, also where there is none. */
	readonly answered: Promise<void>;
	readonly #traced: TracedEvent;
	readonly #editor: ReplayEditor;
	readonly #ports: PlayPorts;
	readonly #signal: AbortSignal;
	readonly #over = new AbortController();
	readonly #startedAt: number;
	readonly #firstWork: number;
	/** What is read since before a key came, with what it had read by then. */
	readonly #begun: readonly { readonly work: Work; readonly evaluated: number }[];
	#reason: EventReport['reason'];
	#totalMs = 0;
	#shownAfterMs: number | undefined;
	#failure: { readonly error: unknown } | undefined;
	#isOver = false;

	constructor(traced: TracedEvent, editor: ReplayEditor, ports: PlayPorts, asks: boolean, signal: AbortSignal) {
		this.#traced = traced;
		this.#editor = editor;
		this.#ports = ports;
		this.#signal = signal;
		this.#startedAt = ports.clock.now();
		this.#firstWork = ports.meter.works.length;
		this.#begun = ports.meter.works.flatMap((work) =>
			asks && work.isIdle && work.endedAt === undefined ? [{ work, evaluated: work.evaluated }] : [],
		);
		this.#shownAfterMs = editor.ghost === undefined ? undefined : 0;
		this.#reason = asks ? 'cancelled' : 'notAsked';
		this.answered = asks ? this.#ask() : Promise.resolve();
		void this.#rest(asks ? restMs.key : restMs.jump);
	}

	async lastUntil(ms: number): Promise<void> {
		await this.#ports.clock.until(ms, this.#signal);
		this.#throwFailure();
	}

	cancel(): void {
		this.#isOver = true;
		this.#over.abort();
	}

	end(): Played {
		this.#throwFailure();
		this.cancel();
		const { meter, clock } = this.#ports;
		const works = meter.works.slice(this.#firstWork);
		const own = works.filter(({ isIdle }) => !isIdle);
		const sum = (list: readonly Work[], of: (work: Work) => number): number => list.reduce((total, work) => total + of(work), 0);
		const readOn = this.#begun.reduce((total, { work, evaluated }) => total + work.evaluated - evaluated, 0);
		const ghost = this.#editor.ghost;
		const { text, cursor } = this.#editor;
		return {
			traced: this.#traced,
			works,
			readOn,
			shownAfterMs: ghost === undefined ? undefined : this.#shownAfterMs,
			pauseMs: clock.now() - this.#startedAt,
			accepted: {
				text: text.slice(0, cursor) + (ghost?.text ?? ''),
				from: cursor,
				rest: /^[^\r\n]*/.exec(text.slice(cursor + (ghost?.replaces ?? 0)))?.[0] ?? '',
			},
			report: {
				t: this.#traced.event.t,
				shown: ghost?.text ?? '',
				reason: ghost === undefined ? this.#reason : 'shown',
				evaluated: sum(own, ({ evaluated }) => evaluated) + readOn,
				reused: own.at(-1)?.reused ?? 0,
				idleEvaluated: sum(works, ({ isIdle, evaluated }) => (isIdle ? evaluated : 0)),
				firstTokenMs: this.#firstTokenMs(),
				totalMs: Math.round(this.#totalMs),
			},
		};
	}

	/** Of the request that was under way last: one that began at an earlier key counts from this one. */
	#firstTokenMs(): number {
		const answering = this.#ports.meter.works.findLast(
			({ isIdle, firstTextAt, endedAt }) => !isIdle && firstTextAt !== undefined && (endedAt === undefined || endedAt >= this.#startedAt),
		);
		const firstTokenMs = Math.max(0, Math.round((answering?.firstTextAt ?? this.#startedAt) - this.#startedAt));
		return this.#reason === 'cancelled' ? firstTokenMs : Math.min(firstTokenMs, Math.round(this.#totalMs));
	}

	async #ask(): Promise<void> {
		const { clock, contender } = this.#ports;
		try {
			const { text, replaces, reason } = await contender.complete(this.#editor.snapshot(), this.#over.signal);
			if (this.#isOver) {
				return;
			}
			this.#totalMs = clock.now() - this.#startedAt;
			this.#reason = reason;
			// What stands there already counts from when it was there.
			this.#shownAfterMs = text === '' ? undefined : (this.#shownAfterMs ?? this.#totalMs);
			this.#editor.show({ text, replaces });
		} catch (error) {
			if (!isAbort(error) || !this.#over.signal.aborted) {
				this.#failure = { error };
			}
		}
	}

	async #rest(ms: number): Promise<void> {
		const { clock, contender } = this.#ports;
		try {
			await clock.sleep(ms, this.#over.signal);
		} catch (error) {
			if (isAbort(error)) return;
			throw error;
		}
		contender.idle?.(this.#editor.snapshot());
	}

	#throwFailure(): void {
		if (this.#failure !== undefined) {
			throw this.#failure.error;
		}
	}
}
