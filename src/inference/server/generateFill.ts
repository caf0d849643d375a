import { fimPrompt } from '../../core/completion/fimPrompt.ts';
import type { EndReason, FillRequest, GenerateEvent, Sampling } from '../../core/model.ts';
import { sharedLength } from '../../core/sharedLength.ts';
import { type Delta, type Peer, rawDeltas, understood } from './deltas.ts';
import { at, textAt } from './json.ts';
import { plainText } from './plainText.ts';
import { noFillOnServer } from './serverErrors.ts';

const greedy: Sampling = { temperature: 0, topP: 1, topK: 1, minP: 0 };

/**
 * Fills in the middle by a server, with a prompt of our own that has begun the middle. The word under the cursor is taken off the prompt, and the
 * model writes it again: held to it by a grammar where the server has them, else checked.
 */
export async function* generateFill(peer: Peer, request: FillRequest, signal: AbortSignal): AsyncGenerator<GenerateEvent> {
	const startMs = performance.now();
	const { kept, word } = request.heal === false ? { kept: request.middle, word: '' } : cutBeforeWord(request.middle);
	let left = word;
	let end: EndReason = 'stop';
	let hasRead = false;
	let usage = { promptTokens: 0, reusedTokens: 0, reasoningTokens: 0, answerTokens: 0, firstTokenMs: 0, totalMs: 0 };
	for await (const delta of deltasOf(peer, request, kept, word, signal)) {
		if (delta.progress !== undefined && !hasRead) {
			const { total, reused, processed } = delta.progress;
			usage = { ...usage, promptTokens: total, reusedTokens: reused };
			if (processed >= total) hasRead = true;
			yield { kind: 'prefill', evaluated: Math.max(0, processed - reused), total: total - reused, reused };
		}
		if (delta.content !== '' && usage.firstTokenMs === 0)
			usage = { ...usage, firstTokenMs: Math.max(1, Math.round(performance.now() - startMs)) };
		if (delta.content !== '' && !hasRead) {
			hasRead = true;
			yield { kind: 'prefill', evaluated: 0, total: 0, reused: 0 };
		}
		if (delta.usage !== undefined) {
			usage = { ...usage, promptTokens: delta.usage.promptTokens, reusedTokens: delta.usage.reusedTokens };
		}
		const spelled = sharedLength(delta.content, left);
		if (spelled < Math.min(delta.content.length, left.length)) break; // another word than the one that stands there
		left = left.slice(spelled);
		const text = delta.content.slice(spelled);
		if (text !== '') {
			usage = { ...usage, answerTokens: usage.answerTokens + 1 };
			yield { kind: 'answer', text, tokens: 1, ...(delta.probability === undefined ? {} : { probabilities: [delta.probability] }) };
		}
		if (delta.finish !== undefined) end = delta.finish;
		if (usage.answerTokens >= request.maxTokens) {
			end = 'length';
			break;
		}
	}
	const totalMs = Math.round(performance.now() - startMs);
	yield { kind: 'end', end, usage: { ...usage, firstTokenMs: usage.firstTokenMs || totalMs, totalMs } };
}

/** At the start of the word under the cursor, the blanks before it included, or else before the last character of the line. */
export function cutBeforeWord(middle: string): { kept: string; word: string } {
	const word = /(?:[ \t]*[\p{L}\p{M}\p{N}_$]+|[ \t]+|[ \t]*[^\s])$/u.exec(middle)?.[0] ?? '';
	return word.length > longestWord ? { kept: middle, word: '' } : { kept: middle.slice(0, middle.length - word.length), word };
}

const longestWord = 80;

function deltasOf(peer: Peer, request: FillRequest, kept: string, word: string, signal: AbortSignal): AsyncIterable<Delta> {
	const { facts } = peer;
	const { fill, stops, id } = facts.family;
	const { temperature, topP, topK, minP, seed } = request.sampling ?? greedy;
	// The word is written again, at worst a token a character.
	const maxTokens = request.maxTokens + word.length;
	const common = { temperature, top_p: topP, ...(seed === undefined ? {} : { seed }) };
	const own = { ...common, n_predict: maxTokens, ...(topK > 0 ? { top_k: topK } : {}), min_p: minP, ...grammarFor(word) };
	if (fill === undefined) {
		if (facts.engine !== 'llama.cpp' || !['instruct', 'plain'].includes(id)) throw noFillOnServer(facts.title);
		return infill(peer, request, { ...common, n_predict: request.maxTokens }, word, signal);
	}
	const pieces = fimPrompt(fill, request).map((piece) => (piece.kind === 'token' ? piece.text : plainText(piece.text)));
	const prompt = pieces.join('') + plainText(kept);
	if (facts.engine === 'llama.cpp') return rawDeltas(peer, { ...own, prompt, stop: stops }, signal);
	const stop = stops.slice(0, mostStops);
	return facts.engine === 'Ollama'
		? ollamaDeltas(
				peer,
				{ model: facts.model, prompt, raw: true, options: { temperature, top_p: topP, num_predict: maxTokens, stop: stops } },
				signal,
			)
		: completionDeltas(peer, { model: facts.model, prompt, max_tokens: maxTokens, stop, ...common }, signal);
}

/** The common dialect takes no more. */
const mostStops = 4;

/** The output begins with the word; what follows is free. */
const grammarFor = (word: string): object => (word === '' ? {} : { grammar: `root ::= ${JSON.stringify(word)} [^\\x00]*` });

/** Where only the server knows the model's marks. The word under the cursor cannot be healed there, so it is not taken off. */
async function* infill(peer: Peer, request: FillRequest, body: object, word: string, signal: AbortSignal): AsyncGenerator<Delta> {
	const { door } = peer;
	const { context = [] } = request;
	const full = {
		...body,
		input_prefix: request.prefix,
		input_suffix: request.suffix,
		prompt: plainText(request.middle), // the one text in which the server parses tokens
		...(context.length === 0 ? {} : { input_extra: context.map(({ path, text }) => ({ filename: path, text })) }),
		stream: true,
		cache_prompt: true,
	};
	yield { reasoning: '', content: word };
	for await (const event of understood(peer, door.stream(`${door.address.root}/infill`, full, signal))) {
		const isEnd = at(event, 'stop') === true;
		yield { reasoning: '', content: textAt(event, 'content') ?? '', ...(isEnd ? { finish: 'stop' as const } : {}) };
	}
}

async function* completionDeltas(peer: Peer, body: object, signal: AbortSignal): AsyncGenerator<Delta> {
	const { door } = peer;
	for await (const event of understood(peer, door.stream(`${door.address.api}/completions`, { ...body, stream: true }, signal))) {
		const finish = textAt(event, 'choices', 0, 'finish_reason');
		yield {
			reasoning: '',
			content: textAt(event, 'choices', 0, 'text') ?? '',
			...(finish === undefined ? {} : { finish: finish === 'length' ? ('length' as const) : ('stop' as const) }),
		};
	}
}

async function* ollamaDeltas(peer: Peer, body: object, signal: AbortSignal): AsyncGenerator<Delta> {
	const { door } = peer;
	for await (const event of understood(peer, door.stream(`${door.address.root}/api/generate`, { ...body, stream: true }, signal))) {
		const isEnd = at(event, 'done') === true;
		const isCut = textAt(event, 'done_reason') === 'length';
		yield {
			reasoning: '',
			content: textAt(event, 'response') ?? '',
			...(isEnd ? { finish: isCut ? ('length' as const) : ('stop' as const) } : {}),
		};
	}
}
