import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { BegunTurn, Thinking } from '../../../src/core/model.ts';
import { seedOss } from '../../../src/core/models/builtInTemplates.ts';
import { detectThinking } from '../../../src/core/models/detectThinking.ts';
import { type Family, resolveFamily } from '../../../src/core/models/families.ts';
import * as formats from '../../../src/core/models/formats.ts';
import { type NativeThinking, thinkingVariables } from '../../../src/core/models/nativeThinking.ts';
import { renderTemplate } from '../../../src/core/prompt/renderTemplate.ts';
import { beginTurn } from '../../../src/core/reasoning/beginTurn.ts';

const own = (name: string): string => readFileSync(`test/templates/${name}.jinja`, 'utf8');
const render =
	(source: string) =>
	(variables: Readonly<Record<string, unknown>>): string =>
		renderTemplate(
			source,
			{ messages: [{ role: 'user', content: 'x' }], bos_token: '', eos_token: '', add_generation_prompt: true, ...variables },
			new Date(2025, 2, 7),
		);
const detect = (source: string) => detectThinking(source, render(source));
const off: Thinking = { kind: 'off' };
const native = (budgetTokens: number): Thinking => ({ kind: 'native', budgetTokens });

describe('an unknown template is found out by rendering it', () => {
	test.each<[string, NativeThinking]>([
		['switched', { format: formats.think, forced: false, control: { kind: 'switch', variable: 'enable_thinking' } }],
		['modes', { format: formats.think, forced: false, control: { kind: 'switch', variable: 'enable_thinking' } }],
		['opened', { format: formats.think, forced: true }],
		['channels', { format: formats.harmony, forced: false, control: { kind: 'graded', variable: 'reasoning_effort' } }],
		[
			'pondering',
			{ format: { kind: 'tags', open: '<ponder>', close: '</ponder>' }, forced: false, control: { kind: 'switch', variable: 'thinking' } },
		],
	])('%s', (name, expected) => {
		expect(detect(own(name))).toEqual(expected);
	});

	test.each([
		["{% for m in messages %}{{ '<|im_start|>' + m.content }}{% endfor %}<|im_start|>assistant\n"],
		['{% for m in messages %}<user>{{ m.content }}</user>{% endfor %}<assistant>{# </assistant> #}'],
		['{{ raise_exception("no") }}'],
		['{% if %}'],
		[''],
	])('%j does not think', (source) => {
		expect(detect(source)).toBeUndefined();
	});
});

describe('a family', () => {
	const facts = (template: string, name = 'm.gguf') => ({ architecture: 'llama', names: [name], template });
	const familyOf = (template: string, name?: string, chosen?: string): Family =>
		resolveFamily(facts(template, name), render(template), chosen);

	test('has the control that its template heeds, whatever the table says', () => {
		expect(familyOf(own('opened'), 'SmolLM3-3B.gguf').native).toEqual({ format: formats.think, forced: false });
		expect(familyOf(own('switched'), 'QwQ-32B.gguf').native?.control).toEqual({ kind: 'switch', variable: 'enable_thinking' });
	});

	test('that the user chooses counts', () => {
		expect(familyOf('x', 'm.gguf', 'qwq').id).toBe('qwq');
		expect(familyOf(own('pondering'), 'm.gguf', 'instruct').native).toBeUndefined();
	});

	test('that there is not is refused with the names of those that there are', () => {
		expect(() => familyOf('x', 'm.gguf', 'qwen9')).toThrow(/There is no model family "qwen9".*qwq.*qwen3.*lemma\.models\.families/u);
	});

	test('nobody knows but whose template thinks, thinks', () => {
		expect(familyOf(own('pondering'))).toMatchObject({ id: 'thinking', thinking: 'native', native: { format: { open: '<ponder>' } } });
		expect(familyOf(own('worded')).id).toBe('apriel');
		expect(familyOf('{{ messages[0].content }}')).toMatchObject({ id: 'instruct', thinking: 'guided' });
	});
});

test.each<[Thinking, unknown, unknown, unknown]>([
	[off, false, 'low', 0],
	[native(512), true, 'low', 512],
	[native(2048), true, 'medium', 2048],
	[native(8192), true, 'high', 8192],
	[native(Number.MAX_SAFE_INTEGER), true, 'high', -1],
])('the template is told how much to think: %j', (thinking, switched, graded, budget) => {
	const variables = (['switch', 'graded', 'budget'] as const).map((kind) => thinkingVariables({ kind, variable: 'v' }, thinking).v);
	expect(variables).toEqual([switched, graded, budget]);
	expect(thinkingVariables(undefined, thinking)).toEqual({});
});

