/** What the next load of a file has to wait for, or why there is none. */
export type NextLoad =
	/** `withoutGpu`: it crashed while it was loaded, and the GPU's driver is the first that is suspected. */
	| { readonly kind: 'after'; readonly waitMs: number; readonly withoutGpu: boolean }
	/** It crashed too often in too short a time. */
	| { readonly kind: 'stopped'; readonly crashes: number }
	/** It crashes each time that it is loaded. */
	| { readonly kind: 'quarantined'; readonly crashes: number };

/** Before the load that follows the first crash, the second and the third; there is none after a fourth. */
const waitsMs = [0, 1000, 4000];
const windowMs = 5 * 60_000;
const mostCrashedLoads = 2;

/**
 * Decides how an engine that crashed starts again. A file is known by a key that changes with its content, so that a file which was replaced
 * begins anew. Crashes of one file say nothing of another.
 */
export class CrashLadder {
	readonly #now: () => number;
	#crashes: readonly { readonly file: string; readonly atMs: number }[] = [];
	readonly #crashedLoads = new Map<string, number>();

	/** `now`: milliseconds of a monotonic clock. */
	constructor(now: () => number) {
		this.#now = now;
	}

	crashed(file: string, whileLoading: boolean): void {
		this.#crashes = [...this.#recent(), { file, atMs: this.#now() }];
		if (whileLoading) {
			this.#crashedLoads.set(file, (this.#crashedLoads.get(file) ?? 0) + 1);
		}
	}

	loaded(file: string): void {
		this.#crashedLoads.delete(file);
	}

	next(file: string): NextLoad {
		const crashedLoads = this.#crashedLoads.get(file) ?? 0;
		if (crashedLoads >= mostCrashedLoads) {
			return { kind: 'quarantined', crashes: crashedLoads };
		}
		const crashes = this.#recent().filter((crash) => crash.file === file);
		const last = crashes.at(-1);
		if (last === undefined) {
			return { kind: 'after', waitMs: 0, withoutGpu: crashedLoads > 0 };
		}
		const waitMs = waitsMs[crashes.length - 1];
		return waitMs === undefined
			? { kind: 'stopped', crashes: crashes.length }
			: { kind: 'after', waitMs: Math.max(0, last.atMs + waitMs - this.#now()), withoutGpu: crashedLoads > 0 };
	}

	/** As if nothing had crashed. */
	forget(): void {
		this.#crashes = [];
		this.#crashedLoads.clear();
	}

	#recent() {
		const since = this.#now() - windowMs;
		return this.#crashes.filter(({ atMs }) => atMs > since);
	}
}
