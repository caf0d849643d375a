import type { Turn } from '../src/core/chat/session.ts';

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
			return 'Thinking.';
		case 'answering':
			return 'Answering.';
		case 'done':
			return { stop: 'The answer is complete.', ...endNotes }[turn.state.end];
		case 'failed':
			return `Failed: ${turn.state.message}`;
		case 'interrupted':
			return 'The answer was interrupted.';
	}
}

/** How a turn ended, where it is not the ordinary way. */
export const endNotes = {
	length: 'Cut at the length limit',
	cancelled: 'Stopped',
	noAnswer: 'No answer yet: the thought ended before an answer began',
} as const;
