import { endsInThought, type Turn } from '../src/core/chat/session.ts';

/** What a screen reader hears when the state of the last turn changes; never the tokens. */
export function announcement(turn: Turn | undefined): string {
	switch (turn?.state.kind) {
		case undefined:
			return '';
		case 'waiting':
			return 'The question waits for the model.';
		case 'reading':
			return 'Reading the question.';
		case 'thinking':
			if (turn.state.isPaused) return 'The thought is paused.';
			return turn.state.isLooping ? 'The thought seems to repeat itself.' : 'Thinking.';
		case 'answering':
			return 'Answering.';
		case 'done':
			return endNote(turn) ?? 'The answer is complete.';
		case 'failed':
			return `Failed: ${turn.state.message}`;
		case 'interrupted':
			return turn.state.message === undefined ? (endNote(turn) ?? '') : `Interrupted: ${turn.state.message}`;
	}
}

/** How a turn ended, where it is not the ordinary way. */
export function endNote(turn: Turn): string | undefined {
	const { state } = turn;
	if (state.kind === 'interrupted') return endsInThought(turn) ? 'Interrupted in its thought: no answer yet' : 'Interrupted';
	if (state.kind !== 'done') return undefined;
	if (state.end === 'cancelled') return endsInThought(turn) ? 'Stopped in its thought: no answer yet' : 'Stopped';
	if (state.end === 'length') return 'Cut at the length limit';
	const isEmpty = turn.answer.trim() === '' && turn.reasoning.trim() !== '';
	return state.end === 'noAnswer' || isEmpty ? 'No answer yet: the thought ended before an answer began' : undefined;
}
