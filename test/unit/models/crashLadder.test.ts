import { expect, it } from 'vitest';
import { CrashLadder } from '../../../src/core/models/crashLadder.ts';

function ladderAt() {
	const time = { ms: 0 };
	return { time, ladder: new CrashLadder(() => time.ms) };
}

it('lets the next load wait 0, 1 and 4 seconds after the first three crashes, and none follows a fourth', () => {
	const { ladder } = ladderAt();
	const waits = [0, 0, 1000, 4000].map((waitMs) => {
		expect(ladder.next('a')).toEqual({ kind: 'after', waitMs, withoutGpu: false });
		ladder.crashed('a', false);
		return waitMs;
	});
	expect(ladder.next('a')).toEqual({ kind: 'stopped', crashes: waits.length });
});

it('counts from the crash: who comes later waits less', () => {
	const { ladder, time } = ladderAt();
	ladder.crashed('a', false);
	ladder.crashed('a', false);
	time.ms = 300;
	expect(ladder.next('a')).toMatchObject({ waitMs: 700 });
	time.ms = 60_000;
	expect(ladder.next('a')).toMatchObject({ waitMs: 0 });
});

it('forgets a crash after five minutes', () => {
	const { ladder, time } = ladderAt();
	for (let crash = 0; crash < 4; crash++) {
		time.ms = crash * 60_000;
		ladder.crashed('a', false);
	}
	time.ms = 5 * 60_000 - 1;
	expect(ladder.next('a').kind).toBe('stopped');
	time.ms = 5 * 60_000;
	expect(ladder.next('a').kind).toBe('after');
});

it('loads a file that crashed while it was loaded without the GPU, and after a second time not at all', () => {
	const { ladder, time } = ladderAt();
	ladder.crashed('a', true);
	expect(ladder.next('a')).toMatchObject({ kind: 'after', withoutGpu: true });
	ladder.crashed('a', true);
	time.ms = 24 * 3_600_000;
	expect(ladder.next('a')).toEqual({ kind: 'quarantined', crashes: 2 });
	expect(ladder.next('another file, or that one replaced')).toMatchObject({ kind: 'after', waitMs: 0, withoutGpu: false });
});

it('does not add up crashes with a good load between them', () => {
	const { ladder } = ladderAt();
	ladder.crashed('a', true);
	ladder.loaded('a');
	ladder.crashed('a', true);
	expect(ladder.next('a')).toMatchObject({ kind: 'after', waitMs: 1000 });
});

it('forgets everything when the engine is restarted by hand', () => {
	const { ladder } = ladderAt();
	for (let crash = 0; crash < 4; crash++) {
		ladder.crashed('a', true);
	}
	ladder.forget();
	expect(ladder.next('a')).toEqual({ kind: 'after', waitMs: 0, withoutGpu: false });
});
