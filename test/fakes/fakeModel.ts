import type {
	Alternative,
	ChatRequest,
	CloseReason,
	FillRequest,
	GenerateEvent,
	GenerateRequest,
	LanguageModel,
	ModelInfo,
	Usage,
	WeighRequest,
} from '../../src/core/model.ts';
import { mostThinkMore, type ThoughtCommand, ThoughtControl } from '../../src/core/reasoning/thoughtControl.ts';

export interface FakeModelScript {
	/** What the model thinks; nothing is thought where the request says `off`. */
	readonly reasoning?: string | ((request: ChatRequest) => string);
	/** What it thinks on behind `Wait,`. */
	readonly furtherReasoning?: string;
	readonly answer?: string | ((request: ChatRequest) => string);
	/** For a text that is weighed. */
	readonly alternatives?: (request: WeighRequest) => readonly Alternative[];
	readonly fill?: (request: FillRequest) => string;
	/** Rejects instead of ending. */
	readonly error?: Error;
	/** Waited for before each event, to hold a stream open. */
	readonly gate?: (event: GenerateEvent) => Promise<void> | void;
	readonly info?: Partial<ModelInfo>;
	/** Of each token; 0.9 where nothing is said. */
	readonly probability?: number;
	/** What the engine says it cost, where that matters. */
	readonly usage?: Partial<Usage>;
}

export interface FakeModel extends LanguageModel {
	/** Every request so far, in order. */
	readonly requests: readonly GenerateRequest[];
}

/** A scripted model: streams the given texts in pieces of a few characters, one token a piece, and obeys the signal and the control. */
export function fakeModel(script: FakeModelScript = {}): FakeModel {
	const requests: GenerateRequest[] = [];
	return {
		info: { ...plainInfo, ...script.info },
		requests,
		countTokens: async (text) => Math.ceil(text.length / charactersPerToken),
		async *generate(request, signal, control = new ThoughtControl()) {
			requests.push(request);
			for await (const event of eventsFor(request, script, signal, control)) {
				await script.gate?.(event);
				await Promise.resolve();
				signal.throwIfAborted();
				yield event;
			}
			signal.throwIfAborted();
		},
	};
}

/** The model, and how many of its generations run at the same time. */
export function countingRuns(model: LanguageModel) {
	let running = 0;
	let mostRunning = 0;
	const counting: LanguageModel = {
		...model,
		async *generate(request, signal) {
			running++;
			mostRunning = Math.max(mostRunning, running);
			try {
				yield* model.generate(request, signal);
			} finally {
				running--;
			}
		},
	};
	return { counting, running: () => running, mostRunning: () => mostRunning };
}

/** Put into a thought that is closed early. */
export const closingSentence = '\n\nI will answer now.\n';

const charactersPerToken = 4;

const plainInfo: ModelInfo = {
	name: 'Fake',
	family: 'qwen2.5-coder',
	thinking: 'guided',
	fillInMiddle: true,
	contextTokens: 8192,
	sizeBytes: 1_000_000,
	loadMs: 1,
};

async function* eventsFor(
	request: GenerateRequest,
	script: FakeModelScript,
	signal: AbortSignal,
	control: ThoughtControl,
): AsyncGenerator<GenerateEvent> {
	const promptTokens = Math.ceil(JSON.stringify(request).length / charactersPerToken);
	yield { kind: 'prefill', evaluated: promptTokens, total: promptTokens };
	if (request.kind === 'weigh') {
		yield { kind: 'alternatives', alternatives: script.alternatives?.(request) ?? [] };
		const usage = { promptTokens, reusedTokens: 0, reasoningTokens: 0, answerTokens: 0, firstTokenMs: 1, totalMs: 1 };
		yield { kind: 'end', end: 'stop', usage };
		return;
	}
	const thinks =
		request.kind === 'chat' && request.thinking.kind !== 'off' && script.reasoning !== undefined && request.begun?.isClosed !== true;
	const reasoningTokens = thinks ? yield* think(request, script, signal, control) : 0;
	if (script.error !== undefined) {
		throw script.error;
	}
	const all = pieces(request.kind === 'chat' ? rest(said(script.answer, request), request.begun?.answer) : (script.fill?.(request) ?? ''));
	const shown = all.slice(0, request.maxTokens);
	for (const text of shown) {
		yield { kind: 'answer', text, tokens: 1, probabilities: [script.probability ?? 0.9] };
	}
	yield {
		kind: 'end',
		end: shown.length < all.length ? 'length' : 'stop',
		usage: { promptTokens, reusedTokens: 0, reasoningTokens, answerTokens: shown.length, firstTokenMs: 1, totalMs: 2, ...script.usage },
	};
}

