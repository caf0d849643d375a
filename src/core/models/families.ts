import type { ModelInfo, Sampling } from '../model.ts';
import type { ThoughtFormat } from '../reasoning/thoughtFormat.ts';

/** What a GGUF says of itself. */
export interface ModelFacts {
	readonly architecture: string;
	/** general.name, general.basename and the file's name, whatever there is. */
	readonly names: readonly string[];
	/** tokenizer.chat_template; empty where there is none. */
	readonly template: string;
}

export interface FillTokens {
	readonly prefix: string;
	readonly suffix: string;
	readonly middle: string;
}

export interface NativeThinking {
	readonly format: ThoughtFormat;
	/** The maker asks that the output begin inside a thought, also where the template forgets to open it. */
	readonly forced: boolean;
	/** Template variable that switches thinking; without one, an empty thought is put into the prompt. */
	readonly switch?: string;
}

/** How one family of models is prompted, sampled and read. A family is one row. */
export interface Family {
	readonly id: string;
	readonly matches: (facts: ModelFacts) => boolean;
	/** Of the thought as well as the answer; `direct` where the family wants other values without a thought. */
	readonly sampling: Sampling;
	readonly direct?: Sampling;
	readonly thinking: ModelInfo['thinking'];
	readonly native?: NativeThinking;
	/** `asUser`: trained without a system prompt, so it is written at the head of the first user message. */
	readonly system: 'own' | 'asUser';
	/** Texts of the tokens that end an output, beside those that the GGUF marks as end of generation. */
	readonly stops: readonly string[];
	/** Only of families that were trained on it: distills keep the tokens of their base model without its skill. */
	readonly fill?: FillTokens;
}

export const familyOf = (facts: ModelFacts): Family => families.find((family) => family.matches(facts)) ?? plain;

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
const qwenFill: FillTokens = { prefix: '<|fim_prefix|>', suffix: '<|fim_suffix|>', middle: '<|fim_middle|>' };
const starFill: FillTokens = { prefix: '<fim_prefix>', suffix: '<fim_suffix>', middle: '<fim_middle>' };
const starStops = ['<|endoftext|>', '<file_sep>', '<repo_name>', '<fim_prefix>', '<fim_suffix>', '<fim_middle>', '<fim_pad>'];
const deepseekFill: FillTokens = { prefix: '<｜fim▁begin｜>', suffix: '<｜fim▁hole｜>', middle: '<｜fim▁end｜>' };
const deepseekStops = ['<｜end▁of▁sentence｜>', '<|EOT|>', '<｜fim▁begin｜>', '<｜fim▁hole｜>', '<｜fim▁end｜>'];

const think = { kind: 'tags', open: '<think>', close: '</think>' } as const;
const reasoningSampling: Sampling = { temperature: 0.6, topP: 0.95, topK: 40, minP: 0 };
const instructSampling: Sampling = { temperature: 0.7, topP: 0.8, topK: 20, minP: 0 };
const plainSampling: Sampling = { temperature: 0.6, topP: 0.9, topK: 40, minP: 0 };

const named =
	(pattern: RegExp) =>
	({ names }: ModelFacts): boolean =>
		names.some((name) => pattern.test(name.toLowerCase().replace(/[^a-z0-9]+/gu, '-')));

const hasTemplate = ({ template }: ModelFacts): boolean => template.trim() !== '';

/** The first row that matches counts. */
export const families: readonly Family[] = [
	{
		id: 'deepseek-r1',
		matches: named(/deepseek-r1|r1-distill/u),
		sampling: { ...reasoningSampling, topK: 0 },
		thinking: 'native',
		native: { format: think, forced: true },
		system: 'asUser',
		stops: ['<｜end▁of▁sentence｜>', '<|EOT|>', '<|im_end|>', '<|endoftext|>', '<|eot_id|>'],
	},
	{
		id: 'qwq',
		matches: named(/qwq/u),
		sampling: reasoningSampling,
		thinking: 'native',
		native: { format: think, forced: true },
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
		id: 'qwen3',
		matches: (facts) => facts.architecture.startsWith('qwen3') && facts.template.includes('enable_thinking'),
		sampling: { ...reasoningSampling, topK: 20 },
		direct: instructSampling,
		thinking: 'native',
		native: { format: think, forced: false, switch: 'enable_thinking' },
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
		fill: qwenFill,
	},
	{
		id: 'smollm2',
		matches: named(/smollm2/u),
		sampling: { temperature: 0.2, topP: 0.9, topK: 40, minP: 0 },
		thinking: 'guided',
		system: 'own',
		stops: ['<|im_end|>', '<|endoftext|>'],
	},
	{
		id: 'thinking',
		matches: ({ template }) => template.includes(think.open),
		sampling: reasoningSampling,
		thinking: 'native',
		native: { format: think, forced: false, switch: 'enable_thinking' },
		system: 'own',
		stops: [],
	},
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
