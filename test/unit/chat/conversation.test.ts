import { describe, expect, it } from 'vitest';
import { Conversation } from '../../../src/core/chat/conversation.ts';
import { type ChatEvent, emptySession } from '../../../src/core/chat/session.ts';
import { eventLine, joined, readSession } from '../../../src/core/chat/sessionFile.ts';
import { engineStopped } from '../../../src/core/errors.ts';
import type { LanguageModel } from '../../../src/core/model.ts';
import { readSettings } from '../../../src/core/settings.ts';
import { closingSentence, type FakeModelScript, fakeModel } from '../../fakes/fakeModel.ts';

const silent = { trace() {}, info() {}, warn() {}, error() {} };

function conversation(
	get: (signal: AbortSignal) => Promise<LanguageModel>,
	setting: (key: string) => unknown = () => undefined,
): { chat: Conversation; events: ChatEvent[] } {
	const events: ChatEvent[] = [];
	let ids = 0;
	const chat = new Conversation(emptySession('s'), {
		reasoner: { get },
		settings: () => readSettings(setting),
		now: () => 0,
		today: () => 0,
		newId: () => `t${ids++}`,
		changed: (event) => events.push(event),
		log: silent,
	});
	return { chat, events };
}

/** A model that loads when told. */
function loading(model: LanguageModel): { get: (signal: AbortSignal) => Promise<LanguageModel>; load: () => void } {
	const ready = Promise.withResolvers<LanguageModel>();
	return {
		load: () => ready.resolve(model),
		get: (signal) =>
			Promise.race([ready.promise, new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))]),
	};
}

describe('a conversation', () => {
	it('answers questions one after another, in the order they were asked', async () => {
		const { chat } = conversation(async () => fakeModel({ answer: 'yes' }));
		await Promise.all([chat.ask('Hello?'), chat.ask('And again?')]);
		expect(chat.session.turns.map((turn) => [turn.question, turn.answer, turn.state.kind])).toEqual([
			['Hello?', 'yes', 'done'],
			['And again?', 'yes', 'done'],
		]);
	});

	it('gives the text of a waiting question back and does not answer it', async () => {
		const source = loading(fakeModel({ answer: 'yes' }));
		const { chat } = conversation(source.get);
		const asking = chat.ask('Hello?');
		expect(chat.withdraw('t0')).toBe('Hello?');
		source.load();
		await asking;
		expect(chat.session.turns).toEqual([]);
	});

	it('answers a waiting question as it was edited', async () => {
		const model = fakeModel({ answer: 'yes' });
		const source = loading(model);
		const { chat } = conversation(source.get);
		const asking = chat.ask('Helo?');
		expect(chat.edit('t0', 'Hello!')).toBe(true);
		source.load();
		await asking;
		expect(JSON.stringify(model.requests[0])).toContain('Hello!');
		expect(chat.edit('t0', 'Late')).toBe(false);
	});

	it('keeps what was written when it is stopped, and can be asked again', async () => {
		const model = fakeModel({
			answer: 'a long answer',
			gate: (event) => (event.kind === 'answer' && chat.session.turns[0]?.answer !== '' ? chat.stop() : undefined),
		});
		const { chat } = conversation(async () => model);
		await chat.ask('Hello?');
		expect(chat.session.turns[0]?.answer).not.toBe('');
		const { state, answerTokens } = chat.session.turns[0] ?? {};
		expect(answerTokens).toBeGreaterThan(0);
		expect(state).toMatchObject({ kind: 'done', end: 'cancelled', usage: { answerTokens } });
		await chat.retry('t0');
		expect(chat.session.turns.map((turn) => turn.id)).toEqual(['t1']);
	});

	it('keeps what is attached for the next question when an earlier one is asked again', async () => {
		const { chat } = conversation(async () => fakeModel({ answer: 'yes' }));
		await chat.ask('Hello?');
		chat.attach({ kind: 'file', label: 'a.ts', languageId: 'typescript', text: 'x' });
		await chat.retry('t0');
		expect(chat.session.turns.map((turn) => turn.context.length)).toEqual([0]);
		expect(chat.session.attachments).toHaveLength(1);
	});

	it('ends with what was written kept, and nothing more answered', async () => {
		const model = fakeModel({
			answer: 'a long answer',
			gate: (event) => (event.kind === 'answer' && chat.session.turns[0]?.answer !== '' ? void chat.end() : undefined),
		});
		const { chat } = conversation(async () => model);
		await Promise.all([chat.ask('First?'), chat.ask('Second?')]);
		await chat.end();
		expect(chat.session.turns[0]).toMatchObject({ state: { kind: 'done', end: 'cancelled' } });
		expect(chat.session.turns[1]).toMatchObject({ question: 'Second?', answer: '', state: { kind: 'interrupted' } });
		expect(chat.isBusy).toBe(false);
	});

	it('sends attachments with the next question only', async () => {
		const { chat } = conversation(async () => fakeModel({ answer: 'yes' }));
		chat.attach({ kind: 'file', label: 'a.ts', languageId: 'typescript', text: 'x' });
		await chat.ask('What is this?');
		await chat.ask('And now?');
		expect(chat.session.turns.map((turn) => turn.context.length)).toEqual([1, 0]);
		expect(chat.session.attachments).toEqual([]);
	});
});

