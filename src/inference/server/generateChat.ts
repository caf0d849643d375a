import type { ChatRequest, CloseReason, EndReason, GenerateEvent, Usage } from '../../core/model.ts';
import { type OutputParser, outputParser, type ThoughtEvent, type ThoughtState } from '../../core/reasoning/parser.ts';
import { mostThinkMore, type ThoughtCommand, type ThoughtControl } from '../../core/reasoning/thoughtControl.ts';
import type { ThoughtFormat } from '../../core/reasoning/thoughtFormat.ts';
import { asParagraph, closingSentences, remarkParagraph, secondThought } from '../../core/reasoning/thoughtWords.ts';
import { continued, type Delta, freshDeltas, type Peer } from './deltas.ts';
import { abortError } from './serverRequest.ts';

/**
 * Answers a question by a server. What the user asks of the thought meanwhile ends the request, and another one goes on from the text so far;
 * where the server cannot do that, Answer now asks again without a thought and the rest is ignored.
 */
export async function* generateChat(
	peer: Peer,
	request: ChatRequest,
	signal: AbortSignal,
	control?: ThoughtControl,
): AsyncGenerator<GenerateEvent> {
	const commands: ThoughtCommand[] = [];
	let wake = (): void => {};
	const unlisten = control?.listen((command) => {
		commands.push(command);
		wake();
	});
	const onAbort = (): void => wake();
	signal.addEventListener('abort', onAbort);
	const woken = (): Promise<void> =>
		new Promise((resolve) => {
			wake = resolve;
			if (commands.length > 0 || signal.aborted) resolve();
		});
	try {
		yield* new ServerTurn(peer, request, signal, commands, woken).run();
	} finally {
		unlisten?.();
		signal.removeEventListener('abort', onAbort);
	}
}

const plainFormat: ThoughtFormat = { kind: 'tags', open: '<think>', close: '</think>' };

class ServerTurn {
	readonly #peer: Peer;
	readonly #request: ChatRequest;
	readonly #signal: AbortSignal;
	readonly #commands: ThoughtCommand[];
	readonly #woken: () => Promise<void>;
	readonly #startMs = performance.now();
	readonly #isGuided: boolean;
	/** The model's turn so far, what was begun before included. */
	#reasoning: string;
	#answer: string;
	#isClosed: boolean;
	#isOpen = false;
	#budgetTokens: number;
	#withoutThought = false;
	#thinkMoreArmed = false;
	#thinkMoreLeft = mostThinkMore;
	#usage: Usage = { promptTokens: 0, reusedTokens: 0, reasoningTokens: 0, answerTokens: 0, firstTokenMs: 0, totalMs: 0 };
	#hasRead = false;
	#segments = 0;
	#end: EndReason = 'stop';

	constructor(peer: Peer, request: ChatRequest, signal: AbortSignal, commands: ThoughtCommand[], woken: () => Promise<void>) {
		this.#peer = peer;
		this.#request = request;
		this.#signal = signal;
		this.#commands = commands;
		this.#woken = woken;
		this.#isGuided = request.thinking.kind === 'guided';
		this.#reasoning = request.begun?.reasoning ?? '';
		this.#answer = request.begun?.answer ?? '';
		this.#isClosed = request.begun?.isClosed === true || this.#answer !== '';
		this.#budgetTokens = request.thinking.kind === 'off' ? 0 : request.thinking.budgetTokens;
	}

