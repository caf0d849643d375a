import type { LanguageModel } from '../model.ts';
import { evaluatedTokens, type FillUsage, generate, noUsage } from './generate.ts';
import type { Place } from './place.ts';
import type { BackgroundRecord } from './requestRecord.ts';
import { type Lead, Run } from './run.ts';
import type { Suggestion } from './suggestion.ts';
import type { Window } from './window.ts';

export interface GenerationOptions {
	readonly model: LanguageModel;
	readonly window: Window;
	readonly place: Place;
	readonly now: () => number;
	readonly aheadTokens: number;
	/** Where accepting leads here, for one that nobody asked for yet. */
	readonly lead?: Lead | undefined;
	/** The part for the place is known. */
	readonly onPart: (suggestion: Suggestion) => void;
}

/** A generation under way: its run, what it rests on, and what it cost. */
export class Generation {
	readonly run: Run;
	readonly window: Window;
	#whole: FillUsage = noUsage;
	#part: FillUsage | undefined;
	#isComplete = false;

	constructor({ model, window, place, now, aheadTokens, lead, onPart }: GenerationOptions) {
		this.window = window;
		const work = async (onText: (suggestion: Suggestion) => void, signal: AbortSignal): Promise<void> => {
			const note = ({ suggestion, usage }: { readonly suggestion: Suggestion; readonly usage: FillUsage }): void => {
				this.#whole = usage;
				if (suggestion.part !== undefined && this.#part === undefined) {
					this.#part = usage;
					onPart(suggestion);
				}
				onText(suggestion);
			};
			const purpose = lead === undefined ? 'type' : 'idle';
			note(await generate(model, window, place, { now, aheadTokens, purpose, onText: note }, signal));
			this.#isComplete = true;
		};
		this.run = new Run(place, work, lead);
	}

	/** Up to the end of the part for the place; what comes after it nobody waited for. */
	get usage(): FillUsage {
		return this.#part ?? this.#whole;
	}

	/** With what was written ahead. */
	get wholeUsage(): FillUsage {
		return this.#whole;
	}

	/** What nobody waited for. */
	unasked(document: string): BackgroundRecord | undefined {
		const isComplete = this.#isComplete;
		const { answerTokens, totalMs } = this.#whole;
		if (this.run.lead !== undefined) {
			return { kind: 'speculated', document, evaluatedTokens: evaluatedTokens(this.#whole), answerTokens, totalMs, isComplete };
		}
		const ahead = answerTokens - this.usage.answerTokens;
		return ahead <= 0
			? undefined
			: { kind: 'ahead', document, evaluatedTokens: 0, answerTokens: ahead, totalMs: totalMs - this.usage.totalMs, isComplete };
	}

	/** One line for the log, without any text of the user. */
	toString(): string {
		const { promptTokens, reusedTokens, answerTokens, firstTokenMs, totalMs } = this.#whole;
		const { part, end } = this.run.suggestion;
		const times = `first after ${Math.round(firstTokenMs)} ms, all after ${Math.round(totalMs)} ms`;
		return `${promptTokens} tokens in (${reusedTokens} reused), ${answerTokens} out, ${times}, ${part?.by ?? end}`;
	}
}
