import { setTimeout as sleep } from 'node:timers/promises';
import type { Waits } from './waits.ts';

/** This source will not give the file; the message says why and continues "The hub …". The next source is asked at once. */
export class Refused extends Error {}

/** The transfer broke off; trying again may help. The message continues "The hub …". */
export class Interrupted extends Error {}

/**
 * Repeats `attempt` until it returns. An interruption is retried only after data has flowed, and only while tries are left: an attempt
 * that got further than any before gives all of them back.
 */
export async function withTries(
	attempt: () => Promise<void>,
	receivedBytes: () => number,
	waits: Waits,
	signal: AbortSignal,
	onRetry: (why: string, waitMs: number) => void,
): Promise<void> {
	const startBytes = receivedBytes();
	let furthest = startBytes;
	let triesLeft = waits.tries;
	let waitMs = waits.firstRetryMs;
	for (;;) {
		try {
			return await attempt();
		} catch (error) {
			signal.throwIfAborted();
			if (!(error instanceof Interrupted)) throw error;
			if (receivedBytes() > furthest) {
				furthest = receivedBytes();
				triesLeft = waits.tries;
				waitMs = waits.firstRetryMs;
			} else if (furthest === startBytes || --triesLeft === 0) throw new Refused(error.message);
			onRetry(error.message, waitMs);
		}
		await sleep(waitMs, undefined, { signal });
		waitMs = Math.min(2 * waitMs, waits.lastRetryMs);
	}
}
