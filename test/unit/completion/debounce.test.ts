import { describe, expect, it } from 'vitest';
import { debounceMs, type Rhythm } from '../../../src/core/completion/debounce.ts';
import { TypingRhythm } from '../../../src/core/completion/typingRhythm.ts';

const minutes = 60_000;
const waitFor = (rhythm: Partial<Rhythm>): number => debounceMs({ keyIntervalMs: undefined, firstTokenMs: 50, verdicts: [], ...rhythm });
const verdicts = (kind: 'accepted' | 'rejected', count: number, ageMs = 0) => Array.from({ length: count }, () => ({ kind, ageMs }));

describe('the wait for the next key', () => {
	it.each<[string, Partial<Rhythm>, number]>([
		['starts at 75 ms', {}, 75],
		['is half of the time between two keys', { keyIntervalMs: 200 }, 100],
		['is short for who types fast', { keyIntervalMs: 90 }, 45],
		['has a least for who types faster than anybody', { keyIntervalMs: 25 }, 30],
		['does not grow with every slow key', { keyIntervalMs: 900 }, 150],
		['takes no notice of a first token within 400 ms', { firstTokenMs: 400 }, 75],
		['grows where the first token is slow', { firstTokenMs: 800 }, 175],
		['is never more than 400 ms', { firstTokenMs: 5000 }, 400],
		['shrinks by a fifth with an accept', { verdicts: verdicts('accepted', 1) }, 60],
		['grows by half with a reject', { verdicts: verdicts('rejected', 1) }, 113],
		['weighs both', { verdicts: [...verdicts('accepted', 2), ...verdicts('rejected', 1)] }, 72],
		['does not shrink to nothing', { verdicts: verdicts('accepted', 20) }, 30],
		['is bounded for who rejects everything', { verdicts: verdicts('rejected', 20) }, 300],
		['forgets half of it in five minutes', { verdicts: verdicts('rejected', 1, 5 * minutes) }, 92],
		['forgets all of it in ten', { verdicts: verdicts('rejected', 3, 10 * minutes) }, 75],
	])('%s: %j', (_, rhythm, ms) => {
		expect(waitFor(rhythm)).toBe(ms);
	});
});

describe('the rhythm', () => {
	const typed = (intervalsMs: readonly number[]): TypingRhythm => {
		const rhythm = new TypingRhythm();
		let now = 1000;
		rhythm.noteKey(now);
		for (const intervalMs of intervalsMs) {
			now += intervalMs;
			rhythm.noteKey(now);
		}
		return rhythm;
	};

	it('is the median of recent keys, once there are enough', () => {
		expect(typed([200, 200]).debounceMs(0)).toBe(75);
		expect(typed([100, 100, 100, 100, 300, 300, 100]).debounceMs(0)).toBe(50);
		expect(typed([...Array(20).fill(300), ...Array(16).fill(100)]).debounceMs(0)).toBe(50);
	});

	it('takes neither pauses nor keys that repeat for a part of it', () => {
		expect(typed([100, 100, 5000, 100, 5, 5, 5, 5, 100, 100, 30_000, 100]).debounceMs(0)).toBe(50);
	});

	it('hears what became of the texts, and when', () => {
		const rhythm = new TypingRhythm();
		rhythm.noteVerdict('accepted', 0);
		expect(rhythm.debounceMs(0)).toBe(60);
		expect(rhythm.debounceMs(10 * minutes)).toBe(75);
		rhythm.noteFirstToken(1200);
		expect(rhythm.debounceMs(10 * minutes)).toBe(275);
	});
});
