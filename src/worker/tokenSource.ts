import { type LlamaContextSequence, type SequenceEvaluateOptions, type Token, TokenBias } from 'node-llama-cpp';
import type { Sampling } from '../core/model.ts';
import type { Lookup } from './lookup.ts';

export interface Sampled {
	readonly token: Token;
	readonly probability?: number;
}

/** What goes before and after each step. */
export interface Pace {
	before(): Promise<void>;
	/** What one token took. Steps of several tokens, and the first one, are not told. */
	after(stepMs: number): void;
}

/** Samples token after token from one sequence, and takes tokens of ours in between. End-of-generation tokens come out like any other. */
export class TokenSource {
	readonly #sequence: LlamaContextSequence;
	readonly #sampling: Sampling;
	readonly #withProbability: boolean;
	readonly #pace: Pace;
	#lookup: Lookup | undefined;
	#running: AsyncGenerator<Output, unknown, Token[]> | undefined;
	/** What the model has not read yet. */
	#unread: Token[];
	/** What was sampled last and what the model says after it: all but the last of these are in the KV cache already. */
	#ahead: Token[] = [];

	constructor(options: {
		readonly sequence: LlamaContextSequence;
		readonly sampling: Sampling;
		readonly withProbability: boolean;
		/** The end of the prompt, which is not in the KV cache yet: at least a token, and no more than are read in one piece. */
		readonly unread: readonly Token[];
		readonly pace: Pace;
	}) {
		this.#sequence = options.sequence;
		this.#sampling = options.sampling;
		this.#withProbability = options.withProbability;
		this.#pace = options.pace;
		this.#unread = [...options.unread];
	}

	/**
	 * From now on several tokens are guessed and checked together; what comes out is what would have been sampled one by one. Only where
	 * sampling is greedy.
	 */
	lookUp(lookup: Lookup): void {
		this.#lookup = lookup;
	}

	/** Puts tokens of ours behind the last one. They are read with the next step. */
	feed(tokens: readonly Token[]): void {
		this.#unread.push(...tokens);
	}

