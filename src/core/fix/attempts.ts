import { greedy, type ModelInfo, type Sampling, type Thinking } from '../model.ts';
import { thoughtBudget } from '../settings.ts';
import type { FixRequest } from './fixRequest.ts';

/** One way to ask for an edit. */
export interface Attempt {
	/** For models that were not trained to think; others have the sampling of their family. */
	readonly sampling: Sampling;
	/** Part of the thought's budget that a model trained to think may use. */
	readonly thoughtShare: number;
	/** Whether another model is to say first what is wrong. */
	readonly plans: boolean;
	/** Whether the model sees the edit that was refused, beside why it was. */
	readonly showsLast: boolean;
}

const varied = (temperature: number, seed: number): Sampling => ({ temperature, topP: 0.95, topK: 40, minP: 0, seed });

/** The attempts of each round, which are written before any of them is checked: the smallest change is the first to be. */
export const rounds: readonly (readonly Attempt[])[] = [
	[{ sampling: greedy, thoughtShare: 1, plans: false, showsLast: true }],
	[
		{ sampling: greedy, thoughtShare: 1, plans: false, showsLast: true },
		{ sampling: varied(0.6, 1), thoughtShare: 0.25, plans: true, showsLast: false },
	],
	[
		{ sampling: varied(0.7, 2), thoughtShare: 1, plans: false, showsLast: true },
		{ sampling: varied(0.9, 3), thoughtShare: 0.5, plans: false, showsLast: false },
	],
];

/** A model that was trained to think does so freely, within the effort's budget, before it writes. */
export function thinkingOf({ thoughtShare }: Attempt, info: ModelInfo, { effort }: FixRequest): Thinking {
	const budgetTokens = Math.floor(thoughtBudget('fix', effort) * thoughtShare);
	return info.thinking === 'native' && budgetTokens > 0 ? { kind: 'native', budgetTokens } : { kind: 'off' };
}
