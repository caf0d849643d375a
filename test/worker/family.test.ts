// The family that a user names for a file, in place of the one that the file is taken for: from what a role resolves to, to prompt and parser.
import { afterEach, expect, test } from 'vitest';
import type { ChatMessage, ChatRequest, LanguageModel } from '../../src/core/model.ts';
import { ModelRoles } from '../../src/inference/modelRoles.ts';
import type { GgufOptions } from '../lib/gguf.ts';
import { collect, modelFile, never, quiet, workerPath } from './support.ts';

const opened: ModelRoles[] = [];
afterEach(async () => {
	await Promise.all(opened.splice(0).map((roles) => roles.dispose()));
});

function open(options: GgufOptions, family?: string): Promise<LanguageModel> {
	const path = modelFile({ name: 'Mystery', ...options });
	const context = { contextTokens: 2048, threads: 1 };
	const roles = new ModelRoles({
		workerPath,
		log: quiet,
		resolve: async () => ({ path, title: 'Mystery', gpuLayers: 0, context, ...(family === undefined ? {} : { family }) }),
	});
	opened.push(roles);
	return roles.get('reasoner', never);
}

const question: ChatMessage = { role: 'user', content: 'Hi' };
const ask = async (model: LanguageModel, request: Partial<ChatRequest>) =>
	collect(
		model.generate(
			{ kind: 'chat', messages: [question], thinking: { kind: 'native', budgetTokens: 50 }, maxTokens: 20, ...request },
			never,
		),
	);

const thinker = { words: ['Let', ' me', '\n\n', 'Four'], script: [['\n', 'Let', ' me', '</think>', '\n\n', 'Four', '<|im_end|>']] };

test('it decides whether a thought is opened and read as one', async () => {
	const taken = await open(thinker);
	expect(taken.info).toMatchObject({ family: 'instruct', thinking: 'guided' });
	expect(await ask(taken, {})).toMatchObject({ reasoning: '', answer: 'Let me</think>\n\nFour', closed: [] });
	const chosen = await open(thinker, 'qwq');
	expect(chosen.info).toMatchObject({ family: 'qwq', thinking: 'native' });
	expect(await ask(chosen, {})).toMatchObject({ reasoning: 'Let me', answer: 'Four', closed: ['natural'] });
});

test('the other way round, a model that would think is led in steps', async () => {
	const thinks = { ...thinker, name: 'QwQ Tiny' };
	expect((await open(thinks)).info).toMatchObject({ family: 'qwq', thinking: 'native' });
	const chosen = await open(thinks, 'instruct');
	expect(chosen.info).toMatchObject({ family: 'instruct', thinking: 'guided' });
	expect(await ask(chosen, { thinking: { kind: 'off' } })).toMatchObject({ reasoning: '', answer: 'Let me</think>\n\nFour' });
});

test('it decides where the system prompt stands', async () => {
	const teller = {
		template: "{% for message in messages %}{{ message.content + '\n' }}{% endfor %}{{ 'S' if messages[0].role == 'system' else 'U' }}",
		words: ['apart', 'in the question'],
		script: [
			['S', 'apart', '<|im_end|>'],
			['U', 'in the question', '<|im_end|>'],
		],
	};
	const request: Partial<ChatRequest> = { messages: [{ role: 'system', content: 'Be brief.' }, question], thinking: { kind: 'off' } };
	expect((await ask(await open(teller), request)).answer).toBe('apart');
	expect((await ask(await open(teller, 'codestral'), request)).answer).toBe('in the question');
});

test('it decides whether code is completed, and with which marks', async () => {
	const filler = { words: ['rest'], script: [['<|fim_middle|>', 'rest', '<|endoftext|>']] };
	expect((await open(filler)).info.fillInMiddle).toBe(false);
	const chosen = await open(filler, 'qwen2.5-coder');
	expect(chosen.info).toMatchObject({ family: 'qwen2.5-coder', fillInMiddle: true });
});

test('a name that no family has is told with those there are', async () => {
	await expect(open(thinker, 'qwen9')).rejects.toMatchObject({ message: expect.stringMatching(/no model family "qwen9".*qwq/u) });
});
