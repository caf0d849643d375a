import { describe, expect, it } from 'vitest';
import { ask, fitHistory } from '../../../src/core/chat/ask.ts';
import { applyEvent, type ChatEvent, emptySession, type Session } from '../../../src/core/chat/session.ts';
import { engineStopped } from '../../../src/core/errors.ts';
import { readSettings } from '../../../src/core/settings.ts';
import { type FakeModel, type FakeModelScript, fakeModel } from '../../fakes/fakeModel.ts';

const silent = { trace() {}, info() {}, warn() {}, error() {} };

function asked(question: string, session: Session = emptySession('s'), turnId = `t${session.turns.length}`): Session {
	return applyEvent(session, { kind: 'asked', turnId, question, task: 'chat', context: [], askedAt: 0 });
}

async function answer(
	script: FakeModelScript,
	from: Session,
	values: Record<string, unknown> = {},
): Promise<{ session: Session; model: FakeModel; events: ChatEvent[] }> {
	const model = fakeModel(script);
	let session = from;
	let time = 0;
	const events: ChatEvent[] = [];
	const ports = {
		reasoner: { get: async () => model },
		session: () => session,
		settings: () => readSettings((key) => values[key]),
		now: () => (time += 10),
		log: silent,
	};
	for await (const event of ask(session.turns.at(-1)?.id ?? '', ports, new AbortController().signal)) {
		events.push(event);
		session = applyEvent(session, event);
	}
	return { session, model, events };
}

describe('asking a question', () => {
	it('keeps the thought and the answer apart, and the thought timed', async () => {
		const { session } = await answer({ reasoning: '17 * 24 = 408', answer: '**Answer:** 408' }, asked('What is 17 * 24?'));
		const turn = session.turns[0];
		expect(turn).toMatchObject({
			reasoning: '17 * 24 = 408',
			answer: '**Answer:** 408',
			thinking: 'guided',
			closed: 'natural',
			state: { kind: 'done', end: 'stop' },
		});
		expect(turn?.thoughtMs).toBeGreaterThan(0);
	});

	it('answers a question of code directly on an instruct model', async () => {
		const { model, session } = await answer({ reasoning: 'never', answer: 'Use sort.' }, asked('How do I sort a list in Python?'));
		expect(model.requests[0]).toMatchObject({ thinking: { kind: 'off' } });
		expect(session.turns[0]?.thinking).toBe('none');
	});

	it('lets a reasoning model think about everything, within the effort', async () => {
		const { model } = await answer({ reasoning: 'x', answer: 'y', info: { thinking: 'native' } }, asked('Hello!'), {
			'chat.effort': 'low',
		});
		expect(model.requests[0]).toMatchObject({ thinking: { kind: 'native', budgetTokens: 512 } });
	});

	it('answers directly where the effort is off', async () => {
		const { model } = await answer({ answer: '408' }, asked('What is 17 * 24?'), { 'chat.effort': 'off' });
		expect(model.requests[0]).toMatchObject({ thinking: { kind: 'off' } });
	});

	it('explains code with few thoughts, unless even fewer are wanted', async () => {
		const explain = (session: Session): Session => ({
			...session,
			turns: session.turns.map((turn) => ({ ...turn, task: 'explain' as const })),
		});
		const native = { reasoning: 'x', answer: 'y', info: { thinking: 'native' } } as const;
		const high = await answer(native, explain(asked('Explain this')), { 'chat.effort': 'high' });
		expect(high.model.requests[0]).toMatchObject({ thinking: { kind: 'native', budgetTokens: 512 } });
		const off = await answer(native, explain(asked('Explain this')), { 'chat.effort': 'off' });
		expect(off.model.requests[0]).toMatchObject({ thinking: { kind: 'off' } });
	});

	it('tells the window of the model, and the budget as the model has room for it', async () => {
		const { session } = await answer({ reasoning: 'x', answer: 'y', info: { thinking: 'native' } }, asked('Hello!'));
		expect(session.turns[0]).toMatchObject({ contextTokens: 8192, budgetTokens: 2048 });
	});

	it('never sends a thought of an earlier turn again', async () => {
		const first = await answer({ reasoning: 'SECRET THOUGHT', answer: '408' }, asked('What is 17 * 24?'));
		const second = await answer({ answer: 'ok' }, asked('And Python?', first.session));
		const sent = JSON.stringify(second.model.requests[0]);
		expect(sent).toContain('408');
		expect(sent).not.toContain('SECRET THOUGHT');
	});

	it('leaves an unanswered earlier question out', async () => {
		const first = await answer({ error: engineStopped('it crashed') }, asked('Lost question'));
		const second = await answer({ answer: 'ok' }, asked('Again', first.session));
		expect(JSON.stringify(second.model.requests[0])).not.toContain('Lost question');
	});

	it('ends a failed turn with its sentence and the way to restart', async () => {
		const { session } = await answer({ error: engineStopped('it ran out of memory') }, asked('Hi'));
		expect(session.turns[0]?.state).toEqual({ kind: 'failed', message: expect.stringContaining('it ran out of memory'), canRestart: true });
	});

	it('hides the text of a bug behind a pointer to the log', async () => {
		const { session } = await answer({ error: new TypeError('x is undefined') }, asked('Hi'));
		expect(session.turns[0]?.state).toEqual({ kind: 'failed', message: 'Something went wrong. The log says more.', canRestart: false });
	});

	it('gives nothing for a turn that was withdrawn while the model loaded', async () => {
		const session = applyEvent(asked('Hi'), { kind: 'withdrawn', turnId: 't0' });
		const ports = {
			reasoner: { get: async () => fakeModel() },
			session: () => session,
			settings: () => readSettings(() => undefined),
			now: () => 0,
			log: silent,
		};
		const events = await Array.fromAsync(ask('t0', ports, new AbortController().signal));
		expect(events).toEqual([]);
	});

	it('sends the question as it was edited while the model loaded', async () => {
		const session = applyEvent(asked('Helo'), { kind: 'edited', turnId: 't0', question: 'Hello' });
		const { model } = await answer({ answer: 'Hi' }, session);
		expect(JSON.stringify(model.requests[0])).toContain('"Hello"');
	});

	it('wraps attached code in a fence that the code cannot close', async () => {
		const item = { kind: 'file', label: 'a.md', languageId: 'markdown', text: '```js\nx\n```\n' } as const;
		const session = applyEvent(emptySession('s'), {
			kind: 'asked',
			turnId: 't0',
			question: 'Explain',
			task: 'chat',
			context: [item],
			askedAt: 0,
		});
		const { model } = await answer({ answer: 'ok' }, session);
		expect(JSON.stringify(model.requests[0])).toContain('````markdown\\n```js\\nx\\n```\\n````');
	});
});

