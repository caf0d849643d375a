import { getLlama, type Llama, LlamaLogLevel, type LlamaModel, type Token } from 'node-llama-cpp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sampling } from '../../src/core/model.ts';
import { batchGain, Lookup } from '../../src/worker/lookup.ts';
import { TokenSource } from '../../src/worker/tokenSource.ts';
import type { GgufOptions } from '../lib/gguf.ts';
import { modelFile, never } from './support.ts';

// Tokens are branded numbers, which only the engine makes.
const tokens = (text: string): Token[] => [...text].map((character) => character.charCodeAt(0) as Token);
const text = (guess: readonly Token[]): string => String.fromCharCode(...guess);

test('after three tokens that came before comes what followed them then', () => {
	const lookup = new Lookup(tokens('the cat sat, the c'));
	expect(text(lookup.guess())).toBe('at ');
	lookup.push(tokens('at'));
	expect(text(lookup.guess())).toBe(' sa');
});

test.each(['', 'a', 'ab', 'abc', 'abcd'])('after %j nothing is guessed', (said) => {
	expect(new Lookup(tokens(said)).guess()).toEqual([]);
});

test('guesses grow while they are right, shrink to none while they are wrong, and come back', () => {
	const line = 'abcdefghijklmnopqrstuvwxyz';
	const lookup = new Lookup(tokens(`${line}abc`));
	lookup.push(tokens('defghijk'));
	expect(text(lookup.guess())).toBe('lmnopq');
	lookup.push(tokens('lmn'));
	expect(text(lookup.guess())).toBe('opqrstuv');
	for (const wrong of ['1abc', '2abc', '3abc', '4abc']) {
		lookup.push(tokens(wrong));
	}
	expect(lookup.guess()).toEqual([]);
	lookup.push(tokens('abcdefgh'));
	expect(lookup.guess().length).toBeGreaterThan(0);
});

let llama: Llama;
beforeAll(async () => {
	llama = await getLlama({ build: 'never', skipDownload: true, progressLogs: false, maxThreads: 1, logLevel: LlamaLogLevel.error });
});
afterAll(() => llama.dispose());

const greedy: Sampling = { temperature: 0, topP: 1, topK: 0, minP: 0 };

/** What is said of `count` tokens, what the cache holds after it, and the count of batches it took. */
async function write(model: LlamaModel, prompt: readonly Token[], count: number, looksUp: boolean) {
	const context = await model.createContext({ contextSize: 256, threads: 1 });
	const sequence = context.getSequence();
	try {
		await sequence.evaluateWithoutGeneratingNewTokens(prompt.slice(0, -1));
		let batches = 0;
		let length = sequence.nextTokenIndex;
		const pace = { before: async () => undefined, after: () => undefined };
		const source = new TokenSource({ sequence, sampling: greedy, withProbability: false, unread: prompt.slice(-1), pace });
		if (looksUp) {
			source.lookUp(new Lookup(prompt.slice(0, -1)));
		}
		const said: Token[] = [];
		while (said.length < count && sequence.nextTokenIndex < sequence.contextSize - 1) {
			said.push((await source.next()).token);
			batches += sequence.nextTokenIndex === length ? 0 : 1;
			length = sequence.nextTokenIndex;
		}
		await source.takeBack(1);
		source.feed(model.tokenize('fed', false));
		const afterFeed = sequence.nextTokenIndex + 4 < sequence.contextSize ? (await source.next()).token : undefined;
		await source.close();
		return { said, kept: sequence.contextTokens, afterFeed, batches };
	} finally {
		await context.dispose();
	}
}

const models: readonly (readonly [string, GgufOptions, string])[] = [
	['repeats itself', { words: ['one', 'two'], script: [['\n', 'one', ' ', 'two', ',', 'one']] }, 'x\n'],
	['says what it likes', { embedding: 64 }, 'aaaa bbbb aaaa bbbb aaaa'],
];

test.each(models)('a model that %s says the same with lookup as without, in fewer batches', async (_, options, start) => {
	const model = await llama.loadModel({ modelPath: modelFile(options) });
	const prompt = model.tokenize(start, false);
	for (const count of [1, 2, 7, 40, 150, 1000]) {
		const plain = await write(model, prompt, count, false);
		const looked = await write(model, prompt, count, true);
		expect({ ...looked, batches: 0 }).toEqual({ ...plain, batches: 0 });
		if (count >= 150) {
			expect(looked.batches).toBeLessThan(plain.batches);
		}
	}
	await model.dispose();
});

test('the measurement leaves the cache as it was', async () => {
	const model = await llama.loadModel({ modelPath: modelFile({ embedding: 64 }) });
	const sequence = (await model.createContext({ contextSize: 256, threads: 1 })).getSequence();
	const prompt = model.tokenize('to be measured', false);
	await sequence.evaluateWithoutGeneratingNewTokens(prompt);
	expect(await batchGain(sequence, never)).toBeGreaterThan(0);
	expect(sequence.contextTokens).toEqual(prompt);
	await expect(batchGain(sequence, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
	expect(sequence.contextTokens).toEqual(prompt);
	await model.dispose();
});
