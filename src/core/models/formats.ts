import type { ThinkTags, ThoughtFormat } from '../reasoning/thoughtFormat.ts';

type Tags = ThinkTags & { readonly kind: 'tags' };

const pair = (open: string, close: string): Tags => ({ kind: 'tags', open, close });

export const harmony: ThoughtFormat = { kind: 'harmony' };
export const think = pair('<think>', '</think>');
/** Granite puts its answer into tags too. */
export const thinkAndRespond: Tags = { ...think, answer: { open: '<response>', close: '</response>' } };
export const seedThink = pair('<seed:think>', '</seed:think>');
export const mistralThink = pair('[THINK]', '[/THINK]');
export const cohereThinking = pair('<|START_THINKING|>', '<|END_THINKING|>');
export const gemmaChannel = pair('<|channel>thought\n', '<channel|>');
/** Words in place of tags. */
export const aprielSteps: Tags = {
	...pair('Here are my reasoning steps:', '[BEGIN FINAL RESPONSE]'),
	answer: { close: '[END FINAL RESPONSE]' },
};

/** What an unknown template is searched for. */
export const tagPairs: readonly Tags[] = [
	think,
	seedThink,
	mistralThink,
	cohereThinking,
	gemmaChannel,
	aprielSteps,
	pair('<|begin_of_thought|>', '<|end_of_thought|>'),
	pair('<thought>', '</thought>'),
	pair('<thinking>', '</thinking>'),
	pair('<reasoning>', '</reasoning>'),
];
