import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LanguageModel } from '../../src/core/model.ts';
import { collect, never, type Result, startWorker } from './support.ts';

const modelsFolder = process.env.LEMMA_MODELS ?? join(homedir(), '.local/share/lemma/models');
const modelPath = process.env.LEMMA_TEST_MODEL ?? join(modelsFolder, 'qwen2.5-coder-0.5b-instruct-q4_k_m.gguf');
const isMissing = !existsSync(modelPath);
if (isMissing && process.env.CI === 'true') {
	throw new Error(`The tests of meaning need ${modelPath}`);
}

/** Where the model is missing the tests are skipped, and the reason stands in their title. */
describe.skipIf(isMissing)(isMissing ? `skipped for want of ${modelPath}` : 'on real weights', () => {
	const worker = isMissing ? undefined : startWorker(modelPath);
	const model = async (role: 'reasoner' | 'completer'): Promise<LanguageModel> => {
		if (worker === undefined) {
			throw new Error('There is no model');
		}
		return worker.model(role);
	};
	const fill = async (middle: string, suffix = '\n}\n') =>
		collect((await model('completer')).generate({ kind: 'fill', prefix: '// helpers\n', middle, suffix, maxTokens: 16 }, never));

	test('17 * 24 is worked out in steps, and an answer follows', async () => {
		const results: Result[] = [];
		for (const seed of [1, 2, 3]) {
			results.push(await workOut('What is 17 * 24?', seed));
			if (results.at(-1)?.answer.includes('408')) {
				break;
			}
		}
		const result = results.at(-1);
		expect(result?.reasoning).toContain('408');
		expect(result?.answer).toMatch(/^\*\*Answer:\*\* .*408/u);
		expect(result?.usage.reasoningTokens).toBeGreaterThan(20);
	});

	/** The 0.5B is not right every time; a cool temperature helps it. */
	const workOut = async (question: string, seed: number): Promise<Result> =>
		collect(
			(await model('reasoner')).generate(
				{
					kind: 'chat',
					messages: [
						{ role: 'system', content: 'Please reason step by step, and put your final answer within \\boxed{}.' },
						{ role: 'user', content: question },
					],
					thinking: { kind: 'guided', budgetTokens: 400, bridge: '\n\n**Answer:** ' },
					sampling: { temperature: 0.3, topP: 0.8, topK: 20, minP: 0, seed },
					maxTokens: 60,
				},
				never,
			),
		);

	test.each([
		['function last(rest) {\n\tif (rest.len', /^gth/u],
		['function last(rest) {\n\tretu', /^rn/u],
		['function last(rest) {\n\tif (rest.length > 0) {\n\t\treturn re', /^st/u],
	])('the word under the cursor is finished: %j', async (middle, completion) => {
		expect((await fill(middle)).answer).toMatch(completion);
	});

	test('an expression is finished from what stands above it', async () => {
		expect((await fill('function add(a, b) {\n\treturn a +', ';\n}\n')).answer).toMatch(/^ b\b/u);
	});

	test('typing on reads a token or two', async () => {
		await fill('function last(rest) {\n\tif (rest.l');
		const { usage } = await fill('function last(rest) {\n\tif (rest.le');
		expect(usage.promptTokens - usage.reusedTokens).toBeLessThanOrEqual(3);
	});

	test('probabilities are those of the model', async () => {
		const { probabilities } = await fill('function add(a, b) {\n\treturn a +', ';\n}\n');
		expect(probabilities.every((probability) => probability > 0 && probability <= 1)).toBe(true);
		expect(Math.min(...probabilities)).toBeLessThan(1);
	});
});
