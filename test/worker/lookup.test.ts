import { getLlama, type Llama, LlamaLogLevel, type LlamaModel, type Token } from 'node-llama-cpp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sampling } from '../../src/core/model.ts';
import { batchGain, Lookup, LookupPredictor } from '../../src/worker/lookup.ts';
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

const pace = { before: async () => undefined, after: () => undefined };

async function write(model: LlamaModel, prompt: readonly Token[], sampling: Sampling, count: number, isOn: boolean) {
	const predictor = new LookupPredictor();
	const context = await model.createContext({ contextSize: 1024, threads: 1 });
	const sequence = context.getSequence({ tokenPredictor: predictor });
	try {
		await sequence.evaluateWithoutGeneratingNewTokens(prompt.slice(0, -1));
		predictor.isOn = isOn;
		const source = new TokenSource({ sequence, sampling, withProbability: false, unread: prompt.slice(-1), pace });
		const said: Token[] = [];
		while (said.length < count) {
			said.push((await source.next()).token);
		}
		await source.close();
		const kept = sequence.contextTokens;
		// What is in the cache is what was said: the next token comes out as from a cache that was read afresh.
		const next = await sequence.controlledEvaluate(said.slice(-1).map((token) => [token, { generateNext: { token: true } }]));
		return { said, kept, next: next[0]?.next.token, predictions: sequence.tokenPredictions };
	} finally {
		await context.dispose();
	}
}

const models: readonly (readonly [string, GgufOptions, string])[] = [
	['repeats itself', { words: ['one', 'two'], script: [['\n', 'one', ' ', 'two', ',', 'one']] }, 'x\n'],
	['says what it likes', { embedding: 64 }, 'aaaa bbbb aaaa bbbb aaaa'],
];
const greedy: Sampling = { temperature: 0, topP: 1, topK: 0, minP: 0 };
const drawing: Sampling = { temperature: 0.7, topP: 0.9, topK: 3, minP: 0, seed: 5 };

test.each(models)('a model that %s writes the same with lookup as without', async (_, options, said) => {
	const model = await llama.loadModel({ modelPath: modelFile(options) });
	const prompt = model.tokenize(said, false);
	for (const count of [1, 2, 7, 150]) {
		const plain = await write(model, prompt, greedy, count, false);
		const looked = await write(model, prompt, greedy, count, true);
		expect({ ...looked, predictions: undefined }).toEqual({ ...plain, predictions: undefined });
		expect(looked.kept).toEqual([...prompt, ...looked.said.slice(0, -1)]);
	}
	const looked = await write(model, prompt, greedy, 150, true);
	expect(looked.predictions.validated).toBeGreaterThan(0);
	const drawn = await write(model, prompt, drawing, 100, true);
	expect(drawn.kept).toEqual([...prompt, ...drawn.said.slice(0, -1)]);
	await model.dispose();
});

test('the measurement leaves the cache as it was', async () => {
	const model = await llama.loadModel({ modelPath: modelFile({ embedding: 64 }) });
	const sequence = (await model.createContext({ contextSize: 256, threads: 1 })).getSequence({ tokenPredictor: new LookupPredictor() });
	const prompt = model.tokenize('to be measured', false);
	await sequence.evaluateWithoutGeneratingNewTokens(prompt);
	expect(await batchGain(sequence, never)).toBeGreaterThan(0);
	expect(sequence.contextTokens).toEqual(prompt);
	await expect(batchGain(sequence, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
	expect(sequence.contextTokens).toEqual(prompt);
	await model.dispose();
});
