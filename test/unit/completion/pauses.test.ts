import { describe, expect, it } from 'vitest';
import { Pauses } from '../../../src/core/completion/pauses.ts';

function start(supply: readonly (boolean | undefined)[] = []) {
	let time = 0;
	let looks = 0;
	const pauses = new Pauses({ clock: { now: () => time }, isOnBattery: async () => supply[Math.min(looks++, supply.length - 1)] });
	return {
		pauses,
		looks: () => looks,
		wait: (minutes: number) => {
			time += minutes * 60_000;
		},
	};
}

describe('a snooze', () => {
	it('ends by itself after ten minutes', () => {
		const { pauses, wait } = start();
		pauses.snooze();
		wait(9.9);
		expect(pauses.current(false)).toBe('snoozed');
		wait(0.2);
		expect(pauses.current(false)).toBeUndefined();
	});

	it('ends when the user says so, and begins anew when asked for again', () => {
		const { pauses, wait } = start();
		pauses.snooze();
		pauses.resume();
		expect(pauses.current(false)).toBeUndefined();
		pauses.snooze();
		wait(5);
		pauses.snooze();
		wait(9);
		expect(pauses.snoozeLeftMs).toBe(60_000);
	});
});

describe('on battery', () => {
	it('nothing is looked at unless the user wants the pause', async () => {
		const { pauses, looks } = start([true]);
		expect(await pauses.look(false)).toBeUndefined();
		expect(looks()).toBe(0);
	});

	it('completions pause, and go on within a minute of the plug', async () => {
		const { pauses, looks, wait } = start([true, false]);
		expect(await pauses.look(true)).toBe('battery');
		expect(await pauses.look(true)).toBe('battery');
		expect(looks()).toBe(1);
		wait(1);
		expect(await pauses.look(true)).toBeUndefined();
		expect(looks()).toBe(2);
	});

	it('completions go on where it cannot be known', async () => {
		expect(await start([undefined]).pauses.look(true)).toBeUndefined();
	});
});
