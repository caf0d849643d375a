import { expect, test } from 'vitest';
import { countTokens, elapsed, type Meter, pauseMeter, resumeMeter, speed, startMeter } from '../../../webview-ui/meter.ts';

/** One token at each of these times. */
const tokensAt = (times: readonly number[], from: Meter = startMeter(0)): Meter =>
	times.reduce((meter, at) => countTokens(meter, 1, at), from);
const every = (ms: number, from: number, to: number): number[] =>
	Array.from({ length: Math.floor((to - from) / ms) }, (_, index) => from + (index + 1) * ms);

test('there is no speed before a second has passed', () => {
	expect(speed(tokensAt(every(10, 0, 900)), 900)).toBeUndefined();
	expect(speed(tokensAt(every(100, 0, 2000)), 2000)).toBe(10);
});

test('the speed is that of the last seconds, not since the start', () => {
	const slowing = tokensAt([...every(10, 0, 20_000), ...every(500, 20_000, 26_000)]);
	expect(speed(slowing, 26_000)).toBe(2);
});

test('a machine that stands still is seen to', () => {
	expect(speed(tokensAt(every(100, 0, 2000)), 60_000)).toBe(0);
});

test('a pause has no speed and takes no time', () => {
	const paused = pauseMeter(tokensAt(every(100, 0, 3000)), 3000);
	expect(speed(paused, 9000)).toBeUndefined();
	expect(elapsed(paused, 9000)).toBe(3000);
	const resumed = resumeMeter(paused, 9000);
	expect(elapsed(resumed, 10_000)).toBe(4000);
	expect(resumeMeter(resumed, 9500)).toBe(resumed);
	expect(speed(tokensAt(every(100, 9000, 11_000), resumed), 11_000)).toBe(10);
});

test('text without tokens leaves the speed as it is', () => {
	expect(speed(countTokens(tokensAt(every(100, 0, 2000)), 0, 2000), 2000)).toBe(10);
});

test('a clock that is set back gives no negative time', () => {
	expect(elapsed(startMeter(5000), 1000)).toBe(0);
});
