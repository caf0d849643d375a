import { expect, test } from 'vitest';
import type { Alternative, GenerateEvent, LanguageModel, WeighRequest } from '../../src/core/model.ts';
import { loaded, never } from './support.ts';

const hello = { words: ['Hello', ' there'], script: [['\n', 'Hello', ' there', '!', '<|im_end|>']] };

async function weigh(model: LanguageModel, text: string, more: Partial<WeighRequest> = {}, signal = never) {
	const events: GenerateEvent[] = [];
	const request: WeighRequest = { kind: 'weigh', messages: [{ role: 'user', content: 'Hi' }], thinking: { kind: 'off' }, text, ...more };
	for await (const event of model.generate(request, signal)) events.push(event);
	return events;
}

const alternativesIn = (events: readonly GenerateEvent[]): readonly Alternative[] =>
	events.flatMap((event) => (event.kind === 'alternatives' ? event.alternatives : []));

test('a text that is weighed is told with what the model would have written instead, the likeliest first, and nothing is written', async () => {
	const model = await loaded(hello);
	expect(model.info.weighs).toBe(true);
	const events = await weigh(model, 'Hello!');
	const [first] = alternativesIn(events);
	expect(first).toMatchObject({ offset: 'Hello'.length, text: ' there' });
	expect(first?.probability).toBeGreaterThan(0.9);
	expect(events.filter(({ kind }) => kind === 'answer')).toEqual([]);
	expect(events.at(-1)).toMatchObject({ kind: 'end', end: 'stop', usage: { answerTokens: 0 } });
});

test('a text that is as the model would have written it has no likely alternative', async () => {
	for (const { probability } of alternativesIn(await weigh(await loaded(hello), 'Hello there!'))) {
		expect(probability).toBeLessThan(0.1);
	}
});

test('what the turn began with is read before the text, and read once', async () => {
	const model = await loaded(hello);
	const begun = { reasoning: '', isClosed: true, answer: 'Hello' };
	expect(alternativesIn(await weigh(model, '!', { begun }))[0]).toMatchObject({ offset: 0, text: ' there' });
	const end = (await weigh(model, '!', { begun })).at(-1);
	expect(end?.kind === 'end' && end.usage.promptTokens - end.usage.reusedTokens).toBeLessThanOrEqual(2);
});

test('no alternative stands within a character, or is half of one', async () => {
	const text = 'é🙂!';
	for (const { offset, text: other } of alternativesIn(await weigh(await loaded(hello), text))) {
		expect([0, 1, 3]).toContain(offset);
		expect(other).not.toContain('\uFFFD');
	}
});

test('an empty text has no alternatives', async () => {
	expect(alternativesIn(await weigh(await loaded(hello), ''))).toEqual([]);
});

test('a text longer than the window is refused with a sentence, and an abort is heard', async () => {
	const model = await loaded(hello);
	await expect(weigh(model, ' there'.repeat(3000))).rejects.toMatchObject({ code: 'promptTooLong' });
	await expect(weigh(model, 'Hello', {}, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
});
