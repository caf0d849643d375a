/** Time as a port, so that a recorded trace replays without waiting. */
export interface Clock {
	/** Milliseconds; only differences mean something. */
	now(): number;
	/** Rejects with AbortError when the signal fires. */
	sleep(ms: number, signal: AbortSignal): Promise<void>;
}
