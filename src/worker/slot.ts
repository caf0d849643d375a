import type { Llama, LlamaContext, LlamaContextSequence, Token } from 'node-llama-cpp';
import type { GenerateEvent } from '../core/model.ts';
import type { ThreadGovernor } from './threads.ts';

/** The context of one role: one sequence, whose KV cache is kept from request to request, and a queue of requests for it. */
export class Slot {
	readonly sequence: LlamaContextSequence;
	readonly #llama: Llama;
	readonly #governor: ThreadGovernor;
	readonly #fixedThreads: number;
	readonly #chunkTokens: number;
	#lastRequest: Promise<void> = Promise.resolve();

	constructor(options: {
		readonly llama: Llama;
		readonly context: LlamaContext;
		readonly governor: ThreadGovernor;
		/** 0: as many as are free. */
		readonly fixedThreads: number;
	}) {
		this.sequence = options.context.getSequence();
		this.#llama = options.llama;
		this.#governor = options.governor;
		this.#fixedThreads = options.fixedThreads;
		this.#chunkTokens = options.llama.gpu === false ? cpuChunkTokens : gpuChunkTokens;
	}

	/** Tokens that fit in all; a full context would begin to drop the oldest ones. */
	get roomTokens(): number {
		return this.sequence.contextSize - 1;
	}

	get isFull(): boolean {
		return this.sequence.nextTokenIndex >= this.roomTokens;
	}

	/** Runs one request after the other. */
	async inTurn(signal: AbortSignal, run: () => Promise<void>): Promise<void> {
		const before = this.#lastRequest;
		const { promise, resolve } = Promise.withResolvers<void>();
		this.#lastRequest = promise;
		try {
			await before;
			signal.throwIfAborted();
			await run();
		} finally {
			resolve();
		}
	}

	readonly chooseThreads = (): void => {
		this.#llama.maxThreads = this.#fixedThreads > 0 ? this.#fixedThreads : this.#governor.threads;
	};

	noteToken(tokenMs: number): void {
		this.#governor.noteToken(tokenMs);
	}

	/**
	 * Reads a prompt but for its last token, from the first token that differs from what is in the KV cache, in pieces small enough that an
	 * abort is heard soon; what was read stays for the next try. Returns the count of tokens that were there already.
	 */
	async read(prompt: readonly Token[], signal: AbortSignal, report: (event: GenerateEvent) => void): Promise<number> {
		const tokens = prompt.slice(0, -1);
		await this.sequence.adaptStateToTokens(tokens, false);
		const reused = this.sequence.nextTokenIndex;
		const total = tokens.length - reused;
		report({ kind: 'prefill', evaluated: 0, total, reused });
		for (let index = reused; index < tokens.length; index += this.#chunkTokens) {
			signal.throwIfAborted();
			this.chooseThreads();
			await this.sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(index, index + this.#chunkTokens));
			report({ kind: 'prefill', evaluated: Math.min(total, index + this.#chunkTokens - reused), total, reused });
		}
		signal.throwIfAborted();
		return reused;
	}
}

/** As fast as larger pieces on a processor, and an abort is heard four times as soon. */
const cpuChunkTokens = 128;
const gpuChunkTokens = 512;
