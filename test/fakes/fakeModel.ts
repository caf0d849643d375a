import type { ChatRequest, FillRequest, GenerateEvent, GenerateRequest, LanguageModel, ModelInfo } from '../../src/core/model.ts';

export interface FakeModelScript {
	/** What the model thinks; nothing is thought where the request says `off`. */
	readonly reasoning?: string | ((request: ChatRequest) => string);
	readonly answer?: string | ((request: ChatRequest) => string);
	readonly fill?: (request: FillRequest) => string;
	/** Rejects instead of ending. */
	readonly error?: Error;
	/** Waited for before each event, to hold a stream open. */
	readonly gate?: (event: GenerateEvent) => Promise<void> | void;
	readonly info?: Partial<ModelInfo>;
}

export interface FakeModel extends LanguageModel {
	/** Every request so far, in order. */
	readonly requests: readonly GenerateRequest[];
}

/** A scripted model: streams the given texts in pieces of a few characters, one token a piece, and obeys the signal. */
export function fakeModel(script: FakeModelScript = {}): FakeModel {
	const requests: GenerateRequest[] = [];
	return {
		info: { ...plainInfo, ...script.info },
		requests,
		countTokens: async (text) => Math.ceil(text.length / charactersPerToken),
		async *generate(request, signal) {
			requests.push(request);
			for (const event of eventsFor(request, script)) {
				await script.gate?.(event);
				await Promise.resolve();
				signal.throwIfAborted();
				yield event;
			}
			signal.throwIfAborted();
		},
	};
}

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

function* eventsFor(request: GenerateRequest, script: FakeModelScript): Generator<GenerateEvent> {
	const promptTokens = Math.ceil(JSON.stringify(request).length / charactersPerToken);
	yield { kind: 'prefill', evaluated: promptTokens, total: promptTokens };
	const thinks = request.kind === 'chat' && request.thinking.kind !== 'off' && script.reasoning !== undefined;
	const thought = thinks ? pieces(said(script.reasoning, request)) : [];
	for (const text of thought) {
		yield { kind: 'reasoning', text, tokens: 1 };
	}
	if (thinks) {
		yield { kind: 'closed', reason: 'natural' };
	}
	if (script.error !== undefined) {
		throw script.error;
	}
	const all = pieces(request.kind === 'chat' ? said(script.answer, request) : (script.fill?.(request) ?? ''));
	const shown = all.slice(0, request.maxTokens);
	for (const text of shown) {
		yield { kind: 'answer', text, tokens: 1, probabilities: [0.9] };
	}
	yield {
		kind: 'end',
		end: shown.length < all.length ? 'length' : 'stop',
		usage: {
			promptTokens,
			reusedTokens: 0,
			reasoningTokens: thought.length,
			answerTokens: shown.length,
			firstTokenMs: 1,
			totalMs: 2,
		},
	};
}

const said = (text: string | ((request: ChatRequest) => string) | undefined, request: ChatRequest): string =>
	typeof text === 'function' ? text(request) : (text ?? '');

/** Cuts between code points only, as the engine does. */
function pieces(text: string): string[] {
	const points = [...text];
	return Array.from({ length: Math.ceil(points.length / charactersPerToken) }, (_, index) =>
		points.slice(index * charactersPerToken, (index + 1) * charactersPerToken).join(''),
	);
}
