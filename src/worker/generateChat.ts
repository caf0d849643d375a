import type { Token } from 'node-llama-cpp';
import { answerReserve } from '../core/chat/ask.ts';
import { promptTooLong } from '../core/errors.ts';
import type { ChatRequest, CloseReason, Sampling, Thinking } from '../core/model.ts';
import { type OutputParser, outputParser, type ThoughtEvent, type ThoughtState } from '../core/reasoning/parser.ts';
import { closeMarks, markTexts, type ThoughtFormat } from '../core/reasoning/thoughtFormat.ts';
import { chatPrompt, type PromptStyle } from './chatPrompt.ts';
import type { Run } from './run.ts';
import { TextStream } from './textStream.ts';
import { TokenSource } from './tokenSource.ts';
import { specialTokens } from './vocabulary.ts';

/** What of a loaded model a conversation needs. */
export interface Talker extends PromptStyle {
	readonly isStop: (token: Token) => boolean;
}

export async function generateChat(talker: Talker, request: ChatRequest, run: Run): Promise<void> {
	const { slot, signal } = run;
	const { tokens, state } = chatPrompt(talker, request);
	const reserve = Math.min(request.maxTokens, answerReserve(slot.sequence.contextSize));
	const roomForThought = slot.roomTokens - tokens.length - reserve;
	if (roomForThought < 0) {
		throw promptTooLong(tokens.length, slot.roomTokens);
	}
	run.promptTokens = tokens.length;
	run.reusedTokens = await slot.read(tokens, signal, run.report);
	await slot.lookUp(request.rewrites === true, signal);
	const source = new TokenSource({
		sequence: slot.sequence,
		sampling: request.sampling ?? profile(talker, request.thinking),
		withProbability: false,
		unread: tokens.slice(-1),
		pace: slot.pace(signal),
	});
	try {
		const turn = new Turn(talker, request, source, run);
		if (request.thinking.kind === 'guided') {
			await turn.guided(request.thinking.bridge, Math.min(request.thinking.budgetTokens, roomForThought));
		} else {
			await turn.free(state, request.thinking.kind === 'native' ? Math.min(request.thinking.budgetTokens, roomForThought) : 0);
		}
	} finally {
		await source.close();
	}
}

const profile = ({ family }: Talker, thinking: Thinking): Sampling =>
	thinking.kind === 'off' ? (family.direct ?? family.sampling) : family.sampling;

/** What the model reads where its thought is cut short; a bare close tag gives poor or empty answers. */
const closingSentence = '\n\nI have thought long enough. I will answer now.\n';
const plainFormat: ThoughtFormat = { kind: 'tags', open: '<think>', close: '</think>' };

/** The model's part of one exchange. */
class Turn {
	readonly #talker: Talker;
	readonly #request: ChatRequest;
	readonly #source: TokenSource;
	readonly #run: Run;
	readonly #stream: TextStream;
	#lastShown: 'reasoning' | 'answer' | undefined;

	constructor(talker: Talker, request: ChatRequest, source: TokenSource, run: Run) {
		this.#talker = talker;
		this.#request = request;
		this.#source = source;
		this.#run = run;
		this.#stream = new TextStream(talker.model, shownTags(talker));
	}

	/** The steps of an instruct model are its thought; where they end, `bridge` makes it write one short answer. */
	async guided(bridge: string, budgetTokens: number): Promise<void> {
		const run = this.#run;
		let reason: CloseReason = 'budget';
		while (run.reasoningTokens < budgetTokens) {
			const { token } = await run.timed(() => this.#source.next());
			if (this.#talker.isStop(token)) {
				this.#source.takeBack();
				reason = 'natural';
				break;
			}
			this.#show('reasoning', this.#stream.push(token), 1);
		}
		this.#show('reasoning', this.#stream.flush(), 0);
		run.report({ kind: 'closed', reason });
		this.#source.feed(this.#talker.model.tokenize(bridge, false));
		this.#show('answer', bridge, 0);
		const first = await run.timed(() => this.#source.best((token) => !this.#talker.isStop(token)));
		if (first !== undefined) {
			this.#show('answer', this.#stream.push(first), 1);
		}
		await this.free('answer', 0);
	}

	/** The model writes what it likes; `state` says whether it begins within a thought. */
	async free(state: ThoughtState, budgetTokens: number): Promise<void> {
		const run = this.#run;
		const parser = outputParser(formatOf(this.#talker), state, false);
		for (;;) {
			if (parser.isThinking && run.reasoningTokens >= budgetTokens) {
				this.#forceClose(parser);
			}
			if ((!parser.isThinking && run.answerTokens >= this.#request.maxTokens) || run.slot.isFull) {
				return this.#end(parser, 'length');
			}
			const { token } = await run.timed(() => this.#source.next());
			if (this.#talker.isStop(token)) {
				return this.#end(parser, 'stop');
			}
			this.#split(parser, this.#stream.push(token), 1);
		}
	}

	#forceClose(parser: OutputParser): void {
		const { model } = this.#talker;
		this.#source.feed(model.tokenize(closingSentence + closeMarks(formatOf(this.#talker)), true));
		this.#split(parser, this.#stream.flush() + closingSentence, 0);
		this.#showAll(parser.close('budget'), 0, 'reasoning');
	}

	#end(parser: OutputParser, end: 'stop' | 'length'): void {
		const endsInThought = parser.isThinking;
		this.#split(parser, this.#stream.flush(), 0);
		this.#showAll(parser.end('end'), 0, 'answer');
		this.#run.end(endsInThought ? 'noAnswer' : end);
	}

	#split(parser: OutputParser, text: string, tokens: number): void {
		const side = parser.isThinking ? 'reasoning' : 'answer';
		this.#showAll(parser.push(text), tokens, side);
	}

	/** The tokens count for the first piece of text, or without one for the side on which they were written. */
	#showAll(events: readonly ThoughtEvent[], tokens: number, side: 'reasoning' | 'answer'): void {
		const counted = events.find((event) => event.kind !== 'closed');
		if (counted === undefined) {
			this.#show(side, '', tokens);
		}
		for (const event of events) {
			if (event.kind === 'closed') {
				this.#run.report(event);
			} else {
				this.#show(event.kind, event.text, event === counted ? tokens : 0);
			}
		}
	}

	/** White space at the head of thought or answer is what stood around a tag. */
	#show(kind: 'reasoning' | 'answer', text: string, tokens: number): void {
		const shown = this.#lastShown === kind ? text : text.trimStart();
		if (shown !== '') {
			this.#lastShown = kind;
		}
		this.#run[kind](shown, tokens);
	}
}

const formatOf = ({ family }: Talker): ThoughtFormat => family.native?.format ?? plainFormat;

/** Think tags that are tokens, also where the file calls them control tokens, whose text is hidden. */
function shownTags({ model, family }: Talker): Map<Token, string> {
	const tags = family.native === undefined ? [] : markTexts(family.native.format);
	return new Map(tags.flatMap((tag) => specialTokens(model, [tag]).map((token) => [token, tag] as const)));
}
