/** How long a turn has been written on, without pauses, and how fast of late. All times are epoch milliseconds, as seen from here. */
export interface Meter {
	/** Of stretches that are over. */
	readonly elapsedMs: number;
	/** When the present stretch began; absent in a pause. */
	readonly since?: number;
	/** The last seconds: when tokens came, and how many. */
	readonly arrivals: readonly { readonly at: number; readonly tokens: number }[];
}

/** Long enough for a steady figure, short enough to tell when the machine gets busy. */
const windowMs = 5000;
/** Over less than this a speed would be chance. */
const shortestMs = 1000;

export const startMeter = (now: number, elapsedMs = 0): Meter => ({ elapsedMs, since: now, arrivals: [] });

export function countTokens(meter: Meter, tokens: number, now: number): Meter {
	const recent = meter.arrivals.filter(({ at }) => at > now - windowMs);
	return { ...meter, arrivals: tokens > 0 ? [...recent, { at: now, tokens }] : recent };
}

export const pauseMeter = (meter: Meter, now: number): Meter => ({ elapsedMs: elapsed(meter, now), arrivals: [] });

export const resumeMeter = (meter: Meter, now: number): Meter => (meter.since === undefined ? { ...meter, since: now } : meter);

export const elapsed = ({ elapsedMs, since }: Meter, now: number): number =>
	elapsedMs + (since === undefined ? 0 : Math.max(0, now - since));

/** Tokens per second over the last seconds; `undefined` in a pause, and before there is enough to go by. */
export function speed({ since, arrivals }: Meter, now: number): number | undefined {
	if (since === undefined) return undefined;
	const overMs = Math.min(windowMs, now - since);
	if (overMs < shortestMs) return undefined;
	const tokens = arrivals.filter(({ at }) => at > now - overMs).reduce((sum, arrival) => sum + arrival.tokens, 0);
	return tokens / (overMs / 1000);
}
