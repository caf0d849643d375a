import type { ComponentChildren } from 'preact';
import type { Turn } from '../../src/core/chat/session.ts';
import { endNotes } from '../announce.ts';
import { count } from '../format.ts';
import type { Post } from '../host.ts';
import { memo } from '../memo.tsx';
import { reveal } from '../reveal.ts';
import { Icon } from './Icon.tsx';
import { Markdown } from './Markdown.tsx';
import { Reasoning } from './Reasoning.tsx';
import { TurnDetails } from './TurnDetails.tsx';
import { WaitingQuestion } from './WaitingQuestion.tsx';

interface Props {
	readonly turn: Turn;
	/** What the model is doing, while the question waits for it. */
	readonly waitsFor: string;
	readonly thinkingSince: number;
	/** There is nothing to leave behind by a new chat. */
	readonly isAlone: boolean;
	/** A turn in the middle of a conversation is not asked again. */
	readonly canRetry: boolean;
	readonly onToggle: () => void;
	/** An edit of a waiting question that came too late goes back to the input. */
	readonly onOrphanedEdit: (text: string) => void;
	readonly post: Post;
}

export const TurnView = memo(function TurnView(props: Props) {
	const { turn, waitsFor, thinkingSince, isAlone, canRetry, onToggle, onOrphanedEdit, post } = props;
	return (
		<article class="turn" aria-label={turn.task === 'explain' ? 'Explanation' : 'Question and answer'}>
			{turn.state.kind === 'waiting' ? (
				<WaitingQuestion turn={turn} waitsFor={waitsFor} onOrphanedEdit={onOrphanedEdit} post={post} />
			) : (
				<div class="question" dir="auto">
					{reveal(turn.question)}
				</div>
			)}
			{turn.state.kind === 'reading' && <Progress>Reading{readingFacts(turn.state)}</Progress>}
			{turn.reasoning.trim() !== '' && <Reasoning turn={turn} since={thinkingSince} onToggle={onToggle} post={post} />}
			{turn.state.kind === 'answering' && turn.answer === '' && <Progress>Answering</Progress>}
			{turn.answer.trim() !== '' && (
				<div class="answer">
					<Markdown text={turn.answer} growing={turn.state.kind === 'answering'} mathOutput="htmlAndMathml" post={post} />
				</div>
			)}
			<Outcome turn={turn} isAlone={isAlone} canRetry={canRetry} post={post} />
			<TurnDetails turn={turn} post={post} />
		</article>
	);
});

function Progress({ children }: { readonly children: ComponentChildren }) {
	return (
		<p class="progress-line">
			<span class="shimmer">{children}</span>
		</p>
	);
}

const readingFacts = ({ evaluated, total }: { readonly evaluated: number; readonly total: number }): string =>
	total > 0 ? ` · ${count(evaluated)} of ${count(total)} tokens` : '';

/** How the turn ended, where it did not end well, and what can be done. */
function Outcome({ turn, isAlone, canRetry, post }: Pick<Props, 'turn' | 'isAlone' | 'canRetry' | 'post'>) {
	const { state } = turn;
	const retry = canRetry && (
		<button type="button" class="secondary" onClick={() => post({ kind: 'retry', turnId: turn.id })}>
			<Icon name="retry" /> Retry
		</button>
	);
	if (state.kind === 'failed') {
		return (
			<div class="outcome error">
				<p>
					<Icon name="warning" /> <span dir="auto">{reveal(state.message)}</span>
				</p>
				<div class="buttons">
					{retry}
					{state.canRestart && (
						<button type="button" class="secondary" onClick={() => post({ kind: 'restartEngine' })}>
							Restart Engine
						</button>
					)}
					{canRetry && !isAlone && (
						<button type="button" class="secondary" onClick={() => post({ kind: 'newChat' })}>
							New Chat
						</button>
					)}
				</div>
			</div>
		);
	}
	const note =
		state.kind === 'interrupted'
			? reveal(['Interrupted', state.message ?? ''].filter((part) => part !== '').join('. '))
			: state.kind === 'done' && state.end !== 'stop'
				? endNotes[state.end]
				: undefined;
	if (note === undefined) return null;
	return (
		<div class="outcome">
			<span class="note">{note}</span>
			{state.kind === 'done' && state.end === 'length' ? null : retry}
		</div>
	);
}
