import type { Llama, LlamaContext, LlamaContextSequence, Token } from 'node-llama-cpp';
import type { Logger } from '../core/log.ts';
import type { GenerateEvent, Role } from '../core/model.ts';
import { batchGain, worthwhileGain } from './lookup.ts';
import { PrefixCache } from './prefixCache.ts';
import type { RightOfWay } from './rightOfWay.ts';
import type { ThreadGovernor } from './threads.ts';
import type { Pace } from './tokenSource.ts';

export interface SlotOptions {
	readonly role: Role;
	readonly llama: Llama;
	readonly context: LlamaContext;
	readonly governor: ThreadGovernor;
	readonly rightOfWay: RightOfWay;
	/** 0: as many as are free. */
	readonly fixedThreads: number;
	readonly kvBytesPerToken: number;
	readonly log: Logger;
}

/** The context of one role: one sequence, whose KV cache is kept from request to request, and a queue of requests for it. */
export class Slot {
	readonly sequence: LlamaContextSequence;
	readonly #options: SlotOptions;
	readonly #chunkTokens: number;
	readonly #cache: PrefixCache | undefined;
	#lastRequest: Promise<void> = Promise.resolve();
	#batchGain: number | undefined;

	constructor(options: SlotOptions) {
		const { role, context, llama, kvBytesPerToken, log } = options;
		this.#options = options;
		this.sequence = context.getSequence();
		this.#cache = role === 'reasoner' && !this.sequence.needsCheckpoints ? new PrefixCache(this.sequence, kvBytesPerToken, log) : undefined;
		this.#chunkTokens = llama.gpu === false ? cpuChunkTokens : gpuChunkTokens;
	}

	/** Tokens that fit in all; a full context would begin to drop the oldest ones. */
	get roomTokens(): number {
		return this.sequence.contextSize - 1;
	}

	get isFull(): boolean {
		return this.sequence.nextTokenIndex >= this.roomTokens;
	}

	/** Runs one request after the other. A completion has the right of way from its arrival on. */
	async inTurn(signal: AbortSignal, run: () => Promise<void>): Promise<void> {
		const leave = this.#options.role === 'completer' ? this.#options.rightOfWay.take() : undefined;
		const before = this.#lastRequest;
		const { promise, resolve } = Promise.withResolvers<void>();
		this.#lastRequest = promise;
		try {
			await before;
			signal.throwIfAborted();
			await run();
		} finally {
			leave?.();
			resolve();
		}
	}

	/** What goes before and after each step of decoding. */
	pace(signal: AbortSignal): Pace {
		return {
			before: async () => {
				await this.#giveWay(signal, mostDecodeWaitMs);
				this.#chooseThreads();
			},
			after: (stepMs) => this.#options.governor.noteToken(stepMs),
		};
	}

	/**
	 * Reads a prompt but for its last token, from the first token that differs from what is in the KV cache, in pieces small enough that an
	 * abort is heard soon; what was read stays for the next try. Returns the count of tokens that were there already.
	 */
	async read(prompt: readonly Token[], signal: AbortSignal, report: (event: GenerateEvent) => void): Promise<number> {
		const tokens = prompt.slice(0, -1);
		if (this.#options.fixedThreads <= 0) {
			await this.#options.governor.freshen();
		}
		await this.#cache?.prepare(tokens);
		await this.sequence.adaptStateToTokens(tokens, false);
		const reused = this.sequence.nextTokenIndex;
		const total = tokens.length - reused;
		report({ kind: 'prefill', evaluated: 0, total, reused });
		for (let index = reused; index < tokens.length; index = this.sequence.nextTokenIndex) {
			await this.#giveWay(signal, mostPrefillWaitMs);
			this.#chooseThreads();
			await this.sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(index, index + this.#nextChunkTokens));
			report({ kind: 'prefill', evaluated: this.sequence.nextTokenIndex - reused, total, reused });
		}
		signal.throwIfAborted();
		return reused;
	}

	/**
	 * Whether it pays to look tokens up in the prompt: batches do where reading the weights takes the time. Measured once, at the first request
	 * that could gain by it; a state that cannot go back to an earlier token gains nothing.
	 */
	async batchesPay(signal: AbortSignal): Promise<boolean> {
		if (this.#batchGain === undefined && (this.sequence.needsCheckpoints || !this.#hasRoomToMeasure)) {
			return false;
		}
		this.#chooseThreads();
		this.#batchGain ??= await this.#measured(signal);
		return this.#batchGain >= worthwhileGain;
	}

	get #hasRoomToMeasure(): boolean {
		return this.sequence.nextTokenIndex > tokensToMeasure && this.sequence.nextTokenIndex + tokensToMeasure < this.roomTokens;
	}

	async #measured(signal: AbortSignal): Promise<number> {
		const gain = await batchGain(this.sequence, signal);
		const verdict = gain >= worthwhileGain ? 'tokens of rewritten text are looked up' : 'nothing is looked up';
		this.#options.log.info(`a batch of 4 tokens is ${gain.toFixed(2)} times as fast as 4 single ones: ${verdict}`);
		return gain;
	}

	async #giveWay(signal: AbortSignal, mostMs: number): Promise<void> {
		signal.throwIfAborted();
		if (this.#options.role === 'reasoner') {
			await this.#options.rightOfWay.give(signal, mostMs);
		}
	}

	/** While somebody types, a completion may come at any time, and it waits for the chunk that runs. */
	get #nextChunkTokens(): number {
		const isTyping = this.#options.role === 'reasoner' && this.#options.rightOfWay.isInUse;
		return isTyping ? Math.min(typingChunkTokens, this.#chunkTokens) : this.#chunkTokens;
	}

	#chooseThreads(): void {
		const { llama, fixedThreads, governor } = this.#options;
		llama.maxThreads = fixedThreads > 0 ? fixedThreads : governor.threads;
	}
}

/** As fast as larger pieces on a processor, and an abort is heard four times as soon. */
const cpuChunkTokens = 128;
const gpuChunkTokens = 512;
const typingChunkTokens = 32;
const mostDecodeWaitMs = 250;
/** More than a completion takes; a chat must not wait for ever for another process either. */
const mostPrefillWaitMs = 2000;
const tokensToMeasure = 8;
