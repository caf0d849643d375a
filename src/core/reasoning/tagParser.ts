import type { CloseReason } from '../model.ts';
import { TagSearch } from './tagSearch.ts';
import { type OutputParser, type Side, type ThoughtEvent, ThoughtEvents, type ThoughtState, WholeCharacters } from './thoughtEvents.ts';
import type { ThinkTags } from './thoughtFormat.ts';

/**
 * Splits a stream by a pair of tags. Only a block at the start is a thought; what looks like a tag after its close is answer. Held back are
 * at most a beginning of a tag, half a character, and white space whose side is not known yet.
 */
export class TagParser implements OutputParser {
	readonly #phases: Readonly<Record<PhaseName, Phase>>;
	readonly #marksAreTokens: boolean;
	readonly #characters = new WholeCharacters();
	#phase: PhaseName = 'maybe';
	#search: TagSearch | undefined;
	#white = '';
	#isOpen = false;

	constructor(tags: ThinkTags, state: ThoughtState, marksAreTokens: boolean) {
		this.#phases = phasesOf(tags);
		this.#marksAreTokens = marksAreTokens;
		this.#enter(startPhase(tags, state), new ThoughtEvents());
	}

	get isThinking(): boolean {
		return this.#isOpen;
	}

	push(text: string): ThoughtEvent[] {
		const events = new ThoughtEvents();
		this.#read(this.#characters.push(text), false, events);
		return events.list;
	}

	pushMark(text: string): ThoughtEvent[] {
		const events = new ThoughtEvents();
		this.#read(this.#characters.flush(), false, events);
		this.#read(text, true, events);
		return events.list;
	}

	close(reason: CloseReason): ThoughtEvent[] {
		return this.isThinking || this.#phase === 'maybe' ? this.#leave(reason, 'forced') : [];
	}

	end(reason: CloseReason): ThoughtEvent[] {
		return this.#leave(reason, 'answer');
	}

	#leave(reason: CloseReason, next: PhaseName): ThoughtEvent[] {
		const events = new ThoughtEvents();
		this.#read(this.#characters.flush(), false, events);
		while (this.#phases[this.#phase].missed !== undefined) {
			this.#miss(this.#search?.held ?? '', events);
		}
		events.say(this.#phases[this.#phase].side, this.#search?.held ?? '');
		if (this.#isOpen) {
			this.#isOpen = false;
			events.closed(reason);
		}
		this.#enter(next, events);
		return events.list;
	}

	#read(text: string, isMark: boolean, events: ThoughtEvents): void {
		const { side, found, missed } = this.#phases[this.#phase];
		if (this.#search === undefined || found === undefined || text === '') {
			events.say(side, text);
			return;
		}
		const { held } = this.#search;
		const { before, end } = this.#search.read(text, isMark);
		if (missed !== undefined && /\S/u.test(before)) {
			this.#miss(held, events);
			this.#read(text, isMark, events);
		} else if (missed !== undefined && end === undefined) {
			this.#white += before;
		} else {
			events.say(side, this.#white + before);
			if (end !== undefined) {
				this.#enter(found, events);
				this.#read(text.slice(end), false, events);
			}
		}
	}

	/** The tag that was waited for does not come: what was held is read again as what it is then. */
	#miss(held: string, events: ThoughtEvents): void {
		const white = this.#white;
		this.#enter(this.#phases[this.#phase].missed ?? 'answer', events);
		this.#read(white, false, events);
		this.#read(held, true, events);
	}

	#enter(name: PhaseName, events: ThoughtEvents): void {
		const { side, tag } = this.#phases[name];
		this.#phase = name;
		this.#search = tag === undefined ? undefined : new TagSearch(tag, this.#marksAreTokens);
		this.#white = '';
		if (side === 'answer' && this.#isOpen) {
			this.#isOpen = false;
			events.closed('natural');
		} else if (side === 'reasoning' && name !== 'maybe') {
			this.#isOpen = true;
		}
	}
}

type PhaseName = 'maybe' | 'opened' | 'thinking' | 'closing' | 'forced' | 'answering' | 'wrapped' | 'answer';

interface Phase {
	/** Of what is no tag. */
	readonly side: Side;
	readonly tag?: string;
	readonly found?: PhaseName;
	/** White space alone may stand before the tag; anything else there is read in this phase instead. */
	readonly missed?: PhaseName;
}

function phasesOf({ open, close, answer }: ThinkTags): Record<PhaseName, Phase> {
	const repeats = repeatsChannel(open);
	const body = answer === undefined ? 'answer' : 'wrapped';
	const answering = answer?.open === undefined ? body : 'answering';
	return {
		maybe: { side: 'reasoning', tag: open, found: repeats ? 'opened' : 'thinking', missed: answering },
		opened: { side: 'reasoning', tag: open, found: 'opened', missed: 'thinking' },
		thinking: { side: 'reasoning', tag: close, found: repeats ? 'closing' : answering },
		closing: { side: 'reasoning', tag: open, found: 'opened', missed: answering },
		forced: { side: 'answer', tag: close, found: answering, missed: answering },
		answering: { side: 'answer', ...(answer?.open === undefined ? {} : { tag: answer.open, found: body, missed: body }) },
		wrapped: { side: 'answer', ...(answer === undefined ? {} : { tag: answer.close, found: 'answer' }) },
		answer: { side: 'answer' },
	};
}

/** Gemma writes its channel's header twice at times, opens the channel again right after it closed it, or opens one that the prompt closed. */
const repeatsChannel = (open: string): boolean => open.startsWith('<|channel>');

function startPhase({ open, answer }: ThinkTags, state: ThoughtState): PhaseName {
	if (state === 'maybe' || repeatsChannel(open)) return state === 'thinking' ? 'opened' : 'maybe';
	if (state === 'thinking') return 'thinking';
	return answer === undefined ? 'answer' : answer.open === undefined ? 'wrapped' : 'answering';
}
