import { readEffort, readTurn } from './readTurn.ts';
import { applyEvent, type ChatEvent, emptySession, isRunning, type Session } from './session.ts';

/**
 * A session is stored as its events, one JSON line each, and read by the same reducer that made it. Growing text is joined before it
 * is written, so a long answer is a few lines.
 */
export const eventLine = (event: ChatEvent): string => `${JSON.stringify(event)}\n`;

/** Reads what can be read: a line torn by a crash is left out. What still ran when the file ended is marked as interrupted. */
export function readSession(id: string, text: string): Session {
	const session = text.split('\n').flatMap(parse).reduce(applyEvent, emptySession(id));
	return [...session.turns, ...session.others]
		.filter(isRunning)
		.reduce((read, turn) => applyEvent(read, { kind: 'interrupted', turnId: turn.id }), session);
}

function parse(line: string): ChatEvent[] {
	try {
		const value: unknown = JSON.parse(line);
		return isEvent(value) ? [value] : [];
	} catch {
		return [];
	}
}

const isEvent = (value: unknown): value is ChatEvent =>
	typeof value === 'object' &&
	value !== null &&
	'kind' in value &&
	Object.hasOwn(kinds, String(value.kind)) &&
	wellFormed(value as ChatEvent);

const kinds: Readonly<Record<ChatEvent['kind'], true>> = {
	asked: true,
	restored: true,
	branchShown: true,
	titled: true,
	pinned: true,
	effortChosen: true,
	withdrawn: true,
	edited: true,
	began: true,
	reading: true,
	budget: true,
	looping: true,
	paused: true,
	thinkMore: true,
	reasoning: true,
	closed: true,
	answer: true,
	ended: true,
	sampled: true,
	chosen: true,
	failed: true,
	interrupted: true,
	resumed: true,
	attached: true,
	detached: true,
};

/** The members that the reducer reads of a file that anyone may have edited. */
function wellFormed(event: ChatEvent): boolean {
	switch (event.kind) {
		case 'asked':
			return typeof event.turnId === 'string' && typeof event.question === 'string' && Array.isArray(event.context);
		case 'restored':
			return readTurn(event.turn) !== undefined;
		case 'titled':
			return typeof event.title === 'string';
		case 'pinned':
			return typeof event.isPinned === 'boolean';
		case 'effortChosen':
			return readEffort(event.effort) !== undefined;
		case 'reasoning':
			return typeof event.text === 'string' && typeof event.tokens === 'number' && (event.ms === undefined || Number.isFinite(event.ms));
		case 'answer':
			return typeof event.text === 'string' && typeof event.tokens === 'number';
		case 'attached':
			return typeof event.item === 'object' && event.item !== null && typeof event.item.text === 'string';
		case 'ended':
			return typeof event.usage === 'object' && event.usage !== null;
		case 'edited':
			return typeof event.question === 'string';
		case 'budget':
			return typeof event.tokens === 'number';
		case 'thinkMore':
			return typeof event.left === 'number';
		case 'closed':
			return typeof event.thoughtMs === 'number';
		case 'interrupted':
			return event.message === undefined || typeof event.message === 'string';
		case 'chosen':
			return typeof event.index === 'number';
		case 'sampled':
		case 'branchShown':
		case 'withdrawn':
		case 'began':
		case 'reading':
		case 'looping':
		case 'paused':
		case 'failed':
		case 'resumed':
		case 'detached':
			return true;
	}
}

/** Whether `next` only goes on with the text of `last`, and the two joined. */
export function joined(last: ChatEvent, next: ChatEvent): ChatEvent | undefined {
	if ((last.kind !== 'reasoning' && last.kind !== 'answer') || last.kind !== next.kind || last.turnId !== next.turnId) {
		return undefined;
	}
	return { ...last, ...next, text: last.text + next.text, tokens: last.tokens + next.tokens };
}
