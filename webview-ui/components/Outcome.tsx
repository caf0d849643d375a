import { canContinue, endsInThought, type Turn } from '../../src/core/chat/session.ts';
import { endNote } from '../announce.ts';
import type { Post } from '../host.ts';
import { reveal } from '../reveal.ts';
import { Icon } from './Icon.tsx';

interface Props {
	readonly turn: Turn;
	/** There is nothing to leave behind by a new chat. */
	readonly isAlone: boolean;
	/** A turn in the middle of a conversation is neither asked again nor gone on with. */
	readonly isLast: boolean;
	readonly post: Post;
}

/** How the turn ended, where it did not end well, and what can be done. */
export function Outcome({ turn, isAlone, isLast, post }: Props) {
	const { id: turnId, state } = turn;
	const wayOn = isLast && canContinue(turn) && (
		<>
			<button
				type="button"
				class="secondary"
				title={endsInThought(turn) ? 'Goes on thinking where the thought stopped' : 'Goes on writing where the answer stopped'}
				onClick={() => post({ kind: 'continueTurn', turnId })}
			>
				<Icon name="play" /> Continue
			</button>
			{endsInThought(turn) && (
				<button
					type="button"
					class="secondary"
					title="Closes the thought and writes the answer"
					onClick={() => post({ kind: 'answerNow', turnId })}
				>
					<Icon name="forward" /> Answer now
				</button>
			)}
		</>
	);
	const retry = isLast && (
		<button
			type="button"
			class="secondary"
			title="Asks the question again from its beginning"
			onClick={() => post({ kind: 'retry', turnId })}
		>
			<Icon name="retry" /> Retry
		</button>
	);
	if (state.kind === 'failed' || (state.kind === 'interrupted' && state.message !== undefined)) {
		return (
			<div class="outcome error">
				<p>
					<Icon name="warning" /> <span dir="auto">{reveal(state.message ?? '')}</span>
				</p>
				<div class="buttons">
					{wayOn}
					{retry}
					{state.kind === 'failed' && state.canRestart && (
						<button type="button" class="secondary" onClick={() => post({ kind: 'restartEngine' })}>
							Restart Engine
						</button>
					)}
					{state.kind === 'failed' && isLast && !isAlone && (
						<button type="button" class="secondary" onClick={() => post({ kind: 'newChat' })}>
							New Chat
						</button>
					)}
				</div>
			</div>
		);
	}
	const note = endNote(turn);
	if (note === undefined) return null;
	const isCut = state.kind === 'done' && state.end === 'length';
	return (
		<div class="outcome">
			<span class="note">{note}</span>
			<div class="buttons">
				{wayOn}
				{!isCut && retry}
			</div>
		</div>
	);
}
