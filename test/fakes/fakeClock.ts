import type { Clock } from '../../src/core/clock.ts';

export interface FakeClock extends Clock {
	/** Lets time pass; whoever sleeps until then goes on, in order, with everything that follows from it. */
	advance(ms: number): Promise<void>;
}

/** Time that moves only when told to. */
export function fakeClock(): FakeClock {
	let time = 0;
	const sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();
	return {
		now: () => time,
		sleep: (ms, signal) =>
			new Promise((resolve, reject) => {
				const sleeper = { until: time + ms, wake: resolve };
				const abort = () => {
					sleepers.delete(sleeper);
					reject(signal.reason);
				};
				if (signal.aborted) {
					abort();
				} else {
					signal.addEventListener('abort', abort, { once: true });
					sleepers.add(sleeper);
				}
			}),
		async advance(ms) {
			await settled();
			time += ms;
			for (const sleeper of [...sleepers].sort((a, b) => a.until - b.until)) {
				if (sleeper.until <= time) {
					sleepers.delete(sleeper);
					sleeper.wake();
					await settled();
				}
			}
		},
	};
}

/** All promises that depend on nothing else have run. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
