import { describe, expect, it } from 'vitest';
import { PromptReader } from '../../../src/core/completion/promptReader.ts';
import { ReadingSpeed } from '../../../src/core/completion/readingSpeed.ts';
import { WindowKeeper } from '../../../src/core/completion/windowKeeper.ts';
import { fakeClock } from '../../fakes/fakeClock.ts';
import { fakeModel } from '../../fakes/fakeModel.ts';
import { snapshotOf } from '../../golden/completionPicture.ts';

it('waits again where somebody else took the moment at which the engine became free', async () => {
	const model = fakeModel();
	const seen: string[] = [];
	const free = [false, true];
	const reader = new PromptReader({
		clock: fakeClock(),
		windows: new WindowKeeper(),
		whenFree: async () => {
			seen.push('waited');
			return model;
		},
		isFree: () => free.shift() ?? true,
		onRead: () => seen.push('read'),
	});
	await reader.read(snapshotOf('const a = ║\n'));
	expect(seen).toEqual(['waited', 'waited', 'read']);
});

const lines = Array.from({ length: 200 }, (_, index) => `const line${index} = ${index};\n`).join('');
const here = (typed: string) => snapshotOf(`${lines}${typed}║\n${lines}`);
const elsewhere = snapshotOf(`${lines.slice(0, 1500)}║${lines.slice(1500)}${lines}`);

/** A reader whose engine reads a tenth of a token a millisecond, and whose readings do not end before they may. */
function slowReader() {
	const { promise, resolve } = Promise.withResolvers<void>();
	const model = fakeModel({ gate: ({ kind }) => (kind === 'end' ? promise : undefined) });
	const clock = fakeClock();
	const speed = new ReadingSpeed();
	speed.note(100, 1000);
	const windows = new WindowKeeper(undefined, speed);
	const reader = new PromptReader({ clock, windows, whenFree: async () => model, isFree: () => true, onRead: undefined });
	return { reader, model, clock, windows, endReadings: resolve };
}

describe('a place that is new to a slow engine', () => {
	it('is read in part at once, and in whole once a key is not near', async () => {
		const { reader, model, clock, endReadings } = slowReader();
		endReadings();
		const done = reader.read(here('f'));
		await clock.advance(1000);
		expect(model.requests).toHaveLength(1);
		await clock.advance(1000);
		await done;
		const [part, whole, more] = model.requests;
		expect(more).toBeUndefined();
		expect(whole).toMatchObject({ kind: 'fill', prefix: expect.stringMatching(/.{1000}/su) });
		expect(part).toMatchObject({ kind: 'fill', prefix: expect.not.stringMatching(/.{1000}/su) });
	});

	it('is read on while somebody types there, and no more of it', async () => {
		const { reader, model, clock, windows, endReadings } = slowReader();
		const done = reader.read(here('f'));
		await clock.advance(10);
		reader.follow(here('fo'));
		endReadings();
		await clock.advance(5000);
		await done;
		expect(model.requests).toHaveLength(1);
		expect(windows.wish(here('fo'))).toBe('renew');
	});

	it('is read no more once somebody types elsewhere', async () => {
		const { reader, clock, windows, endReadings } = slowReader();
		const done = reader.read(here('f'));
		await clock.advance(10);
		reader.follow(elsewhere);
		endReadings();
		await done;
		expect(windows.wish(here('f'))).toBe('part');
	});
});
