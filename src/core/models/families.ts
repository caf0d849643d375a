import { unknownFamily } from '../errors.ts';
import type { ModelInfo, Sampling } from '../model.ts';
import { seedOss } from './builtInTemplates.ts';
import { detectThinking, obeys, type RenderProbe } from './detectThinking.ts';
import * as formats from './formats.ts';
import type { NativeThinking } from './nativeThinking.ts';

/** What a GGUF says of itself. */
export interface ModelFacts {
	readonly architecture: string;
	/** general.name, general.basename and the file's name, whatever there is. */
	readonly names: readonly string[];
	/** tokenizer.chat_template; empty where there is none. */
	readonly template: string;
}

/** How a family was trained to fill in the middle. */
export interface FillTokens {
	readonly prefix: string;
	readonly suffix: string;
	/** Absent where the middle just goes on from the prefix. */
	readonly middle?: string;
	/** Only where the family knows no other order than suffix, prefix, middle. */
	readonly order?: 'suffixFirst';
	/** How files stood side by side in training; elsewhere they are shown as comments at the head of the prefix. */
	readonly files?: FileMarks;
}

export type FileMarks =
	/** A token before each path, and with some one before the project's name; the path of the file to fill in, before the fill tokens or in the prefix. */
	| { readonly kind: 'tokens'; readonly project?: string; readonly file: string; readonly ownPath: 'before' | 'inPrefix' }
	/** The path alone, as a comment before the text. */
	| { readonly kind: 'comments' };

/** How one family of models is prompted, sampled and read. A family is one row. */
export interface Family {
	readonly id: string;
	readonly matches: (facts: ModelFacts) => boolean;
	/** Of the thought as well as the answer; `direct` where the family wants other values without a thought. */
	readonly sampling: Sampling;
	readonly direct?: Sampling;
	readonly thinking: ModelInfo['thinking'];
	readonly native?: NativeThinking;
	/**
	 * `asUser`: trained without a system prompt, or only with that of its template, which ours would displace; so ours is written at the head
	 * of the first user message.
	 */
	readonly system: 'own' | 'asUser';
	/** Texts of the tokens that end an output, beside those that the GGUF marks as end of generation. */
	readonly stops: readonly string[];
	/** Only of families that were trained on it: distills keep the tokens of their base model without its skill. */
	readonly fill?: FillTokens;
	/** Where the renderer cannot render the family's own. */
	readonly template?: string;
}

export const familyOf = (facts: ModelFacts): Family => families.find((family) => family.matches(facts)) ?? plain;

/** The family of a loaded model: the user's choice, else by what the file says; what its template does not do is not counted on. */
export function resolveFamily(facts: ModelFacts, render: RenderProbe, chosen?: string): Family {
	const family = chosen === undefined ? familyOf(facts) : families.find(({ id }) => id === chosen);
	if (family === undefined) {
		throw unknownFamily(
			chosen ?? '',
			families.map(({ id }) => id),
		);
	}
	if (family.id === 'thinking' || (family.id === 'instruct' && chosen === undefined)) {
		const native = detectThinking(facts.template, render);
		return native === undefined ? family : { ...detected, native };
	}
	const { native } = family;
	const known = native?.control;
	if (native === undefined || family.template !== undefined || (known !== undefined && obeys(render, known))) return family;
	return { ...family, native: { ...native, control: detectThinking(facts.template, render)?.control } };
}

