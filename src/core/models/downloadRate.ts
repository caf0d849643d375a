/** Bytes received by some time; time comes from the caller. */
export interface Sample {
	readonly ms: number;
	readonly bytes: number;
}

const windowMs = 5000;

/** Keeps what is needed to tell the rate of the last five seconds; a step back (a restart) begins anew. */
export function addSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
	const last = samples.at(-1);
	if (last !== undefined && sample.bytes < last.bytes) return [sample];
	const recent = samples.filter(({ ms }) => ms >= sample.ms - windowMs);
	return [...recent, sample];
}

export function bytesPerSecond(samples: readonly Sample[]): number {
	const first = samples[0];
	const last = samples.at(-1);
	if (first === undefined || last === undefined || last.ms <= first.ms) return 0;
	return ((last.bytes - first.bytes) * 1000) / (last.ms - first.ms);
}
