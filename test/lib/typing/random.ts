/** Numbers that look random and are the same for the same seed. */
export class Random {
	#state: number;

	constructor(seed: number) {
		this.#state = Math.imul(seed, 0x9e3779b1) >>> 0;
	}

	/** From 0 to below 1 (mulberry32). */
	next(): number {
		this.#state = (this.#state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	}

	/** A whole number below `end`. */
	below(end: number): number {
		return Math.floor(this.next() * end);
	}

	pick<T>(list: readonly T[]): T {
		const chosen = list[this.below(list.length)];
		if (chosen === undefined) {
			throw new Error('nothing to pick from');
		}
		return chosen;
	}

	shuffled<T>(list: readonly T[]): readonly T[] {
		return list
			.map((item) => ({ item, key: this.next() }))
			.sort((a, b) => a.key - b.key)
			.map(({ item }) => item);
	}

	/** As times between keys are spread: many around the median, some much longer; held within bounds. */
	logNormal(median: number, spread: number, least: number, most: number): number {
		const normal = Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
		return Math.round(Math.min(most, Math.max(least, median * Math.exp(spread * normal))));
	}
}
