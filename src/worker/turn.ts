import type { Token } from 'node-llama-cpp';
import type { ChatRequest, CloseReason } from '../core/model.ts';
import { type OutputParser, outputParser, type ThoughtEvent, type ThoughtState } from '../core/reasoning/parser.ts';
import { closeMarks } from '../core/reasoning/thoughtFormat.ts';
import { asParagraph, closingSentences, remarkParagraph, secondThought } from '../core/reasoning/thoughtWords.ts';
import type { PromptStyle } from './chatPrompt.ts';
import { plainTokens } from './plainTokens.ts';
import type { Run } from './run.ts';
import { TextStream } from './textStream.ts';
import type { Thought } from './thought.ts';
import { closeStart, type ThoughtMarks } from './thoughtMarks.ts';
import type { TokenSource } from './tokenSource.ts';
import type { TurnMemory, TurnRecord } from './turnMemory.ts';

/** What of a loaded model a conversation needs. */
export interface Talker extends PromptStyle {
	readonly isStop: (token: Token) => boolean;
	readonly turns: TurnMemory;
}

/** The model's part of one exchange. */
export class Turn {
	readonly #talker: Talker;
	readonly #request: ChatRequest;
	readonly #source: TokenSource;
	readonly #run: Run;
	readonly #thought: Thought;
	readonly #record: TurnRecord;
	readonly #marks: ThoughtMarks;
	/** Of an instruct model, whose steps are its thought: leads from them to the answer. */
	readonly #bridge: string | undefined;
	readonly #stream: TextStream;
	#parser: OutputParser;
	#lastShown: 'reasoning' | 'answer' | undefined;
	/** How the thought ends so far. */
	#before: string;
	/** Nothing is held back, half a mark or half a character, that a text of ours would tear. */
	#isBoundary = true;
	#waitedTokens = 0;
	#answerMustBegin = false;

	constructor(options: {
		readonly talker: Talker;
		readonly request: ChatRequest;
		readonly source: TokenSource;
		readonly run: Run;
		readonly thought: Thought;
		readonly record: TurnRecord;
		readonly marks: ThoughtMarks;
		readonly state: ThoughtState;
	}) {
		const { talker, request, marks, state } = options;
		const { thinking, begun } = request;
		this.#talker = talker;
		this.#request = request;
		this.#source = options.source;
		this.#run = options.run;
		this.#thought = options.thought;
		this.#record = options.record;
		this.#marks = marks;
		this.#bridge = thinking.kind === 'guided' ? thinking.bridge : undefined;
		this.#parser = this.#newParser(state);
		const isBegun = begun !== undefined && (state === 'answer' ? begun.answer : begun.reasoning) !== '';
		// Some vocabularies drop the blank before the first word of a text.
		this.#stream = new TextStream(talker.model, marks.areTokens ? new Map() : marks.texts, isBegun ? options.source.recent(2) : []);
		this.#lastShown = !isBegun ? undefined : state === 'answer' ? 'answer' : 'reasoning';
		this.#before = begun === undefined || begun.reasoning === '' ? '\n\n' : begun.reasoning.slice(-2);
	}

	/** The model writes what it likes, up to the end of its turn. */
	async write(): Promise<void> {
		if (this.#bridge !== undefined && !this.#parser.isThinking && this.#lastShown === undefined) {
			this.#beginAnswer(this.#bridge);
		}
		for (;;) {
			this.#record.mark(this.#position, this.#parser.isThinking);
			if (this.#thought.isPaused || (this.#parser.isThinking && this.#thought.isDue)) {
				await this.#obey();
			}
			if (this.#isFull) {
				return this.#end('length');
			}
			const token = await this.#next();
			if (!this.#isStop(token)) {
				await this.#take(token);
			} else if (!(await this.#goesOn())) {
				return this.#end('stop');
			}
		}
	}

	#isStop(token: Token): boolean {
		return this.#talker.isStop(token) && !this.#marks.within.has(token);
	}

