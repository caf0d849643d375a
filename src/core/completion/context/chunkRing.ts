import type { Chunk } from './chunk.ts';
import { jaccard } from './similarity.ts';

/** The newest chunks; one that says nearly the same as an older one takes its place, as in llama.vscode. */
export class ChunkRing {
	readonly #capacity: number;
	#chunks: readonly Chunk[] = [];

	constructor(capacity = 16) {
		this.#capacity = capacity;
	}

	get chunks(): readonly Chunk[] {
		return this.#chunks;
	}

	add(chunk: Chunk): void {
		if (this.#chunks.some(({ path, text }) => path === chunk.path && text === chunk.text)) {
			return; // moving it to the end would only shuffle the prompt
		}
		const others = this.#chunks.filter(({ identifiers }) => jaccard(identifiers, chunk.identifiers) <= sameShare);
		this.#chunks = [...others, chunk].slice(-this.#capacity);
	}

	remove(isGone: (chunk: Chunk) => boolean): void {
		this.#chunks = this.#chunks.filter((chunk) => !isGone(chunk));
	}
}

const sameShare = 0.9;
