import { costAt, type Pace } from '../src/core/reasoning/pace.ts';
import type { Step } from '../src/core/reasoning/steps.ts';
import type { StepKind } from '../src/core/reasoning/stepWords.ts';
import { count, duration, plural } from './format.ts';

export const kindWords: Readonly<Record<StepKind, string>> = {
	plan: 'Plan',
	verify: 'Check',
	backtrack: 'Backtrack',
	alternative: 'Alternative',
	conclude: 'Conclusion',
	work: '',
};

/** `12 s · 340 tok`: what the stretch from a step to the next has cost, where that was measured. */
export function stepCost(pace: Pace | undefined, steps: readonly Step[], index: number, length: number): string {
	const last = pace?.at(-1);
	if (!pace || !last) return '';
	const from = costAt(pace, steps[index]?.at ?? 0);
	const to = costAt(pace, steps[index + 1]?.at ?? length);
	const times = last.ms > 0 ? [duration(to.ms - from.ms)] : [];
	return [...times, `${count(to.tokens - from.tokens)} tok`].join(' · ');
}

/** `9 steps · 2 backtracks`. */
export function outlineFacts(steps: readonly Step[]): readonly string[] {
	const backtracks = steps.filter(({ kind }) => kind === 'backtrack').length;
	return [...(steps.length > 1 ? [plural(steps.length, 'step')] : []), ...(backtracks > 0 ? [plural(backtracks, 'backtrack')] : [])];
}
