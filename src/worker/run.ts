import type { EndReason, GenerateEvent, Usage } from '../core/model.ts';
import type { Slot } from './slot.ts';

/** One request under way: counts, clocks, and the events it gives. */
export class Run {
	readonly slot: Slot;
	readonly signal: AbortSignal;
	readonly report: (event: GenerateEvent) => void;
	promptTokens = 0;
	reusedTokens = 0;
	reasoningTokens = 0;
	answerTokens = 0;
	/** Of the prompt: tokens with which the word under the cursor was spelled again. */
	spelledTokens = 0;
	readonly #startMs: number;
	#firstTokenMs: number | undefined;
	#end: EndReason = 'cancelled';
	#computedAtStart: number | undefined;
	/** Tokens, with their probabilities, whose text has not come out yet. */
	#silentTokens = 0;
	#silentProbabilities: number[] = [];

	/** `startMs`: when the request arrived, so that waiting for its turn counts. */
	constructor(slot: Slot, signal: AbortSignal, startMs: number, report: (event: GenerateEvent) => void) {
		this.slot = slot;
		this.signal = signal;
		this.#startMs = startMs;
		this.report = report;
	}

	/** The request's turn has come. */
	begin(): void {
		this.#computedAtStart = this.slot.computedTokens;
	}

	/** Runs one step of sampling: hears an abort, and notes when the first token came. */
	async timed<T>(sample: () => Promise<T>): Promise<T> {
		this.signal.throwIfAborted();
		const sampled = await sample();
		this.#firstTokenMs ??= performance.now() - this.#startMs;
		this.signal.throwIfAborted();
		return sampled;
	}

	answer(text: string, tokens: number, probability?: number): void {
		this.answerTokens += tokens;
		this.#silentTokens += tokens;
		if (probability !== undefined) {
			this.#silentProbabilities.push(probability);
		}
		if (text !== '') {
			const probabilities = this.#silentProbabilities;
			this.report({ kind: 'answer', text, tokens: this.#takeSilent(), ...(probabilities.length > 0 ? { probabilities } : {}) });
		}
	}

	reasoning(text: string, tokens: number): void {
		this.reasoningTokens += tokens;
		this.#silentTokens += tokens;
		if (text !== '') {
			this.report({ kind: 'reasoning', text, tokens: this.#takeSilent() });
		}
	}

	end(end: EndReason): void {
		this.#end = end;
		this.report({ kind: 'end', end, usage: this.#usage() });
	}

	/** One line for the log, without any text of the user. */
	toString(): string {
		const usage = this.#usage();
		const read = `${usage.promptTokens} tokens in, ${usage.reusedTokens} of them reused`;
		const written = `${usage.reasoningTokens} thought, ${usage.answerTokens} answered`;
		return `${read}, ${written}, ${this.#evaluatedTokens} evaluated, first after ${usage.firstTokenMs} ms, all after ${usage.totalMs} ms, ${this.#end}`;
	}

	#usage(): Usage {
		const totalMs = performance.now() - this.#startMs;
		return {
			promptTokens: this.promptTokens,
			reusedTokens: this.reusedTokens,
			reasoningTokens: this.reasoningTokens,
			answerTokens: this.answerTokens,
			...(this.spelledTokens > 0 ? { spelledTokens: this.spelledTokens } : {}),
			firstTokenMs: Math.round(this.#firstTokenMs ?? totalMs),
			totalMs: Math.round(totalMs),
		};
	}

	/** All that the engine computed for the request. */
	get #evaluatedTokens(): number {
		return this.#computedAtStart === undefined ? 0 : this.slot.computedTokens - this.#computedAtStart;
	}

	#takeSilent(): number {
		const tokens = this.#silentTokens;
		this.#silentTokens = 0;
		this.#silentProbabilities = [];
		return tokens;
	}
}
