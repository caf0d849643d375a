/**
 * Tells when a text begins to repeat itself: a unit of 60 characters or more comes word for word for the fourth time in a row, a shorter one
 * fills 400 characters, or nearly all of the last thousand characters has been said four times within the last four thousand. Lists, tables
 * and cases that differ in a number or a name are no loop. A bounded amount of work for each character, and of memory.
 */
export class LoopDetector {
	readonly #codes = new Uint16Array(windowSize);
	/** Hash of the `gramSize` characters that end at each place. */
	readonly #hashes = new Uint32Array(windowSize);
	readonly #isWorn = new Uint8Array(wornSpan);
	readonly #grams = new Map<number, Gram>();
	#length = 0;
	#hash = 0;
	#period = 0;
	/** How many characters equal the one a period earlier. */
	#run = 0;
	#wornCount = 0;
	#lastWorn = 0;
	#isLooping = false;

	/** Until something else has been said for a while. */
	get isLooping(): boolean {
		return this.#isLooping;
	}

	/** True once for each loop, when it begins. */
	push(text: string): boolean {
		let begins = false;
		for (let at = 0; at < text.length; at++) {
			begins = this.#add(text.charCodeAt(at)) || begins;
		}
		return begins;
	}

	#add(code: number): boolean {
		const at = this.#length++;
		this.#run = this.#period > 0 && this.#codeAt(at - this.#period) === code ? this.#run + 1 : 0;
		const leaving = at >= gramSize ? this.#codeAt(at - gramSize) : 0;
		this.#hash = (Math.imul(this.#hash, base) + code - Math.imul(leaving, leavingFactor)) >>> 0;
		this.#codes[at % windowSize] = code;
		const isWorn = at >= gramSize - 1 && this.#countGram(at);
		this.#noteWorn(at, isWorn);
		if (this.#isLooping) {
			this.#isLooping = at - this.#lastWorn < farewell;
			return false;
		}
		this.#isLooping = this.#isPeriodic() || this.#wornCount >= wornSpan * wornShare;
		return this.#isLooping;
	}

	/** Counts the gram that ends at `at`, forgets the one that leaves the window, and takes up the period that the gram came back after. */
	#countGram(at: number): boolean {
		const slot = at % windowSize;
		if (at >= windowSize + gramSize - 1) this.#forget(this.#hashes[slot] ?? 0);
		this.#hashes[slot] = this.#hash;
		const gram = this.#grams.get(this.#hash);
		if (gram === undefined) {
			this.#grams.set(this.#hash, { count: 1, last: at });
			return false;
		}
		if (this.#run === 0) {
			this.#period = at - gram.last;
			this.#run = gramSize;
		}
		gram.last = at;
		gram.count++;
		return gram.count >= repeats;
	}

	#forget(hash: number): void {
		const gram = this.#grams.get(hash);
		if (gram !== undefined && --gram.count === 0) this.#grams.delete(hash);
	}

	#noteWorn(at: number, isWorn: boolean): void {
		const slot = at % wornSpan;
		this.#wornCount += Number(isWorn) - (this.#isWorn[slot] ?? 0);
		this.#isWorn[slot] = Number(isWorn);
		if (isWorn) this.#lastWorn = at;
	}

	#isPeriodic(): boolean {
		const whole = this.#run + this.#period;
		return this.#period >= gramSize ? whole >= (repeats - 1) * this.#period + gramSize : whole >= shortLoop;
	}

	#codeAt(at: number): number {
		return this.#codes[at % windowSize] ?? 0;
	}
}

interface Gram {
	count: number;
	last: number;
}

const windowSize = 4096;
const gramSize = 60;
const repeats = 4;
/** A ruler, a row of a table or of zeros has fewer characters of one kind. */
const shortLoop = 400;
const wornSpan = 1024;
const wornShare = 0.9;
const farewell = 200;
const base = 0x01000193;
/** `base` to the power of `gramSize`, modulo 2³². */
const leavingFactor = Array.from({ length: gramSize }).reduce<number>((power) => Math.imul(power, base), 1);
