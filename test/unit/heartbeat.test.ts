import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Heartbeat, heartbeatWaits } from '../../src/inference/heartbeat.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function open() {
	const told: string[] = [];
	const heart = new Heartbeat(heartbeatWaits, {
		ping: () => told.push('ping'),
		onLate: (isLate) => told.push(isLate ? 'late' : 'back'),
		onDead: () => told.push('dead'),
	});
	return { told, heart, pings: () => told.filter((word) => word === 'ping').length, others: () => told.filter((word) => word !== 'ping') };
}

it('asks every two seconds while it is needed, and idle there is no timer', () => {
	const { heart, pings } = open();
	vi.advanceTimersByTime(60_000);
	expect(vi.getTimerCount()).toBe(0);
	heart.need(true);
	for (let second = 0; second < 20; second += 2) {
		vi.advanceTimersByTime(2000);
		heart.heard();
	}
	expect(pings()).toBe(10);
	heart.need(false);
	expect(vi.getTimerCount()).toBe(0);
});

it('tells of ten seconds of silence, and when it is over', () => {
	const { heart, others } = open();
	heart.need(true);
	vi.advanceTimersByTime(11_000);
	expect(others()).toEqual([]);
	vi.advanceTimersByTime(2000);
	expect(others()).toEqual(['late']);
	heart.heard();
	expect(others()).toEqual(['late', 'back']);
});

it('takes a minute of silence for death, once', () => {
	const { heart, others } = open();
	heart.need(true);
	vi.advanceTimersByTime(60_000);
	expect(others()).toEqual(['late']);
	vi.advanceTimersByTime(120_000);
	expect(others()).toEqual(['late', 'dead']);
	expect(vi.getTimerCount()).toBe(0);
});

it('goes on until a ping is answered, though nobody waits any more', () => {
	const { heart, others } = open();
	heart.need(true);
	vi.advanceTimersByTime(4000);
	heart.need(false);
	vi.advanceTimersByTime(60_000);
	expect(others()).toEqual(['late', 'dead']);
});
