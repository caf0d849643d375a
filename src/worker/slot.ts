import type { Llama, LlamaContext, LlamaContextSequence, Token } from 'node-llama-cpp';
import type { Logger } from '../core/log.ts';
import type { GenerateEvent, Role } from '../core/model.ts';
import { sharedLength } from '../core/sharedLength.ts';
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

/** `idle`: nobody waits for it, and everything else goes before. */
export type Priority = 'usual' | 'idle';

/** The context of one role: sequences, whose KV caches are kept from request to request, and a queue of requests for them. */
export class Slot {
	/** The one in use first, and that which was used longest ago last. */
	#sequences: readonly [LlamaContextSequence, ...LlamaContextSequence[]];
	readonly #options: SlotOptions;
	readonly #chunkTokens: number;
	readonly #cache: PrefixCache | undefined;
	#lastRequest: Promise<void> = Promise.resolve();
	#arrival = new AbortController();
	#batchGain: number | undefined;

	constructor(options: SlotOptions) {
		const { role, context, llama, kvBytesPerToken, log } = options;
		this.#options = options;
		const others = Array.from({ length: context.totalSequences - 1 }, () => context.getSequence());
		this.#sequences = [context.getSequence(), ...others];
		this.#cache = role === 'reasoner' && !this.sequence.needsCheckpoints ? new PrefixCache(this.sequence, kvBytesPerToken, log) : undefined;
		this.#chunkTokens = llama.gpu === false ? cpuChunkTokens : gpuChunkTokens;
	}

	/** What the request whose turn it is computes with. */
	get sequence(): LlamaContextSequence {
		return this.#sequences[0];
	}

	get places(): number {
		return this.#sequences.length;
	}

	/** Since the start, in all sequences. */
	get computedTokens(): number {
		return this.#sequences.reduce((sum, { tokenMeter }) => sum + tokenMeter.usedInputTokens + tokenMeter.usedOutputTokens, 0);
	}

	/** Tokens that fit in all; a full context would begin to drop the oldest ones. */
	get roomTokens(): number {
		return this.sequence.contextSize - 1;
	}

	get isFull(): boolean {
		return this.sequence.nextTokenIndex >= this.roomTokens;
	}

	/** The signal of a request that nobody waits for: it ends once another comes. */
	untilArrival(signal: AbortSignal): AbortSignal {
		return AbortSignal.any([signal, this.#arrival.signal]);
	}

	/** Runs one request after the other. A completion that somebody waits for has the right of way from its arrival on. */
	async inTurn(signal: AbortSignal, priority: Priority, run: () => Promise<void>): Promise<void> {
		const leave = this.#arrive(priority);
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

	#arrive(priority: Priority): (() => void) | undefined {
		if (priority === 'idle') {
			return undefined;
		}
		this.#arrival.abort();
		this.#arrival = new AbortController();
		const { role, rightOfWay } = this.#options;
		return role === 'completer' ? rightOfWay.take() : rightOfWay.chat();
	}

	/** What goes before and after each step of decoding. */
	pace(signal: AbortSignal, priority: Priority = 'usual'): Pace {
		return {
			before: async () => {
				await this.#giveWay(signal, priority, mostDecodeWaitMs);
				this.#chooseThreads();
			},
			after: (stepMs) => this.#options.governor.noteToken(stepMs),
		};
	}

	/**
	 * Reads a prompt from the first token that differs from what is in the KV cache, in pieces small enough that an abort is heard soon; what
	 * was read stays for the next try. The last piece is left to the step that samples, which so costs no step of its own; where nothing will
	 * be sampled (`idle`), all but the last token is read. Returns the count of tokens that were there already.
	 */
	async read(
		prompt: readonly Token[],
		signal: AbortSignal,
		report: (event: GenerateEvent) => void,
		priority: Priority = 'usual',
	): Promise<number> {
		if (priority === 'idle') {
			await this.#giveWay(signal, priority, 0);
		}
		const tokens = prompt.slice(0, -1);
		if (this.#options.fixedThreads <= 0) {
			await this.#options.governor.freshen();
		}
		this.#choose(tokens);
		await this.#cache?.prepare(tokens);
		await this.sequence.adaptStateToTokens(tokens, false);
		const reused = this.sequence.nextTokenIndex;
		const total = tokens.length - reused;
		report({ kind: 'prefill', evaluated: 0, total, reused });
		for (let index = reused; index < tokens.length; index = this.sequence.nextTokenIndex) {
			await this.#giveWay(signal, priority, mostPrefillWaitMs);
			this.#chooseThreads();
			const chunkTokens = this.#nextChunkTokens(priority);
			if (priority === 'usual' && prompt.length - index <= chunkTokens) {
				break;
			}
			await this.sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(index, index + chunkTokens));
			report({ kind: 'prefill', evaluated: this.sequence.nextTokenIndex - reused, total, reused });
		}
		signal.throwIfAborted();
		return reused;
	}

	/** A prompt of another place takes the sequence that was used longest ago, unless it would read more there than the best one has to forget. */
	#choose(prompt: readonly Token[]): void {
		const known = this.#sequences.map((sequence) => {
			const shared = sharedLength(sequence.contextTokens, prompt);
			return { sequence, shared, lost: sequence.nextTokenIndex - shared };
		});
		const best = known.reduce((a, b) => (b.shared > a.shared ? b : a));
		const oldest = known.at(-1) ?? best;
		const { sequence } = best.lost <= Math.max(negligibleTokens, best.shared - oldest.shared) ? best : oldest;
		this.#sequences = [sequence, ...this.#sequences.filter((other) => other !== sequence)];
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

	async #giveWay(signal: AbortSignal, priority: Priority, mostMs: number): Promise<void> {
		signal.throwIfAborted();
		if (priority === 'idle') {
			await this.#options.rightOfWay.giveToAll(signal);
		} else if (this.#options.role === 'reasoner') {
			await this.#options.rightOfWay.give(signal, mostMs);
		}
	}

	/** While somebody types, a completion may come at any time, and it waits for the chunk that runs. */
	#nextChunkTokens(priority: Priority): number {
		if (priority === 'idle') {
			return Math.min(idleChunkTokens, this.#chunkTokens);
		}
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
const idleChunkTokens = 32;
/** Read again in a moment. */
const negligibleTokens = 64;
const mostDecodeWaitMs = 250;
/** More than a completion takes; a chat must not wait for ever for another process either. */
const mostPrefillWaitMs = 2000;
const tokensToMeasure = 8;