	/** Takes back the last tokens, out of the KV cache too where they were read. */
	async takeBack(count: number): Promise<void> {
		await this.#forgetAhead();
		const unread = Math.min(count, this.#unread.length);
		this.#unread.splice(this.#unread.length - unread);
		if (count > unread) {
			const { nextTokenIndex } = this.#sequence;
			await this.#sequence.eraseContextTokenRanges([{ start: nextTokenIndex - (count - unread), end: nextTokenIndex }]);
		}
	}

	/** Reads what was fed but for its last token, in pieces small enough that an abort is heard soon. */
	async readAhead(signal: AbortSignal): Promise<void> {
		await this.#forgetAhead();
		while (this.#unread.length > aheadTokens) {
			await this.#pace.before();
			signal.throwIfAborted();
			await this.#sequence.evaluateWithoutGeneratingNewTokens(this.#unread.splice(0, aheadTokens));
		}
	}

	/** The last tokens, ours and the model's, read or not. */
	recent(count: number): Token[] {
		return [...this.#sequence.contextTokens.slice(-count), ...this.#unread].slice(-count);
	}

	/** Tokens beyond those in the KV cache; less than none while it runs ahead of what was given out. */
	get unreadTokens(): number {
		return this.#unread.length - Math.max(0, this.#ahead.length - 1);
	}

	async next(): Promise<Sampled> {
		await this.#pace.before();
		if (this.#lookup !== undefined) {
			return { token: await this.#nextGuessed(this.#lookup) };
		}
		const isTold = this.#running !== undefined && this.#unread.length === 1;
		const startMs = performance.now();
		// Sorting a whole vocabulary costs more than the token itself, so the greedy choice with its probability is taken from a short list.
		const greedyList = this.#withProbability && this.#sampling.temperature === 0;
		this.#running ??= this.#sequence.evaluateWithMetadata(
			this.#unread,
			{ probabilities: greedyList, confidence: this.#withProbability && !greedyList },
			greedyList ? shortList(probableTokens) : samplingOptions(this.#sampling, this.#withProbability),
		);
		const step = await this.#running.next(this.#unread);
		if (step.done === true) {
			throw new Error('The engine sampled nothing');
		}
		if (isTold) {
			this.#pace.after(performance.now() - startMs);
		}
		const [best] = step.value.probabilities ?? [];
		const sampled = best === undefined ? sampledOf(step.value) : { token: best[0], probability: best[1] };
		this.#unread = [sampled.token];
		return sampled;
	}

	/** The most probable token that `accepts` lets pass, or `undefined`: then nothing was sampled, and what was fed is read. */
	async best(accepts: (token: Token) => boolean, favoured: readonly Token[] = []): Promise<Token | undefined> {
		await this.#pace.before();
		await this.close();
		const bias = TokenBias.for(this.#sequence.model);
		if (favoured.length > 0) {
			bias.set([...favoured], { logit: favour });
		}
		const once = this.#sequence.evaluateWithMetadata(
			this.#unread,
			{ probabilities: true },
			{ ...shortList(acceptableTokens), tokenBias: bias },
		);
		const { value } = await once.next();
		await once.return();
		const token = value === undefined ? undefined : [...value.probabilities.keys()].find(accepts);
		this.#unread = token === undefined ? [] : [token];
		return token;
	}

	async close(): Promise<void> {
		await this.#running?.return(undefined);
		this.#running = undefined;
		await this.#forgetAhead();
	}

	async #nextGuessed(lookup: Lookup): Promise<Token> {
		const [last, next] = this.#ahead;
		if (next !== undefined && this.#unread.length === 1 && this.#unread[0] === last) {
			this.#ahead.shift();
			this.#unread = [next];
			return next;
		}
		await this.#forgetAhead();
		lookup.push(this.#unread);
		this.#ahead = await this.#checked(lookup.guess());
		lookup.push(this.#ahead.slice(0, -1));
		this.#unread = this.#ahead.slice(0, 1);
		const [token] = this.#ahead;
		if (token === undefined) {
			throw new Error('The engine sampled nothing');
		}
		return token;
	}

	/** Reads what is unread with a guess behind it. Returns what the model says, as far as the guess was right, and what it says after that. */
	async #checked(guess: readonly Token[]): Promise<Token[]> {
		const sequence = this.#sequence;
		const room = sequence.contextSize - 2 - sequence.nextTokenIndex - this.#unread.length;
		const input = [...this.#unread, ...guess.slice(0, Math.max(0, room))];
		const options = { generateNext: { token: true, options: { temperature: 0 } } } as const;
		const first = this.#unread.length - 1;
		const output = await sequence.controlledEvaluate(input.map((token, index) => (index < first ? token : [token, options])));
		const said: Token[] = [];
		for (let index = first; index < input.length; index++) {
			const token = output[index]?.next.token;
			if (token === undefined || token === null) {
				break;
			}
			said.push(token);
			if (token !== input[index + 1]) {
				break;
			}
		}
		await this.#erase(input.length - first - said.length);
		return said;
	}

	async #forgetAhead(): Promise<void> {
		const { length } = this.#ahead;
		this.#ahead = [];
		await this.#erase(Math.max(0, length - 1));
	}

	async #erase(count: number): Promise<void> {
		if (count > 0) {
			const end = this.#sequence.nextTokenIndex;
			await this.#sequence.eraseContextTokenRanges([{ start: end - count, end }]);
		}
	}
}

interface Output {
	readonly token: Token;
	readonly confidence?: number;
	readonly probabilities?: Map<Token, number>;
}

const sampledOf = ({ token, confidence }: Output): Sampled => (confidence === undefined ? { token } : { token, probability: confidence });

const aheadTokens = 128;
const probableTokens = 16;
const acceptableTokens = 64;
/** Added to logits, whose usual range is tens. */
const favour = 1000;

/** The `topK` most probable tokens with their probabilities as the model gave them. */
const shortList = (topK: number): SequenceEvaluateOptions => ({
	temperature: 1,
	topK,
	topP: 1,
	minP: 0,
	seed: 0,
	yieldEogToken: true,
});

const samplingOptions = (sampling: Sampling, withProbability: boolean): SequenceEvaluateOptions => ({
	temperature: sampling.temperature,
	topP: sampling.topP,
	topK: withProbability && sampling.topK <= 0 ? acceptableTokens : sampling.topK,
	minP: sampling.minP,
	seed: sampling.seed ?? Math.floor(Math.random() * 2 ** 31),
	yieldEogToken: true,
});
