import { expect, test } from 'vitest';
import type { FillRequest, LanguageModel } from '../../src/core/model.ts';
import { collect, loaded, never } from './support.ts';

const fill = (model: LanguageModel, request: Partial<FillRequest> = {}) =>
	collect(model.generate({ kind: 'fill', prefix: 'let a = 1;\n', middle: '', suffix: '\n', maxTokens: 20, ...request }, never));

const writer = {
	words: ['return', ' rest', '.length', ';', 'const'],
	script: [
		['<|fim_middle|>', 'return', ' rest', '.length', ';', '<|endoftext|>'],
		[0xa9, ';'],
		[' ', ' rest'],
	],
};
const writing = () => loaded(writer, 'completer');

test('what belongs between prefix and suffix is written, with a probability for each token', async () => {
	const result = await fill(await writing());
	expect(result).toMatchObject({ answer: 'return rest.length;', end: 'stop', usage: { answerTokens: 4 } });
	expect(result.probabilities).toHaveLength(4);
	expect(result.probabilities.every((probability) => probability > 0.9 && probability <= 1)).toBe(true);
});

test('it stops at the limit of tokens', async () => {
	expect(await fill(await writing(), { maxTokens: 2 })).toMatchObject({ answer: 'return rest', end: 'length' });
});

test.each(['<|file_sep|>', '<|fim_pad|>', '<|fim_prefix|>', '<|im_end|>'])('it stops at %s', async (stop) => {
	const model = await loaded({ words: ['one'], script: [['<|fim_middle|>', 'one', stop]] }, 'completer');
	expect(await fill(model)).toMatchObject({ answer: 'one', end: 'stop' });
});

test.each([
	['r', 'eturn rest.length;'],
	['retu', 'rn rest.length;'],
	['return', ' rest.length;'],
	['return re', 'st.length;'],
	['return rest', '.length;'],
	['return rest.le', 'ngth;'],
])('the word under the cursor is healed: after %j comes %j', async (middle, completion) => {
	const result = await fill(await writing(), { middle });
	expect(result).toMatchObject({ answer: completion, end: 'stop' });
	expect(result.usage.answerTokens).toBeLessThanOrEqual(4);
});

test('on request the word under the cursor is read as it stands, which is what other clients send', async () => {
	const result = await fill(await writing(), { middle: 'retu', heal: false });
	expect(result.answer.startsWith('rn')).toBe(false);
	expect(result.usage.spelledTokens ?? 0).toBe(0);
});

test('healing does not reach across the anchor into the prefix', async () => {
	const model = await writing();
	const whole = await fill(model, { prefix: 'let a = 1;\nretu' });
	const healed = await fill(model, { prefix: 'let a = 1;\nretu', middle: 'retu' });
	expect(whole.usage.promptTokens).toBe(healed.usage.promptTokens - 1);
	expect(healed.answer).toBe('rn rest.length;');
});

test('a word the model would not write is spelled all the same', async () => {
	const result = await fill(await writing(), { middle: 'const' });
	expect(result.answer.startsWith('const')).toBe(false);
	expect(result.end).not.toBe('cancelled');
});

test('a word without a token of its own is read as it is typed', async () => {
	expect((await fill(await writing(), { middle: 'é' })).answer).toBe(' rest.length;'.slice(-1));
});

test('a long word is taken back six tokens at most', async () => {
	const model = await writing();
	const plain = (await fill(model)).usage.promptTokens;
	const typed = await fill(model, { middle: 'abcdefghij' });
	expect(typed.usage.promptTokens).toBe(plain + 10);
});

test('typing on in the same region reads a token or two', async () => {
	const model = await writing();
	await fill(model, { middle: 'return re' });
	const next = await fill(model, { middle: 'return res' });
	expect(next.usage.promptTokens - next.usage.reusedTokens).toBeLessThanOrEqual(2);
	expect(next.answer).toBe('t.length;');
});

test('fill tokens that stand in the code are plain text', async () => {
	const model = await writing();
	const { promptTokens } = (await fill(model)).usage;
	const marked = await fill(model, { prefix: 'let a = 1;\n<|fim_suffix|>', suffix: '<|im_end|>\n' });
	expect(marked.usage.promptTokens).toBe(promptTokens + '<|fim_suffix|><|im_end|>'.length);
});

test('a split character in a completion comes out whole', async () => {
	const model = await loaded({ script: [['<|fim_middle|>', ...Buffer.from('🦊'), ';', '<|endoftext|>']] }, 'completer');
	const result = await fill(model);
	expect(result.answer).toBe('🦊;');
	expect(result.probabilities).toHaveLength(5);
});

test('a model that was not trained to fill in says so, though its vocabulary has the tokens', async () => {
	const model = await loaded({ name: 'DeepSeek R1 Distill Qwen Tiny' }, 'completer');
	await expect(fill(model)).rejects.toMatchObject({ code: 'noFillInMiddle', message: expect.stringContaining('Choose') });
});

test('a region that is too long is refused with a sentence', async () => {
	await expect(fill(await writing(), { prefix: 'x'.repeat(3000) })).rejects.toMatchObject({ code: 'promptTooLong' });
});