	/** A full context would begin to drop the oldest tokens. */
	get #isFull(): boolean {
		const { slot, answerTokens } = this.#run;
		const isAnswered = !this.#parser.isThinking && answerTokens >= this.#request.maxTokens;
		return isAnswered || this.#position > slot.roomTokens;
	}

	/** Tokens read and unread. */
	get #position(): number {
		return this.#run.slot.sequence.nextTokenIndex + this.#source.unreadTokens;
	}

	async #next(): Promise<Token> {
		if (this.#answerMustBegin) {
			this.#answerMustBegin = false;
			const first = await this.#run.timed(() => this.#source.best((token) => !this.#isStop(token)));
			if (first !== undefined) {
				return first;
			}
		}
		return (await this.#run.timed(() => this.#source.next())).token;
	}

	async #obey(): Promise<void> {
		await this.#thought.whilePaused(this.#run.signal);
		while (this.#parser.isThinking && this.#thought.isDue && this.#mayInterrupt()) {
			const due = this.#thought.takeDue();
			if (due?.kind === 'close') {
				this.#close(due.reason);
			} else if (due?.kind === 'remark') {
				await this.#remark(due.remark);
			} else if (due?.kind === 'goOn') {
				await this.#insert(asParagraph(secondThought, this.#before));
			}
			this.#record.mark(this.#position, this.#parser.isThinking);
		}
	}

	/** What is held back comes out within a few tokens, or never. */
	#mayInterrupt(): boolean {
		const may = this.#isBoundary || this.#waitedTokens >= mostWaitedTokens;
		this.#waitedTokens = may ? 0 : this.#waitedTokens + 1;
		return may;
	}

	async #take(token: Token): Promise<void> {
		const wasThinking = this.#parser.isThinking;
		const mark = this.#marks.areTokens ? this.#marks.texts.get(token) : undefined;
		const text = mark === undefined ? this.#stream.push(token) : this.#stream.flush();
		const said = text === '' ? [] : this.#parser.push(text);
		const events = mark === undefined ? said : [...said, ...this.#parser.pushMark(mark)];
		const closedAt = wasThinking ? events.findIndex((event) => event.kind === 'closed') : -1;
		if (closedAt >= 0 && this.#thought.putOff()) {
			this.#showAll(events.slice(0, closedAt), 1, 'reasoning');
			return this.#takeCloseBack();
		}
		if (this.#parser.isThinking) {
			this.#noteBoundary(wasThinking, text + (mark ?? ''), events);
		}
		this.#showAll(events, 1, wasThinking ? 'reasoning' : 'answer');
	}

	#noteBoundary(wasThinking: boolean, text: string, events: readonly ThoughtEvent[]): void {
		const shown = events.reduce((length, event) => length + (event.kind === 'reasoning' ? event.text.length : 0), 0);
		this.#isBoundary = !wasThinking || (this.#stream.isWhole && shown >= text.length);
		this.#before = wasThinking || shown > 0 ? (this.#before + text).slice(-2) : '\n\n';
	}

	/** A turn that would end within its thought may go on. */
	async #goesOn(): Promise<boolean> {
		const isNative = this.#bridge === undefined;
		if (!this.#parser.isThinking || (isNative && !this.#isBoundary)) {
			return false;
		}
		if (this.#thought.putOff()) {
			await this.#source.takeBack(1);
			await this.#insert(asParagraph(secondThought, this.#before));
			return true;
		}
		if (isNative) {
			return false;
		}
		await this.#source.takeBack(1);
		this.#close('natural');
		return true;
	}

	/** The model must read a thought that goes on: what it wrote to close it leaves the KV cache. */
	async #takeCloseBack(): Promise<void> {
		const { model } = this.#talker;
		const recent = this.#source.recent(mostMarkTokens);
		const text = model.detokenize(recent, true);
		const at = closeStart(this.#marks.format, text);
		let taken = 1;
		let takenText = model.detokenize(recent.slice(-taken), true);
		while (takenText.length < text.length - at && taken < recent.length) {
			takenText = model.detokenize(recent.slice(-++taken), true);
		}
		await this.#source.takeBack(taken);
		const kept = takenText.slice(0, Math.max(0, takenText.length - (text.length - at)));
		this.#source.feed(model.tokenize(kept, false));
		this.#parser = this.#newParser('thinking');
		this.#isBoundary = true;
		await this.#insert(asParagraph(secondThought, text.slice(0, at)));
	}

	/** One that the context cannot hold is left out. */
	async #remark(remark: string): Promise<void> {
		const text = `${asParagraph(remarkParagraph(remark), this.#before)}\n\n`;
		if (remark.trim() !== '' && text.length <= this.#thought.roomLeft * mostCharactersPerToken) {
			const tokens = plainTokens(this.#talker, text);
			if (tokens.length <= this.#thought.roomLeft) {
				await this.#insert(text, tokens);
			}
		}
	}

	/** Nothing in the text can act as a mark or a control token. */
	async #insert(text: string, tokens: readonly Token[] = plainTokens(this.#talker, text)): Promise<void> {
		this.#settle();
		this.#source.feed(tokens);
		this.#show('reasoning', text, 0);
		this.#before = text.slice(-2);
		this.#thought.noteInserted(tokens.length);
		await this.#source.readAhead(this.#run.signal);
	}

	#close(reason: Exclude<CloseReason, 'end' | 'abort'>): void {
		this.#settle();
		if (this.#bridge === undefined) {
			const sentence = reason === 'natural' ? '' : `${asParagraph(closingSentences[reason], this.#before)}\n`;
			this.#source.feed(this.#talker.model.tokenize(sentence + closeMarks(this.#marks.format), true));
			this.#show('reasoning', sentence, 0);
		}
		this.#showAll(this.#parser.close(reason), 0, 'reasoning');
		if (this.#bridge !== undefined) {
			this.#source.feed(this.#talker.model.tokenize(this.#bridge, false));
			this.#beginAnswer(this.#bridge);
		}
	}

	#beginAnswer(bridge: string): void {
		this.#show('answer', bridge, 0);
		this.#answerMustBegin = true;
	}

	/** What is held back comes out now, as thought. */
	#settle(): void {
		if (!this.#isBoundary) {
			const events = [...this.#parser.push(this.#stream.flush()), ...this.#parser.end('user')];
			for (const event of events) {
				if (event.kind === 'reasoning') {
					this.#show('reasoning', event.text, 0);
				}
			}
			this.#parser = this.#newParser('thinking');
			this.#isBoundary = true;
		}
	}

	#newParser(state: ThoughtState): OutputParser {
		// The steps of an instruct model have no marks.
		return outputParser(this.#marks.format, state, this.#marks.areTokens || this.#bridge !== undefined);
	}

	#end(end: 'stop' | 'length'): void {
		const endsInThought = this.#parser.isThinking;
		const side = endsInThought ? 'reasoning' : 'answer';
		this.#showAll([...this.#parser.push(this.#stream.flush()), ...this.#parser.end('end')], 0, side);
		this.#thought.end();
		this.#run.end(endsInThought ? 'noAnswer' : end);
	}

	/** The tokens count for the first piece of text, or without one for the side on which they were written. */
	#showAll(events: readonly ThoughtEvent[], tokens: number, side: 'reasoning' | 'answer'): void {
		let uncounted = tokens;
		for (const event of events) {
			if (event.kind === 'closed') {
				this.#run.report(event);
				this.#thought.end();
			} else {
				this.#noteWritten(event.kind, event.text, uncounted);
				this.#show(event.kind, event.text, uncounted);
				uncounted = 0;
			}
		}
		if (uncounted > 0) {
			this.#noteWritten(side, '', uncounted);
			this.#show(side, '', uncounted);
		}
	}

	#noteWritten(side: 'reasoning' | 'answer', text: string, tokens: number): void {
		if (side === 'reasoning') {
			this.#thought.note(text, tokens);
		} else if (text !== '' && this.#marks.format.kind === 'tags') {
			this.#thought.end(); // nothing that looks like a thought behind an answer is one
		}
	}

	/** White space at the head of thought or answer is what stood around a tag. */
	#show(kind: 'reasoning' | 'answer', text: string, tokens: number): void {
		const shown = this.#lastShown === kind ? text : text.trimStart();
		if (shown !== '') {
			this.#lastShown = kind;
		}
		this.#record.add(kind, shown);
		this.#run[kind](shown, tokens);
	}
}

const mostWaitedTokens = 16;
/** On average: what is longer need not be counted. */
const mostCharactersPerToken = 16;
/** More than any marks that close a thought. */
const mostMarkTokens = 64;
