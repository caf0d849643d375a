import { describe, expect, it } from 'vitest';
import { siblingsOf } from '../../../src/core/chat/branches.ts';
import { eventsOf, exportJson } from '../../../src/core/chat/chatJson.ts';
import { Conversation } from '../../../src/core/chat/conversation.ts';
import { applyEvent, type ChatEvent, type ContextItem, emptySession } from '../../../src/core/chat/session.ts';
import { eventLine, readSession } from '../../../src/core/chat/sessionFile.ts';
import type { LanguageModel } from '../../../src/core/model.ts';
import { readSettings } from '../../../src/core/settings.ts';
import { type FakeModelScript, fakeModel } from '../../fakes/fakeModel.ts';

const silent = { trace() {}, info() {}, warn() {}, error() {} };
const file: ContextItem = { kind: 'file', label: 'a.ts', languageId: 'typescript', text: 'x' };

function conversation(script: FakeModelScript | LanguageModel, setting: (key: string) => unknown = () => undefined) {
	const events: ChatEvent[] = [];
	let ids = 0;
	const model = 'generate' in script ? script : fakeModel(script);
	const chat: Conversation = new Conversation(emptySession('s'), {
		reasoner: { get: async () => model },
		settings: () => readSettings(setting),
		now: () => 0,
		today: () => 0,
		newId: () => `t${ids++}`,
		changed: (event) => events.push(event),
		log: silent,
	});
	const questions = (): string => chat.session.turns.map(({ question }) => question).join(' ');
	const siblings = (index: number): readonly string[] => siblingsOf(chat.session, index).map(({ question }) => question);
	/** The webview, and whoever opens the file later, see the same. */
	const expectSameEverywhere = (): void => {
		expect(events.reduce(applyEvent, emptySession('s'))).toEqual(chat.session);
		expect(readSession('s', events.map(eventLine).join(''))).toEqual(chat.session);
	};
	return { chat, events, questions, siblings, expectSameEverywhere };
}

describe('an earlier question asked in other words', () => {
	it('leaves the earlier branch as it was, one step away', async () => {
		const { chat, questions, siblings, expectSameEverywhere } = conversation({ answer: 'yes' });
		await chat.ask('A');
		await chat.ask('B');
		await chat.ask('C');
		await chat.askInstead('t1', 'B2');
		expect(questions()).toBe('A B2');
		expect(siblings(1)).toEqual(['B', 'B2']);
		chat.showSibling('t3', -1);
		expect(questions()).toBe('A B C');
		chat.showSibling('t1', -1);
		expect(questions()).toBe('A B C');
		chat.showSibling('t1', 1);
		expect(questions()).toBe('A B2');
		expectSameEverywhere();
	});

	it('takes its context along, and leaves what is attached for the next question', async () => {
		const { chat } = conversation({ answer: 'yes' });
		await chat.ask('A', 'explain', [file]);
		chat.attach({ ...file, label: 'b.ts' });
		await chat.askInstead('t0', 'A2');
		expect(chat.session.turns).toMatchObject([{ question: 'A2', task: 'explain', context: [file] }]);
		expect(chat.session.attachments).toHaveLength(1);
	});

	it('stops what is written, which stays on its branch', async () => {
		const fake = fakeModel({
			answer: 'a long answer',
			gate: async (event) => {
				if (event.kind === 'answer' && chat.session.turns.at(-1)?.id === 't1' && chat.session.turns[1]?.answer !== '') {
					void chat.askInstead('t0', 'A2');
					await new Promise((resolve) => setImmediate(resolve));
				}
			},
		});
		const { chat, questions, siblings, expectSameEverywhere } = conversation(fake);
		await chat.ask('A');
		await chat.ask('B');
		await expect.poll(() => chat.session.turns.at(-1)?.state.kind).toBe('done');
		expect(questions()).toBe('A2');
		expect(siblings(0)).toEqual(['A', 'A2']);
		chat.showSibling('t2', -1);
		expect(chat.session.turns[1]).toMatchObject({ question: 'B', state: { kind: 'done', end: 'cancelled' } });
		expectSameEverywhere();
	});

	it('is answered from what went before it alone', async () => {
		const { chat } = conversation({ answer: 'yes' });
		const asked: string[] = [];
		const fake = fakeModel({ answer: 'yes' });
		const spying: LanguageModel = {
			...fake,
			info: fake.info,
			generate: (request, ...rest) => {
				if (request.kind === 'chat') asked.push(request.messages.map(({ content }) => content).join('|'));
				return fake.generate(request, ...rest);
			},
			countTokens: (text) => fake.countTokens(text),
		};
		const second = conversation(spying).chat;
		await second.ask('A');
		await second.ask('B');
		await second.askInstead('t0', 'A2');
		expect(asked.at(-1)).toContain('A2');
		expect(asked.at(-1)).not.toMatch(/\|A\||B/);
		expect(chat.session.turns).toEqual([]);
	});
});

