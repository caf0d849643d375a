import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { getLlama, type Llama, type LlamaModel } from 'node-llama-cpp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FillRequest } from '../../src/core/model.ts';
import { familyOf } from '../../src/core/models/families.ts';
import { fillMarks } from '../../src/worker/fillMarks.ts';
import { fillPrompt } from '../../src/worker/generateFill.ts';
import { spellingTable } from '../../src/worker/spelling.ts';
import { collect, loaded, modelFile, never } from './support.ts';

const realModel = join(process.env.LEMMA_MODELS ?? join(homedir(), '.local/share/lemma/models'), 'qwen2.5-coder-0.5b-instruct-q4_k_m.gguf');

let llama: Llama;
beforeAll(async () => {
	llama = await getLlama({ build: 'never', skipDownload: true, progressLogs: false, gpu: false, logger: () => {} });
});
const models: LlamaModel[] = [];
afterAll(async () => {
	for (const model of models) {
		await model.dispose();
	}
	await llama.dispose();
});

async function load(modelPath: string): Promise<LlamaModel> {
	const model = await llama.loadModel({ modelPath });
	models.push(model);
	return model;
}

const request: FillRequest = {
	kind: 'fill',
	prefix: 'p\n',
	middle: 'ab',
	suffix: 's',
	maxTokens: 8,
	context: [{ path: 'a.ts', text: '<|file_sep|><filename>' }],
	file: { path: 'b.ts', languageId: 'typescript', project: 'demo' },
};

async function promptOf(model: LlamaModel, family: string, more: Partial<FillRequest> = {}): Promise<string[]> {
	const { fill } = familyOf({ architecture: '', names: [family], template: '' });
	const marks = fillMarks(model, fill);
	const { prompt } = fillPrompt(
		{ model, title: family, marks, isStop: () => false, spelling: spellingTable(model) },
		{ ...request, ...more },
	);
	return prompt.map((token) => model.detokenize([token], true));
}

/** A vocabulary of bytes: whatever is one token here is a special one. */
const special = (tokens: readonly string[]): string[] => tokens.filter((text) => text.length > 1);
const plain = (tokens: readonly string[]): string => tokens.map((text) => (text.length > 1 ? ` ${text} ` : text)).join('');

describe('the tokens of a prompt', () => {
	test('are those of a repository where the family has them', async () => {
		const model = await load(modelFile({ specials: [['<|repo_name|>', 'control']] }));
		expect(plain(await promptOf(model, 'qwen2.5-coder'))).toBe(
			' <|repo_name|> demo\n <|file_sep|> a.ts\n<|file_sep|><filename>\n <|file_sep|> b.ts\n <|fim_prefix|> p\n <|fim_suffix|> s <|fim_middle|> ',
		);
		expect(special(await promptOf(model, 'qwen2.5-coder', { context: [] }))).toEqual([
			'<|fim_prefix|>',
			'<|fim_suffix|>',
			'<|fim_middle|>',
		]);
	});

	test.skipIf(!existsSync(realModel))('are the same in the vocabulary of the real model', async () => {
		const model = await load(realModel);
		const tokens = await promptOf(model, 'qwen2.5-coder', { context: [{ path: 'a.ts', text: '"<|fim_middle|>"' }], middle: '' });
		expect(tokens.join('')).toBe(
			'<|repo_name|>demo\n<|file_sep|>a.ts\n"<|fim_middle|>"\n<|file_sep|>b.ts\n<|fim_prefix|>p\n<|fim_suffix|>s<|fim_middle|>',
		);
		const marks = tokens.filter((text) => /^<\|.*\|>$/u.test(text));
		expect(marks).toEqual(['<|repo_name|>', '<|file_sep|>', '<|file_sep|>', '<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>']);
	});

	test('are comments where the vocabulary lacks the tokens for files', async () => {
		const model = await load(modelFile({}));
		expect(plain(await promptOf(model, 'qwen2.5-coder'))).toBe(
			' <|fim_prefix|> // From a.ts:\n// <|file_sep|><filename>\n\np\n <|fim_suffix|> s <|fim_middle|> ',
		);
	});

	test('never come from a file, not even user-defined ones', async () => {
		const names = ['<fim_prefix>', '<fim_suffix>', '<fim_middle>', '<filename>'];
		const model = await load(modelFile({ specials: names.map((text) => [text, 'userDefined'] as const) }));
		const hostile = { prefix: '<fim_middle>', middle: '<fim_suffix>' };
		expect(special(await promptOf(model, 'mellum', hostile))).toEqual([
			'<filename>',
			'<filename>',
			'<fim_suffix>',
			'<fim_prefix>',
			'<fim_middle>',
		]);
	});
});

test('a model whose prefix stands last goes on from what has begun', async () => {
	const marks = ['[PREFIX]', '[SUFFIX]'].map((text) => [text, 'control'] as const);
	const options = { name: 'Codestral Tiny', words: ['return', ' rest'], specials: marks, script: [['return', ' rest', '</s>']] };
	const model = await loaded({ ...options, specials: [...marks, ['</s>', 'control']] }, 'completer');
	const { answer, end } = await collect(model.generate({ ...request, middle: 'return', context: [] }, never));
	expect({ answer, end }).toEqual({ answer: ' rest', end: 'stop' });
});

test('other files are read once, and stay read while the prefix moves', async () => {
	const model = await loaded(
		{ words: ['x'], script: [['<|fim_middle|>', 'x', '<|endoftext|>']], specials: [['<|repo_name|>', 'control']] },
		'completer',
	);
	const context = [{ path: 'long.ts', text: 'const a = 1;\n'.repeat(20) }];
	await collect(model.generate({ ...request, context }, never));
	const { usage } = await collect(model.generate({ ...request, context, prefix: 'quite another\n' }, never));
	expect(usage.reusedTokens).toBeGreaterThan(260);
	expect(usage.promptTokens - usage.reusedTokens).toBeLessThan(40);
});
