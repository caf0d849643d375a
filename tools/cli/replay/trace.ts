import { usage } from '../../../src/core/errors.ts';

/** One thing that somebody did in an editor, `t` milliseconds into a session. Offsets count UTF-16 units, CRLF as two. */
export type TraceEvent = { readonly t: number } & TraceAction;

export type TraceAction =
	/** A file is opened, or shown again with what was done to it. */
	| { readonly open: string }
	/** `del` units at `at` give way to `ins`; the cursor ends behind it. */
	| { readonly at: number; readonly del: number; readonly ins: string }
	| { readonly cursor: number }
	/** Takes over the text that is shown: all of it, its next word or its next line. */
	| { readonly accept: Part };

export type Part = 'all' | 'word' | 'line';

/** An event and the line of its trace, for sentences about what is wrong with it. */
export interface TracedEvent {
	readonly line: number;
	readonly event: TraceEvent;
}

/** Reads a trace, one JSON object a line; a line that is none gets a sentence with its number. */
export function parseTrace(text: string): readonly TracedEvent[] {
	const events = text
		.replace(/^\uFEFF/, '')
		.split(/\r?\n/)
		.flatMap((source, index) => (source.trim() === '' ? [] : [{ line: index + 1, event: parseEvent(source, index + 1) }]));
	if (events.length === 0) {
		throw usage('The trace is empty. Its first line is {"t":0,"open":"path"}.');
	}
	for (const [index, { line, event }] of events.entries()) {
		const before = events[index - 1];
		if (before === undefined && !('open' in event)) {
			throw atLine(line, 'no file is open yet. A trace begins with {"t":0,"open":"path"}');
		}
		if (before !== undefined && event.t < before.event.t) {
			throw atLine(line, `"t" is ${event.t}, but line ${before.line} has ${before.event.t} already. Time goes forward`);
		}
	}
	return events;
}

export const atLine = (line: number, what: string): Error => usage(`Line ${line} of the trace: ${what}.`);

function parseEvent(source: string, line: number): TraceEvent {
	const fields = objectIn(source);
	if (fields === undefined) {
		throw atLine(line, 'this is not a JSON object');
	}
	const { t } = fields;
	if (typeof t !== 'number' || !Number.isFinite(t)) {
		throw atLine(line, '"t" is missing: the milliseconds at which this happens');
	}
	const actions = Object.keys(readers).filter((name) => Object.hasOwn(fields, name));
	const [action, another] = actions;
	if (action === undefined || another !== undefined) {
		throw atLine(line, `an event has one of "open", "at", "cursor" and "accept", not ${actions.length === 0 ? 'none' : 'several'}`);
	}
	const strangers = Object.keys(fields).filter((name) => name !== 't' && name !== action && !(action === 'at' && edits.includes(name)));
	if (strangers.length > 0) {
		throw atLine(line, `"${strangers[0]}" means nothing beside "${action}"`);
	}
	const read = readers[action]?.(fields);
	if (read === undefined) {
		throw atLine(line, `${forms[action]} is wanted`);
	}
	return { t, ...read };
}

type Fields = Readonly<Record<string, unknown>>;

const readers: Readonly<Record<string, (fields: Fields) => TraceAction | undefined>> = {
	open: ({ open }) => (typeof open === 'string' && open !== '' ? { open } : undefined),
	at: ({ at, del = 0, ins = '' }) => (isOffset(at) && isOffset(del) && typeof ins === 'string' ? { at, del, ins } : undefined),
	cursor: ({ cursor }) => (isOffset(cursor) ? { cursor } : undefined),
	accept: ({ accept }) => (accept === 'all' || accept === 'word' || accept === 'line' ? { accept } : undefined),
};

const edits: readonly string[] = ['del', 'ins'];

const forms: Readonly<Record<string, string>> = {
	open: '"open" with a path',
	at: '{"at":offset,"del":count,"ins":"text"} with whole numbers from zero',
	cursor: '"cursor" with an offset, a whole number from zero',
	accept: '"accept" with "all", "word" or "line"',
};

const isOffset = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

function objectIn(source: string): Fields | undefined {
	try {
		const value: unknown = JSON.parse(source);
		return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
	} catch {
		return undefined;
	}
}
