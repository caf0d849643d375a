import { describe, expect, it } from 'vitest';
import { Conversation } from '../../../src/core/chat/conversation.ts';
import { type ChatEvent, emptySession } from '../../../src/core/chat/session.ts';
import { eventLine, joined, readSession } from '../../../src/core/chat/sessionFile.ts';
import type { LanguageModel } from '../../../src/core/model.ts';
import { readSettings } from '../../../src/core/settings.ts';
import { fakeModel } from '../../fakes/fakeModel.ts';

const silent = { trace() {}, info() {}, warn() {}, error() {} };

function conversation(get: (signal: AbortSignal) => Promise<LanguageModel>): { chat: Conversation; events: ChatEvent[] } {
	const events: ChatEvent[] = [];
	let ids = 0;
	const chat = new Conversation(emptySession('s'), {
		reasoner: { get },
		settings: () => readSettings(() => undefined),
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

	it('leaves out lines that are not events', () => {
		expect(readSession('s', '{"kind":"hasOwnProperty"}\n[]\nnull\n{"kind":"answer"}\n\u0000\n{"kind":"ended","turnId":"x"}\n')).toEqual(
			emptySession('s'),
		);
	});
});
