/** How fast the engine reads a prompt, by what it has read so far. */
export class ReadingSpeed {
	#tokensPerMs: number | undefined;

	note(tokens: number, ms: number): void {
		if (tokens >= tellingTokens && ms > 0) {
			const speed = tokens / ms;
			this.#tokensPerMs = this.#tokensPerMs === undefined ? speed : (this.#tokensPerMs + speed) / 2;
		}
	}

	/** Tokens that are read in that time; any number where nothing is known yet. */
	tokensWithin(ms: number): number {
		return this.#tokensPerMs === undefined ? Number.POSITIVE_INFINITY : this.#tokensPerMs * ms;
	}
}

/** Below it the steps around the reading count for more. */
const tellingTokens = 64;
