import { isAbort } from '../errors.ts';

/** Work that nobody waits for, and that ends when it is told to. */
export class Task {
	/** Settles when it is over; rejects only with what went wrong. */
	readonly done: Promise<void>;
	/** The same, and never rejects. */
	readonly ended: Promise<void>;
	readonly #controller = new AbortController();

	constructor(work: (signal: AbortSignal) => Promise<void>) {
		this.done = work(this.#controller.signal).catch((error: unknown) => {
			if (!isAbort(error)) {
				throw error;
			}
		});
		this.ended = this.done.catch(() => undefined);
	}

	stop(): void {
		this.#controller.abort();
	}
}