describe('an answer that is asked for again', () => {
	it('stays beside the new one', async () => {
		const { chat, siblings, expectSameEverywhere } = conversation({ answer: 'yes' });
		await chat.ask('A');
		await chat.retry('t0');
		expect(chat.session.turns).toMatchObject([{ id: 't1', question: 'A', answer: 'yes' }]);
		expect(siblings(0)).toEqual(['A', 'A']);
		expectSameEverywhere();
	});

	it('leaves nothing behind where nothing had been written', async () => {
		const { chat, siblings } = conversation({ answer: '' });
		await chat.ask('A');
		await chat.retry('t0');
		expect(siblings(0)).toEqual(['A']);
	});

	it('comes back when the new question is taken back while it waits', async () => {
		const ready = Promise.withResolvers<LanguageModel>();
		const fake = fakeModel({ answer: 'yes' });
		let loads = 0;
		const events: ChatEvent[] = [];
		let ids = 0;
		const chat = new Conversation(emptySession('s'), {
			reasoner: { get: async () => (loads++ === 0 ? fake : ready.promise) },
			...{ settings: () => readSettings(() => undefined), now: () => 0, today: () => 0, log: silent },
			newId: () => `t${ids++}`,
			changed: (event) => events.push(event),
		});
		await chat.ask('A');
		const again = chat.retry('t0');
		expect(chat.session.turns.map(({ id }) => id)).toEqual(['t1']);
		chat.withdraw('t1');
		ready.resolve(fake);
		await again;
		expect(chat.session.turns).toMatchObject([{ id: 't0', answer: 'yes' }]);
	});
});

describe('a conversation of its own', () => {
	it('has the effort that was chosen in it, whatever the setting says', async () => {
		const asked: unknown[] = [];
		const fake = fakeModel({ answer: 'yes', reasoning: 'hm' });
		const model: LanguageModel = {
			...fake,
			info: { ...fake.info, thinking: 'native' },
			generate: (request, ...rest) => {
				if (request.kind === 'chat') asked.push(request.thinking);
				return fake.generate(request, ...rest);
			},
			countTokens: (text) => fake.countTokens(text),
		};
		const { chat, expectSameEverywhere } = conversation(model, (key) => (key === 'chat.effort' ? 'high' : undefined));
		await chat.ask('A');
		chat.chooseEffort('low');
		await chat.ask('B');
		expect(asked).toEqual([
			{ kind: 'native', budgetTokens: 8192 },
			{ kind: 'native', budgetTokens: 512 },
		]);
		expectSameEverywhere();
	});

	it('has the model that was chosen for it, which leaves the machine with no export', async () => {
		const { chat, expectSameEverywhere } = conversation({ answer: 'yes' });
		await chat.ask('A');
		chat.chooseModel('/models/own.gguf');
		expect(chat.session.modelPath).toBe('/models/own.gguf');
		expect(eventsOf(chat.session).reduce(applyEvent, emptySession('s')).modelPath).toBe('/models/own.gguf');
		expect(exportJson(chat.session, '')).not.toContain('own.gguf');
		expectSameEverywhere();
	});

	it('is called by its first question, or as the user says', async () => {
		const { chat, expectSameEverywhere } = conversation({ answer: 'yes' });
		await chat.ask('What is 2 + 2? I forgot.');
		expect(chat.session.title).toBe('What is 2 + 2');
		chat.rename(' Small\nsums ');
		await chat.askInstead('t0', 'What is 3 + 3?');
		expect(chat.session.title).toBe('Small sums');
		chat.rename('  ');
		expect(chat.session.title).toBe('What is 3 + 3');
		chat.pin(true);
		expect(chat.session.isPinned).toBe(true);
		expectSameEverywhere();
	});
});
