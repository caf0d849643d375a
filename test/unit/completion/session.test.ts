import { describe, expect, it } from 'vitest';
import type { Completion } from '../../../src/core/completion/complete.ts';
import type { CursorSnapshot } from '../../../src/core/completion/cursorSnapshot.ts';
import { CompletionSession } from '../../../src/core/completion/session.ts';
import type { FillRequest, GenerateEvent, LanguageModel } from '../../../src/core/model.ts';
import { defaults, type Settings } from '../../../src/core/settings.ts';
import { fakeClock, settled } from '../../fakes/fakeClock.ts';
import { countingRuns, type FakeModelScript, fakeModel } from '../../fakes/fakeModel.ts';
import { snapshotOf } from '../../golden/completionPicture.ts';

function start(script: FakeModelScript = {}, load?: () => Promise<LanguageModel>) {
	const clock = fakeClock();
	const model = fakeModel(script);
	const { counting, running, mostRunning } = countingRuns(model);
	let loads = 0;
	const session = new CompletionSession({
		clock,
		log: { trace: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
		model: async () => {
			loads++;
			return load === undefined ? counting : load();
		},
	});
	return {
		clock,
		session,
		/** Texts that follow the anchor, one for each request. */
		middles: () => model.requests.map((request) => (request as FillRequest).middle),
		requests: () => model.requests as readonly FillRequest[],
		mostRunning,
		isRunning: () => running() > 0,
		loads: () => loads,
		/** A key was pressed: what the editor asks next. */
		ask(picture: string, more: Partial<CursorSnapshot> = {}, settings: Partial<Settings> = {}) {
			const controller = new AbortController();
			const completion = session.complete(snapshotOf(picture, more), { ...defaults, ...settings }, controller.signal);
			completion.catch(() => undefined);
			return { completion, cancel: () => controller.abort() };
		},
	};
}

const textOf = async (completion: Promise<Completion>): Promise<string> => (await completion).text;

/** Holds the model's stream before its first text until told to go on. */
function holding() {
	const door = Promise.withResolvers<void>();
	const gate = (event: GenerateEvent): Promise<void> | undefined => (event.kind === 'answer' ? door.promise : undefined);
	return { gate, open: () => door.resolve() };
}

describe('typing along', () => {
	it('goes on showing what still matches, without asking again', async () => {
		const { ask, clock, middles } = start({ fill: () => 'items.length;' });
		const first = ask('const a = ║');
		await clock.advance(75);
		expect(await textOf(first.completion)).toBe('items.length;');
		expect(await textOf(ask('const a = it║').completion)).toBe('ems.length;');
		expect(await textOf(ask('const a = items.length║').completion)).toBe(';');
		expect(middles()).toHaveLength(1);
	});

	it('counts a bracket that the editor closed as not typed', async () => {
		const { ask, clock, middles } = start({ fill: () => 'foo(a, b);' });
		const first = ask('const a = ║\n');
		await clock.advance(75);
		await first.completion;
		const { text, replaces } = await ask('const a = foo(║)\n').completion;
		expect({ text, replaces }).toEqual({ text: 'a, b);', replaces: 1 });
		expect(await textOf(ask('const a = foo(a, b)║\n').completion)).toBe(';');
		expect(middles()).toHaveLength(1);
	});

	it('asks again once the text diverges', async () => {
		const { ask, clock, middles } = start({ fill: ({ middle }) => (middle.endsWith('x') ? 'yz.size;' : 'items.length;') });
		const first = ask('const a = ║');
		await clock.advance(75);
		await first.completion;
		const second = ask('const a = x║');
		await clock.advance(75);
		expect(await textOf(second.completion)).toBe('yz.size;');
		expect(middles()).toEqual(['const a = ', 'const a = x']);
	});

	it('finds a suggestion again after stepping back', async () => {
		const { ask, clock, middles } = start({ fill: () => 'items.length;' });
		const first = ask('const a = ║');
		await clock.advance(75);
		await first.completion;
		await ask('const a = i║').completion;
		expect(await textOf(ask('const a = ║', { trigger: 'explicit' }).completion)).toBe('items.length;');
		expect(middles()).toHaveLength(1);
	});

	it('asks anew when the whole suggestion was accepted', async () => {
		const { ask, clock, middles } = start({ fill: ({ middle }) => (middle.endsWith(';') ? ' // done' : 'items.length;') });
		const first = ask('const a = ║');
		await clock.advance(75);
		await first.completion;
		const second = ask('const a = items.length;║');
		await clock.advance(75);
		expect(await textOf(second.completion)).toBe(' // done');
		expect(middles()).toHaveLength(2);
	});

	it('does not take what was suggested elsewhere', async () => {
		const { ask, clock, middles } = start({ fill: () => 'items.length;' });
		const first = ask('const a = ║\nfoo();');
		await clock.advance(75);
		await first.completion;
		const second = ask('const a = ║\nbar();');
		await clock.advance(75);
		await second.completion;
		expect(middles()).toHaveLength(2);
	});

	it('does not ask again where the model had nothing to say', async () => {
		const { ask, clock, middles } = start({ fill: () => '' });
		const first = ask('const a = 1;║');
		await clock.advance(75);
		expect((await first.completion).reason).toBe('empty');
		expect((await ask('const a = 1;║').completion).reason).toBe('empty');
		expect(middles()).toHaveLength(1);
	});
});

describe('debounce', () => {
	it('waits for a pause in the typing', async () => {
		const { ask, clock, middles } = start({ fill: () => '1234;' });
		for (const picture of ['c║', 'co║', 'con║']) {
			const { cancel } = ask(picture);
			await clock.advance(40);
			cancel();
		}
		const last = ask('cons║');
		await clock.advance(75);
		await last.completion;
		expect(middles()).toEqual(['cons']);
	});

	it('does not wait when asked for', async () => {
		const { ask } = start({ fill: () => 'items;' });
		expect(await textOf(ask('const a = ║', { trigger: 'explicit' }).completion)).toBe('items;');
	});

	it('does not wait behind an accept, but at the key after it', async () => {
		const { ask, clock, session, middles } = start({ fill: ({ middle }) => (middle.endsWith(';') ? ' // done' : 'items;') });
		const first = ask('const a = ║');
		await clock.advance(75);
		await first.completion;
		session.accepted('all');
		expect(await textOf(ask('const a = items;║').completion)).toBe(' // done');
		ask('const b = ║');
		await settled();
		expect(middles()).toHaveLength(2);
	});

	it('lets only the last of several calls through', async () => {
		const { ask, clock, middles } = start({ fill: () => '1234;' });
		const first = ask('a = ║');
		const second = ask('b = ║');
		await clock.advance(75);
		expect((await first.completion).reason).toBe('superseded');
		expect(await textOf(second.completion)).toBe('1234;');
		expect(middles()).toEqual(['b = ']);
	});
});

describe('a generation under way', () => {
	it('is joined by a key that fits', async () => {
		const door = holding();
		const { ask, clock, middles } = start({ fill: () => 'items.length;', gate: door.gate });
		const first = ask('const a = ║');
		await clock.advance(75);
		first.cancel();
		const second = ask('const a = it║');
		await settled();
		door.open();
		expect(await textOf(second.completion)).toBe('ems.length;');
		expect(middles()).toHaveLength(1);
		await expect(first.completion).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
	});

	it('is cancelled by a key that does not fit its text', async () => {
		const { ask, clock, middles, mostRunning } = start({
			fill: ({ middle }) => (middle.endsWith('x') ? 'yz.size;' : 'items.length;'),
			gate: async (event) => {
				if (event.kind === 'end') {
					await new Promise(() => undefined);
				}
			},
		});
		const first = ask('const a = ║');
		await clock.advance(75);
		first.cancel();
		const second = ask('const a = x║');
		await clock.advance(75);
		await settled();
		expect(middles()).toEqual(['const a = ']);
		expect(mostRunning()).toBe(1);
		second.cancel();
	});

	it('ends when its text turns out not to fit, and the next one starts', async () => {
		const door = holding();
		const { ask, clock, middles, mostRunning } = start({
			fill: ({ middle }) => (middle.endsWith('x') ? 'yz.size;' : 'items.length;'),
			gate: door.gate,
		});
		const first = ask('const a = ║');
		await clock.advance(75);
		first.cancel();
		const second = ask('const a = x║');
		await settled();
		door.open();
		await clock.advance(75);
		await clock.advance(75);
		expect(await textOf(second.completion)).toBe('yz.size;');
		expect(middles()).toEqual(['const a = ', 'const a = x']);
		expect(mostRunning()).toBe(1);
	});

	it('goes on for a moment after its key was cancelled, then ends', async () => {
		const door = holding();
		const { ask, clock, isRunning } = start({ fill: () => 'items;', gate: door.gate });
		const { cancel } = ask('const a = ║');
		await clock.advance(75);
		cancel();
		await clock.advance(100);
		expect(isRunning()).toBe(true);
		await clock.advance(200);
		door.open();
		await settled();
		expect(isRunning()).toBe(false);
	});

	it('ends at once when completions are switched off, and nothing starts again', async () => {
		const door = holding();
		const { ask, clock, isRunning, middles } = start({ fill: () => 'items;', gate: door.gate });
		const first = ask('const a = ║');
		await clock.advance(75);
		expect((await ask('const a = i║', {}, { 'completion.enabled': false }).completion).reason).toBe('disabled');
		door.open();
		await clock.advance(500);
		expect(isRunning()).toBe(false);
		expect((await first.completion).reason).toBe('superseded');
		expect(middles()).toHaveLength(1);
	});
});

describe('the model', () => {
	it('is not loaded while completions are off or the gate is closed', async () => {
		const { ask, clock, loads } = start();
		await ask('const a = ║', {}, { 'completion.enabled': false }).completion;
		await ask('const a = ║', {}, { 'completion.mode': 'manual' }).completion;
		await ask('const a = ║', { languageId: 'markdown' }).completion;
		await clock.advance(1000);
		expect(loads()).toBe(0);
	});

	it('that cannot be loaded is told to each caller', async () => {
		const { ask, clock } = start({}, async () => {
			throw new Error('no such file');
		});
		for (let key = 0; key < 2; key++) {
			const { completion } = ask('const a = ║');
			await clock.advance(75);
			await expect(completion).rejects.toThrow('no such file');
		}
	});

	it('that fails while it writes does not stop the next try', async () => {
		let fails = true;
		const { ask, clock } = start({
			fill: () => 'items;',
			gate: (event) => {
				if (fails && event.kind === 'answer') {
					throw new Error('the engine stopped');
				}
			},
		});
		const first = ask('const a = ║');
		await clock.advance(75);
		await expect(first.completion).rejects.toThrow('the engine stopped');
		fails = false;
		const second = ask('const a = ║');
		await clock.advance(75);
		expect(await textOf(second.completion)).toBe('items;');
	});

	it('that is restarted ends the question and is not asked again and again', async () => {
		const { ask, clock, middles } = start({
			fill: () => 'items;',
			gate: () => {
				throw new DOMException('restarted', 'AbortError');
			},
		});
		const { completion } = ask('const a = ║');
		await clock.advance(75);
		await expect(completion).rejects.toThrow('restarted');
		expect(middles()).toHaveLength(1);
	});

	it('that takes the place of another one is asked anew', async () => {
		const models = ['One', 'Other'].map((name) => fakeModel({ info: { name }, fill: () => `said by ${name};` }));
		let loads = 0;
		const { ask, clock } = start({}, async () => models[Math.min(loads++, 1)] ?? fakeModel());
		const first = ask('const a = ║');
		await clock.advance(75);
		expect(await textOf(first.completion)).toBe('said by One;');
		const elsewhere = ask('const b = ║', { document: 'file:///project/other.ts' });
		await clock.advance(1000);
		expect(await textOf(elsewhere.completion)).toBe('said by Other;');
		const again = ask('const a = ║');
		await clock.advance(1000);
		expect(await textOf(again.completion)).toBe('said by Other;');
	});

	it('that was not trained for it says so', async () => {
		const { ask, clock } = start({ info: { fillInMiddle: false } });
		const { completion } = ask('const a = ║');
		await clock.advance(75);
		await expect(completion).rejects.toThrow('was not trained for inline completion');
	});
});

describe('the prompt', () => {
	it('only grows while the user types in one region', async () => {
		const { ask, clock, requests } = start({ fill: () => '?' });
		const head = Array.from({ length: 30 }, (_, index) => `const a${index} = ${index};`).join('\n');
		for (const typed of ['f', 'fo', 'foo', 'foo(', 'foo(1', 'foo(1)', 'foo(1);\nb', 'foo(1);\nbar']) {
			const closed = typed.endsWith('(') || typed.endsWith('1') ? ')' : '';
			ask(`${head}\n${typed}║${closed}\nreturn a;\n`);
			await clock.advance(75);
		}
		const all = requests();
		expect(all.length).toBeGreaterThan(4);
		expect(new Set(all.map(({ prefix }) => prefix)).size).toBe(1);
		expect(new Set(all.map(({ suffix }) => suffix)).size).toBe(1);
		for (const [index, { middle }] of all.entries()) {
			expect(middle.startsWith(all[index - 1]?.middle ?? '')).toBe(true);
		}
	});
});
