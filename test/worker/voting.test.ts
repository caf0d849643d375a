import { expect, test } from 'vitest';
import { ask } from '../../src/core/chat/ask.ts';
import { applyEvent, type ChatEvent, emptySession, type Session } from '../../src/core/chat/session.ts';
import type { LanguageModel, Usage } from '../../src/core/model.ts';
import { readSettings } from '../../src/core/settings.ts';
import { collect, loaded, quiet } from './support.ts';

// It says one of three numbers, and always ends; which one is drawn.
const drawer = {
	words: ['4', '5', '6'],

	script: [
		['\n', '4', '<|im_end|>'],
		['\n', '5', '<|im_end|>'],
		['\n', '6', '<|im_end|>'],
	],
};

async function voted(model: LanguageModel, votes: number, stopAfter?: number): Promise<{ session: Session; usages: readonly Usage[] }> {
	const usages: Usage[] = [];
	const watched: LanguageModel = {
		...{ info: model.info, countTokens: (text) => model.countTokens(text) },
		async *generate(request, signal, control) {
			for await (const event of model.generate(request, signal, control)) {
				if (event.kind === 'end') {
					usages.push(event.usage);
				}
				yield event;
			}
		},
	};
	const controller = new AbortController();
	const question = `Which number? ${'Think of it well, since this is a long question. '.repeat(8)}`;
	const asked: ChatEvent = { kind: 'asked', turnId: 't', question, task: 'chat', context: [], votes, askedAt: 0 };
	let session = applyEvent(emptySession('s'), asked);
	const ports = {
		reasoner: { get: async () => watched },
		session: () => session,
		settings: () => readSettings((key) => (key === 'chat.effort' ? 'off' : undefined)),
		...{ now: () => performance.now(), log: quiet },
	};
	let sampled = 0;
	for await (const event of ask('t', ports, controller.signal)) {
		session = applyEvent(session, event);
		sampled += event.kind === 'sampled' ? 1 : 0;
		if (sampled === stopAfter) {
			controller.abort();
		}
	}
	return { session, usages };
}

test('however often a question is asked, its prompt is evaluated once', async () => {
	const model = await loaded(drawer);
	const { session, usages } = await voted(model, 5);
	const [first, ...others] = usages;
	expect(others.length).toBeGreaterThan(0);
	expect(first).toMatchObject({ reusedTokens: 0 });
	expect(first?.promptTokens).toBeGreaterThan(300);
	// The last token of a prompt is always read again: from it the first answer token is drawn.
	expect(others.map(({ promptTokens, reusedTokens }) => promptTokens - reusedTokens)).toEqual(others.map(() => 1));
	const turn = session.turns[0];
	expect(turn?.state).toMatchObject({
		kind: 'done',
		usage: { promptTokens: usages.length * (first?.promptTokens ?? 0), reusedTokens: others.length * ((first?.promptTokens ?? 0) - 1) },
	});
	expect(turn?.samples).toHaveLength(usages.length);
});

test('a vote that is stopped keeps its replies, and the next question is answered', async () => {
	const model = await loaded(drawer);
	const { session } = await voted(model, 9, 1);
	expect(session.turns[0]).toMatchObject({ answer: expect.stringMatching(/^[456]$/u), state: { kind: 'done', end: 'cancelled' } });
	const next = model.generate(
		{ kind: 'chat', messages: [{ role: 'user', content: 'Hi' }], thinking: { kind: 'off' }, maxTokens: 10 },
		new AbortController().signal,
	);
	expect((await collect(next)).answer).not.toBe('');
});
