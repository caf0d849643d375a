import type { LlamaContextSequence, Token } from 'node-llama-cpp';

/**
 * Guesses what comes next in a text that repeats much of what stands before it: after three tokens that came before, what followed them then.
 * Guesses become longer while they are right and shorter while they are wrong, down to none; right ones that were not used bring them back.
 */
export class Lookup {
	readonly #tokens: Token[] = [];
	/** Where the text goes on behind the last place of each three tokens. */
	readonly #followers = new Map<string, number>();
	/** Where the next token is expected to stand. */
	#cursor: number | undefined;
	#length = firstLength;
	#rightInRow = 0;

	/** Tokens of the prompt, which are not judged. */
	constructor(tokens: readonly Token[]) {
		for (const token of tokens) {
			this.#append(token);
		}
		this.#cursor = this.#found;
	}

	push(tokens: readonly Token[]): void {
		for (const token of tokens) {
			const expected = this.#cursor === undefined ? undefined : this.#tokens[this.#cursor];
			this.#append(token);
			if (expected === token && this.#cursor !== undefined) {
				this.#cursor++;
				this.#onRight();
			} else {
				this.#cursor = this.#found;
				if (expected !== undefined) {
					this.#onWrong();
				}
			}
		}
	}

	guess(): Token[] {
		return this.#cursor === undefined ? [] : this.#tokens.slice(this.#cursor, this.#cursor + this.#length);
	}

	#found: number | undefined;

	#append(token: Token): void {
		this.#tokens.push(token);
		const key = this.#tokens.slice(-gram).join();
		this.#found = this.#followers.get(key);
		this.#followers.set(key, this.#tokens.length);
	}

	#onRight(): void {
		this.#rightInRow++;
		if (this.#rightInRow >= Math.max(firstLength, this.#length)) {
			this.#length = Math.min(mostLength, Math.max(firstLength, 2 * this.#length));
			this.#rightInRow = 0;
		}
	}

	#onWrong(): void {
		this.#length >>= 1;
		this.#rightInRow = 0;
	}
}

const gram = 3;
const firstLength = 3;
const mostLength = 8;

/** How many times as fast a batch of four tokens is as four single ones. Leaves the sequence as it was. */
export async function batchGain(sequence: LlamaContextSequence, signal: AbortSignal): Promise<number> {
	const end = sequence.nextTokenIndex;
	const tokens = sequence.contextTokens.slice(-batchTokens);
	const timed = async (batches: readonly (readonly Token[])[]): Promise<number> => {
		const startMs = performance.now();
		for (const batch of batches) {
			signal.throwIfAborted();
			await sequence.controlledEvaluate(batch.map((token) => [token, { generateNext: { token: true, options: { temperature: 0 } } }]));
		}
		const ms = performance.now() - startMs;
		await sequence.eraseContextTokenRanges([{ start: end, end: sequence.contextSize }]);
		return ms;
	};
	const singles: number[] = [];
	const together: number[] = [];
	try {
		for (let round = 0; round < rounds; round++) {
			singles.push(await timed(tokens.map((token) => [token])));
			together.push(await timed([tokens]));
		}
	} finally {
		await sequence.eraseContextTokenRanges([{ start: end, end: sequence.contextSize }]);
	}
	return Math.min(...singles) / Math.min(...together);
}

const batchTokens = 4;
const rounds = 2;
/** Below this a guess that is wrong costs more than right ones save. */
export const worthwhileGain = 1.3;