	async *run(): AsyncGenerator<GenerateEvent> {
		if (this.#request.thinking.kind !== 'off') yield { kind: 'budget', tokens: this.#budgetTokens };
		for (;;) {
			const isOver = yield* this.#segment();
			if (isOver) break;
		}
		const totalMs = Math.round(performance.now() - this.#startMs);
		yield { kind: 'end', end: this.#end, usage: { ...this.#usage, firstTokenMs: this.#usage.firstTokenMs || totalMs, totalMs } };
	}

	/** One request to the server; false where another one has to follow. */
	async *#segment(): AsyncGenerator<GenerateEvent, boolean> {
		this.#segments++;
		const request = this.#next();
		const isContinued = request.begun !== undefined && this.#peer.facts.canContinue;
		const inner = new AbortController();
		const signal = AbortSignal.any([this.#signal, inner.signal]);
		const maxTokens = this.#maxTokens();
		const { deltas, state } = isContinued
			? await continued(this.#peer, request, maxTokens, signal)
			: { deltas: freshDeltas(this.#peer, request, maxTokens, signal), state: undefined };
		const iterator = deltas[Symbol.asyncIterator]();
		let parser: OutputParser | undefined = state === undefined ? undefined : this.#parser(state);
		let head = '';
		let hasReasoningField = false;
		let pending: Promise<IteratorResult<Delta>> | undefined;
		try {
			for (;;) {
				pending ??= iterator.next();
				const next = await Promise.race([pending, this.#woken().then(() => undefined)]);
				this.#throwIfAborted();
				if (next === undefined) {
					const outcome = yield* this.#obey(parser);
					if (outcome === 'again') return false;
					continue;
				}
				pending = undefined;
				if (next.done === true) break;
				const delta = next.value;
				yield* this.#count(delta);
				if (delta.reasoning !== '') {
					// What a server tells apart is told apart in what goes on from it too.
					if (!hasReasoningField) parser = undefined;
					hasReasoningField = true;
					this.#peer.learned.thinks = true;
					yield* this.#tell([{ kind: 'reasoning', text: delta.reasoning }], 1);
				}
				if (hasReasoningField && this.#isOpen && delta.content.trim() !== '' && this.#putsOff) {
					yield* this.#thinkOn();
					return false;
				}
				if (delta.content !== '' && parser === undefined) {
					// Which side it is on shows in its first characters.
					head += delta.content;
					const begins = hasReasoningField || this.#isGuided ? 'sure' : this.#stateOf(head, request);
					if (begins !== undefined) {
						parser = this.#parser(begins === 'sure' ? 'answer' : begins);
						if (yield* this.#take(parser, head, 1)) return false;
						head = '';
					}
				} else if (delta.content !== '' && parser !== undefined) {
					if (yield* this.#take(parser, delta.content, 1)) return false;
				}
				if (delta.finish !== undefined) this.#end = delta.finish;
				if (this.#overBudget()) {
					yield* this.#putsOff ? this.#thinkOn() : this.#closeThought('budget', parser);
					return false;
				}
				if (this.#usage.answerTokens >= this.#request.maxTokens) {
					this.#end = 'length';
					break;
				}
			}
		} finally {
			inner.abort();
			pending?.catch(() => undefined);
			iterator.return?.()?.catch?.(() => undefined);
		}
		if (head !== '') {
			parser ??= this.#parser('maybe');
			if (yield* this.#take(parser, head, 1)) return false;
		}
		return yield* this.#finish(parser);
	}

	/** What to ask for now: the question, and the turn as far as it came. */
	#next(): ChatRequest {
		const { begun: _, ...request } = this.#request;
		const thinking = this.#withoutThought ? ({ kind: 'off' } as const) : request.thinking;
		const hasBegun = this.#reasoning !== '' || this.#answer !== '' || this.#isClosed;
		return hasBegun && !this.#withoutThought
			? { ...request, thinking, begun: { reasoning: this.#reasoning, isClosed: this.#isClosed, answer: this.#answer } }
			: { ...request, thinking };
	}

	#maxTokens(): number {
		const thought = this.#isClosed || this.#withoutThought ? 0 : Math.max(0, this.#budgetTokens - this.#usage.reasoningTokens);
		return Math.min(this.#request.maxTokens + thought, this.#peer.facts.contextTokens);
	}

	#parser(state: ThoughtState): OutputParser {
		return outputParser(this.#peer.facts.family.native?.format ?? plainFormat, state, false);
	}

	/** A model that always thinks may begin within its thought, or write the tag itself. */
	#stateOf(head: string, { thinking }: ChatRequest): ThoughtState | undefined {
		const { native } = this.#peer.facts.family;
		if (native?.forced !== true || native.format.kind === 'harmony' || thinking.kind === 'off') return 'maybe';
		const { open } = native.format;
		const seen = head.trimStart();
		if (seen.length < open.length && open.startsWith(seen)) return undefined;
		return seen.startsWith(open) ? 'maybe' : 'thinking';
	}

	/** Content of the server, told as thought or answer; true where the thought was put off and another request has to follow. */
	*#take(parser: OutputParser, text: string, tokens: number): Generator<GenerateEvent, boolean> {
		if (this.#isGuided && !this.#isClosed) {
			yield* this.#tell([{ kind: 'reasoning', text }], tokens);
			return false;
		}
		const events = parser.push(text);
		const closed = events.findIndex((event) => event.kind === 'closed');
		if (closed >= 0 && this.#putsOff) {
			yield* this.#tell(events.slice(0, closed), tokens);
			yield* this.#thinkOn();
			return true;
		}
		yield* this.#tell(events, tokens);
		return false;
	}

	/** Whether the thought goes on where it would end. */
	get #putsOff(): boolean {
		return this.#thinkMoreArmed && this.#peer.facts.canContinue;
	}

	*#thinkOn(): Generator<GenerateEvent> {
		this.#thinkMoreArmed = false;
		yield { kind: 'thinkMore', isArmed: false, left: this.#thinkMoreLeft };
		const { thinking } = this.#request;
		if (this.#overBudget() && thinking.kind !== 'off') {
			this.#budgetTokens += thinking.budgetTokens;
			yield { kind: 'budget', tokens: this.#budgetTokens };
		}
		yield* this.#tell([{ kind: 'reasoning', text: asParagraph(secondThought, this.#reasoning) }], 0);
	}

	*#finish(parser: OutputParser | undefined): Generator<GenerateEvent, boolean> {
		if (this.#isGuided && !this.#isClosed) {
			if (this.#thinkMoreArmed && this.#end === 'stop') {
				yield* this.#thinkOn();
				return false;
			}
			yield* this.#closeThought(this.#end === 'length' ? 'budget' : 'natural', undefined);
			return false;
		}
		const wasThinking = this.#isOpen;
		yield* this.#tell(parser?.end('end') ?? [], 0);
		// The server told the thought by itself, and never came to an answer.
		if (this.#isOpen) yield* this.#close('end');
		if (wasThinking && this.#answer === '') this.#end = 'noAnswer';
		return true;
	}

	/** Ends the thought from outside, with a sentence in the model's own voice; the answer is another request. */
	*#closeThought(reason: CloseReason, parser: OutputParser | undefined): Generator<GenerateEvent> {
		const { thinking } = this.#request;
		if (thinking.kind === 'guided') {
			yield* this.#close(reason);
			this.#answer = thinking.bridge;
			yield { kind: 'answer', text: thinking.bridge.trimStart(), tokens: 0 };
			return;
		}
		const sentence = reason === 'user' || reason === 'loop' ? closingSentences[reason] : closingSentences.budget;
		yield* this.#tell([{ kind: 'reasoning', text: asParagraph(sentence, this.#reasoning) }], 0);
		parser?.close(reason);
		this.#withoutThought = !this.#peer.facts.canContinue;
		yield* this.#close(reason);
	}

	/** What was asked of the thought and came to nothing is given back. */
	*#close(reason: CloseReason, isTold = true): Generator<GenerateEvent> {
		this.#isOpen = false;
		this.#isClosed = true;
		if (isTold) yield { kind: 'closed', reason };
		if (this.#thinkMoreArmed) {
			this.#thinkMoreArmed = false;
			yield { kind: 'thinkMore', isArmed: false, left: ++this.#thinkMoreLeft };
		}
	}

	#overBudget(): boolean {
		return this.#isOpen && !this.#isClosed && this.#usage.reasoningTokens >= this.#budgetTokens && this.#request.thinking.kind !== 'off';
	}

	/** `again`: the request under way is to be given up for another one. */
	async *#obey(parser: OutputParser | undefined): AsyncGenerator<GenerateEvent, 'again' | 'on'> {
		for (let command = this.#commands.shift(); command !== undefined; command = this.#commands.shift()) {
			if (command.kind === 'setBudget') {
				this.#budgetTokens = command.budgetTokens;
				yield { kind: 'budget', tokens: command.budgetTokens };
			}
			if (this.#isClosed || !this.#isThinking) continue;
			if (command.kind === 'answerNow' || (command.kind === 'setBudget' && this.#overBudget())) {
				yield* this.#closeThought(command.kind === 'answerNow' ? 'user' : 'budget', parser);
				return 'again';
			}
			if (!this.#peer.facts.canContinue) continue;
			if (command.kind === 'thinkMore' && this.#thinkMoreLeft > 0 && !this.#thinkMoreArmed) {
				this.#thinkMoreArmed = true;
				yield { kind: 'thinkMore', isArmed: true, left: --this.#thinkMoreLeft };
			} else if (command.kind === 'steer') {
				yield* this.#tell([{ kind: 'reasoning', text: `${asParagraph(remarkParagraph(command.remark), this.#reasoning)}\n\n` }], 0);
				return 'again';
			} else if (command.kind === 'pause') {
				yield { kind: 'paused', isPaused: true };
				yield* this.#rest(parser);
				yield { kind: 'paused', isPaused: false };
				return 'again';
			}
		}
		return 'on';
	}

	/** Waits within a pause for what ends it. The request under way is given up afterwards, and nothing more of it is read. */
	async *#rest(parser: OutputParser | undefined): AsyncGenerator<GenerateEvent> {
		for (;;) {
			await this.#woken();
			this.#throwIfAborted();
			for (let command = this.#commands.shift(); command !== undefined; command = this.#commands.shift()) {
				if (command.kind === 'resume') return;
				if (command.kind === 'answerNow') return yield* this.#closeThought('user', parser);
				if (command.kind === 'steer') {
					return yield* this.#tell(
						[{ kind: 'reasoning', text: `${asParagraph(remarkParagraph(command.remark), this.#reasoning)}\n\n` }],
						0,
					);
				}
			}
		}
	}

	get #isThinking(): boolean {
		return this.#isOpen || this.#request.thinking.kind !== 'off';
	}

	*#count(delta: Delta): Generator<GenerateEvent> {
		if (delta.progress !== undefined && !this.#usage.firstTokenMs) {
			const { total, reused, processed } = delta.progress;
			this.#hasRead = true;
			this.#usage = { ...this.#usage, promptTokens: total, reusedTokens: reused };
			yield { kind: 'prefill', evaluated: Math.max(0, processed - reused), total: total - reused, reused };
		}
		if ((delta.reasoning !== '' || delta.content !== '') && !this.#hasRead) {
			this.#hasRead = true;
			yield { kind: 'prefill', evaluated: 0, total: 0, reused: 0 };
		}
		if (delta.usage !== undefined && this.#segments === 1) {
			const { promptTokens, reusedTokens, writtenTokens } = delta.usage;
			const reasoningTokens = Math.min(delta.usage.reasoningTokens ?? this.#usage.reasoningTokens, writtenTokens);
			this.#usage = { ...this.#usage, promptTokens, reusedTokens, reasoningTokens, answerTokens: writtenTokens - reasoningTokens };
		}
	}

	/** `tokens` count for the first text. White space at the head of thought or answer is what stood around a tag. */
	*#tell(events: readonly ThoughtEvent[], tokens: number): Generator<GenerateEvent> {
		let left = tokens;
		for (const event of events) {
			if (event.kind === 'closed') {
				yield* this.#close(event.reason, this.#isOpen);
				continue;
			}
			if (tokens > 0)
				this.#usage = {
					...this.#usage,
					firstTokenMs: this.#usage.firstTokenMs || Math.max(1, Math.round(performance.now() - this.#startMs)),
				};
			if (event.kind === 'reasoning') {
				const text = this.#reasoning === '' ? event.text.trimStart() : event.text;
				this.#reasoning += text;
				this.#isOpen ||= text !== '';
				this.#usage = { ...this.#usage, reasoningTokens: this.#usage.reasoningTokens + left };
				if (text !== '') yield { kind: 'reasoning', text, tokens: left };
			} else {
				const text = this.#answer === '' ? event.text.trimStart() : event.text;
				if (text !== '' && this.#isOpen) {
					// The server sends the thought in a field of its own, and then the answer.
					yield* this.#close('natural');
				}
				this.#answer += text;
				this.#usage = { ...this.#usage, answerTokens: this.#usage.answerTokens + left };
				if (text !== '') yield { kind: 'answer', text, tokens: left };
			}
			left = 0;
		}
	}

	#throwIfAborted(): void {
		if (this.#signal.aborted) throw abortError(this.#signal);
	}
}
