import type { GenerateEvent, Sampling, Usage } from '../model.ts';
import type { ChatEvent, Session } from './session.ts';
import { shortAnswer } from './shortAnswer.ts';
import { toChatEvents } from './turnEvents.ts';
import { chosen, isDecided, tally } from './vote.ts';

interface VotePorts {
	readonly session: () => Session;
	readonly now: () => number;
}

/**
 * Asks the same several times, one reply after another, until the majority is fixed. Each begins at the end of the prompt, which the engine has
 * read by then. What is there when it is stopped stays, and the answer is then that of the replies so far.
 */
export async function* vote(
	turnId: string,
	wanted: number,
	generate: (sample: number) => AsyncIterable<GenerateEvent>,
	{ session, now }: VotePorts,
): AsyncGenerator<ChatEvent> {
	const turn = () => session().turns.find((candidate) => candidate.id === turnId);
	const replies = () => (turn()?.samples ?? []).map(({ isComplete, answer }) => (isComplete ? answer : undefined));
	let usage: Usage | undefined;
	try {
		for (let sample = 0; sample < wanted; sample++) {
			for await (const event of toChatEvents(turnId, generate(sample), now)) {
				if (event.kind === 'ended') {
					usage = sumOf(usage, event.usage);
					yield { kind: 'sampled', turnId, isComplete: event.end === 'stop' };
				} else {
					yield event;
				}
			}
			const sofar = replies();
			const [first] = sofar;
			// Texts are never equal, so there is nothing to count.
			if ((first !== undefined && shortAnswer(first) === undefined) || isDecided(tally(sofar), sofar.length, wanted)) {
				break;
			}
		}
	} catch (error) {
		const { samples = [], reasoning = '', answer = '' } = turn() ?? {};
		if (samples.length > 0) {
			if (reasoning + answer !== '') {
				yield { kind: 'sampled', turnId, isComplete: false };
			}
			yield { kind: 'chosen', turnId, index: chosen(tally(replies()), replies()) };
		}
		throw error;
	}
	yield { kind: 'chosen', turnId, index: chosen(tally(replies()), replies()) };
	yield { kind: 'ended', turnId, end: 'stop', usage: usage ?? nothing };
}

/** The first reply is the one that would be given without a vote; the same values would only give it again, so the others are drawn. */
export const sampleOf = (sample: number, sampling: Sampling | undefined): { readonly sampling?: Sampling } =>
	sample > 0 && sampling?.temperature === 0 ? { sampling: { ...drawn, seed: sample } } : {};

const drawn: Sampling = { temperature: 0.7, topP: 0.95, topK: 40, minP: 0.05 };

const nothing: Usage = { promptTokens: 0, reusedTokens: 0, reasoningTokens: 0, answerTokens: 0, firstTokenMs: 0, totalMs: 0 };

/** All that was read and written; the first token is that of the first reply. */
const sumOf = (sum: Usage | undefined, next: Usage): Usage =>
	sum === undefined
		? next
		: {
				promptTokens: sum.promptTokens + next.promptTokens,
				reusedTokens: sum.reusedTokens + next.reusedTokens,
				reasoningTokens: sum.reasoningTokens + next.reasoningTokens,
				answerTokens: sum.answerTokens + next.answerTokens,
				firstTokenMs: sum.firstTokenMs,
				totalMs: sum.totalMs + next.totalMs,
			};
