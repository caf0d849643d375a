/** Bytes received by some time; time comes from the caller. */
export interface Sample {
	readonly ms: number;
	readonly bytes: number;
}

/** Long enough to smooth over the pause between two packages. */
const windowMs = 10_000;

/** Keeps what is needed to tell the rate of the last seconds; a step back (a restart) begins anew. */
export function addSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
	const last = samples.at(-1);
	if (last !== undefined && sample.bytes < last.bytes) return [sample];
	const oldest = samples.findLastIndex(({ ms }) => ms <= sample.ms - windowMs);
	return [...samples.slice(Math.max(0, oldest)), sample];
}

export function bytesPerSecond(samples: readonly Sample[]): number {
	const first = samples[0];
	const last = samples.at(-1);
	if (first === undefined || last === undefined || last.ms <= first.ms) return 0;
	return ((last.bytes - first.bytes) * 1000) / (last.ms - first.ms);
}
