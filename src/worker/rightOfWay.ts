/** A completion goes before chat, which a reader does not outrun anyway: who types waits for nobody. */
export class RightOfWay {
	#completions = 0;
	#isTakenElsewhere = false;
	#lastMs = Number.NEGATIVE_INFINITY;
	readonly #waiting = new Set<() => void>();

	/** A completion begins in this process; the returned function tells its end. */
	take(): () => void {
		this.#completions++;
		return () => {
			this.#completions--;
			this.#lastMs = performance.now();
			this.#wake();
		};
	}

	/** Whether a completion is computed in another process. */
	setTakenElsewhere(isTaken: boolean): void {
		this.#isTakenElsewhere = isTaken;
		this.#lastMs = performance.now();
		this.#wake();
	}

	/** Whether a completion is computed or was a moment ago, so that the next one is near. */
	get isInUse(): boolean {
		return this.#isTaken || performance.now() - this.#lastMs < recentMs;
	}

	/** Waits while a completion is computed, but not longer than `mostMs`. An abort rejects at once. */
	async give(signal: AbortSignal, mostMs: number): Promise<void> {
		signal.throwIfAborted();
		if (!this.#isTaken) {
			return;
		}
		const { promise, resolve } = Promise.withResolvers<void>();
		const wake = () => resolve();
		const timer = setTimeout(wake, mostMs);
		signal.addEventListener('abort', wake);
		this.#waiting.add(wake);
		await promise;
		this.#waiting.delete(wake);
		signal.removeEventListener('abort', wake);
		clearTimeout(timer);
		signal.throwIfAborted();
	}

	get #isTaken(): boolean {
		return this.#completions > 0 || this.#isTakenElsewhere;
	}

	#wake(): void {
		if (!this.#isTaken) {
			for (const wake of this.#waiting) {
				wake();
			}
		}
	}
}

const recentMs = 10_000;
