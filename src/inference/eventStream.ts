import type { GenerateEvent } from '../core/model.ts';

/** What came from the worker for one request and was not taken yet. */
export class EventStream {
	readonly #waiting: GenerateEvent[] = [];
	#error: Error | undefined;
	#finished = false;
	#wake: (() => void) | undefined;

	/** The worker is through with the request, so that there is nothing to cancel. */
	get isDone(): boolean {
		return this.#finished;
	}

	push(events: readonly GenerateEvent[]): void {
		for (const event of events) {
			this.#waiting.push(event);
		}
		this.#wake?.();
	}

	finish(): void {
		this.#finished = true;
		this.#wake?.();
	}

	/** What came before the failure is still taken. */
	fail(error: Error): void {
		this.#error ??= error;
		this.finish();
	}

	/** Nobody wants to hear more. */
	abort(error: Error): void {
		this.#error = error;
		this.#waiting.length = 0;
		this.#wake?.();
	}

	async *events(): AsyncGenerator<GenerateEvent> {
		for (;;) {
			const event = this.#waiting.shift();
			if (event !== undefined) {
				yield event;
			} else if (this.#error !== undefined) {
				throw this.#error;
			} else if (this.#finished) {
				return;
			} else {
				await new Promise<void>((wake) => {
					this.#wake = wake;
				});
			}
		}
	}
}