describe('a thought under control', () => {
	/** Calls `act` once, when so many pieces of the thought have come. */
	function thinking(act: () => void, script: FakeModelScript = {}, pieces = 2) {
		let seen = 0;
		return fakeModel({
			info: { thinking: 'native' },
			reasoning: 'let me see what two and two make',
			answer: 'four',
			gate: (event) => {
				if (event.kind === 'reasoning' && ++seen === pieces) {
					act();
				}
			},
			...script,
		});
	}

	it('is closed by Answer now, and the answer follows', async () => {
		const { chat } = conversation(async () => thinking(() => void chat.answerNow('t0')));
		await chat.ask('2 + 2?');
		expect(chat.session.turns[0]).toMatchObject({ closed: 'user', answer: 'four', state: { kind: 'done', end: 'stop' } });
		expect(chat.session.turns[0]?.reasoning).toContain(closingSentence);
		expect(chat.session.turns[0]?.reasoning).not.toContain('make');
	});

	it('goes on where it would end when more is asked for', async () => {
		const { chat, events } = conversation(async () =>
			thinking(() => chat.command('t0', { kind: 'thinkMore' }), { furtherReasoning: ' is it?' }),
		);
		await chat.ask('2 + 2?');
		expect(chat.session.turns[0]).toMatchObject({ closed: 'natural', reasoning: 'let me see what two and two make\n\nWait, is it?' });
		expect(events.filter(({ kind }) => kind === 'thinkMore')).toEqual([
			{ kind: 'thinkMore', turnId: 't0', isArmed: true, left: 1 },
			{ kind: 'thinkMore', turnId: 't0', isArmed: false, left: 1 },
		]);
	});

	it('stands still in a pause, and goes on with the remark in it', async () => {
		const { chat } = conversation(async () =>
			thinking(() => {
				chat.command('t0', { kind: 'pause' });
				queueMicrotask(async () => {
					while (!(chat.session.turns[0]?.state.kind === 'thinking' && chat.session.turns[0].state.isPaused)) {
						await Promise.resolve();
					}
					chat.command('t0', { kind: 'steer', remark: 'in base 3' });
				});
			}),
		);
		await chat.ask('2 + 2?');
		expect(chat.session.turns[0]?.reasoning).toMatch(/^let me[\s\S]*\n\nin base 3\n\n[\s\S]*make$/u);
	});

	it('can be stopped in a pause', async () => {
		const { chat } = conversation(async () =>
			thinking(() => {
				chat.command('t0', { kind: 'pause' });
				setTimeout(() => chat.stop());
			}),
		);
		await chat.ask('2 + 2?');
		expect(chat.session.turns[0]).toMatchObject({ closed: 'abort', answer: '', state: { kind: 'done', end: 'cancelled' } });
	});

	it('is held to the effort as it is changed', async () => {
		let effort = 'high';
		const { chat, events } = conversation(
			async () =>
				thinking(() => {
					effort = 'off';
					chat.followEffort();
				}),
			(key) => (key === 'chat.effort' ? effort : undefined),
		);
		await chat.ask('2 + 2?');
		expect(chat.session.turns[0]).toMatchObject({ closed: 'budget', answer: 'four', budgetTokens: 0 });
		expect(events.filter(({ kind }) => kind === 'budget')).toHaveLength(2);
	});

	it('hears nothing that was meant for an earlier turn', async () => {
		const { chat } = conversation(async () => thinking(() => void chat.answerNow('t9')));
		await chat.ask('2 + 2?');
		expect(chat.session.turns[0]?.closed).toBe('natural');
	});
});

