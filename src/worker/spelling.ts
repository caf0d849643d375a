import type { LlamaModel, Token } from 'node-llama-cpp';

interface Entry {
	readonly text: string;
	readonly token: Token;
}

/** The texts of all ordinary tokens in order, to find those with which a given text can begin. Built once per model. */
export class SpellingTable {
	readonly #entries: readonly Entry[];
	readonly #texts: ReadonlyMap<Token, string>;

	constructor(entries: Iterable<Entry>) {
		this.#entries = [...entries].sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
		this.#texts = new Map(this.#entries.map(({ token, text }) => [token, text]));
	}

	textOf(token: Token): string | undefined {
		return this.#texts.get(token);
	}

	/** Whether a model that still has to write `rest` may write this token: it is a beginning of it, or begins with it. */
	fits(token: Token, rest: string): boolean {
		const text = this.#texts.get(token);
		return text !== undefined && (text.startsWith(rest) || rest.startsWith(text));
	}

	/** All tokens that fit, or `undefined` where there are more than `limit`. */
	fitting(rest: string, limit: number): Token[] | undefined {
		const from = this.#firstAtLeast(rest);
		const to = this.#firstAtLeast(`${rest}\uFFFF`);
		if (to - from > limit) {
			return undefined;
		}
		const longer = this.#entries.slice(from, to).map(({ token }) => token);
		const shorter = Array.from({ length: rest.length - 1 }, (_, index) => this.#exactly(rest.slice(0, index + 1))).flat();
		return [...longer, ...shorter];
	}

	#exactly(text: string): Token[] {
		const tokens: Token[] = [];
		for (let index = this.#firstAtLeast(text); this.#entries[index]?.text === text; index++) {
			tokens.push(...this.#entries.slice(index, index + 1).map(({ token }) => token));
		}
		return tokens;
	}

	#firstAtLeast(text: string): number {
		let low = 0;
		let high = this.#entries.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if ((this.#entries[middle]?.text ?? '') < text) {
				low = middle + 1;
			} else {
				high = middle;
			}
		}
		return low;
	}
}

/** Tokens that are no whole characters by themselves cannot be compared as text, and are left out. */
export function spellingTable(model: LlamaModel): SpellingTable {
	const entries: Entry[] = [];
	for (const token of model.iterateAllTokens()) {
		const text = model.detokenize([token], false);
		if (text !== '' && !text.includes('\uFFFD')) {
			entries.push({ text, token });
		}
	}
	return new SpellingTable(entries);
}

/**
 * Where to cut what is typed so that the model writes the word under the cursor itself: at its start, the blank before it included, or else
 * before the last token. At most six tokens are taken off.
 */
export function cutBeforeWord(
	tokens: readonly Token[],
	text: string,
	textOf: (tokens: readonly Token[]) => string,
): { kept: Token[]; rest: string } {
	const word = /[ \t]?[\p{L}\p{M}\p{N}_$]*$/u.exec(text)?.[0] ?? '';
	const wordStart = text.length - word.length;
	for (let count = Math.min(tokens.length, 1); count <= Math.min(tokens.length, mostTokens); count++) {
		const kept = tokens.slice(0, tokens.length - count);
		const before = textOf(kept);
		const isLast = count === Math.min(tokens.length, mostTokens);
		if (text.startsWith(before) && (before.length <= wordStart || isLast)) {
			return { kept, rest: text.slice(before.length) };
		}
	}
	return { kept: [...tokens], rest: '' };
}

const mostTokens = 6;
