import type { GenerateEvent, GenerateRequest, LanguageModel } from '../../../src/core/model.ts';

/** One request to the engine, as far as it came. Times are of the replay's clock. */
export interface Work {
	readonly isIdle: boolean;
	readonly startedAt: number;
	/** Prompt tokens that the engine had to read, those with which a word was spelled again not among them. */
	evaluated: number;
	/** Of the prompt, still to be read when it was last told of. */
	unread: number;
	reused: number;
	spelled: number;
	written: number;
	firstTextAt: number | undefined;
	endedAt: number | undefined;
	/** It was given up before it came to an end. */
	isCancelled: boolean;
}

/** Counts all that an engine does, from its own reports, whoever asked for it and whether or not anybody waits for it still. */
export class Meter {
	readonly works: Work[] = [];
	/** Most requests that were under way at once. */
	mostAtOnce = 0;
	readonly #now: () => number;
	#running = 0;
	#waiting: (() => void)[] = [];

	constructor(now: () => number) {
		this.#now = now;
	}

	/** Resolves when the engine has nothing to do, and everything that follows from its answers has been done. */
	quiet = async (): Promise<void> => {
		for (let calm = 0; calm < calmRounds; calm++) {
			await new Promise((resolve) => setImmediate(resolve));
			if (this.#running > 0) {
				await new Promise<void>((resolve) => this.#waiting.push(resolve));
				calm = -1;
			}
		}
	};

	/** Waits for something that is no request and takes time all the same, as loading a model does. */
	async during<T>(task: Promise<T>): Promise<T> {
		this.#running++;
		try {
			return await task;
		} finally {
			this.#leave();
		}
	}

	begin(isIdle: boolean): Work {
		const now = this.#now();
		const work: Work = {
			isIdle,
			startedAt: now,
			evaluated: 0,
			unread: 0,
			reused: 0,
			spelled: 0,
			written: 0,
			firstTextAt: undefined,
			endedAt: undefined,
			isCancelled: false,
		};
		this.works.push(work);
		this.#running++;
		this.mostAtOnce = Math.max(this.mostAtOnce, this.works.filter(({ endedAt }) => endedAt === undefined).length);
		return work;
	}

	noteText(work: Work): void {
		work.firstTextAt ??= this.#now();
	}

	end(work: Work): void {
		work.endedAt = this.#now();
		this.#leave();
	}

	/** `timeless`: the engine's own clocks say nothing, as where computing takes no time. */
	watch(model: LanguageModel, timeless: boolean): LanguageModel {
		const meter = this;
		return {
			info: model.info,
			countTokens: (text) => meter.during(model.countTokens(text)),
			async *generate(request, signal, control) {
				const work = meter.begin(isIdle(request));
				let isWhole = false;
				try {
					for await (const event of model.generate(request, signal, control)) {
						meter.#note(work, event);
						isWhole ||= event.kind === 'end';
						yield timeless && event.kind === 'end' ? { ...event, usage: { ...event.usage, firstTokenMs: 0, totalMs: 0 } } : event;
					}
				} finally {
					work.isCancelled = !isWhole && signal.aborted;
					if (work.isCancelled && work.unread > 0 && work.unread <= pieceTokens) {
						work.evaluated += work.unread + 1;
					}
					meter.end(work);
				}
			},
		};
	}

	#leave(): void {
		this.#running--;
		if (this.#running === 0) {
			const waiting = this.#waiting;
			this.#waiting = [];
			for (const wake of waiting) wake();
		}
	}

	#note(work: Work, event: GenerateEvent): void {
		if (event.kind === 'prefill') {
			work.evaluated = event.evaluated;
			work.unread = event.total - event.evaluated;
			work.reused = event.reused ?? 0;
			work.spelled = event.spelled ?? 0;
		} else if (event.kind === 'answer') {
			this.noteText(work);
			work.written += event.tokens;
		}
	}
}

/** The engine reads the last piece of a prompt together with the first step of writing, and says so behind it. */
const pieceTokens = 128;

const isIdle = (request: GenerateRequest): boolean => request.kind === 'fill' && request.purpose === 'idle';

/** A chain of promises between two generations is shorter than this. */
const calmRounds = 3;
