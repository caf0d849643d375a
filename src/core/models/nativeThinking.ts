import type { Thinking } from '../model.ts';
import type { ThoughtFormat } from '../reasoning/thoughtFormat.ts';

/** How a template is told to think, by a variable of its own. */
export type ThinkingControl =
	/** True or false. */
	| { readonly kind: 'switch'; readonly variable: string }
	/** The words low, medium and high. */
	| { readonly kind: 'graded'; readonly variable: string }
	/** Tokens: 0 is no thought, -1 no bound. */
	| { readonly kind: 'budget'; readonly variable: string };

export interface NativeThinking {
	readonly format: ThoughtFormat;
	/** The maker asks that the output begin inside a thought, also where the template forgets to open it. */
	readonly forced: boolean;
	/** Without one, an empty thought is put into the prompt where none is wanted. */
	readonly control?: ThinkingControl | undefined;
}

/** What a template is told of how much to think. */
export function thinkingVariables(
	control: ThinkingControl | undefined,
	thinking: Thinking,
): Readonly<Record<string, string | number | boolean>> {
	if (control === undefined) return {};
	const budgetTokens = thinking.kind === 'off' ? 0 : thinking.budgetTokens;
	const values = {
		switch: thinking.kind !== 'off',
		graded: budgetTokens <= 512 ? 'low' : budgetTokens <= 2048 ? 'medium' : 'high',
		budget: budgetTokens > mostBudget ? -1 : budgetTokens,
	};
	return { [control.variable]: values[control.kind] };
}

/** Seed-OSS was trained with budgets up to this. */
const mostBudget = 16384;
