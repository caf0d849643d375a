const leastMs = 75;
const mostMs = 400;

/** How long to wait for the next key: short while the begun middle makes a key cheap, longer where the first token takes its time. */
export const debounceMs = (lastFirstTokenMs: number): number =>
	Math.min(mostMs, Math.max(leastMs, leastMs + (lastFirstTokenMs - mostMs) / 4));
