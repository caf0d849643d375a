const numbers = new Intl.NumberFormat('en');

export const count = (value: number): string => numbers.format(value);

export function bytes(value: number): string {
	if (value >= 1e9) return `${(value / 1e9).toFixed(1)} GB`;
	if (value >= 1e6) return `${Math.round(value / 1e6)} MB`;
	return `${Math.round(value / 1e3)} kB`;
}

/** `1.5 s` below ten seconds, then whole units: `34 s`, `1 m 12 s`, `1 h 2 m`. */
export function duration(ms: number): string {
	if (ms < 9950) return `${(Math.max(0, ms) / 1000).toFixed(1)} s`;
	return wholeSeconds(ms);
}

export function wholeSeconds(ms: number): string {
	const seconds = Math.max(0, Math.round(ms / 1000));
	if (seconds < 60) return `${seconds} s`;
	const minutes = Math.floor(seconds / 60);
	return minutes < 60 ? `${minutes} m ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} m`;
}

/** `src/a.ts:10–42`, with lines as people count them. */
export function place(item: { readonly label: string; readonly lines?: { readonly first: number; readonly last: number } }): string {
	if (!item.lines) return item.label;
	const { first, last } = item.lines;
	return first === last ? `${item.label}:${first + 1}` : `${item.label}:${first + 1}–${last + 1}`;
}

export const plural = (value: number, noun: string): string => `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