/** The fill tokens and separators of files: an output that comes upon one of them is over. */
const qwenStops = [
	'<|im_end|>',
	'<|endoftext|>',
	'<|fim_prefix|>',
	'<|fim_suffix|>',
	'<|fim_middle|>',
	'<|fim_pad|>',
	'<|file_sep|>',
	'<|repo_name|>',
];
const barred = { prefix: '<|fim_prefix|>', suffix: '<|fim_suffix|>', middle: '<|fim_middle|>' };
/** https://github.com/QwenLM/Qwen2.5-Coder/blob/main/examples/Qwen2.5-Coder-repolevel-fim.py */
const qwenFill: FillTokens = {
	...barred,
	files: { kind: 'tokens', project: '<|repo_name|>', file: '<|file_sep|>', ownPath: 'before' },
};
const angled = { prefix: '<fim_prefix>', suffix: '<fim_suffix>', middle: '<fim_middle>' };
/** https://arxiv.org/abs/2402.19173, section 5.2 */
const starFill: FillTokens = {
	...angled,
	files: { kind: 'tokens', project: '<repo_name>', file: '<file_sep>', ownPath: 'inPrefix' },
};
/** https://arxiv.org/abs/2510.05788: suffix, prefix, middle; several files by the model card. */
const mellumFill: FillTokens = { ...angled, order: 'suffixFirst', files: { kind: 'tokens', file: '<filename>', ownPath: 'before' } };
/** https://arxiv.org/abs/2506.03524: suffix, prefix, middle. */
const seedFill: FillTokens = { prefix: '<[fim-prefix]>', suffix: '<[fim-suffix]>', middle: '<[fim-middle]>', order: 'suffixFirst' };
/** https://github.com/mistralai/cookbook: the prefix stands last, and the model goes on from it. */
const codestralFill: FillTokens = { prefix: '[PREFIX]', suffix: '[SUFFIX]', order: 'suffixFirst' };
const starStops = ['<|endoftext|>', '<file_sep>', '<repo_name>', '<fim_prefix>', '<fim_suffix>', '<fim_middle>', '<fim_pad>'];
/** https://github.com/deepseek-ai/DeepSeek-Coder: files of a repository, each behind `#path`. */
const deepseekFill: FillTokens = {
	prefix: '<｜fim▁begin｜>',
	suffix: '<｜fim▁hole｜>',
	middle: '<｜fim▁end｜>',
	files: { kind: 'comments' },
};
const deepseekStops = ['<｜end▁of▁sentence｜>', '<|EOT|>', '<｜fim▁begin｜>', '<｜fim▁hole｜>', '<｜fim▁end｜>'];

const reasoningSampling: Sampling = { temperature: 0.6, topP: 0.95, topK: 40, minP: 0 };
const instructSampling: Sampling = { temperature: 0.7, topP: 0.8, topK: 20, minP: 0 };
const plainSampling: Sampling = { temperature: 0.6, topP: 0.9, topK: 40, minP: 0 };

const named =
	(pattern: RegExp) =>
	({ names }: ModelFacts): boolean =>
		names.some((name) => pattern.test(name.toLowerCase().replace(/[^a-z0-9]+/gu, '-')));

const isDeepseek = ({ template }: ModelFacts): boolean => template.includes('<｜Assistant｜>') && template.includes('</think>');

const hasTemplate = ({ template }: ModelFacts): boolean => template.trim() !== '';

/** Its thinking is what its template shows. */
const detected: Family = {
	id: 'thinking',
	matches: ({ template }) => formats.tagPairs.some(({ open }) => template.includes(open)),
	sampling: reasoningSampling,
	thinking: 'native',
	native: { format: formats.think, forced: false, control: { kind: 'switch', variable: 'enable_thinking' } },
	system: 'own',
	stops: [],
};

