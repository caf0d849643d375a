/**
 * A completion goes before chat, which a reader does not outrun anyway: who types waits for nobody. What nobody waits for goes behind both.
 */
export class RightOfWay {
	#completions = 0;
	#chats = 0;
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

	/** A chat begins in this process, which stays behind completions; the returned function tells its end. */
	chat(): () => void {
		this.#chats++;
		return () => {
			this.#chats--;
			this.#wake();
		};
	}

	/** Whether something that goes before is computed in another process. */
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
		if (this.#isTaken) {
			await this.#change(signal, mostMs);
		}
	}

	/** Waits while anything else is computed, however long that takes. An abort rejects at once. */
	async giveToAll(signal: AbortSignal): Promise<void> {
		signal.throwIfAborted();
		while (this.#isTaken || this.#chats > 0) {
			await this.#change(signal, longMs);
		}
	}

	async #change(signal: AbortSignal, mostMs: number): Promise<void> {
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
const longMs = 60_000;