describe('the turn of the model', () => {
	const forced: NativeThinking = { format: formats.think, forced: true };
	const hybrid: NativeThinking = { format: formats.think, forced: false, control: { kind: 'switch', variable: 'enable_thinking' } };
	const harmony: NativeThinking = { format: formats.harmony, forced: false };
	const open: BegunTurn = { reasoning: 'I say', isClosed: false, answer: '' };
	const closed: BegunTurn = { reasoning: 'I say.\n', isClosed: true, answer: 'So' };
	const answered: BegunTurn = { reasoning: '', isClosed: true, answer: 'So' };
	const empty: BegunTurn = { reasoning: '', isClosed: false, answer: '' };
	const think = native(512);
	const guided: Thinking = { kind: 'guided', budgetTokens: 512, bridge: '\n\n**Answer:** ' };

	test.each<[string, string, NativeThinking | undefined, Thinking, BegunTurn | undefined, string, string]>([
		['keeps what the template opens', 'A<think>\n', forced, think, undefined, 'A<think>\n', 'thinking'],
		['opens what it forgot', 'A', forced, think, undefined, 'A<think>\n', 'thinking'],
		['is left to a model that decides itself', 'A', hybrid, think, undefined, 'A', 'maybe'],
		['opens again what the template closed', 'A<think>\n\n</think>\n\n', hybrid, think, undefined, 'A<think>\n', 'thinking'],
		['has no thought where none is wanted', 'A<think>\n\n</think>\n\n', hybrid, off, undefined, 'A<think>\n\n</think>\n\n', 'answer'],
		['has an empty one where there is no switch', 'A<think>\n', forced, off, undefined, 'A<think>\n\n</think>\n\n', 'answer'],
		['begins at the answer of gpt-oss', 'A', harmony, off, undefined, 'A<|channel|>final<|message|>', 'answer'],
		['goes on in the thought', 'A', hybrid, think, open, 'A<think>\nI say', 'thinking'],
		['goes on in a thought that the template opened', 'A<think>', forced, think, open, 'A<think>I say', 'thinking'],
		['goes on in the answer', 'A<think>\n', forced, think, closed, 'A<think>\nI say.\n</think>\n\nSo', 'answer'],
		['goes on in an answer without a thought', 'A', hybrid, off, answered, 'ASo', 'answer'],
		['that is empty begins as ever', 'A', hybrid, think, empty, 'A', 'maybe'],
		['goes on in an analysis', 'A', harmony, think, open, 'A<|channel|>analysis<|message|>I say', 'thinking'],
		[
			'goes on behind an analysis',
			'A',
			harmony,
			think,
			closed,
			'A<|channel|>analysis<|message|>I say.\n<|end|><|start|>assistant<|channel|>final<|message|>So',
			'answer',
		],
		['goes on in guided steps', 'A', undefined, guided, open, 'AI say', 'thinking'],
		['goes on behind guided steps', 'A', undefined, guided, closed, 'AI say.\n\n\n**Answer:** So', 'answer'],
		['of an instruct model goes on', 'A', undefined, off, answered, 'ASo', 'answer'],
	])('%s', (_, prompt, thinkingOf, thinking, begun, text, state) => {
		expect(beginTurn(prompt, thinkingOf, { thinking, ...(begun && { begun }) })).toEqual({ text, state });
	});
});

const real = process.env.LEMMA_TEMPLATES ?? '';

describe.skipIf(real === '' || !existsSync(real))('the templates of real models', () => {
	const read = (name: string): string => readFileSync(join(real, `${name}.jinja`), 'utf8');
	test.each<[string, string, string | undefined, string, string]>([
		['QwQ-32B.hf-official', 'qwq', undefined, 'thinking', 'answer'],
		['QwQ-32B.hf-2025-03-rev1', 'qwq', undefined, 'thinking', 'answer'],
		['DeepSeek-R1-Distill-Qwen-32B.hf-official', 'deepseek-r1', undefined, 'thinking', 'answer'],
		['deepseek-ai-DeepSeek-R1-Distill-Llama-8B', 'deepseek-r1', undefined, 'thinking', 'answer'],
		['Qwen-Qwen3-0.6B', 'qwen3', 'enable_thinking', 'maybe', 'answer'],
		['Qwen3.5-4B', 'qwen3', 'enable_thinking', 'thinking', 'answer'],
		['gpt-oss-20b-hf', 'gpt-oss', 'reasoning_effort', 'maybe', 'answer'],
		['openai-gpt-oss-120b', 'gpt-oss', 'reasoning_effort', 'maybe', 'answer'],
		['GLM-4.5-Air', 'glm-4.5', 'enable_thinking', 'maybe', 'answer'],
		['GLM-4.6', 'glm-4.5', 'enable_thinking', 'maybe', 'answer'],
		['deepseek-ai-DeepSeek-V3.1', 'deepseek-v3.1', 'thinking', 'thinking', 'answer'],
		['ibm-granite-granite-3.3-2B-Instruct', 'granite-3.3', 'thinking', 'maybe', 'answer'],
		['Phi-4-reasoning.reconstructed', 'phi-4-reasoning', undefined, 'maybe', 'answer'],
		['unsloth-Apriel-1.5', 'apriel', undefined, 'maybe', 'answer'],
		['ByteDance-Seed-OSS', 'seed-oss', 'thinking_budget', 'maybe', 'answer'],
	])('%s is prompted as its family', (name, id, variable, stateThinking, stateOff) => {
		const template = read(name);
		const family = resolveFamily({ architecture: '', names: [], template }, render(template));
		expect([family.id, family.native?.control?.variable]).toEqual([id, variable]);
		const begin = (thinking: Thinking) =>
			beginTurn(render(family.template ?? template)(thinkingVariables(family.native?.control, thinking)), family.native, { thinking });
		expect([begin(native(2048)).state, begin(off).state]).toEqual([stateThinking, stateOff]);
	});

	test('cannot all be rendered: Seed-OSS has a built-in one', () => {
		expect(() => render(read('ByteDance-Seed-OSS'))({})).toThrow(/keys must be strings/u);
		expect(render(seedOss)({ thinking_budget: 0 })).toMatch(/<seed:think>\n.*<\/seed:think>$/su);
	});
});
