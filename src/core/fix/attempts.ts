import { greedy, type ModelInfo, type Sampling, type Thinking } from '../model.ts';
import { thoughtBudget } from '../settings.ts';
import type { FixRequest } from './fixRequest.ts';

/** `departure`: the code itself, but for one place where the model hesitated over it; see `Departures`. */
export type Attempt = Question | 'departure';

/** One way to ask for an edit. */
export interface Question {
	/** For models that were not trained to think; others have the sampling of their family. */
	readonly sampling: Sampling;
	/** Part of the thought's budget that a model trained to think may use. */
	readonly thoughtShare: number;
	/** Whether another model is to say first what is wrong. */
	readonly plans: boolean;
	/** In the form that is not the usual one. */
	readonly otherForm?: true;
	/** Of a part that is smaller than usual. */
	readonly mostLines?: number;
}

const varied = (temperature: number, seed: number): Sampling => ({ temperature, topP: 0.95, topK: 40, minP: 0, seed });

/** A small model that was wrong is rarely right when it is asked the same again, so each asks in another way. */
const first: Question = { sampling: greedy, thoughtShare: 1, plans: false };
const second: readonly Question[] = [
	{ sampling: greedy, thoughtShare: 1, plans: false, otherForm: true },
	{ sampling: varied(0.6, 1), thoughtShare: 0.25, plans: true },
	{ sampling: varied(0.8, 4), thoughtShare: 0.25, plans: false },
];
const third: readonly Question[] = [
	{ sampling: greedy, thoughtShare: 0.5, plans: false, mostLines: 5 },
	{ sampling: varied(0.8, 2), thoughtShare: 1, plans: false, otherForm: true },
	{ sampling: varied(1, 3), thoughtShare: 0.5, plans: false },
];

const departures = (count: number): readonly Attempt[] => Array.from({ length: count }, () => 'departure');

/**
 * The attempts of each round, which are written before any of them is checked: the smallest change is the first to be. Departures are quick, so
 * they have a round of their own.
 */
export const roundsFor = (info: ModelInfo): readonly (readonly Attempt[])[] =>
	canDepart(info) ? [[first], departures(4), [...departures(6), ...second, ...third]] : [[first], second, third];

/** What thinks before it writes does not copy. */
const canDepart = ({ weighs, thinking }: ModelInfo): boolean => weighs === true && thinking !== 'native';

/** A model that was trained to think does so freely, within the effort's budget, before it writes. */
export function thinkingOf({ thoughtShare }: Question, info: ModelInfo, { effort }: FixRequest): Thinking {
	const budgetTokens = Math.floor(thoughtBudget('fix', effort) * thoughtShare);
	return info.thinking === 'native' && budgetTokens > 0 ? { kind: 'native', budgetTokens } : { kind: 'off' };
}
