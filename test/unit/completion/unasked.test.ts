// What a session computes that nobody asked for yet: ahead, where accepting leads, and at rest.
import { describe, expect, it } from 'vitest';
import type { Completion } from '../../../src/core/completion/complete.ts';
import type { CursorSnapshot } from '../../../src/core/completion/cursorSnapshot.ts';
import type { BackgroundRecord, RequestRecord } from '../../../src/core/completion/requestRecord.ts';
import { CompletionSession } from '../../../src/core/completion/session.ts';
import type { FillRequest } from '../../../src/core/model.ts';
import { defaults, type Settings } from '../../../src/core/settings.ts';
import { fakeClock, settled } from '../../fakes/fakeClock.ts';
import { countingRuns, type FakeModelScript, fakeModel } from '../../fakes/fakeModel.ts';
import { snapshotOf } from '../../golden/completionPicture.ts';

function start(script: FakeModelScript) {
	const clock = fakeClock();
	const model = fakeModel(script);
	const { counting, running, mostRunning } = countingRuns(model);
	let loads = 0;
	const records: RequestRecord[] = [];
	const background: BackgroundRecord[] = [];
	const session = new CompletionSession({
		clock,
		log: { trace: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
		model: async () => {
			loads++;
			return counting;
		},
		wallTime: () => 1_700_000_000_000 + clock.now(),
		onRequest: (record) => records.push(record),
		onBackground: (record) => background.push(record),
	});
	return {
		clock,
		session,
		records,
		background,
		requests: () => model.requests as readonly FillRequest[],
		loads: () => loads,
		isRunning: () => running() > 0,
		mostRunning,
		/** A key was pressed, and there was a pause behind it. */
		async key(picture: string, more: Partial<CursorSnapshot> = {}, settings: Partial<Settings> = {}): Promise<Completion> {
			const completion = session.complete(snapshotOf(picture, more), { ...defaults, ...settings }, new AbortController().signal);
			await settled();
			await clock.advance(75);
			return completion;
		},
		rest: (picture: string, more: Partial<CursorSnapshot> = {}, settings: Partial<Settings> = {}) =>
			session.idle(snapshotOf(picture, more), { ...defaults, ...settings }),
	};
}

/** Lets events through until told to hold them, and again. */
function door() {
	let shut: ReturnType<typeof Promise.withResolvers<void>> | undefined;
	return {
		gate: () => shut?.promise,
		hold: () => {
			shut = Promise.withResolvers();
		},
		open: () => {
			shut?.resolve();
			shut = undefined;
		},
	};
}

describe('what is written ahead', () => {
	it('comes behind what is shown, which does not wait for it, and is there at the next key', async () => {
		const { gate, hold, open } = door();
		const { key, requests, background, isRunning } = start({
			fill: () => 'one();\ntwo();\nthree();\n',
			gate: (event) => {
				if (event.kind === 'answer' && event.text === 'wo()') {
					hold();
				}
				return gate();
			},
		});
		expect((await key('x = ║\n')).text).toBe('one();');
		expect(isRunning()).toBe(true);
		open();
		await settled();
		expect((await key('x = one();\n║\n')).text).toBe('two();');
		expect(requests()).toHaveLength(1);
		expect(background).toMatchObject([{ kind: 'ahead', evaluatedTokens: 0, isComplete: true }]);
		expect(background[0]?.answerTokens).toBeGreaterThan(0);
	});

	it('is bounded', async () => {
		const { key, requests, background } = start({ fill: () => `one();\n${'two();\n'.repeat(5)}${'three(); four();\n'.repeat(50)}` });
		await key('x = ║\n');
		await settled();
		expect(requests()[0]?.maxTokens).toBe(32 + 24);
		expect(background.reduce((sum, { answerTokens }) => sum + answerTokens, 0)).toBeLessThanOrEqual(32 + 24);
	});

	it('is left out behind a text that is too unsure to be shown', async () => {
		const { key, background } = start({ fill: () => 'one();\ntwo();\nthree();\n', probability: 0.55 });
		expect((await key('x = ║\n')).reason).toBe('unsure');
		await settled();
		expect(background).toEqual([]);
	});

	it('ends at once at a key that leads elsewhere', async () => {
		const { gate, hold, open } = door();
		const { key, isRunning, background, mostRunning } = start({
			fill: ({ middle }) => (middle.endsWith('q') ? 'uit();' : 'one();\ntwo();\nthree();\n'),
			gate: (event) => {
				if (event.kind === 'answer' && event.text === 'wo()') {
					hold();
				}
				return gate();
			},
		});
		expect((await key('x = ║\n')).text).toBe('one();');
		expect(isRunning()).toBe(true);
		const other = key('x = q║\n');
		await settled();
		open();
		expect((await other).text).toBe('uit();');
		expect(mostRunning()).toBe(1);
		expect(background[0]?.isComplete ?? false).toBe(false);
	});

	it('is left out where it would only write what follows the cursor, in manual mode, and while snoozed', async () => {
		for (const [after, more, settings] of [
			['\ntwo();\n', {}, {}],
			['\n', { trigger: 'explicit' }, { 'completion.mode': 'manual' }],
			['\n', { trigger: 'explicit', pause: 'snoozed' }, {}],
		] as const) {
			const { key, background } = start({ fill: () => 'one();\ntwo();\nthree();\nfour();\n' });
			expect((await key(`x = ║${after}`, more, settings)).text).toBe('one();');
			await settled();
			expect(background.reduce((sum, { answerTokens }) => sum + answerTokens, 0)).toBeLessThanOrEqual(2);
		}
	});
});

describe('where accepting leads', () => {
	const script: FakeModelScript = { fill: ({ middle }) => (middle.endsWith('one();') ? ' // then' : 'one();') };

	it('is computed after a moment without a key, so that it is there when the text is accepted', async () => {
		const { key, clock, requests, background, session } = start(script);
		await key('x = ║\n');
		await clock.advance(200);
		expect(requests()).toHaveLength(1);
		await clock.advance(100);
		expect(requests()).toMatchObject([{ purpose: 'type' }, { purpose: 'idle', middle: 'x = one();' }]);
		session.accepted('all');
		expect((await key('x = one();║\n')).text).toBe(' // then');
		expect(requests()).toHaveLength(2);
		expect(background).toMatchObject([{ kind: 'speculated', isComplete: true }]);
	});

	it('is not computed while keys come, and once for the keys that lead there', async () => {
		const { key, clock, requests } = start(script);
		await key('x = ║\n');
		await key('x = o║\n');
		await key('x = on║\n');
		await key('x = one║\n');
		expect(requests()).toHaveLength(1);
		await clock.advance(300);
		await clock.advance(300);
		await key('x = one(║)\n');
		await clock.advance(300);
		expect(requests()).toHaveLength(2);
	});

	it('goes on while keys lead there, and ends at one that does not', async () => {
		const { gate, hold, open } = door();
		const { key, clock, isRunning, mostRunning } = start({
			fill: ({ middle }) => (middle.endsWith('one();') ? ' // then' : middle.endsWith('z') ? 'oo();' : 'one();'),
			gate,
		});
		await key('x = ║\n');
		hold();
		await clock.advance(300);
		expect(isRunning()).toBe(true);
		await key('x = on║\n');
		expect(isRunning()).toBe(true);
		const other = key('x = z║\n');
		await settled();
		open();
		await clock.advance(75);
		expect((await other).text).toBe('oo();');
		expect(mostRunning()).toBe(1);
	});

	it('is not computed in manual mode', async () => {
		const { key, clock, requests } = start(script);
		await key('x = ║\n', { trigger: 'explicit' }, { 'completion.mode': 'manual' });
		await clock.advance(1000);
		expect(requests()).toHaveLength(1);
	});
});

describe('a rest', () => {
	const head = Array.from({ length: 60 }, (_, index) => `const a${index} = ${index};\n`).join('');
	const script: FakeModelScript = { fill: () => '1234;' };

	it('reads the prompt that a key there will need', async () => {
		const { key, rest, requests, background } = start(script);
		await key(`${head}x = ║\n`);
		await rest(`y = ║\n${head}`);
		expect(requests().at(-1)).toMatchObject({ maxTokens: 0, purpose: 'idle', middle: 'y = ' });
		expect(background.at(-1)).toMatchObject({ kind: 'idle', isComplete: true });
		const { prefix, suffix } = requests().at(-1) ?? {};
		await key(`y = z║\n${head}`);
		expect(requests().at(-1)).toMatchObject({ prefix, suffix, middle: 'y = z' });
	});

	it('reads nothing twice', async () => {
		const { key, rest, requests } = start(script);
		await key(`${head}x = ║\n`);
		await rest(`${head}x = ║\n`);
		await rest(`${head}x = 1║\n`);
		expect(requests()).toHaveLength(1);
	});

	it('ends with the next key', async () => {
		const { gate, hold, open } = door();
		const { key, rest, isRunning, mostRunning, background } = start({ ...script, gate });
		await key(`${head}x = ║\n`);
		hold();
		const reading = rest(`y = ║\n${head}`);
		await settled();
		expect(isRunning()).toBe(true);
		const next = key(`y = z║\n${head}`);
		await settled();
		open();
		await reading;
		expect((await next).text).toBe('1234;');
		expect(mostRunning()).toBe(1);
		expect(background.find(({ kind }) => kind === 'idle')).toMatchObject({ isComplete: false });
	});

	it.each([
		['goes on at a key that needs what is read, on a slow engine', {}, true],
		['ends at a key where nothing is suggested', { pause: 'snoozed' }, false],
	] as const)('%s', async (_, more, isComplete) => {
		const { gate, hold, open } = door();
		const { key, rest, session, clock, background } = start({ ...script, gate });
		hold();
		const first = key(`${head}${head}x = ║\n`);
		await settled();
		await clock.advance(5000);
		open();
		await first;
		hold();
		const reading = rest(`${head}y = ║\n${head}`);
		await settled();
		const typing = new AbortController();
		const next = session.complete(snapshotOf(`${head}y = z║\n${head}`, more), defaults, typing.signal).catch(() => undefined);
		await settled();
		open();
		await settled();
		typing.abort();
		await Promise.all([next, reading]);
		expect(background.filter(({ kind }) => kind === 'idle')).toMatchObject([{ isComplete }]);
	});

	it('gives way to a key and to another rest that come at the same moment', async () => {
		const { gate, hold, open } = door();
		const { key, rest, session, clock, isRunning, mostRunning, requests } = start({ ...script, gate });
		await key(`${head}x = ║\n`);
		hold();
		const first = rest(`y = ║\n${head}`);
		const second = rest(`z = ║\n${head}`);
		await settled();
		open();
		await Promise.all([first, second]);
		expect(requests().filter(({ maxTokens }) => maxTokens === 0)).toHaveLength(1);
		hold();
		const third = rest(`v = ║\n${head}`);
		const asked = session.complete(snapshotOf(`w = ║\n${head}`), defaults, new AbortController().signal);
		await settled();
		expect(isRunning()).toBe(false);
		open();
		await clock.advance(75);
		await Promise.all([third, asked]);
		expect(mostRunning()).toBe(1);
	});

	it('waits longer where the old prompt still holds', async () => {
		const { key, rest, clock, requests } = start(script);
		await key(`${head}x = ║\n`);
		const reading = rest(`${head}${head}x = ║\n`);
		const read = () => requests().filter(({ maxTokens }) => maxTokens === 0);
		await clock.advance(400);
		expect(read()).toHaveLength(0);
		await clock.advance(1200);
		await reading;
		expect(read()).toHaveLength(1);
	});

	it('loads no model that was not needed yet, and reads nothing where nothing would be shown', async () => {
		const { key, rest, requests, loads } = start(script);
		await rest('x = ║\n');
		expect(loads()).toBe(0);
		await key(`${head}x = ║\n`);
		await rest('x = ║\n', {}, { 'completion.enabled': false });
		await rest('x = ║\n', {}, { 'completion.mode': 'manual' });
		await rest('x = ║\n', { languageId: 'markdown' });
		await rest('x = ║\n', { pause: 'battery' });
		await rest('x = ║ + 1\n');
		expect(requests()).toHaveLength(1);
	});
});

describe('undo, redo and deletion', () => {
	it('show again what stood there, and compute nothing', async () => {
		const { key, requests } = start({ fill: ({ middle }) => (middle.endsWith('q') ? 'uit();' : 'items.length;') });
		await key('x = ║\n');
		await key('x = it║\n');
		await key('x = itq║\n');
		expect((await key('x = it║\n', { lastChange: 'deletion' })).text).toBe('ems.length;');
		expect((await key('x = ║\n', { lastChange: 'undo' })).text).toBe('items.length;');
		expect((await key('x = itq║\n', { lastChange: 'undo' })).text).toBe('uit();');
		expect((await key('x =║\n', { lastChange: 'deletion' })).reason).toBe('deletion');
		expect((await key('y = ║\n', { lastChange: 'undo' })).reason).toBe('undo');
		expect(requests()).toHaveLength(2);
	});

	it('bring accepted text back when it is undone, but not while it is deleted', async () => {
		const { key, session } = start({ fill: ({ middle }) => (middle.endsWith(';') ? '' : 'items.length;') });
		await key('x = ║\n');
		session.accepted('all');
		expect((await key('x = items.leng║\n', { lastChange: 'deletion' })).reason).toBe('deletion');
		expect((await key('x = ║\n', { lastChange: 'undo' })).text).toBe('items.length;');
	});

	it('change nothing where another gate is closed', async () => {
		const { key } = start({ fill: () => 'items;' });
		await key('x = ║\n');
		expect((await key('x = ║\n', { lastChange: 'undo', cursors: 2 })).reason).toBe('severalCursors');
		expect((await key('x = ║\n', { lastChange: 'undo' }, { 'completion.mode': 'manual' })).reason).toBe('manual');
	});
});

describe('dismissed text', () => {
	it('is not offered again at its place, unless asked for', async () => {
		const { key, session, requests } = start({ fill: () => 'items.length;' });
		await key('x = ║\n');
		session.rejected('dismissed');
		expect((await key('x = ║\n')).reason).toBe('dismissed');
		expect((await key('x = ║\n', { trigger: 'explicit' })).text).toBe('items.length;');
		expect((await key('x = it║\n')).text).toBe('ems.length;');
		expect(requests()).toHaveLength(1);
	});

	it('is something else than text that was typed over', async () => {
		const { key, session } = start({ fill: () => 'items.length;' });
		await key('x = ║\n');
		session.rejected();
		expect((await key('x = ║\n', { lastChange: 'deletion' })).text).toBe('items.length;');
	});
});

describe('the record of a call', () => {
	it('tells where the text came from and what it cost', async () => {
		const { key, records } = start({ fill: () => 'items.length;' });
		const { usage } = await key('x = ║\n');
		expect(usage?.answerTokens).toBe(4);
		expect((await key('x = it║\n')).usage).toBeUndefined();
		expect(records).toMatchObject([
			{
				id: 1,
				atMs: 1_700_000_000_000,
				document: 'file:///project/main.ts',
				languageId: 'typescript',
				reason: 'shown',
				source: 'generated',
				debounceMs: 75,
				totalMs: 75,
				reusedTokens: 0,
				spelledTokens: 0,
				prompt: { middle: 'x = ' },
				raw: 'items.length;',
				shown: 'items.length;',
			},
			{ id: 2, reason: 'shown', source: 'cache', evaluatedTokens: 0, answerTokens: 0, debounceMs: 0, shown: 'ems.length;' },
		]);
		expect(records[0]?.evaluatedTokens).toBe(records[0]?.promptTokens);
		expect(records[0]?.answerTokens).toBeGreaterThan(0);
		expect(records[0]?.confidence).toBeCloseTo(0.9);
	});

	it('names what stood in the way', async () => {
		const { key, records } = start({ fill: () => '' });
		await key('x = ║ + 1\n');
		await key('x = ║\n');
		expect(records).toMatchObject([
			{ reason: 'textToTheRight', source: 'none', prompt: undefined },
			{ reason: 'empty', source: 'generated', shown: undefined },
		]);
	});

	it('is written for calls that were cancelled or failed too', async () => {
		const { session, records, clock } = start({ error: new Error('broken') });
		const controller = new AbortController();
		const cancelled = session.complete(snapshotOf('x = ║\n'), defaults, controller.signal);
		controller.abort();
		await expect(cancelled).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
		const failed = session.complete(snapshotOf('x = ║\n'), defaults, new AbortController().signal);
		failed.catch(() => undefined);
		await clock.advance(75);
		await expect(failed).rejects.toThrow('broken');
		expect(records.map(({ reason }) => reason)).toEqual(['cancelled', 'failed']);
	});

	it('counts tokens that spell a word apart', async () => {
		const { key, records } = start({ fill: () => 'ems;', usage: { promptTokens: 45, reusedTokens: 40, spelledTokens: 2 } });
		await key('x = it║\n');
		expect(records).toMatchObject([{ promptTokens: 45, reusedTokens: 40, spelledTokens: 2, evaluatedTokens: 3 }]);
	});
});