/** The first row that matches counts. */
export const families: readonly Family[] = [
	{
		id: 'deepseek-r1',
		matches: (facts) => named(/deepseek-r1|r1-distill/u)(facts) || (isDeepseek(facts) && !/\bthinking\b/u.test(facts.template)),
		sampling: { ...reasoningSampling, topK: 0 },
		thinking: 'native',
		native: { format: formats.think, forced: true },
		system: 'asUser',
		stops: ['<｜end▁of▁sentence｜>', '<|EOT|>', '<|im_end|>', '<|endoftext|>', '<|eot_id|>'],
	},
	{
		id: 'qwq',
		// A ChatML template that opens the thought whatever it is told.
		matches: (facts) =>
			named(/qwq/u)(facts) || (/<\|im_start\|>assistant\\n<think>/u.test(facts.template) && !facts.template.includes('enable_thinking')),
		sampling: reasoningSampling,
		thinking: 'native',
		native: { format: formats.think, forced: true },
		system: 'own',
		stops: qwenStops,
	},
	{
		id: 'qwen2.5-coder',
		matches: named(/qwen2-5-coder/u),
		sampling: instructSampling,
		thinking: 'guided',
		system: 'own',
		stops: qwenStops,
		fill: qwenFill,
	},
	{
		id: 'qwen3-coder',
		matches: named(/qwen3-coder/u),
		sampling: instructSampling,
		thinking: 'guided',
		system: 'own',
		stops: qwenStops,
		fill: qwenFill,
	},
	{
		id: 'gpt-oss',
		matches: (facts) => facts.architecture === 'gpt-oss' || named(/gpt-oss/u)(facts) || facts.template.includes('<|channel|>analysis'),
		sampling: { temperature: 1, topP: 1, topK: 0, minP: 0 },
		thinking: 'native',
		native: { format: formats.harmony, forced: false, control: { kind: 'graded', variable: 'reasoning_effort' } },
		system: 'own',
		stops: ['<|return|>', '<|call|>', '<|endoftext|>'],
	},
	{
		id: 'glm-4.5',
		matches: (facts) => named(/glm-4-[5-9]/u)(facts) || (facts.template.includes('[gMASK]<sop>') && facts.template.includes('<think>')),
		sampling: { ...reasoningSampling, topK: 0 },
		thinking: 'native',
		native: { format: formats.think, forced: false, control: { kind: 'switch', variable: 'enable_thinking' } },
		system: 'own',
		stops: ['<|endoftext|>', '<|user|>', '<|observation|>'],
	},
	{
		id: 'deepseek-v3.1',
		matches: (facts) => named(/deepseek-v3-[1-9]/u)(facts) || (isDeepseek(facts) && /\bthinking\b/u.test(facts.template)),
		sampling: { ...reasoningSampling, topK: 0 },
		thinking: 'native',
		native: { format: formats.think, forced: true, control: { kind: 'switch', variable: 'thinking' } },
		system: 'own',
		stops: ['<｜end▁of▁sentence｜>', '<｜User｜>'],
	},
	{
		id: 'granite-3.3',
		matches: ({ template }) => template.includes('<|start_of_role|>') && template.includes('<think>'),
		sampling: { ...reasoningSampling, topK: 0 },
		thinking: 'native',
		native: { format: formats.thinkAndRespond, forced: false, control: { kind: 'switch', variable: 'thinking' } },
		system: 'asUser',
		stops: ['<|end_of_text|>', '<|start_of_role|>'],
	},
	{
		id: 'phi-4-reasoning',
		matches: (facts) =>
			named(/phi-4-(?:mini-)?reasoning/u)(facts) || (facts.template.includes('You are Phi') && facts.template.includes('<think>')),
		sampling: { temperature: 0.8, topP: 0.95, topK: 50, minP: 0 },
		thinking: 'native',
		native: { format: formats.think, forced: false },
		system: 'asUser',
		stops: ['<|im_end|>', '<|end|>', '<|endoftext|>'],
	},
	{
		id: 'smollm3',
		matches: (facts) =>
			facts.architecture === 'smollm3' ||
			named(/smollm3/u)(facts) ||
			(facts.template.includes('/no_think') && facts.template.includes('Reasoning Mode')),
		sampling: { ...reasoningSampling, topK: 0 },
		thinking: 'native',
		native: { format: formats.think, forced: false, control: { kind: 'switch', variable: 'enable_thinking' } },
		system: 'own',
		stops: ['<|im_end|>', '<|end_of_text|>'],
	},
	{
		id: 'seed-oss',
		matches: (facts) => facts.architecture === 'seed_oss' || named(/seed-oss/u)(facts) || facts.template.includes('<seed:think>'),
		sampling: { temperature: 1, topP: 0.95, topK: 0, minP: 0 },
		thinking: 'native',
		native: { format: formats.seedThink, forced: false, control: { kind: 'budget', variable: 'thinking_budget' } },
		system: 'own',
		stops: ['<seed:eos>', '<seed:bos>'],
		template: seedOss,
	},
	{
		id: 'apriel',
		matches: (facts) => named(/apriel/u)(facts) || facts.template.includes('[BEGIN FINAL RESPONSE]'),
		sampling: { ...reasoningSampling, topK: 0 },
		thinking: 'native',
		native: { format: formats.aprielSteps, forced: false },
		system: 'own',
		stops: ['<|end|>', '</s>'],
	},
	{
		id: 'magistral',
		matches: (facts) => named(/magistral/u)(facts) || facts.template.includes(formats.mistralThink.open),
		sampling: { temperature: 0.7, topP: 0.95, topK: 0, minP: 0 },
		thinking: 'native',
		native: { format: formats.mistralThink, forced: false },
		system: 'asUser',
		stops: ['</s>', '[INST]'],
	},
	{
		id: 'cohere-reasoning',
		matches: ({ template }) => template.includes(formats.cohereThinking.open),
		sampling: { ...reasoningSampling, topK: 0 },
		thinking: 'native',
		native: { format: formats.cohereThinking, forced: false, control: { kind: 'switch', variable: 'reasoning' } },
		system: 'own',
		stops: ['<|END_OF_TURN_TOKEN|>'],
	},
	{
		id: 'qwen3',
		matches: ({ architecture, template }) =>
			template.includes('enable_thinking') &&
			(architecture.startsWith('qwen3') || (template.includes('<|im_start|>') && template.includes('<tool_response>'))),
		sampling: { ...reasoningSampling, topK: 20 },
		direct: instructSampling,
		thinking: 'native',
		native: { format: formats.think, forced: false, control: { kind: 'switch', variable: 'enable_thinking' } },
		system: 'own',
		stops: qwenStops,
	},
	{
		id: 'starcoder2',
		matches: (facts) => facts.architecture === 'starcoder2' || named(/starcoder/u)(facts),
		sampling: plainSampling,
		thinking: 'none',
		system: 'own',
		stops: starStops,
		fill: starFill,
	},
	{
		id: 'deepseek-coder',
		matches: named(/deepseek-coder/u),
		sampling: plainSampling,
		thinking: 'guided',
		system: 'own',
		stops: deepseekStops,
		fill: deepseekFill,
	},
	{
		id: 'codegemma',
		matches: named(/codegemma/u),
		sampling: plainSampling,
		thinking: 'guided',
		system: 'asUser',
		stops: ['<eos>', '<end_of_turn>', '<|file_separator|>', '<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>'],
		fill: barred,
	},
	{
		id: 'codestral',
		matches: (facts) => named(/codestral/u)(facts) && !named(/mamba/u)(facts),
		sampling: plainSampling,
		thinking: 'guided',
		system: 'asUser',
		stops: ['</s>', '[PREFIX]', '[SUFFIX]', '[MIDDLE]', '[INST]'],
		fill: codestralFill,
	},
	{
		id: 'seed-coder',
		matches: named(/seed-coder.*base/u),
		sampling: plainSampling,
		thinking: 'none',
		system: 'own',
		stops: ['<[end▁of▁sentence]>', '<[fim-prefix]>', '<[fim-suffix]>', '<[fim-middle]>'],
		fill: seedFill,
	},
	{
		id: 'mellum',
		matches: named(/mellum/u),
		sampling: plainSampling,
		thinking: 'none',
		system: 'own',
		stops: ['<|endoftext|>', '<filename>', '<fim_prefix>', '<fim_suffix>', '<fim_middle>'],
		fill: mellumFill,
	},
	{
		id: 'smollm2',
		matches: named(/smollm2/u),
		sampling: { temperature: 0.2, topP: 0.9, topK: 40, minP: 0 },
		thinking: 'guided',
		system: 'own',
		stops: ['<|im_end|>', '<|endoftext|>'],
	},
	detected,
	{
		id: 'instruct',
		matches: hasTemplate,
		sampling: plainSampling,
		thinking: 'guided',
		system: 'own',
		stops: ['<|im_end|>', '<|endoftext|>'],
	},
];

/** A base model, or one that says nothing of itself. */
const plain: Family = {
	id: 'plain',
	matches: () => true,
	sampling: plainSampling,
	thinking: 'none',
	system: 'own',
	stops: ['<|im_end|>', '<|endoftext|>'],
};
