import { names } from './badge.ts';
import type { FixEvent } from './fixEvent.ts';

/** How far the search for a fix has come. */
export interface FixProgress {
	readonly round: number;
	readonly rounds: number;
	readonly doing: string;
	/** The last candidate that nobody has vouched for. */
	readonly draft?: string;
	/** What the model has thought so far. */
	readonly reasoning: string;
}

export const beginning: FixProgress = { round: 1, rounds: 1, doing: 'getting the model ready', reasoning: '' };

export function progressed(progress: FixProgress, event: FixEvent): FixProgress {
	switch (event.kind) {
		case 'round':
			return { ...progress, round: event.round, rounds: event.rounds, doing: 'reading the code' };
		case 'reasoning':
			return { ...progress, doing: 'thinking', reasoning: progress.reasoning + event.text };
		case 'writing':
			return { ...progress, doing: `writing, ${event.tokens} tokens` };
		case 'draft':
			return { ...progress, doing: 'checking the draft', draft: event.text };
		case 'checking': {
			const by = event.by === undefined ? '' : event.verification === 'tests' ? ` \`${event.by}\`` : ` (${event.by})`;
			return { ...progress, doing: `checking: ${names[event.verification]}${by}` };
		}
		case 'refused':
			return { ...progress, doing: `not good enough: ${event.reason}` };
		case 'proposed':
			return { ...progress, doing: 'done' };
	}
}

/** One line: `round 2 of 3 · checking: no new diagnostics (TypeScript) · 4 s`. */
export const progressText = ({ round, rounds, doing }: FixProgress, elapsedMs: number): string =>
	[rounds > 1 ? `round ${round} of ${rounds}` : '', oneLine(doing), `${Math.floor(elapsedMs / 1000)} s`]
		.filter((part) => part !== '')
		.join(' · ');

function oneLine(text: string): string {
	const line = text.replace(/\s+/gu, ' ').trim();
	return line.length > mostCharacters ? `${line.slice(0, mostCharacters)}…` : line;
}

const mostCharacters = 110;
