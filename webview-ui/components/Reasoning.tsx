import { useId, useState } from 'preact/hooks';
import type { Turn } from '../../src/core/chat/session.ts';
import { count, duration, plural, wholeSeconds } from '../format.ts';
import { useFollowEnd } from '../hooks/useFollowEnd.ts';
import { useNow } from '../hooks/useNow.ts';
import type { Post } from '../host.ts';
import { Icon } from './Icon.tsx';
import { Markdown } from './Markdown.tsx';

interface Props {
	readonly turn: Turn;
	/** Epoch milliseconds. */
	readonly since: number;
	readonly onToggle: () => void;
	readonly post: Post;
}

const guidedTitle = 'This model was not trained to think: Lemma asks for its steps first, then for a short answer.';

/** The thought: a short window on it while it grows, then one line that opens again. */
export function Reasoning({ turn, since, onToggle, post }: Props) {
	const bodyId = useId();
	const live = turn.state.kind === 'thinking';
	const [choice, setChoice] = useState<boolean>();
	const open = choice ?? live;
	const guided = turn.thinking === 'guided';
	const toggle = (): void => {
		onToggle();
		setChoice(!open);
	};
	return (
		<section class={live ? 'reasoning live' : 'reasoning'} aria-label="Reasoning">
			<button type="button" class="reasoning-head" aria-expanded={open} aria-controls={bodyId} onClick={toggle}>
				<Icon name="chevron" />
				<span class="reasoning-title">{live ? <LiveTitle turn={turn} since={since} /> : closedTitle(turn)}</span>
				{guided && (
					<span class="badge" title={guidedTitle}>
						Guided<span class="roomy-only"> reasoning</span>
					</span>
				)}
			</button>
			<div id={bodyId} class="reasoning-body" hidden={!open}>
				{open && guided && !live && <p class="hint">{guidedTitle}</p>}
				{open && live && <Preview text={turn.reasoning} post={post} />}
				{open && !live && <Markdown text={turn.reasoning} growing={false} mathOutput="mathml" post={post} />}
			</div>
		</section>
	);
}

/** Of fixed height, so that nothing below it moves while the thought grows. */
function Preview({ text, post }: { readonly text: string; readonly post: Post }) {
	const { scrollRef, contentRef } = useFollowEnd();
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard
		<section ref={scrollRef} class="preview" tabIndex={0} aria-label="Thought so far">
			<div ref={contentRef}>
				<Markdown text={text} growing plain mathOutput="mathml" post={post} />
			</div>
		</section>
	);
}

function LiveTitle({ turn, since }: { readonly turn: Turn; readonly since: number }) {
	const elapsedMs = Math.max(0, useNow(true) - since);
	const facts = [wholeSeconds(elapsedMs), `${count(turn.reasoningTokens)} tok`];
	if (elapsedMs >= 1000) facts.push(`${Math.round(turn.reasoningTokens / (elapsedMs / 1000))} tok/s`);
	return (
		<>
			<span class="shimmer">Thinking</span>
			<span class="facts"> · {facts.join(' · ')}</span>
		</>
	);
}

const cutNotes = new Map<Turn['closed'], string>([
	['budget', 'cut at its budget'],
	['loop', 'cut in a loop'],
	['user', 'cut by you'],
]);

function closedTitle(turn: Turn) {
	const facts = [plural(turn.reasoningTokens, 'token'), cutNotes.get(turn.closed)].filter((fact) => fact !== undefined);
	return (
		<>
			{turn.thoughtMs === undefined ? 'Thought' : `Thought for ${duration(turn.thoughtMs)}`}
			<span class="facts"> · {facts.join(' · ')}</span>
		</>
	);
}
