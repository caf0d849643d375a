import { useContext, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Turn } from '../../src/core/chat/session.ts';
import type { Equality } from '../../src/core/reasoning/audit/equality.ts';
import type { Step } from '../../src/core/reasoning/steps.ts';
import { duration, plural } from '../format.ts';
import { useOutline } from '../hooks/useOutline.ts';
import type { Post } from '../host.ts';
import type { Meter } from '../meter.ts';
import { outlineFacts } from '../stepFacts.ts';
import { KeptThoughtChoice, type ThoughtMode } from '../thoughtMode.ts';
import { Icon } from './Icon.tsx';
import { LiveFacts } from './LiveFacts.tsx';
import { ThoughtTools } from './ThoughtTools.tsx';
import { ThoughtView } from './ThoughtView.tsx';

interface Props {
	readonly turn: Turn;
	readonly sums: readonly Equality[];
	readonly meter: Meter | undefined;
	readonly onToggle: () => void;
	readonly onOrphanedRemark: (text: string) => void;
	readonly post: Post;
}

const guidedTitle = 'This model was not trained to think: Lemma asks for its steps first, then for a short answer.';

/** The thought: a short window on it while it grows, then one line that opens again. */
export function Reasoning({ turn, sums, meter, onToggle, onOrphanedRemark, post }: Props) {
	const bodyId = useId();
	const headRef = useRef<HTMLButtonElement>(null);
	const thinking = turn.state.kind === 'thinking' ? turn.state : undefined;
	const live = thinking !== undefined;
	const { mode, choose } = useThoughtMode(live);
	const steps = useOutline(turn.reasoning);
	const guided = turn.thinking === 'guided';
	const isOpen = mode !== 'headline';

	const comesBack = useRef(false);
	const change = (to: ThoughtMode): void => {
		onToggle();
		choose(to);
	};
	const collapse = (): void => {
		comesBack.current = true;
		change('headline');
	};
	useLayoutEffect(() => {
		if (!comesBack.current || isOpen) return;
		comesBack.current = false;
		headRef.current?.scrollIntoView({ block: 'nearest' });
		headRef.current?.focus({ preventScroll: true });
	}, [isOpen]);

	return (
		<section
			class={thinking === undefined ? 'reasoning' : thinking.isPaused ? 'reasoning live paused' : 'reasoning live'}
			aria-label="Reasoning"
		>
			<button
				ref={headRef}
				type="button"
				class="reasoning-head"
				aria-expanded={isOpen}
				aria-controls={bodyId}
				onClick={() => change(isOpen ? 'headline' : live ? 'preview' : 'expanded')}
			>
				<Icon name="chevron" />
				<span class="reasoning-title">
					{thinking === undefined ? (
						closedTitle(turn, steps, sums)
					) : (
						<LiveFacts
							what={thinking.isPaused ? 'Paused' : 'Thinking'}
							isPaused={thinking.isPaused}
							meter={meter}
							tokens={turn.reasoningTokens}
							budgetTokens={turn.budgetTokens}
							step={steps.at(-1)?.title ?? ''}
						/>
					)}
				</span>
				{guided && (
					<span class="badge" title={guidedTitle}>
						Guided<span class="roomy-only"> reasoning</span>
					</span>
				)}
			</button>
			<div id={bodyId} class="reasoning-body" hidden={!isOpen}>
				{isOpen && guided && !live && <p class="hint">{guidedTitle}</p>}
				{isOpen && (
					<ThoughtView turn={turn} mode={mode} live={live} steps={steps} sums={sums} onMode={change} onCollapse={collapse} post={post} />
				)}
			</div>
			{thinking !== undefined && <ThoughtTools turnId={turn.id} state={thinking} onOrphanedRemark={onOrphanedRemark} post={post} />}
		</section>
	);
}

/** What the reader chose for this thought; untouched it is shown as the last one was while it ran, and folds when it is over. */
function useThoughtMode(live: boolean): { readonly mode: ThoughtMode; readonly choose: (mode: ThoughtMode) => void } {
	const kept = useContext(KeptThoughtChoice);
	const [choice, setChoice] = useState<ThoughtMode>();
	// Who reads thoughts in full wants to read on when one ends. What was over before was not watched.
	const [whileLive, setWhileLive] = useState<ThoughtMode>();
	if (live && whileLive === undefined) setWhileLive(kept.last() ?? 'preview');
	const untouched = live ? (whileLive ?? kept.last() ?? 'preview') : whileLive === 'expanded' ? 'expanded' : 'headline';
	return {
		mode: choice ?? untouched,
		choose: (mode) => {
			setChoice(mode);
			if (live) kept.keep(mode);
		},
	};
}

const cutNotes = new Map<Turn['closed'], string>([
	['budget', 'cut at its budget'],
	['loop', 'cut in a loop'],
	['user', 'cut by you'],
	['abort', 'broken off'],
]);

function closedTitle(turn: Turn, steps: readonly Step[], sums: readonly Equality[]) {
	const wrong = sums.filter(({ verdict }) => verdict === 'refuted').length;
	const facts = [plural(turn.reasoningTokens, 'token'), ...outlineFacts(steps), cutNotes.get(turn.closed)].filter(
		(fact) => fact !== undefined,
	);
	return (
		<>
			{turn.thoughtMs === undefined ? 'Thought' : `Thought for ${duration(turn.thoughtMs)}`}
			<span class="facts"> · {facts.join(' · ')}</span>
			{wrong > 0 && (
				<span class="facts">
					{' · '}
					<strong class="wrong">{plural(wrong, 'wrong sum')}</strong>
				</span>
			)}
		</>
	);
}
