import { readEffort, readTurn } from './readTurn.ts';
import { applyEvent, type ChatEvent, emptySession, isRunning, type Session } from './session.ts';

/** Counts up when older versions of Lemma could no longer read what is written. */
const formatVersion = 2;

/** The first line of a file. */
export const headLine = `{"kind":"format","version":${formatVersion}}\n`;

/**
 * A session is stored as its events, one line each, and read by the same reducer that made it: JSON, a tab, and a sum over the JSON.
 * Growing text is joined before it is written, so a long answer is a few lines.
 */
export function eventLine(event: ChatEvent): string {
	const json = JSON.stringify(event);
	return `${json}\t${sumOf(json)}\n`;
}

/** Reads what can be read: a line torn by a crash is left out. What still ran when the file ended is marked as interrupted. */
export function readSession(id: string, text: string): Session {
	const session = text.split('\n').flatMap(parse).reduce(applyEvent, emptySession(id));
	return [...session.turns, ...session.others]
		.filter(isRunning)
		.reduce((read, turn) => applyEvent(read, { kind: 'interrupted', turnId: turn.id }), session);
}

/** Such a file may hold what this version would lose by going on with it. */
export function isOfNewerVersion(text: string): boolean {
	const version = /^\{"kind":"format","version":(\d{1,9})\}/u.exec(text)?.[1];
	return version !== undefined && Number(version) > formatVersion;
}

function parse(line: string): ChatEvent[] {
	// Lines that were written before there were sums have none.
	const [json = '', sum] = line.split('\t', 2);
	if (sum !== undefined && sum !== sumOf(json)) return [];
	try {
		const value: unknown = JSON.parse(json);
		return isEvent(value) ? [value] : [];
	} catch {
		return [];
	}
}

/** FNV-1a over the UTF-16 units: finds what is torn or overwritten, not what is forged. */
function sumOf(text: string): string {
	let sum = 0x811c9dc5;
	for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
	return (sum >>> 0).toString(36);
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
	modelChosen: true,
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
		case 'modelChosen':
			return typeof event.path === 'string';
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
