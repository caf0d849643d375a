import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../../src/core/clock.ts';

/** The clock of a replay: everything in it takes its time from here. */
export interface ReplayClock extends Clock {
	/** Lets time pass until `ms` after the start, and does what is due meanwhile. */
	until(ms: number, signal: AbortSignal): Promise<void>;
}

/** Time as it is, from zero. */
export function realClock(): ReplayClock {
	const startedAt = performance.now();
	const now = (): number => performance.now() - startedAt;
	const wait = (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, undefined, { signal });
	return {
		now,
		sleep: wait,
		until: async (ms, signal) => {
			signal.throwIfAborted();
			const left = ms - now();
			if (left > 0) {
				await wait(left, signal);
			}
		},
	};
}

interface Sleeper {
	readonly until: number;
	readonly wake: () => void;
}

/**
 * Time that stands still while anything is computed: it moves to the next moment at which somebody wants to be woken, and `quiet` says when
 * all that followed from that is done.
 */
export function virtualClock(quiet: () => Promise<void>): ReplayClock {
	let time = 0;
	const sleepers = new Set<Sleeper>();
	const next = (): Sleeper | undefined => [...sleepers].sort((a, b) => a.until - b.until)[0];
	return {
		now: () => time,
		sleep: (ms, signal) =>
			new Promise((resolve, reject) => {
				signal.throwIfAborted();
				const abort = (): void => {
					sleepers.delete(sleeper);
					reject(signal.reason);
				};
				const wake = (): void => {
					signal.removeEventListener('abort', abort);
					resolve();
				};
				const sleeper = { until: time + ms, wake };
				signal.addEventListener('abort', abort, { once: true });
				sleepers.add(sleeper);
			}),
		until: async (ms, signal) => {
			await quiet();
			for (let due = next(); due !== undefined && due.until <= ms; due = next()) {
				signal.throwIfAborted();
				sleepers.delete(due);
				time = Math.max(time, due.until);
				due.wake();
				await quiet();
			}
			signal.throwIfAborted();
			time = Math.max(time, ms);
		},
	};
}
