import { useId, useState } from 'preact/hooks';
import type { Turn } from '../../src/core/chat/session.ts';
import type { Equality } from '../../src/core/reasoning/audit/equality.ts';
import { duration, plural } from '../format.ts';
import { useFollowEnd } from '../hooks/useFollowEnd.ts';
import type { Post } from '../host.ts';
import type { Meter } from '../meter.ts';
import { Icon } from './Icon.tsx';
import { LiveFacts } from './LiveFacts.tsx';
import { Markdown } from './Markdown.tsx';
import { ThoughtTools } from './ThoughtTools.tsx';

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
	const thinking = turn.state.kind === 'thinking' ? turn.state : undefined;
	const live = thinking !== undefined;
	const [choice, setChoice] = useState<boolean>();
	const open = choice ?? live;
	const guided = turn.thinking === 'guided';
	const toggle = (): void => {
		onToggle();
		setChoice(!open);
	};
	return (
		<section
			class={thinking === undefined ? 'reasoning' : thinking.isPaused ? 'reasoning live paused' : 'reasoning live'}
			aria-label="Reasoning"
		>
			<button type="button" class="reasoning-head" aria-expanded={open} aria-controls={bodyId} onClick={toggle}>
				<Icon name="chevron" />
				<span class="reasoning-title">
					{thinking === undefined ? (
						closedTitle(turn, sums)
					) : (
						<LiveFacts
							what={thinking.isPaused ? 'Paused' : 'Thinking'}
							isPaused={thinking.isPaused}
							meter={meter}
							tokens={turn.reasoningTokens}
							budgetTokens={turn.budgetTokens}
						/>
					)}
				</span>
				{guided && (
					<span class="badge" title={guidedTitle}>
						Guided<span class="roomy-only"> reasoning</span>
					</span>
				)}
			</button>
			<div id={bodyId} class="reasoning-body" hidden={!open}>
				{open && guided && !live && <p class="hint">{guidedTitle}</p>}
				{open && live && <Preview text={turn.reasoning} sums={sums} post={post} />}
				{open && !live && <Markdown text={turn.reasoning} growing={false} mathOutput="mathml" sums={sums} post={post} />}
			</div>
			{thinking !== undefined && <ThoughtTools turnId={turn.id} state={thinking} onOrphanedRemark={onOrphanedRemark} post={post} />}
		</section>
	);
}

/** Of fixed height, so that nothing below it moves while the thought grows. */
function Preview({ text, sums, post }: { readonly text: string; readonly sums: readonly Equality[]; readonly post: Post }) {
	const { scrollRef, contentRef } = useFollowEnd();
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard
		<section ref={scrollRef} class="preview" tabIndex={0} aria-label="Thought so far">
			<div ref={contentRef}>
				<Markdown text={text} growing plain mathOutput="mathml" sums={sums} post={post} />
			</div>
		</section>
	);
}

const cutNotes = new Map<Turn['closed'], string>([
	['budget', 'cut at its budget'],
	['loop', 'cut in a loop'],
	['user', 'cut by you'],
	['abort', 'broken off'],
]);

function closedTitle(turn: Turn, sums: readonly Equality[]) {
	const wrong = sums.filter(({ verdict }) => verdict === 'refuted').length;
	const facts = [plural(turn.reasoningTokens, 'token'), cutNotes.get(turn.closed)].filter((fact) => fact !== undefined);
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
