import { count, wholeSeconds } from '../format.ts';
import { useNow } from '../hooks/useNow.ts';
import { elapsed, type Meter, speed } from '../meter.ts';
import { reveal } from '../reveal.ts';

interface Props {
	readonly what: string;
	/** Nothing moves in a pause. */
	readonly isPaused?: boolean;
	readonly meter: Meter | undefined;
	readonly tokens: number;
	readonly budgetTokens?: number | undefined;
	/** What it is about at this moment; empty where that is not known yet. */
	readonly step?: string;
}

/** `Thinking · 34 s · 1,240 tok · 38 tok/s · budget 30 %`. */
export function LiveFacts({ what, isPaused = false, meter, tokens, budgetTokens, step }: Props) {
	const now = useNow(!isPaused);
	const perSecond = meter === undefined ? undefined : speed(meter, now);
	const facts = [
		meter === undefined ? undefined : wholeSeconds(elapsed(meter, now)),
		`${count(tokens)} tok`,
		perSecond === undefined ? undefined : `${perSecond < 9.95 ? perSecond.toFixed(1) : Math.round(perSecond)} tok/s`,
		budgetTokens === undefined ? undefined : `budget ${percent(tokens, budgetTokens)} %`,
	].filter((fact) => fact !== undefined);
	return (
		<>
			<span class={isPaused ? 'still' : 'shimmer'}>{what}</span>
			<span class="facts" title={budgetTokens === undefined ? undefined : `The thought may take ${count(budgetTokens)} tokens`}>
				{facts.map((fact) => (
					<>
						{' · '}
						<span class="fact">{fact}</span>
					</>
				))}
			</span>
			{step !== undefined && (
				<span class="current-step" dir="auto">
					{reveal(step) || '\u00A0'}
				</span>
			)}
		</>
	);
}

const percent = (part: number, whole: number): number => (whole <= 0 ? 100 : Math.min(100, Math.round((100 * part) / whole)));
