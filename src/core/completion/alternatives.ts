import type { LanguageModel, Sampling } from '../model.ts';
import { type Completion, finished } from './complete.ts';
import { generate } from './generate.ts';
import type { Place } from './place.ts';
import { saysAt } from './suggestion.ts';
import type { Window } from './window.ts';

export interface AlternativesOptions {
	readonly model: LanguageModel;
	readonly window: Window;
	readonly place: Place;
	readonly eol: string;
	/** What stands there already. */
	readonly shown: Completion;
	readonly now: () => number;
}

/** Fixed, so that asking twice gives the same. */
const seeds = [1, 2];
const sampling: Sampling = { temperature: 0.4, topP: 0.95, topK: 40, minP: 0.05 };

/** What else the model would write at a place, without what is there already. The prompt is in the KV cache, so only what is written costs time. */
export async function alternatives(
	{ model, window, place, eol, shown, now }: AlternativesOptions,
	signal: AbortSignal,
): Promise<readonly Completion[]> {
	const found: Completion[] = [];
	for (const seed of seeds) {
		const { suggestion } = await generate(model, window, place, { now, sampling: { ...sampling, seed } }, signal);
		const says = saysAt(suggestion, place, '');
		const completion = says === undefined || says === 'open' ? undefined : finished(says, place, eol);
		if (completion?.reason === 'shown' && [shown, ...found].every(({ text }) => text !== completion.text)) {
			found.push(completion);
		}
	}
	return found;
}
