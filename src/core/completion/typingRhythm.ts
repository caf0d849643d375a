import { debounceMs, type Rhythm } from './debounce.ts';

type Verdict = Rhythm['verdicts'][number]['kind'];

/** Watches keys, answers and verdicts, and tells how long to wait for the next key. */
export class TypingRhythm {
	#lastKeyAt = Number.NEGATIVE_INFINITY;
	#intervalsMs: readonly number[] = [];
	#firstTokenMs = 0;
	#verdicts: readonly { readonly kind: Verdict; readonly at: number }[] = [];

	noteKey(now: number): void {
		const intervalMs = now - this.#lastKeyAt;
		this.#lastKeyAt = now;
		if (intervalMs >= leastIntervalMs && intervalMs <= mostIntervalMs) {
			this.#intervalsMs = [...this.#intervalsMs, intervalMs].slice(-intervalsKept);
		}
	}

	noteFirstToken(ms: number): void {
		this.#firstTokenMs = ms;
	}

	noteVerdict(kind: Verdict, now: number): void {
		this.#verdicts = [...this.#verdicts, { kind, at: now }].slice(-verdictsKept);
	}

	debounceMs(now: number): number {
		return debounceMs({
			keyIntervalMs: this.#intervalsMs.length < intervalsWanted ? undefined : median(this.#intervalsMs),
			firstTokenMs: this.#firstTokenMs,
			verdicts: this.#verdicts.map(({ kind, at }) => ({ kind, ageMs: now - at })),
		});
	}
}

/** Faster than fingers: a key that repeats, or several changes of one command. */
const leastIntervalMs = 20;
/** Longer is a pause, which says nothing about the rhythm. */
const mostIntervalMs = 1000;
const intervalsKept = 16;
const intervalsWanted = 6;
const verdictsKept = 20;

function median(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
