import type { LlamaModel, Token } from 'node-llama-cpp';

/** Turns tokens into text. A character that is split over tokens comes out whole, when its last piece is there. */
export class TextStream {
	readonly #model: LlamaModel;
	readonly #shownSpecials: ReadonlyMap<Token, string>;
	#before: readonly Token[];
	#pending: Token[] = [];

	/** `shownSpecials`: special tokens whose text counts, such as think tags. `before`: tokens of the text that goes on, if one does. */
	constructor(model: LlamaModel, shownSpecials: ReadonlyMap<Token, string>, before: readonly Token[] = []) {
		this.#model = model;
		this.#shownSpecials = shownSpecials;
		this.#before = before;
	}

	/** No character is half said. */
	get isWhole(): boolean {
		return this.#pending.length === 0;
	}

	push(token: Token): string {
		const special = this.#shownSpecials.get(token);
		if (special !== undefined) {
			return this.flush() + special;
		}
		this.#pending.push(token);
		const text = this.#text();
		return text.endsWith(replacement) && this.#pending.length < longestCharacter ? '' : this.#take(text);
	}

	/** What is left of a character that was never finished. */
	flush(): string {
		return this.#pending.length === 0 ? '' : this.#take(this.#text());
	}

	#text(): string {
		return this.#model.detokenize(this.#pending, false, this.#before);
	}

	#take(text: string): string {
		this.#before = this.#pending.slice(-2);
		this.#pending = [];
		return text;
	}
}

const replacement = '\uFFFD';
/** UTF-8 has at most four bytes a character, and a token has at least one. */
const longestCharacter = 4;
