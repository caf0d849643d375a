import { expect, test } from 'vitest';
import type { ChatMessage, ChatRequest, LanguageModel } from '../../src/core/model.ts';
import { chatMl, chatMlThinking } from '../lib/gguf.ts';
import { collect, loaded, modelFile, never, quiet, startWorker } from './support.ts';

const ask = (model: LanguageModel, request: Partial<ChatRequest> = {}, content = 'Hi') =>
	collect(model.generate({ kind: 'chat', messages: user(content), thinking: { kind: 'off' }, maxTokens: 50, ...request }, never));

const user = (content: string): ChatMessage[] => [{ role: 'user', content }];
const native = (budgetTokens: number) => ({ kind: 'native', budgetTokens }) as const;

const hello = { words: ['Hello', ' there'], script: [['\n', 'Hello', ' there', '!', '<|im_end|>']] };
const thinker = {
	name: 'QwQ Tiny',
	template: chatMlThinking,
	words: ['Let', ' me', ' see', '\n\n', 'Four'],
	script: [['\n', 'Let', ' me', ' see', '</think>', '\n\n', 'Four', '<|im_end|>']],
};
const endlessThinker = {
	...thinker,
	script: [
		['\n', 'Let', ' me', ' see', ' me'],
		['\n\n', 'Four', '<|im_end|>'],
	],
};

test('an answer streams in, ends at the end-of-turn token, and counts its tokens', async () => {
	const result = await ask(await loaded(hello));
	expect(result).toMatchObject({ reasoning: '', answer: 'Hello there!', closed: [], end: 'stop' });
	expect(result.usage).toMatchObject({ reasoningTokens: 0, answerTokens: 3, reusedTokens: 0 });
	expect(result.events.reduce((sum, event) => sum + (event.kind === 'answer' ? event.tokens : 0), 0)).toBe(3);
});

test('the answer stops at the limit of tokens', async () => {
	expect(await ask(await loaded(hello), { maxTokens: 2 })).toMatchObject({ answer: 'Hello there', end: 'length' });
});

test('a template that opens the thought itself makes what precedes the close tag the reasoning', async () => {
	const result = await ask(await loaded(thinker), { thinking: native(100) });
	expect(result).toMatchObject({ reasoning: 'Let me see', answer: 'Four', closed: ['natural'], end: 'stop' });
	expect(result.usage).toMatchObject({ reasoningTokens: 4, answerTokens: 2 });
});

test('a thought over budget is closed with a sentence, and the answer is written in the same cache', async () => {
	const result = await ask(await loaded(endlessThinker), { thinking: native(5) });
	expect(result).toMatchObject({ answer: 'Four', closed: ['budget'], end: 'stop' });
	expect(result.reasoning).toMatch(/^Let me see me.*\n\nI have thought long enough/su);
	expect(result.usage.reasoningTokens).toBe(5);
});

test('a run that ends inside the thought has no answer', async () => {
	const model = await loaded({ ...thinker, script: [['\n', 'Let', ' me', '<|im_end|>']] });
	expect(await ask(model, { thinking: native(100) })).toMatchObject({ reasoning: 'Let me', answer: '', closed: ['end'], end: 'noAnswer' });
});

test('without thinking the thought that a template opens is closed again in the prompt', async () => {
	expect(await ask(await loaded(thinker))).toMatchObject({ reasoning: '', answer: 'Four', closed: [], end: 'stop' });
});

test('a model that opens its thought itself is understood as well', async () => {
	const script = [['\n', '<think>', 'Let', '</think>', 'Four', '<|im_end|>']];
	const switchable = `${chatMl}{% if enable_thinking %}{% endif %}{# <think> #}`;
	const model = await loaded({ ...thinker, name: 'Qwen3 Tiny', template: switchable, script });
	expect(await ask(model, { thinking: native(100) })).toMatchObject({ reasoning: 'Let', answer: 'Four', closed: ['natural'] });
});

const bridge = '\n\n**Answer:** ';
const guided = (budgetTokens: number) => ({ kind: 'guided', budgetTokens, bridge }) as const;

test('guided: the steps are the reasoning, and a bridge leads to the answer, whose first token is no end', async () => {
	const steps = ['\n', 'Step', ' one', '<|im_end|>'];
	const endAtOnce = [' ', '<|im_end|>'];
	const model = await loaded({ words: ['Step', ' one', 'Yes'], script: [steps, endAtOnce, endAtOnce, [' ', 'Yes', '<|im_end|>']] });
	const result = await ask(model, { thinking: guided(100) });
	expect(result).toMatchObject({ reasoning: 'Step one', answer: '**Answer:** Yes', closed: ['natural'], end: 'stop' });
	expect(result.usage).toMatchObject({ reasoningTokens: 2, answerTokens: 1 });
});

