import { expect, test } from 'vitest';
import { families, familyOf, type ModelFacts } from '../../../src/core/models/families.ts';

const facts = (name: string, rest: Partial<ModelFacts> = {}): ModelFacts => ({
	architecture: 'qwen2',
	names: [name],
	template: 'x',
	...rest,
});

test.each<[string, Partial<ModelFacts>, string]>([
	['Qwen2.5 Coder 0.5B Instruct AWQ', {}, 'qwen2.5-coder'],
	['qwen2.5-coder-1.5b-instruct-q4_k_m.gguf', {}, 'qwen2.5-coder'],
	['Qwen2.5.Coder.7B.Instruct', {}, 'qwen2.5-coder'],
	['QwQ 32B', { template: '<think>' }, 'qwq'],
	['Qwen_QwQ-32B-Preview', {}, 'qwq'],
	['DeepSeek R1 Distill Qwen 7B', {}, 'deepseek-r1'],
	['DeepSeek-R1-Distill-Llama-8B-Q4_K_M.gguf', { architecture: 'llama' }, 'deepseek-r1'],
	['DeepSeek R1 0528 Qwen3 8B', { architecture: 'qwen3', template: 'enable_thinking' }, 'deepseek-r1'],
	['Qwen3 0.6B', { architecture: 'qwen3', template: '{% if enable_thinking %}' }, 'qwen3'],
	['Qwen3 30B A3B', { architecture: 'qwen3moe', template: '{% if enable_thinking %}' }, 'qwen3'],
	['Qwen3 4B Instruct 2507', { architecture: 'qwen3' }, 'instruct'],
	['Qwen3 Coder 30B A3B Instruct', { architecture: 'qwen3moe' }, 'qwen3-coder'],
	['starcoder2-3b', { architecture: 'starcoder2', template: '' }, 'starcoder2'],
	['DeepSeek-Coder-V2-Lite-Instruct', { architecture: 'deepseek2' }, 'deepseek-coder'],
	['codegemma-2b', { architecture: 'gemma', template: '' }, 'codegemma'],
	['Codestral-22B-v0.1', { architecture: 'llama' }, 'codestral'],
	['mamba-codestral-7B-v0.1', { architecture: 'mamba2' }, 'instruct'],
	['Seed-Coder-8B-Base', { architecture: 'llama', template: '' }, 'seed-coder'],
	['Seed-Coder-8B-Instruct', { architecture: 'llama' }, 'instruct'],
	['Mellum 4b Sft Python', { architecture: 'llama', template: '' }, 'mellum'],
	['SmolLM2 135M Instruct', { architecture: 'llama' }, 'smollm2'],
	['Some Thinker', { template: 'a <think> b' }, 'thinking'],
	['Llama 3.2 3B Instruct', { architecture: 'llama' }, 'instruct'],
	['models', { template: '' }, 'plain'],
])('%s is known', (name, rest, id) => {
	expect(familyOf(facts(name, rest)).id).toBe(id);
});

test('the name of the file helps where the GGUF names nothing', () => {
	expect(familyOf({ architecture: 'qwen2', names: ['model', 'QwQ-32B-Q4_K_M.gguf'], template: 'x' }).id).toBe('qwq');
});

test('a model without any metadata is taken as a plain one', () => {
	expect(familyOf({ architecture: '', names: [], template: '' })).toMatchObject({ id: 'plain', thinking: 'none' });
});

test('only families that were trained on it fill in the middle', () => {
	const fillers = families.filter(({ fill }) => fill !== undefined).map(({ id }) => id);
	expect(fillers).toEqual([
		'qwen2.5-coder',
		'qwen3-coder',
		'starcoder2',
		'deepseek-coder',
		'codegemma',
		'codestral',
		'seed-coder',
		'mellum',
	]);
});

test('each row is of one mind', () => {
	expect(new Set(families.map(({ id }) => id)).size).toBe(families.length);
	for (const family of families) {
		expect(family.native !== undefined, family.id).toBe(family.thinking === 'native');
		for (const { temperature, topP, topK, minP } of [family.sampling, family.direct ?? family.sampling]) {
			// Greedy decoding makes reasoning models repeat themselves without end.
			expect(temperature, family.id).toBeGreaterThan(0);
			expect(temperature).toBeLessThanOrEqual(1);
			expect(topP).toBeGreaterThan(0);
			expect(topP).toBeLessThanOrEqual(1);
			expect(topK).toBeGreaterThanOrEqual(0);
			expect(minP).toBe(0);
		}
		if (family.fill !== undefined) {
			const { prefix, suffix, middle = prefix } = family.fill;
			expect(family.stops, family.id).toEqual(expect.arrayContaining([prefix, suffix, middle]));
		}
	}
});
