/** What is known of how somebody types, and of what an answer costs. */
export interface Rhythm {
	/** Median time between two keys in a run of typing; `undefined` before there were enough. */
	readonly keyIntervalMs: number | undefined;
	/** What the first token takes at a key. */
	readonly firstTokenMs: number;
	/** What became of the texts shown last, and how long ago. */
	readonly verdicts: readonly { readonly kind: 'accepted' | 'rejected'; readonly ageMs: number }[];
}

/**
 * How long to wait for the next key. Half of the usual time between two keys, as the begun middle makes a key cheap; longer where the first
 * token takes its time all the same. Who takes what is shown gets it sooner, who dismisses it later, and ten minutes later that is forgotten.
 */
export function debounceMs({ keyIntervalMs, firstTokenMs, verdicts }: Rhythm): number {
	const usual = keyIntervalMs === undefined ? usualMs : clamp(keyIntervalMs / 2, leastUsualMs, mostUsualMs);
	const patience = verdicts.reduce((product, { kind, ageMs }) => product * factors[kind] ** Math.max(0, 1 - ageMs / memoryMs), 1);
	const slow = Math.max(0, firstTokenMs - cheapMs) / 4;
	return Math.round(clamp(usual * clamp(patience, leastPatience, mostPatience) + slow, leastMs, mostMs));
}

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));

const usualMs = 75;
const leastUsualMs = 30;
const mostUsualMs = 150;
/** A first token that comes as soon as that is not worth waiting for. */
const cheapMs = 400;
const leastMs = 0;
const mostMs = 400;
const factors = { accepted: 0.8, rejected: 1.5 } as const;
const memoryMs = 10 * 60_000;
const leastPatience = 0.4;
const mostPatience = 4;