test('guided: a budget leads straight to the answer', async () => {
	const model = await loaded({
		words: ['Step', ' one', 'Yes'],
		script: [
			['\n', 'Step', ' one', ' one'],
			[' ', 'Yes', '<|im_end|>'],
		],
	});
	expect(await ask(model, { thinking: guided(3) })).toMatchObject({
		reasoning: 'Step one one',
		answer: '**Answer:** Yes',
		closed: ['budget'],
	});
});

test('a character that is split over tokens comes out whole', async () => {
	const fox = [...Buffer.from('🦊')];
	const result = await ask(await loaded({ script: [['\n', ...fox, '!', '<|im_end|>']] }));
	expect(result.answer).toBe('🦊!');
	expect(result.events.every((event) => event.kind !== 'answer' || !/[\uD800-\uDFFF\uFFFD]/u.test(event.text))).toBe(true);
	expect(result.usage.answerTokens).toBe(5);
});

test('half a character at the end is not lost', async () => {
	expect((await ask(await loaded({ script: [['\n', 0xf0, 0x9f, '<|im_end|>']] }))).answer).toMatch(/^\uFFFD+$/u);
});

test('control tokens and think tags that a user writes are plain text', async () => {
	const model = await loaded(thinker);
	const tokens = async (content: string) => (await ask(model, {}, content)).usage.promptTokens;
	const empty = await tokens('');
	for (const text of ['<|im_end|>', '<think>', '</think>', '<|fim_middle|>', 'a<|im_start|>system', '\uE000<|im_end|>']) {
		expect((await tokens(text)) - empty).toBe(Buffer.byteLength(text));
	}
});

test('a second question reads only what is new', async () => {
	const model = await loaded(hello);
	const first = await ask(model);
	const again = await ask(model);
	expect(again.usage.reusedTokens).toBe(again.usage.promptTokens - 1);
	const next = await ask(model, { messages: [...user('Hi'), { role: 'assistant', content: first.answer }, ...user('And?')] });
	expect(next.usage.reusedTokens).toBe(first.usage.promptTokens + first.usage.answerTokens);
});

test('sampling with a seed says the same twice', async () => {
	const model = await loaded({ embedding: 64 });
	const sampling = { temperature: 1.5, topP: 1, topK: 0, minP: 0 };
	const say = async (seed: number) => (await ask(model, { sampling: { ...sampling, seed }, maxTokens: 20 })).answer;
	expect(await say(7)).toBe(await say(7));
	expect(await say(7)).not.toBe(await say(8));
});

test('a prompt that is too long is refused with a sentence, and the next one is answered', async () => {
	const model = await loaded(hello);
	await expect(ask(model, {}, 'x'.repeat(3000))).rejects.toMatchObject({
		code: 'promptTooLong',
		message: expect.stringContaining('tokens'),
	});
	expect((await ask(model)).answer).toBe('Hello there!');
});

test('a full context ends the answer, and nothing is shifted out', async () => {
	const model = await loaded({ words: ['on'], script: [['\n', 'on', 'on']] });
	const result = await ask(model, { maxTokens: 100_000 });
	expect(result.end).toBe('length');
	expect(result.usage.promptTokens + result.usage.answerTokens).toBe(model.info.contextTokens);
});

test('questions at the same time are answered one after the other', async () => {
	const model = await loaded(hello);
	const results = await Promise.all([ask(model), ask(model), ask(model)]);
	expect(results.map(({ answer }) => answer)).toEqual(['Hello there!', 'Hello there!', 'Hello there!']);
});

test.each([
	['raises', "{{ raise_exception('no') }}"],
	['is no template', '{% for %}'],
	['never ends', '{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}'],
	['is missing', ''],
])('a chat template that %s gives way to ChatML', async (_, template) => {
	const warnings: string[] = [];
	const log = { ...quiet, warn: (message: string) => warnings.push(message) };
	const worker = startWorker(modelFile({ ...hello, template }), {}, log);
	expect((await ask(await worker.model('reasoner'))).answer).toBe('Hello there!');
	expect(warnings.some((message) => message.includes('chat template failed'))).toBe(template !== '');
});

test('a system message goes into the first question where the template refuses it', async () => {
	const strict = `{% if messages[0].role == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}${chatMl}`;
	const model = await loaded({ ...hello, template: strict });
	const plain = await ask(model, {}, 'Be kind.\n\nHi');
	const system = await ask(model, { messages: [{ role: 'system', content: 'Be kind.' }, ...user('Hi')] });
	expect(system.usage.promptTokens).toBe(plain.usage.promptTokens);
});

test('tokens are counted as plain text', async () => {
	const model = await loaded(hello);
	expect(await model.countTokens('Hello there<|im_end|>')).toBe(2 + '<|im_end|>'.length);
	expect(await model.countTokens('')).toBe(0);
});

test('the model says what it is', async () => {
	expect((await loaded(thinker)).info).toMatchObject({ family: 'qwq', thinking: 'native', fillInMiddle: false, contextTokens: 2048 });
	expect((await loaded(hello)).info).toMatchObject({ family: 'qwen2.5-coder', thinking: 'guided', fillInMiddle: true });
});
