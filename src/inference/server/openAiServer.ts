import type { Logger } from '../../core/log.ts';
import type { GenerateEvent, GenerateRequest, LanguageModel, ModelInfo } from '../../core/model.ts';
import type { ThoughtControl } from '../../core/reasoning/thoughtControl.ts';
import type { Peer } from './deltas.ts';
import { generateChat } from './generateChat.ts';
import { generateFill } from './generateFill.ts';
import { listAt } from './json.ts';
import { type ServerFacts, serverFacts } from './serverFacts.ts';
import { type ServerAccess, ServerDoor } from './serverRequest.ts';

export interface OpenServerOptions extends ServerAccess {
	/** Empty: the server's first. */
	readonly model: string;
	readonly log: Logger;
}

/** A model behind an OpenAI-compatible server, by the same door as one in a process of ours. Asks the server what it is first. */
export async function openServer({ model, log, ...access }: OpenServerOptions, signal: AbortSignal): Promise<LanguageModel> {
	const startMs = performance.now();
	const door = new ServerDoor(access);
	const facts = await serverFacts(door, model, signal);
	const peer: Peer = { door, facts, learned: { plainOnly: false, thinks: false } };
	const loadMs = Math.round(performance.now() - startMs);
	log.info(`server ${door.host}: ${facts.engine}, family ${facts.family.id}, ${facts.contextTokens} tokens`);
	return {
		get info() {
			return infoOf(peer, loadMs);
		},
		countTokens: (text) => countTokens(peer, text),
		generate: (request, stop, control) => logged(generate(peer, request, stop, control), request.kind, door.host, log),
	};
}

function generate(peer: Peer, request: GenerateRequest, signal: AbortSignal, control?: ThoughtControl): AsyncIterable<GenerateEvent> {
	switch (request.kind) {
		case 'chat':
			return generateChat(peer, request, signal, control);
		case 'fill':
			return generateFill(peer, request, signal);
		case 'weigh':
			throw new Error('A server does not weigh texts');
	}
}

/** That a model thinks is known by its family, or learned from its first thought. Guided reasoning takes a server that can be made to write on. */
function infoOf({ facts, learned }: Peer, loadMs: number): ModelInfo {
	const { title, family, contextTokens } = facts;
	return {
		name: title,
		family: family.id,
		thinking: thinkingOf(facts, learned.thinks),
		fillInMiddle: family.fill !== undefined,
		contextTokens,
		sizeBytes: 0,
		loadMs,
	};
}

const thinkingOf = ({ family, canContinue }: ServerFacts, thinks: boolean): ModelInfo['thinking'] =>
	thinks || family.thinking === 'native' ? 'native' : canContinue ? family.thinking : 'none';

async function countTokens({ door, facts }: Peer, text: string): Promise<number> {
	if (facts.engine !== 'llama.cpp') return estimatedTokens(text);
	const answer = await door.json(`${door.address.root}/tokenize`, { content: text }, AbortSignal.timeout(countMs)).catch(() => undefined);
	return answer === undefined ? estimatedTokens(text) : listAt(answer, 'tokens').length;
}

const countMs = 10_000;
/** Rather too many than too few: code has some three bytes to a token. */
const estimatedTokens = (text: string): number => Math.ceil(Buffer.byteLength(text) / 3);

/** One line for the log, without any text of the user. */
async function* logged(events: AsyncIterable<GenerateEvent>, kind: string, host: string, log: Logger): AsyncGenerator<GenerateEvent> {
	for await (const event of events) {
		if (event.kind === 'end') {
			const { promptTokens, reusedTokens, reasoningTokens, answerTokens, firstTokenMs, totalMs } = event.usage;
			log.info(
				`${kind} by ${host}: ${promptTokens} tokens in, ${reusedTokens} of them reused, ${reasoningTokens} thought, ${answerTokens} answered, first after ${firstTokenMs} ms, all after ${totalMs} ms, ${event.end}`,
			);
		}
		yield event;
	}
}
