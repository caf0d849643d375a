import { answerReserve } from '../core/chat/ask.ts';
import { promptTooLong } from '../core/errors.ts';
import type { ChatRequest, Sampling, Thinking } from '../core/model.ts';
import type { ThoughtControl } from '../core/reasoning/thoughtControl.ts';
import { closeMarks, type ThoughtFormat } from '../core/reasoning/thoughtFormat.ts';
import { closingSentences } from '../core/reasoning/thoughtWords.ts';
import { type ChatPrompt, chatPrompt } from './chatPrompt.ts';
import { Lookup } from './lookup.ts';
import type { Run } from './run.ts';
import { Thought } from './thought.ts';
import { thoughtMarks } from './thoughtMarks.ts';
import { TokenSource } from './tokenSource.ts';
import { type Talker, Turn } from './turn.ts';
import type { TurnRecord } from './turnMemory.ts';

export async function generateChat(talker: Talker, request: ChatRequest, run: Run, control: ThoughtControl): Promise<void> {
	const { slot, signal } = run;
	const { thinking, begun } = request;
	const { tokens, state, record } = beginTurn(talker, request);
	const reserve = Math.min(request.maxTokens, answerReserve(slot.sequence.contextSize));
	const room = slot.roomTokens - tokens.length - reserve;
	if (room < 0) {
		throw promptTooLong(tokens.length, slot.roomTokens);
	}
	const format = formatOf(talker, thinking);
	const begunTokens = begun === undefined ? 0 : talker.model.tokenize(begun.reasoning, false).length;
	const thought = new Thought({
		budgetTokens: thinking.kind === 'off' ? 0 : thinking.budgetTokens,
		roomTokens: begunTokens + Math.max(0, room - closingTokens(talker, thinking, format)),
		usedTokens: begunTokens,
		report: run.report,
	});
	if (state === 'answer') {
		thought.end();
	} else if (thinking.kind !== 'off') {
		thought.tellBudget();
	}
	run.promptTokens = tokens.length;
	const stopListening = control.listen(thought.obey);
	const sampling = request.sampling ?? profile(talker, thinking);
	try {
		run.reusedTokens = await slot.read(tokens, signal, run.report);
		const source = new TokenSource({
			sequence: slot.sequence,
			sampling,
			withProbability: false,
			unread: tokens.slice(slot.sequence.nextTokenIndex),
			pace: slot.pace(signal),
		});
		try {
			// Where tokens are drawn, guesses are rarely right.
			if (request.rewrites === true && sampling.temperature === 0 && (await slot.batchesPay(signal))) {
				source.lookUp(new Lookup(tokens.slice(0, slot.sequence.nextTokenIndex)));
			}
			await new Turn({ talker, request, source, run, thought, record, marks: thoughtMarks(talker.model, format), state }).write();
		} finally {
			await source.close();
			record.finish(source.recent(slot.sequence.contextSize));
		}
	} finally {
		stopListening();
	}
}

/** A turn that was begun goes on behind its own tokens, where they are known. */
function beginTurn(talker: Talker, request: ChatRequest): ChatPrompt & { readonly record: TurnRecord } {
	const { begun } = request;
	const prompt = chatPrompt(talker, request);
	if (begun === undefined || begun.reasoning + begun.answer === '') {
		return { ...prompt, record: talker.turns.begin(prompt.tokens, undefined) };
	}
	const { messages, thinking } = request;
	const conversation = chatPrompt(talker, { messages, thinking }).tokens;
	const tokens = talker.turns.tokensOf(conversation, begun) ?? prompt.tokens;
	return { tokens: [...tokens], state: prompt.state, record: talker.turns.begin(conversation, begun) };
}

const profile = ({ family }: Talker, thinking: Thinking): Sampling =>
	thinking.kind === 'off' ? (family.direct ?? family.sampling) : family.sampling;

/** The steps of an instruct model have no marks; whatever looks like one is plain text. */
const formatOf = ({ family }: Talker, thinking: Thinking): ThoughtFormat =>
	thinking.kind === 'guided' || family.native === undefined ? plainFormat : family.native.format;
const plainFormat: ThoughtFormat = { kind: 'tags', open: '<think>', close: '</think>' };

/** What a thought that is cut short takes from the context, so that it does not take it from the answer. */
const closingTokens = ({ model }: Talker, thinking: Thinking, format: ThoughtFormat): number =>
	model.tokenize(thinking.kind === 'guided' ? thinking.bridge : `\n\n${closingSentences.budget}\n${closeMarks(format)}`, true).length;
