import type { CloseReason } from '../model.ts';
import type { ThinkTags, ThoughtFormat } from './thoughtFormat.ts';

/** `maybe`: the model decides; its output is a thought only if it begins with the open tag. */
export type ThoughtState = 'thinking' | 'answer' | 'maybe';

export type ThoughtEvent =
	| { readonly kind: 'reasoning'; readonly text: string }
	| { readonly kind: 'answer'; readonly text: string }
	| { readonly kind: 'closed'; readonly reason: CloseReason };

/** Splits an output into thought and answer; texts and marks add up to what was pushed, however it is cut. */
export interface OutputParser {
	/** Whether what comes next belongs to a thought. */
	readonly isThinking: boolean;
	push(text: string): ThoughtEvent[];
	/** A mark of the format that came as a token of its own, so that it is no quotation. */
	pushMark(text: string): ThoughtEvent[];
	/** Closes the thought from outside. A close mark that the model writes after it all the same is swallowed. */
	close(reason: CloseReason): ThoughtEvent[];
	/** The stream is over: held text goes to the side it is on, and an open thought is closed. */
	end(reason: CloseReason): ThoughtEvent[];
}

/** `marksAreTokens`: the marks come through `pushMark` only, and the same text through `push` is plain text. */
export function outputParser(format: ThoughtFormat, state: ThoughtState, _marksAreTokens: boolean): OutputParser {
	return new ThoughtParser(format.kind === 'tags' ? format : { open: '<think>', close: '</think>' }, state);
}

/** In which state the output begins, judged by how the prompt ends: some templates open the thought themselves, some close it again. */
export function startState(prompt: string, tags: ThinkTags): ThoughtState {
	const tail = prompt.trimEnd();
	return tail.endsWith(tags.open) ? 'thinking' : tail.endsWith(tags.close) ? 'answer' : 'maybe';
}

/**
 * Splits a stream into thought and answer. Texts and tags add up to the input however it is cut. Only a block at the start is a thought; what
 * looks like a tag after its close is answer. Held back are at most a tag's length − 1 characters, and white space whose side is not known yet.
 */
export class ThoughtParser implements OutputParser {
	readonly #tags: ThinkTags;
	#state: ThoughtState | 'forced';
	#held = '';

	constructor(tags: ThinkTags, state: ThoughtState) {
		this.#tags = tags;
		this.#state = state;
	}

	/** Whether what comes next belongs to a thought. */
	get isThinking(): boolean {
		return this.#state === 'thinking';
	}

	push(text: string): ThoughtEvent[] {
		const pending = this.#held + text;
		this.#held = '';
		switch (this.#state) {
			case 'maybe':
				return this.#pushMaybe(pending);
			case 'thinking':
				return this.#pushThinking(pending);
			case 'forced':
				return this.#pushForced(pending);
			case 'answer':
				return said('answer', pending);
		}
	}

	pushMark(text: string): ThoughtEvent[] {
		return this.push(text);
	}

	/** Closes the thought from outside. A close tag that the model writes after it all the same is swallowed. */
	close(reason: CloseReason): ThoughtEvent[] {
		const held = this.#takeHeld();
		const wasThinking = this.isThinking;
		this.#state = 'forced';
		return wasThinking ? [...said('reasoning', held), { kind: 'closed', reason }] : said('answer', held);
	}

	/** The stream is over: held text goes to the side it is on, and an open thought is closed. */
	end(reason: CloseReason): ThoughtEvent[] {
		const held = this.#takeHeld();
		return this.isThinking ? [...said('reasoning', held), { kind: 'closed', reason }] : said('answer', held);
	}

	#takeHeld(): string {
		const held = this.#held;
		this.#held = '';
		return held;
	}

	#pushMaybe(pending: string): ThoughtEvent[] {
		const found = matchAtStart(pending, this.#tags.open);
		if (found === 'undecided') {
			this.#held = pending;
			return [];
		}
		if (found === undefined) {
			this.#state = 'answer';
			return said('answer', pending);
		}
		this.#state = 'thinking';
		return [...said('reasoning', found.before), ...this.#pushThinking(found.after)];
	}

	#pushThinking(pending: string): ThoughtEvent[] {
		const { close } = this.#tags;
		const at = pending.indexOf(close);
		if (at < 0) {
			const shown = pending.length - beginningLength(pending, close);
			this.#held = pending.slice(shown);
			return said('reasoning', pending.slice(0, shown));
		}
		this.#state = 'answer';
		return [
			...said('reasoning', pending.slice(0, at)),
			{ kind: 'closed', reason: 'natural' },
			...said('answer', pending.slice(at + close.length)),
		];
	}

	#pushForced(pending: string): ThoughtEvent[] {
		const found = matchAtStart(pending, this.#tags.close);
		if (found === 'undecided') {
			this.#held = pending;
			return [];
		}
		this.#state = 'answer';
		return said('answer', found === undefined ? pending : found.before + found.after);
	}
}

/** What stands before and after `tag` where only white space precedes it. */
function matchAtStart(text: string, tag: string): { readonly before: string; readonly after: string } | 'undecided' | undefined {
	const trimmed = text.trimStart();
	if (trimmed.startsWith(tag)) {
		return { before: text.slice(0, text.length - trimmed.length), after: trimmed.slice(tag.length) };
	}
	return tag.startsWith(trimmed) ? 'undecided' : undefined;
}

/** Length of the longest end of `text` that is a beginning of `tag`. */
function beginningLength(text: string, tag: string): number {
	for (let length = Math.min(tag.length - 1, text.length); length > 0; length--) {
		if (text.endsWith(tag.slice(0, length))) {
			return length;
		}
	}
	return 0;
}

const said = (kind: 'reasoning' | 'answer', text: string): ThoughtEvent[] => (text === '' ? [] : [{ kind, text }]);
