import { isAbort, promptTooLong, UserError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { ChatMessage, ChatRequest, LanguageModel, ModelSource, Usage } from '../model.ts';
import type { ThoughtControl } from '../reasoning/thoughtControl.ts';
import type { Settings } from '../settings.ts';
import { chatPrompt } from './chatPrompt.ts';
import type { ChatEvent, Session } from './session.ts';
import { toChatEvents } from './turnEvents.ts';
import { sampleOf, vote } from './voting.ts';

export interface AskPorts {
	readonly reasoner: ModelSource;
	/** Read when the model is ready: the user may have edited the question, or changed the effort, meanwhile. */
	readonly session: () => Session;
	readonly settings: () => Settings;
	/** Milliseconds of a monotonic clock. */
	readonly now: () => number;
	readonly log: Logger;
}

/**
 * Answers one asked turn, or goes on with one that was begun. Ends with `ended`, `interrupted` or `failed` in every case; a withdrawn turn
 * gives nothing.
 */
export async function* ask(turnId: string, ports: AskPorts, signal: AbortSignal, control?: ThoughtControl): AsyncGenerator<ChatEvent> {
	const startMs = ports.now();
	try {
		yield* answerTwice(turnId, ports, signal, control);
	} catch (error) {
		if (isAbort(error)) {
			yield { kind: 'ended', turnId, end: 'cancelled', usage: usageSoFar(ports.session(), turnId, ports.now() - startMs) };
			return;
		}
		if (isEngineStopped(error) && hasText(ports.session(), turnId)) {
			yield { kind: 'interrupted', turnId, message: error.message };
			return;
		}
		if (!(error instanceof UserError)) {
			ports.log.error(error instanceof Error ? error : String(error));
		}
		yield {
			kind: 'failed',
			turnId,
			message: error instanceof UserError ? error.message : 'Something went wrong. The log says more.',
			canRestart: isEngineStopped(error),
		};
	}
}

/** An engine that stopped before its first word has lost nothing, so the question goes to the next one, once. */
async function* answerTwice(
	turnId: string,
	ports: AskPorts,
	signal: AbortSignal,
	control: ThoughtControl | undefined,
): AsyncGenerator<ChatEvent> {
	try {
		yield* answer(turnId, ports, signal, control);
	} catch (error) {
		if (!isEngineStopped(error) || hasText(ports.session(), turnId) || signal.aborted) {
			throw error;
		}
		yield* answer(turnId, ports, signal, control);
	}
}

async function* answer(
	turnId: string,
	ports: AskPorts,
	signal: AbortSignal,
	control: ThoughtControl | undefined,
): AsyncGenerator<ChatEvent> {
	const model = await ports.reasoner.get(signal);
	const session = ports.session();
	const turn = session.turns.find((candidate) => candidate.id === turnId);
	if (turn === undefined) {
		return;
	}
	const { messages, thinking, begun, sampling } = chatPrompt(session, turn, model.info, ports.settings());
	const { name, contextTokens } = model.info;
	yield { kind: 'began', turnId, model: name, contextTokens, thinking: thinking.kind === 'off' ? 'none' : thinking.kind };
	const maxTokens = answerReserve(contextTokens);
	const request: ChatRequest = {
		kind: 'chat',
		// Also for a turn that goes on: the same history as before is in the engine's cache still.
		messages: await fitHistory(messages, contextTokens - maxTokens, model),
		thinking,
		maxTokens,
		...(begun === undefined ? {} : { begun }),
		...(sampling === undefined ? {} : { sampling }),
	};
	const { votes = 1 } = turn;
	yield* votes > 1 && begun === undefined && turn.samples === undefined
		? vote(turnId, votes, (sample) => model.generate({ ...request, ...sampleOf(sample, sampling) }, signal, control), ports)
		: toChatEvents(turnId, model.generate(request, signal, control), ports.now);
}

const isEngineStopped = (error: unknown): error is UserError => error instanceof UserError && error.code === 'engineStopped';

function hasText(session: Session, turnId: string): boolean {
	const turn = session.turns.find((candidate) => candidate.id === turnId);
	return turn !== undefined && (turn.reasoning + turn.answer !== '' || turn.samples !== undefined);
}

/** What a stopped answer has cost, as far as it can be told from outside the engine. */
function usageSoFar(session: Session, turnId: string, totalMs: number): Usage {
	const turn = session.turns.find((candidate) => candidate.id === turnId);
	const { reasoningTokens = 0, answerTokens = 0 } = turn ?? {};
	return { promptTokens: 0, reusedTokens: 0, reasoningTokens, answerTokens, firstTokenMs: 0, totalMs: Math.round(totalMs) };
}

/** Tokens kept free for the answer: 1024 or 15 % of the window, whichever is more, but at most half. */
export const answerReserve = (contextTokens: number): number =>
	Math.floor(Math.min(contextTokens / 2, Math.max(1024, contextTokens * 0.15)));

/** Drops the oldest question and answer pairs until the rest fits; the system message and the question always stay. */
export async function fitHistory(
	messages: readonly ChatMessage[],
	roomTokens: number,
	model: LanguageModel,
): Promise<readonly ChatMessage[]> {
	const counts = await Promise.all(messages.map(async (message) => (await model.countTokens(message.content)) + tokensPerMessage));
	let total = counts.reduce((sum, count) => sum + count, 0);
	let dropped = 0;
	while (total > roomTokens && dropped + 2 < messages.length - 1) {
		total -= (counts[1 + dropped] ?? 0) + (counts[2 + dropped] ?? 0);
		dropped += 2;
	}
	if (total > roomTokens) {
		throw promptTooLong(total, roomTokens);
	}
	return dropped === 0 ? messages : [...messages.slice(0, 1), ...messages.slice(1 + dropped)];
}

/** What a chat template writes around a message, rounded up. */
export const tokensPerMessage = 8;