describe('a turn that stopped early', () => {
	const reasoning = 'let me see what two and two make';

	/** Stops once after some of `kind`. */
	function stopping(kind: 'reasoning' | 'answer', info: FakeModelScript['info'] = { thinking: 'native' }) {
		let isStopped = false;
		let seen = 0;
		const model = fakeModel({
			info,
			reasoning,
			answer: 'four, as ever',
			gate: (event) => {
				if (event.kind === kind && ++seen === 3 && !isStopped) {
					isStopped = true;
					chat.stop();
				}
			},
		});
		const { chat, events } = conversation(async () => model);
		return { chat, events, model };
	}

	it('goes on within its thought', async () => {
		const { chat, events, model } = stopping('reasoning');
		await chat.ask('2 + 2?');
		expect(chat.session.turns[0]).toMatchObject({ closed: 'abort', answer: '', state: { kind: 'done', end: 'cancelled' } });
		await chat.continueTurn('t0');
		expect(model.requests[1]).toMatchObject({ begun: { reasoning: reasoning.slice(0, 8), isClosed: false, answer: '' } });
		expect(chat.session.turns[0]).toMatchObject({ reasoning, closed: 'natural', answer: 'four, as ever', state: { end: 'stop' } });
		expect(readSession('s', events.map(eventLine).join(''))).toEqual(chat.session);
	});

	it('goes on within its guided thought too, whatever its question is taken for', async () => {
		const { chat, model } = stopping('reasoning', {});
		await chat.ask('What is 2 + 2?');
		await chat.continueTurn('t0');
		expect(model.requests[1]).toMatchObject({ thinking: { kind: 'guided' }, begun: { isClosed: false } });
		expect(chat.session.turns[0]).toMatchObject({ reasoning, thinking: 'guided', answer: 'four, as ever' });
	});

	it('gets more to think than it had', async () => {
		const { chat, model } = stopping('reasoning');
		await chat.ask('2 + 2?');
		await chat.continueTurn('t0');
		expect(model.requests[0]).toMatchObject({ thinking: { budgetTokens: 2048 } });
		expect(model.requests[1]).toMatchObject({ thinking: { budgetTokens: 2050 } });
	});

	it('in its thought can be answered at once', async () => {
		const { chat } = stopping('reasoning');
		await chat.ask('2 + 2?');
		await chat.answerNow('t0');
		expect(chat.session.turns[0]).toMatchObject({ closed: 'user', answer: 'four, as ever' });
		expect(chat.session.turns[0]?.reasoning).toBe(reasoning.slice(0, 8) + closingSentence);
	});

	it('in its thought, just before Answer now was heard, is answered all the same', async () => {
		const model = fakeModel({ info: { thinking: 'native' }, reasoning, answer: 'four' });
		let runs = 0;
		const { chat } = conversation(async () => ({
			...model,
			async *generate(...args: Parameters<LanguageModel['generate']>) {
				if (runs++ > 0) {
					yield* model.generate(...args);
					return;
				}
				yield { kind: 'reasoning', text: 'let me see', tokens: 3 };
				void chat.answerNow('t0');
				yield { kind: 'closed', reason: 'end' };
				const usage = { promptTokens: 1, reusedTokens: 0, reasoningTokens: 3, answerTokens: 0, firstTokenMs: 1, totalMs: 2 };
				yield { kind: 'end', end: 'noAnswer', usage };
			},
		}));
		await chat.ask('2 + 2?');
		expect(chat.session.turns[0]).toMatchObject({ closed: 'user', answer: 'four', state: { kind: 'done', end: 'stop' } });
	});

	it('goes on with its answer and keeps its thought', async () => {
		const { chat, model } = stopping('answer');
		await chat.ask('2 + 2?');
		await chat.continueTurn('t0');
		expect(model.requests[1]).toMatchObject({ begun: { reasoning, isClosed: true, answer: 'four, as' } });
		expect(chat.session.turns[0]).toMatchObject({ reasoning, closed: 'natural', answer: 'four, as ever', state: { end: 'stop' } });
	});

	it('is not gone on with when it is whole, nor while something runs', async () => {
		const { chat } = conversation(async () => fakeModel({ answer: 'yes' }));
		await chat.ask('Hello?');
		const { session } = chat;
		await chat.continueTurn('t0');
		await chat.answerNow('t0');
		expect(chat.session).toBe(session);
	});

	it('that is interrupted by a crash keeps what it has, and goes on', async () => {
		let crashes = 1;
		const model = fakeModel({ info: { thinking: 'native' }, reasoning, answer: 'four, as ever' });
		const { chat } = conversation(async () => ({
			...model,
			async *generate(...args: Parameters<LanguageModel['generate']>) {
				let seen = 0;
				for await (const event of model.generate(...args)) {
					if (event.kind === 'answer' && ++seen === 2 && crashes-- > 0) {
						throw engineStopped('it was killed');
					}
					yield event;
				}
			},
		}));
		await chat.ask('2 + 2?');
		expect(chat.session.turns[0]).toMatchObject({
			answer: 'four',
			state: { kind: 'interrupted', message: expect.stringContaining('killed') },
		});
		await chat.continueTurn('t0');
		expect(chat.session.turns[0]).toMatchObject({ reasoning, answer: 'four, as ever', state: { kind: 'done', end: 'stop' } });
	});
});