/** Gives the number of tokens that were thought. */
async function* think(
	request: ChatRequest,
	script: FakeModelScript,
	signal: AbortSignal,
	control: ThoughtControl,
): AsyncGenerator<GenerateEvent, number> {
	const commands = new Commands(control, signal);
	const before = Math.ceil((request.begun?.reasoning.length ?? 0) / charactersPerToken);
	let coming = pieces(rest(said(script.reasoning, request), request.begun?.reasoning));
	let budgetTokens = request.thinking.kind === 'off' ? 0 : request.thinking.budgetTokens;
	let left = mostThinkMore;
	let isArmed = false;
	let isPaused = false;
	let tokens = 0;
	let closed: CloseReason | undefined;
	yield { kind: 'budget', tokens: budgetTokens };
	while (closed === undefined) {
		const command = isPaused ? await commands.next() : commands.take();
		if (isPaused && command !== undefined && command.kind !== 'setBudget' && command.kind !== 'thinkMore') {
			isPaused = false;
			yield { kind: 'paused', isPaused };
		}
		if (command?.kind === 'pause') {
			isPaused = true;
			yield { kind: 'paused', isPaused };
		} else if (command?.kind === 'steer') {
			yield { kind: 'reasoning', text: `\n\n${command.remark}\n\n`, tokens: 0 };
		} else if (command?.kind === 'thinkMore' && !isArmed && left > 0) {
			isArmed = true;
			left--;
			yield { kind: 'thinkMore', isArmed, left };
		} else if (command?.kind === 'setBudget') {
			budgetTokens = command.budgetTokens;
			yield { kind: 'budget', tokens: budgetTokens };
		} else if (command?.kind === 'answerNow' || before + tokens >= budgetTokens) {
			yield { kind: 'reasoning', text: closingSentence, tokens: 0 };
			closed = command?.kind === 'answerNow' ? 'user' : 'budget';
		} else if (command === undefined && coming[0] !== undefined) {
			yield { kind: 'reasoning', text: coming[0], tokens: 1 };
			coming = coming.slice(1);
			tokens++;
		} else if (command === undefined && isArmed) {
			isArmed = false;
			yield { kind: 'reasoning', text: '\n\nWait,', tokens: 0 };
			yield { kind: 'thinkMore', isArmed, left };
			coming = pieces(script.furtherReasoning ?? '');
		} else if (command === undefined) {
			closed = 'natural';
		}
	}
	yield { kind: 'closed', reason: closed };
	return tokens;
}

class Commands {
	readonly #waiting: ThoughtCommand[] = [];
	readonly #signal: AbortSignal;
	#wake: (() => void) | undefined;

	constructor(control: ThoughtControl, signal: AbortSignal) {
		this.#signal = signal;
		signal.addEventListener('abort', () => this.#wake?.());
		control.listen((command) => {
			this.#waiting.push(command);
			this.#wake?.();
		});
	}

	take(): ThoughtCommand | undefined {
		return this.#waiting.shift();
	}

	async next(): Promise<ThoughtCommand | undefined> {
		while (this.#waiting.length === 0) {
			this.#signal.throwIfAborted();
			await new Promise<void>((wake) => {
				this.#wake = wake;
			});
		}
		return this.take();
	}
}

const said = (text: string | ((request: ChatRequest) => string) | undefined, request: ChatRequest): string =>
	typeof text === 'function' ? text(request) : (text ?? '');

/** A turn that goes on says the rest of what it would have said. */
const rest = (text: string, begun = ''): string => (text.startsWith(begun) ? text.slice(begun.length) : text);

/** Cuts between code points only, as the engine does. */
function pieces(text: string): string[] {
	const points = [...text];
	return Array.from({ length: Math.ceil(points.length / charactersPerToken) }, (_, index) =>
		points.slice(index * charactersPerToken, (index + 1) * charactersPerToken).join(''),
	);
}
