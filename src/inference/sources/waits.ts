/** Every wait of getting a model; tests shrink them. */
export interface Waits {
	/** A source that has sent nothing by then is left for the next one. */
	readonly firstByteMs: number;
	/** pip starts an interpreter and asks the index before anything arrives, and tells nothing while it waits. */
	readonly pipQuietMs: number;
	readonly stallMs: number;
	/** Tries after data has flowed; each one that brings data begins the count anew. */
	readonly tries: number;
	readonly firstRetryMs: number;
	readonly lastRetryMs: number;
	readonly progressMs: number;
	readonly lockPollMs: number;
	/** A lock from another machine or container counts as left behind after so much silence. */
	readonly lockSilenceMs: number;
	/** A file of the right name that is too short and younger than this is being copied in. */
	readonly copyingMs: number;
}

export const defaultWaits: Waits = {
	firstByteMs: 10_000,
	pipQuietMs: 60_000,
	stallMs: 30_000,
	tries: 8,
	firstRetryMs: 1_000,
	lastRetryMs: 60_000,
	progressMs: 250,
	lockPollMs: 500,
	lockSilenceMs: 60_000,
	copyingMs: 10_000,
};
