import { cpus } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { threadsFor } from '../core/models/fit.ts';

/** Milliseconds since some start: of all processors together, and what of that they were idle, and what this process used. */
export interface CpuTimes {
	readonly totalMs: number;
	readonly idleMs: number;
	readonly ownMs: number;
	readonly cores: number;
}

export function readCpuTimes(): CpuTimes {
	const all = cpus();
	const { user, system } = process.cpuUsage();
	return {
		totalMs: all.reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.idle + times.irq, 0),
		idleMs: all.reduce((sum, { times }) => sum + times.idle, 0),
		ownMs: (user + system) / 1000,
		cores: all.length,
	};
}

/**
 * How many threads to compute with. More threads than free cores spin at barriers and fall to a fraction of one thread's speed, so what other
 * processes leave free is looked at again all the time: down at once, up one by one.
 */
export class ThreadGovernor {
	readonly #physicalCores: number;
	readonly #read: () => CpuTimes;
	readonly #now: () => number;
	readonly #pause: (ms: number) => Promise<void>;
	#last: CpuTimes;
	#lastMs: number;
	#raisedMs: number;
	#threads: number;
	#bestTokenMs = Number.POSITIVE_INFINITY;

	constructor(physicalCores: number, read: () => CpuTimes, now: () => number, wait: (ms: number) => Promise<void> = pause) {
		this.#physicalCores = Math.max(1, physicalCores);
		this.#read = read;
		this.#now = now;
		this.#pause = wait;
		this.#last = read();
		this.#lastMs = Number.NEGATIVE_INFINITY;
		this.#raisedMs = Number.NEGATIVE_INFINITY;
		this.#threads = this.#physicalCores;
	}

	/** Before a request: what was seen long ago says nothing, and the first batch with too many threads may take minutes. */
	async freshen(): Promise<void> {
		if (this.#now() - this.#lastMs < staleMs) {
			return;
		}
		this.#last = this.#read();
		await this.#pause(glanceMs);
		const wanted = this.#wanted(glanceMargin);
		if (wanted !== undefined && wanted !== this.#threads) {
			this.#set(wanted);
		}
	}

	/** Threads for the next batch; call it before each. */
	get threads(): number {
		if (this.#now() - this.#lastMs >= sampleMs) {
			this.#sample();
		}
		return this.#threads;
	}

	/** Reports what a token took. Three times the best of this count of threads means that they wait for a core. */
	noteToken(tokenMs: number): void {
		if (tokenMs > slowFactor * this.#bestTokenMs && this.#threads > 1) {
			this.#set(this.#threads - 1);
			this.#raisedMs = this.#now();
		}
		this.#bestTokenMs = Math.min(this.#bestTokenMs, tokenMs);
	}

	#sample(): void {
		const wanted = this.#wanted(margin);
		if (wanted === undefined) {
			return;
		}
		if (wanted < this.#threads) {
			this.#set(wanted);
			this.#raisedMs = this.#now();
		} else if (wanted > this.#threads && this.#now() - this.#raisedMs >= raiseMs) {
			this.#set(this.#threads + 1);
			this.#raisedMs = this.#now();
		}
	}

	/** What the others left free since the last look, or `undefined` where the clocks have not moved. */
	#wanted(kept: number): number | undefined {
		const times = this.#read();
		const elapsed = (times.totalMs - this.#last.totalMs) / Math.max(1, times.cores);
		if (elapsed <= 0) {
			return undefined;
		}
		const free = (times.idleMs - this.#last.idleMs + times.ownMs - this.#last.ownMs) / elapsed;
		this.#last = times;
		this.#lastMs = this.#now();
		return threadsFor(this.#physicalCores, free - kept);
	}

	#set(threads: number): void {
		this.#threads = threads;
		this.#bestTokenMs = Number.POSITIVE_INFINITY;
	}
}

const sampleMs = 250;
const staleMs = 2000;
/** The system counts in steps of 10 ms, so that a glance is not exact: in doubt one thread fewer, which is soon made up for. */
const glanceMs = 100;
const glanceMargin = 0.5;
const raiseMs = 1000;
const slowFactor = 3;
/** Cores kept for the editor, which the engine would otherwise wait for. */
const margin = 0.25;
