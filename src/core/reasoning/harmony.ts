import type { CloseReason } from '../model.ts';
import { type OutputParser, type Side, type ThoughtEvent, ThoughtEvents, type ThoughtState, WholeCharacters } from './thoughtEvents.ts';
import { harmonyMarks } from './thoughtFormat.ts';

/**
 * Splits the messages of gpt-oss, `<|start|>assistant<|channel|>analysis<|message|>…<|end|>`. What is said on `final`, and on `commentary` to
 * nobody in particular, is for the user (openai/harmony, docs/format.md, "Preambles"); analysis and what is said to a tool are thought.
 * Headers are never shown. Where one is missing or broken, the text behind it is kept: as answer, unless the channel is another than `final`.
 */
export class HarmonyParser implements OutputParser {
	readonly #marksAreTokens: boolean;
	readonly #characters = new WholeCharacters();
	/** A beginning of a mark, where marks are text. */
	#held = '';
	/** `between`: after a message, or where the prompt ended behind the role; a header may begin, or a text that forgot its header. */
	#part: 'between' | 'role' | 'channel' | 'body' = 'between';
	/** Of the header's part that is being read. */
	#header = '';
	#hasRecipient = false;
	#side: Side | undefined;
	#thought: 'none' | 'open' | 'closed' = 'none';

	constructor(state: ThoughtState, marksAreTokens: boolean) {
		this.#marksAreTokens = marksAreTokens;
		if (state !== 'maybe') this.#begin(state === 'thinking' ? 'reasoning' : 'answer', new ThoughtEvents());
	}

	/** Between two messages it is what it was in the first. */
	get isThinking(): boolean {
		return this.#side === 'reasoning';
	}

	push(text: string): ThoughtEvent[] {
		const events = new ThoughtEvents();
		this.#read(this.#characters.push(text), events);
		return events.list;
	}

	pushMark(text: string): ThoughtEvent[] {
		const mark = this.#marksAreTokens ? harmonyMarks.find((known) => known === text) : undefined;
		if (mark === undefined) return this.push(text);
		const events = new ThoughtEvents();
		this.#text(this.#characters.flush(), events);
		this.#mark(mark, events);
		return events.list;
	}

	/** A header that the model writes for its answer all the same is not shown either. */
	close(reason: CloseReason): ThoughtEvent[] {
		return this.isThinking ? this.#leave(reason) : [];
	}

	end(reason: CloseReason): ThoughtEvent[] {
		return this.#leave(reason);
	}

	#leave(reason: CloseReason): ThoughtEvent[] {
		const events = new ThoughtEvents();
		this.#read(this.#characters.flush(), events);
		this.#text(this.#held, events);
		this.#held = '';
		this.#keepUnfinished(events);
		if (this.#thought === 'open') {
			this.#thought = 'closed';
			events.closed(reason);
		}
		this.#begin('answer', events);
		return events.list;
	}

	#read(text: string, events: ThoughtEvents): void {
		if (this.#marksAreTokens) {
			this.#text(text, events);
			return;
		}
		const pieces = (this.#held + text).split(markPattern);
		const last = pieces.at(-1) ?? '';
		const tail = last.slice(Math.max(0, last.lastIndexOf('<')));
		this.#held = harmonyMarks.some((mark) => mark.startsWith(tail)) ? tail : '';
		pieces[pieces.length - 1] = last.slice(0, last.length - this.#held.length);
		for (const piece of pieces) {
			const mark = harmonyMarks.find((known) => known === piece);
			if (mark === undefined) this.#text(piece, events);
			else this.#mark(mark, events);
		}
	}

	#text(text: string, events: ThoughtEvents): void {
		if (this.#part === 'body') {
			events.say(this.#side ?? 'answer', text);
			return;
		}
		this.#header += text;
		const mayGoOn = this.#part === 'channel' ? mayBeChannel : mayBeRole;
		if (this.#header.length > longestHeader || !mayGoOn(this.#header)) this.#keep(events);
	}

	#mark(mark: (typeof harmonyMarks)[number], events: ThoughtEvents): void {
		switch (mark) {
			case '<|start|>':
				this.#keepUnfinished(events);
				this.#hasRecipient = false;
				this.#expect('role');
				return;
			case '<|channel|>':
				this.#hasRecipient ||= recipient.test(this.#header);
				this.#expect('channel');
				return;
			case '<|constrain|>':
				if (this.#part === 'channel') this.#header += ' ';
				return;
			case '<|message|>':
				if (this.#part !== 'body') this.#begin(this.#sideOfHeader(), events);
				return;
			case '<|end|>':
			case '<|return|>':
			case '<|call|>':
				this.#keepUnfinished(events);
				this.#hasRecipient = false;
				this.#expect('between');
		}
	}

	#expect(part: 'between' | 'role' | 'channel'): void {
		this.#part = part;
		this.#header = '';
	}

	#sideOfHeader(): Side {
		const isForUser = this.#part !== 'channel' || /^\s*(?:final|commentary)/u.test(this.#header);
		return isForUser && !this.#hasRecipient && !recipient.test(this.#header) ? 'answer' : 'reasoning';
	}

	/** A message that ended before its header did: an answer may have been meant. */
	#keepUnfinished(events: ThoughtEvents): void {
		const isAnswer = this.#part === 'channel' && /^\s*final\s+\S/u.test(this.#header) && !recipient.test(this.#header);
		if (isAnswer || (this.#part === 'between' && /\S/u.test(this.#header))) this.#keep(events);
	}

	/** What was taken for a header is the text of a message without one. */
	#keep(events: ThoughtEvents): void {
		const header = this.#header;
		const isThought = this.#part === 'channel' && !/^\s*final/u.test(header);
		const name = { between: '', role: /^\s*assistant/u, channel: /^\s*(?:final|analysis|commentary)/u, body: '' }[this.#part];
		this.#begin(isThought ? 'reasoning' : 'answer', events);
		events.say(isThought ? 'reasoning' : 'answer', header.replace(name, ''));
	}

	#begin(side: Side, events: ThoughtEvents): void {
		this.#part = 'body';
		this.#header = '';
		this.#hasRecipient = false;
		this.#side = side;
		if (side === 'reasoning' && this.#thought === 'none') {
			this.#thought = 'open';
		} else if (side === 'answer' && this.#thought === 'open') {
			this.#thought = 'closed';
			events.closed('natural');
		}
	}
}

/** In which state the output begins, judged by how the prompt ends. */
export function harmonyStart(prompt: string): ThoughtState {
	const tail = prompt.trimEnd();
	if (tail.endsWith('<|channel|>analysis<|message|>')) return 'thinking';
	return tail.endsWith('<|channel|>final<|message|>') ? 'answer' : 'maybe';
}

const markPattern = /(<\|(?:start|channel|message|end|return|call|constrain)\|>)/u;
const recipient = /(?:^|\s)to=/u;
const longestHeader = 256;

/** `analysis`, `commentary to=functions.name json`, or a beginning of such. */
const mayBeChannel = (text: string): boolean => /^\s*\w*(?:\s+to=\S*)?(?:\s+\w*)?\s*$/u.test(text);

/** `assistant`, `assistant to=functions.name`, or a beginning of such. */
const mayBeRole = (text: string): boolean =>
	text.split(/\s+/u).every((word, index, { length }) => /^(?:assistant|to=.*)?$/u.test(word) || (index === length - 1 && isBegun(word)));

const isBegun = (word: string): boolean => ['assistant', 'to='].some((whole) => whole.startsWith(word));