describe('an engine that stops', () => {
	const mathematics = 'What is 17 * 24?';

	/** Each `get` gives the next model. */
	async function askOf(models: readonly FakeModel[]): Promise<{ session: Session; events: ChatEvent[] }> {
		let session = asked(mathematics);
		let next = 0;
		const ports = {
			reasoner: {
				get: async () => {
					const model = models[next++];
					if (model === undefined) {
						throw engineStopped('it crashed while it was loaded');
					}
					return model;
				},
			},
			session: () => session,
			settings: () => readSettings(() => undefined),
			now: () => 0,
			log: silent,
		};
		const events: ChatEvent[] = [];
		for await (const event of ask('t0', ports, new AbortController().signal)) {
			events.push(event);
			session = applyEvent(session, event);
		}
		return { session, events };
	}
	const dead = () => fakeModel({ error: engineStopped('it crashed') });

	it('before the first word: the next engine answers, and nobody needs to ask again', async () => {
		const second = fakeModel({ answer: '408' });
		const { session, events } = await askOf([dead(), second]);
		expect(session.turns[0]).toMatchObject({ answer: '408', state: { kind: 'done', end: 'stop' } });
		expect(second.requests).toHaveLength(1);
		expect(events.filter(({ kind }) => kind === 'failed' || kind === 'interrupted')).toEqual([]);
	});

	it('twice before the first word: the sentence is shown', async () => {
		const third = fakeModel({ answer: '408' });
		const { session } = await askOf([dead(), dead(), third]);
		expect(session.turns[0]?.state).toMatchObject({ kind: 'failed', canRestart: true });
		expect(third.requests).toEqual([]);
	});

	it('while it loads, twice: the sentence of the second time is shown', async () => {
		const { session } = await askOf([]);
		expect(session.turns[0]?.state).toMatchObject({ kind: 'failed', message: expect.stringContaining('while it was loaded') });
	});

	it('in the middle of a thought: what came stays, and the turn says that it was interrupted, and why', async () => {
		const thinking = fakeModel({ reasoning: '17 * 24 is', error: engineStopped('it crashed') });
		const second = fakeModel({ answer: 'never' });
		const { session } = await askOf([thinking, second]);
		expect(session.turns[0]).toMatchObject({
			reasoning: '17 * 24 is',
			state: { kind: 'interrupted', message: expect.stringContaining('it crashed') },
		});
		expect(second.requests).toEqual([]);
	});
});

describe('history that does not fit', () => {
	const message = (role: 'system' | 'user' | 'assistant', content: string) => ({ role, content });

	it('loses its oldest pairs first', async () => {
		const messages = [
			message('system', 's'),
			message('user', 'a'.repeat(400)),
			message('assistant', 'b'.repeat(400)),
			message('user', 'c'),
			message('assistant', 'd'),
			message('user', 'e'),
		];
		expect(await fitHistory(messages, 100, fakeModel())).toEqual([messages[0], ...messages.slice(3)]);
	});

	it('is refused with a sentence where the question alone is too long', async () => {
		await expect(fitHistory([message('system', 's'), message('user', 'a'.repeat(4000))], 100, fakeModel())).rejects.toThrow(
			'start a new chat',
		);
	});
});
