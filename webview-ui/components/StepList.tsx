import { useEffect, useRef } from 'preact/hooks';
import type { Pace } from '../../src/core/reasoning/pace.ts';
import type { Step } from '../../src/core/reasoning/steps.ts';
import { memo } from '../memo.tsx';
import { reveal } from '../reveal.ts';
import { kindWords, stepCost } from '../stepFacts.ts';
import { Icon } from './Icon.tsx';

interface Props {
	readonly id: string;
	readonly steps: readonly Step[];
	/** Where the reader is, or the thought. */
	readonly current: number;
	readonly pace: Pace | undefined;
	/** Characters of the thought. */
	readonly length: number;
	readonly onJump: (step: number) => void;
	/** Absent while the model is at work. */
	readonly onExplain: ((step: number) => void) | undefined;
}

/** What the thought seems to do, step by step. */
export function StepList({ id, steps, current, pace, length, onJump, onExplain }: Props) {
	const listRef = useRef<HTMLOListElement>(null);
	useEffect(() => {
		const list = listRef.current;
		const row = list?.children.item(current);
		if (!list || !(row instanceof HTMLElement)) return;
		// Only the list scrolls: the reader stays where the text is.
		const top = row.offsetTop - list.offsetTop;
		if (top < list.scrollTop) list.scrollTop = top;
		else if (top + row.offsetHeight > list.scrollTop + list.clientHeight) list.scrollTop = top + row.offsetHeight - list.clientHeight;
	}, [current]);
	return (
		<nav id={id} class="steps" aria-label="Steps of the thought">
			<ol ref={listRef}>
				{steps.map((step, index) => (
					<StepRow
						key={step.at}
						number={index + 1}
						kind={step.kind}
						title={step.title}
						isCurrent={index === current}
						cost={stepCost(pace, steps, index, length)}
						index={index}
						onJump={onJump}
						onExplain={onExplain}
					/>
				))}
			</ol>
			<p class="hint">A guess by how each paragraph begins. The keys [ and ] go from step to step.</p>
		</nav>
	);
}

interface RowProps extends Pick<Step, 'kind' | 'title'>, Pick<Props, 'onJump' | 'onExplain'> {
	readonly number: number;
	readonly index: number;
	readonly isCurrent: boolean;
	readonly cost: string;
}

const StepRow = memo(({ number, index, kind, title, isCurrent, cost, onJump, onExplain }: RowProps) => (
	<li class={isCurrent ? 'step current' : 'step'}>
		<button type="button" class="step-jump" aria-current={isCurrent ? 'step' : undefined} onClick={() => onJump(index)}>
			<span class="step-number">{number}</span>
			<span class="step-title" dir="auto">
				{kind !== 'work' && <span class={`step-kind ${kind}`}>{kindWords[kind]}</span>} {reveal(title)}
			</span>
			<span class="facts">{cost}</span>
		</button>
		{onExplain && (
			<button type="button" class="quiet" title="Explain this step" aria-label={`Explain step ${number}`} onClick={() => onExplain(index)}>
				<Icon name="question" />
			</button>
		)}
	</li>
));
