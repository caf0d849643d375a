/**
 * Finds a tag in a stream, however the stream is cut: the search of Knuth, Morris and Pratt, a bounded amount of work for each character. What
 * it holds back is a beginning of the tag, so that nothing need be stored.
 */
export class TagSearch {
	readonly #tag: string;
	/** The tag counts only where it begins with a mark; it may go on in plain text. */
	readonly #asToken: boolean;
	readonly #shorter: readonly number[];
	#matched = 0;

	constructor(tag: string, asToken: boolean) {
		this.#tag = tag;
		this.#asToken = asToken;
		this.#shorter = shorterBeginnings(tag);
	}

	/** What may still become the tag. */
	get held(): string {
		return this.#tag.slice(0, this.#matched);
	}

	/** Reads up to the end of the tag, or all of `text`. `before` is what is sure to be no part of the tag, of earlier texts too. */
	read(text: string, isMark: boolean): { readonly before: string; readonly end: number | undefined } {
		const { held } = this;
		let at = 0;
		while (at < text.length && this.#matched < this.#tag.length) {
			this.#step(text.charCodeAt(at), !this.#asToken || (isMark && at === 0));
			at++;
		}
		const beforeLength = held.length + at - this.#matched;
		const before = held.slice(0, beforeLength) + text.slice(0, Math.max(0, beforeLength - held.length));
		if (this.#matched < this.#tag.length) return { before, end: undefined };
		this.#matched = 0;
		return { before, end: at };
	}

	#step(code: number, mayBegin: boolean): void {
		while (this.#matched > 0 && this.#tag.charCodeAt(this.#matched) !== code) {
			this.#matched = this.#asToken ? 0 : (this.#shorter[this.#matched - 1] ?? 0);
		}
		if (this.#tag.charCodeAt(this.#matched) === code && (this.#matched > 0 || mayBegin)) {
			this.#matched++;
		}
	}
}

/** For each beginning of the tag, by its length − 1: the length of its longest proper end that is a beginning of the tag as well. */
function shorterBeginnings(tag: string): number[] {
	const lengths = [0];
	let length = 0;
	for (let at = 1; at < tag.length; at++) {
		while (length > 0 && tag[at] !== tag[length]) {
			length = lengths[length - 1] ?? 0;
		}
		if (tag[at] === tag[length]) length++;
		lengths.push(length);
	}
	return lengths;
}