describe('a stored session', () => {
	it('reads back as it was', async () => {
		const { chat, events } = conversation(async () => fakeModel({ reasoning: 'hm', answer: 'yes' }));
		await chat.ask('What is 2 + 2?');
		expect(readSession('s', events.map(eventLine).join(''))).toEqual(chat.session);
	});

	it('is the same when its growing text was joined', async () => {
		const { chat, events } = conversation(async () => fakeModel({ reasoning: 'let me think about this', answer: 'a longer answer' }));
		await chat.ask('What is 2 + 2?');
		const short: ChatEvent[] = [];
		for (const event of events) {
			const last = short.at(-1);
			const both = last === undefined ? undefined : joined(last, event);
			if (both === undefined) {
				short.push(event);
			} else {
				short[short.length - 1] = both;
			}
		}
		expect(short.length).toBeLessThan(events.length);
		expect(readSession('s', short.map(eventLine).join(''))).toEqual(chat.session);
	});

	it('is read at every length it can be torn to, and what ran then counts as interrupted', async () => {
		const { chat, events } = conversation(async () => fakeModel({ reasoning: 'hm', answer: 'yes' }));
		await chat.ask('What is 2 + 2?');
		const text = events.map(eventLine).join('');
		for (let length = 0; length < text.length; length++) {
			const turn = readSession('s', text.slice(0, length)).turns[0];
			expect(turn === undefined || turn.state.kind === 'interrupted' || turn.state.kind === 'done').toBe(true);
		}
	});

	it('of the time before thoughts could be controlled still opens', () => {
		const lines = [
			'{"kind":"asked","turnId":"a","question":"Why?","task":"chat","context":[],"askedAt":1}',
			'{"kind":"began","turnId":"a","model":"M","thinking":"native"}',
			'{"kind":"reasoning","turnId":"a","text":"Hm","tokens":1}',
			'{"kind":"interrupted","turnId":"a"}',
		];
		expect(readSession('s', lines.join('\n')).turns[0]).toMatchObject({ reasoning: 'Hm', state: { kind: 'interrupted' } });
	});

	it('is not led astray by what is told of a thought that is over', async () => {
		const { chat, events } = conversation(async () => fakeModel({ reasoning: 'hm', answer: 'yes' }));
		await chat.ask('What is 2 + 2?');
		const late = '{"kind":"paused","turnId":"t0","isPaused":true}\n{"kind":"thinkMore","turnId":"t0","isArmed":true}\n';
		expect(readSession('s', events.map(eventLine).join('') + late)).toEqual(chat.session);
	});

	it('leaves out lines that are not events', () => {
		expect(readSession('s', '{"kind":"hasOwnProperty"}\n[]\nnull\n{"kind":"answer"}\n\u0000\n{"kind":"ended","turnId":"x"}\n')).toEqual(
			emptySession('s'),
		);
	});
});
