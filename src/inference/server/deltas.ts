import type { ChatRequest, Sampling } from '../../core/model.ts';
import { beginTurn } from '../../core/reasoning/beginTurn.ts';
import type { ThoughtState } from '../../core/reasoning/parser.ts';
import { at, countAt, listAt, textAt } from './json.ts';
import { plainText } from './plainText.ts';
import { refusal } from './serverErrors.ts';
import type { ServerFacts } from './serverFacts.ts';
import { NotUnderstood, type ServerDoor } from './serverRequest.ts';

/** One piece of what a server streams, whatever its dialect. */
export interface Delta {
	/** Of a thought that the server itself told from the answer. */
	readonly reasoning: string;
	readonly content: string;
	readonly finish?: 'stop' | 'length';
	readonly progress?: { readonly total: number; readonly reused: number; readonly processed: number };
	readonly usage?: {
		readonly promptTokens: number;
		readonly reusedTokens: number;
		readonly writtenTokens: number;
		readonly reasoningTokens?: number;
	};
	readonly probability?: number;
}

export interface Segment {
	readonly deltas: AsyncIterable<Delta>;
	/** Where the content begins; `undefined` where only the server knows. */
	readonly state: ThoughtState | undefined;
}

/** A server and the model that is asked; what was learned of it holds until the engine is restarted. */
export interface Peer {
	readonly door: ServerDoor;
	readonly facts: ServerFacts;
	readonly learned: { plainOnly: boolean; thinks: boolean };
}

/** Asks for a turn from its beginning, in the common dialect. */
export async function* freshDeltas(peer: Peer, request: ChatRequest, maxTokens: number, signal: AbortSignal): AsyncGenerator<Delta> {
	const { facts, learned } = peer;
	const body = {
		model: facts.model,
		messages: messagesOf(request),
		stream: true,
		max_tokens: maxTokens,
		...samplingFields(samplingOf(peer, request)),
	};
	if (!learned.plainOnly) {
		try {
			yield* chatDeltas(peer, { ...body, ...extras(peer, request), ...moreSampling(samplingOf(peer, request)) }, signal);
			return;
		} catch (error) {
			if (!(error instanceof NotUnderstood)) throw error;
			learned.plainOnly = true;
		}
	}
	yield* understood(peer, chatDeltas(peer, body, signal));
}

/** Goes on with a turn that was begun: raw where the server renders the prompt for us, else as the beginning of the assistant's message. */
export async function continued(peer: Peer, request: ChatRequest, maxTokens: number, signal: AbortSignal): Promise<Segment> {
	const { door, facts } = peer;
	const sampling = samplingOf(peer, request);
	if (facts.engine === 'llama.cpp') {
		const rendered = await door.json(
			`${door.address.root}/apply-template`,
			{ messages: messagesOf(request), chat_template_kwargs: switches(request) },
			signal,
		);
		const { text, state } = beginTurn(textAt(rendered, 'prompt') ?? '', facts.family.native, request);
		return {
			state,
			deltas: rawDeltas(peer, { prompt: text, n_predict: maxTokens, ...samplingFields(sampling), ...moreSampling(sampling) }, signal),
		};
	}
	const { text, state } = beginTurn('', facts.family.native, request);
	const body = {
		model: facts.model,
		messages: [...messagesOf(request), { role: 'assistant', content: text }],
		stream: true,
		max_tokens: maxTokens,
		continue_final_message: true,
		add_generation_prompt: false,
		stream_options: { include_usage: true },
		...samplingFields(sampling),
		...moreSampling(sampling),
	};
	return { state, deltas: understood(peer, chatDeltas(peer, body, signal)) };
}

/** llama-server's own dialect, for a prompt that was written to the last token. */
export async function* rawDeltas(peer: Peer, body: object, signal: AbortSignal): AsyncGenerator<Delta> {
	const { door } = peer;
	const full = { ...body, stream: true, cache_prompt: true, return_progress: true, n_probs: 1 };
	for await (const event of understood(peer, door.stream(`${door.address.root}/completion`, full, signal))) {
		const logprob = at(event, 'completion_probabilities', 0, 'logprob');
		const isEnd = at(event, 'stop') === true;
		yield {
			reasoning: '',
			content: textAt(event, 'content') ?? '',
			...progressOf(event),
			...(typeof logprob === 'number' ? { probability: Math.min(1, Math.exp(logprob)) } : {}),
			...(isEnd ? { finish: textAt(event, 'stop_type') === 'limit' ? ('length' as const) : ('stop' as const) } : {}),
			...(isEnd ? usageOf(event) : {}),
		};
	}
}

