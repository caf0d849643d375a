import type { Token } from 'node-llama-cpp';
import type { BegunTurn } from '../core/model.ts';

/** What one turn wrote, as text and as tokens. */
export class TurnRecord {
	/** The conversation before the turn. */
	readonly #prompt: readonly Token[];
	readonly #points: Point[] = [];
	#reasoning: string;
	#answer: string;
	/** All that the model read and wrote, the prompt included. */
	#tokens: readonly Token[] = [];

	constructor(prompt: readonly Token[], begun: BegunTurn | undefined) {
		this.#prompt = prompt;
		this.#reasoning = begun?.reasoning ?? '';
		this.#answer = begun?.answer ?? '';
	}

	add(kind: 'reasoning' | 'answer', text: string): void {
		if (kind === 'reasoning') {
			this.#reasoning += text;
		} else {
			this.#answer += text;
		}
	}

	/** So many tokens say what was added so far. */
	mark(tokens: number, isThinking: boolean): void {
		while ((this.#points.at(-1)?.tokens ?? 0) > tokens) {
			this.#points.pop(); // they were taken back
		}
		this.#points.push({ tokens, isThinking, reasoning: this.#reasoning.length, answer: this.#answer.length });
	}

	finish(tokens: readonly Token[]): void {
		this.#tokens = tokens;
	}

	/** The tokens that the model read and wrote up to where `begun` ends. */
	tokensOf(prompt: readonly Token[], begun: BegunTurn): readonly Token[] | undefined {
		const { reasoning, answer } = begun;
		const isThinking = !begun.isClosed && answer === '';
		const point = this.#points.findLast(
			(candidate) => candidate.isThinking === isThinking && candidate.reasoning === reasoning.length && candidate.answer === answer.length,
		);
		const isSame =
			point !== undefined &&
			point.tokens <= this.#tokens.length &&
			this.#reasoning.startsWith(reasoning) &&
			this.#answer.startsWith(answer) &&
			prompt.length === this.#prompt.length &&
			prompt.every((token, index) => token === this.#prompt[index]);
		return isSame ? this.#tokens.slice(0, point.tokens) : undefined;
	}
}

interface Point {
	readonly tokens: number;
	readonly isThinking: boolean;
	/** Lengths of the texts. */
	readonly reasoning: number;
	readonly answer: number;
}

/**
 * The last turns, so that one that goes on finds its own tokens in the KV cache. Tokens made of its text differ in places from those that the
 * model chose, and all behind such a place would be read again.
 */
export class TurnMemory {
	#records: readonly TurnRecord[] = [];

	begin(prompt: readonly Token[], begun: BegunTurn | undefined): TurnRecord {
		const record = new TurnRecord(prompt, begun);
		this.#records = [record, ...this.#records].slice(0, mostRecords);
		return record;
	}

	tokensOf(prompt: readonly Token[], begun: BegunTurn): readonly Token[] | undefined {
		for (const record of this.#records) {
			const tokens = record.tokensOf(prompt, begun);
			if (tokens !== undefined) {
				return tokens;
			}
		}
		return undefined;
	}
}

const mostRecords = 4;
