import { describe, expect, it } from 'vitest';
import { ask } from '../../../src/core/chat/ask.ts';
import { applyEvent, type ChatEvent, emptySession, type Session } from '../../../src/core/chat/session.ts';
import { eventLine, readSession } from '../../../src/core/chat/sessionFile.ts';
import { TurnAudits } from '../../../src/core/chat/turnAudits.ts';
import { engineStopped } from '../../../src/core/errors.ts';
import type { ChatRequest } from '../../../src/core/model.ts';
import { readSettings } from '../../../src/core/settings.ts';
import { fakeModel } from '../../fakes/fakeModel.ts';

const silent = { trace() {}, info() {}, warn() {}, error() {} };

interface Script {
	readonly replies: readonly string[];
	readonly votes?: number;
	/** Stops at the first token of the reply with this number. */
	readonly stopAt?: number;
	readonly failAt?: number;
}

async function voted({ replies, votes = 3, stopAt, failAt }: Script) {
	let written = -1;
	const controller = new AbortController();
	const model = fakeModel({
		reasoning: () => `Thought ${written + 1}.\n\n`,
		answer: () => {
			written++;
			return replies[written] ?? '';
		},
		gate: (event) => {
			if (event.kind === 'answer' && written === stopAt) {
				controller.abort();
			}
			if (event.kind === 'answer' && written === failAt) {
				throw engineStopped('it crashed');
			}
		},
	});
	const question = 'What is 17 * 24?';
	const events: ChatEvent[] = [{ kind: 'asked', turnId: 't', question, task: 'chat', context: [], votes, askedAt: 0 }];
	let session: Session = events.reduce(applyEvent, emptySession('s'));
	const ports = {
		reasoner: { get: async () => model },
		session: () => session,
		settings: () => readSettings(() => undefined),
		now: () => 0,
		log: silent,
	};
	for await (const event of ask('t', ports, controller.signal)) {
		session = applyEvent(session, event);
		events.push(event);
	}
	return { turn: session.turns[0], events, requests: model.requests as readonly ChatRequest[] };
}

describe('a question that is asked three times', () => {
	it('gives the answer of the majority with its thought, and keeps every reply', async () => {
		const { turn, requests } = await voted({ replies: ['**Answer:** 400', '**Answer:** 408', '**Answer:** $408$'] });
		expect(turn).toMatchObject({
			answer: '**Answer:** 408',
			reasoning: expect.stringContaining('Thought 1'),
			state: { kind: 'done', end: 'stop' },
		});
		expect(turn?.samples?.map(({ answer, isComplete }) => [answer, isComplete])).toEqual([
			['**Answer:** 400', true],
			['**Answer:** 408', true],
			['**Answer:** $408$', true],
		]);
		expect(requests).toHaveLength(3);
	});

	it('ends as soon as the majority is fixed', async () => {
		const { turn, requests } = await voted({ replies: ['**Answer:** 408', '**Answer:** 408', '**Answer:** 1'] });
		expect(requests).toHaveLength(2);
		expect(turn).toMatchObject({ answer: '**Answer:** 408', samples: [{}, {}] });
	});

	it('asks once where the reply is a text, since no two texts are equal', async () => {
		const { turn, requests } = await voted({ replies: ['It multiplies two numbers and says the product, step by step, of course. '] });
		expect(requests).toHaveLength(1);
		expect(turn).toMatchObject({ answer: expect.stringContaining('It multiplies'), state: { kind: 'done' } });
	});

	it('sends the very same prompt each time; the first reply is the usual one, the others are drawn', async () => {
		const { requests } = await voted({ replies: ['1', '2', '3'] });
		expect(new Set(requests.map(({ messages, thinking }) => JSON.stringify({ messages, thinking }))).size).toBe(1);
		expect(requests.map(({ sampling }) => [sampling?.temperature, sampling?.seed])).toEqual([
			[0, undefined],
			[0.7, 1],
			[0.7, 2],
		]);
	});

	it('keeps no times of the steps of another reply', () => {
		const asked: ChatEvent = { kind: 'asked', turnId: 't', question: 'Why?', task: 'chat', context: [], votes: 3, askedAt: 0 };
		const events: readonly ChatEvent[] = [
			asked,
			{ kind: 'reasoning', turnId: 't', text: 'First.\n\nSecond.', tokens: 4, ms: 20 },
			{ kind: 'sampled', turnId: 't', isComplete: true },
		];
		expect(events.reduce(applyEvent, emptySession('s')).turns[0]?.pace ?? []).toEqual([]);
	});

	it('adds up what it cost', async () => {
		const { turn } = await voted({ replies: ['1', '2', '3'] });
		const usage = turn?.state.kind === 'done' ? turn.state.usage : undefined;
		expect(usage).toMatchObject({ answerTokens: 3, totalMs: 6, firstTokenMs: 1 });
	});

	it('keeps what is there when it is stopped, and answers with the majority so far', async () => {
		const { turn } = await voted({ replies: ['**Answer:** 408', '**Answer:** 1', 'never'], stopAt: 1 });
		expect(turn).toMatchObject({ answer: '**Answer:** 408', state: { kind: 'done', end: 'cancelled' } });
		expect(turn?.samples?.map(({ isComplete }) => isComplete)).toEqual([true, false]);
	});

	it('keeps an ordinary half answer when it is stopped in the first reply', async () => {
		const { turn } = await voted({ replies: ['**Answer:** 408'], stopAt: 0 });
		expect(turn).toMatchObject({ reasoning: expect.stringContaining('Thought'), state: { kind: 'done', end: 'cancelled' } });
		expect(turn?.samples).toBeUndefined();
	});

	it('is interrupted, not lost, when the engine stops in the second reply', async () => {
		const { turn } = await voted({ replies: ['**Answer:** 408', 'never'], failAt: 1 });
		expect(turn).toMatchObject({ answer: '**Answer:** 408', state: { kind: 'interrupted', message: expect.stringContaining('crashed') } });
	});

	it('reads the same from its file', async () => {
		const { turn, events } = await voted({ replies: ['1', '2', '2'] });
		expect(readSession('s', events.map(eventLine).join('')).turns[0]).toEqual(turn);
		const half = readSession('s', events.slice(0, -6).map(eventLine).join('')).turns[0];
		expect(half).toMatchObject({ state: { kind: 'interrupted' }, samples: expect.any(Array) });
	});

	it('marks only the sums of the reply that is shown', async () => {
		const { events } = await voted({ replies: ['**Answer:** 3 * 4 = 13', '**Answer:** 3 * 4 = 12', '**Answer:** 12'] });
		const audits = new TurnAudits();
		let session = emptySession('s');
		const told = events.flatMap((event) => {
			session = applyEvent(session, event);
			return audits.follow(session, event).filter(({ part }) => part === 'answer');
		});
		expect(told.at(-1)?.equalities.map(({ verdict }) => verdict)).toEqual(['checked']);
	});
});