/** A server that still does not understand is told as one that refuses. */
export async function* understood<T>({ door, facts }: Peer, events: AsyncIterable<T>): AsyncGenerator<T> {
	try {
		yield* events;
	} catch (error) {
		if (error instanceof NotUnderstood)
			throw refusal(door.host, { status: Number(error.message), text: '', retryAfter: null, model: facts.model });
		throw error;
	}
}

async function* chatDeltas({ door }: Peer, body: object, signal: AbortSignal): AsyncGenerator<Delta> {
	for await (const event of door.stream(`${door.address.api}/chat/completions`, body, signal)) {
		const choice = at(event, 'choices', 0);
		const delta = at(choice, 'delta') ?? at(choice, 'message');
		const finish = textAt(choice, 'finish_reason');
		yield {
			reasoning: textAt(delta, 'reasoning_content') ?? textAt(delta, 'reasoning') ?? detailText(delta),
			content: textAt(delta, 'content') ?? '',
			...progressOf(event),
			...usageOf(event),
			...(finish === undefined ? {} : { finish: finish === 'length' ? ('length' as const) : ('stop' as const) }),
		};
	}
}

/** OpenRouter sends a list of details where it has no plain text. */
const detailText = (delta: unknown): string =>
	listAt(delta, 'reasoning_details')
		.map((detail) => textAt(detail, 'text') ?? '')
		.join('');

function progressOf(event: unknown): Pick<Delta, 'progress'> {
	const total = countAt(event, 'prompt_progress', 'total');
	if (total === undefined) return {};
	return {
		progress: {
			total,
			reused: countAt(event, 'prompt_progress', 'cache') ?? 0,
			processed: countAt(event, 'prompt_progress', 'processed') ?? 0,
		},
	};
}

/** The common form, and the clocks of llama-server, which tell more. */
function usageOf(event: unknown): Pick<Delta, 'usage'> {
	const read = countAt(event, 'timings', 'prompt_n');
	const reused = countAt(event, 'timings', 'cache_n') ?? countAt(event, 'usage', 'prompt_tokens_details', 'cached_tokens') ?? 0;
	const prompt = countAt(event, 'usage', 'prompt_tokens') ?? (read === undefined ? undefined : read + reused);
	const written = countAt(event, 'usage', 'completion_tokens') ?? countAt(event, 'timings', 'predicted_n');
	if (prompt === undefined || written === undefined) return {};
	const reasoningTokens = countAt(event, 'usage', 'completion_tokens_details', 'reasoning_tokens');
	return {
		usage: {
			promptTokens: prompt,
			reusedTokens: Math.min(reused, prompt),
			writtenTokens: written,
			...(reasoningTokens ? { reasoningTokens } : {}),
		},
	};
}

const messagesOf = ({ messages }: ChatRequest): object[] => messages.map(({ role, content }) => ({ role, content: plainText(content) }));

const samplingOf = ({ facts: { family } }: Peer, { sampling, thinking }: ChatRequest): Sampling =>
	sampling ?? (thinking.kind === 'off' ? (family.direct ?? family.sampling) : family.sampling);

const samplingFields = ({ temperature, topP, seed }: Sampling): object => ({
	temperature,
	top_p: topP,
	...(seed === undefined ? {} : { seed }),
});

/** Beyond the common dialect. A `top_k` of 0 means all tokens here, which some servers write as -1 and others refuse. */
const moreSampling = ({ topK, minP }: Sampling): object => ({ ...(topK > 0 ? { top_k: topK } : {}), min_p: minP });

const switches = ({ thinking }: ChatRequest): object => ({
	enable_thinking: thinking.kind === 'native',
	thinking: thinking.kind === 'native',
});

/** What not every server knows; left out for good where one refuses it. */
function extras({ facts, learned }: Peer, request: ChatRequest): object {
	const thinks = facts.family.thinking === 'native' || learned.thinks;
	const isGraded = facts.family.native?.format.kind === 'harmony' || facts.engine === 'Ollama';
	return {
		stream_options: { include_usage: true },
		...(facts.engine === 'llama.cpp' ? { return_progress: true, cache_prompt: true } : {}),
		...(thinks ? { chat_template_kwargs: switches(request) } : {}),
		...(thinks && isGraded ? { reasoning_effort: effortOf(request, facts.engine) } : {}),
	};
}

function effortOf({ thinking }: ChatRequest, engine: ServerFacts['engine']): string {
	if (thinking.kind !== 'native') return engine === 'Ollama' ? 'none' : 'low';
	return thinking.budgetTokens <= 512 ? 'low' : thinking.budgetTokens <= 2048 ? 'medium' : 'high';
}
