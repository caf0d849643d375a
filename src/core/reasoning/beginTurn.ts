import type { ChatRequest } from '../model.ts';
import type { NativeThinking } from '../models/nativeThinking.ts';
import { startState, type ThoughtState } from './parser.ts';
import { closeMarks, openMarks, type ThoughtFormat } from './thoughtFormat.ts';

export interface TurnStart {
	/** The prompt up to where the model goes on. */
	readonly text: string;
	/** In which state its output begins. */
	readonly state: ThoughtState;
}

type Begun = Pick<ChatRequest, 'thinking' | 'begun'>;

/** Begins the model's turn behind a rendered conversation: thought opened or left out, and what the model wrote before. */
export function beginTurn(prompt: string, native: NativeThinking | undefined, request: Begun): TurnStart {
	return native === undefined ? beginPlain(prompt, request) : beginNative(prompt, native, request);
}

/** The steps of an instruct model stand where its answer would; `bridge` leads from them to the answer. */
function beginPlain(prompt: string, { thinking, begun }: Begun): TurnStart {
	const { reasoning = '', answer = '' } = begun ?? {};
	if (thinking.kind !== 'guided') return { text: prompt + answer, state: 'answer' };
	return hasAnswerBegun(begun)
		? { text: prompt + reasoning + bridged(thinking.bridge, answer), state: 'answer' }
		: { text: prompt + reasoning, state: 'thinking' };
}

/** What was shown of the answer begins with the bridge, without the white space at its head. */
const bridged = (bridge: string, answer: string): string =>
	answer.startsWith(bridge.trimStart()) ? bridge.slice(0, bridge.length - bridge.trimStart().length) + answer : bridge + answer;

function beginNative(prompt: string, native: NativeThinking, { thinking, begun }: Begun): TurnStart {
	const { reasoning = '', answer = '' } = begun ?? {};
	const hasAnswer = hasAnswerBegun(begun);
	if (reasoning === '' && (thinking.kind === 'off' || hasAnswer)) {
		return { text: withoutThought(prompt, native, answer === '') + answer, state: 'answer' };
	}
	const opened = withThought(prompt, native, reasoning !== '');
	if (hasAnswer) return { text: opened.text + reasoning + closeMarks(native.format) + answer, state: 'answer' };
	return { text: opened.text + reasoning, state: opened.state };
}

const hasAnswerBegun = (begun: ChatRequest['begun']): boolean => begun !== undefined && (begun.isClosed || begun.answer !== '');

/** `mustOpen`: text of a thought follows. What the template closed although thinking is wanted is opened again. */
function withThought(prompt: string, { format, forced }: NativeThinking, mustOpen: boolean): TurnStart {
	const state = startState(prompt, format);
	if (state === 'thinking' || (state === 'maybe' && !forced && !mustOpen)) return { text: prompt, state };
	return { text: withoutEmptyThought(prompt, format) + openMarks(format), state: 'thinking' };
}

/** Takes off a thought that the template opened and closed at the end of the prompt. */
function withoutEmptyThought(prompt: string, format: ThoughtFormat): string {
	if (format.kind === 'harmony') return prompt.replace(/<\|channel\|>final<\|message\|>\s*$/u, '');
	const open = prompt.lastIndexOf(format.open.trimEnd());
	const isClosed = prompt.trimEnd().endsWith(format.close.trimEnd());
	return open >= 0 && isClosed ? prompt.slice(0, open) : prompt;
}

/** Leaves the thought out, or closes it at once. `mustClose`: nothing of an answer is there yet that would keep the model from thinking. */
function withoutThought(prompt: string, { format, forced, control }: NativeThinking, mustClose: boolean): string {
	const state = startState(prompt, format);
	if (format.kind === 'harmony') {
		return state === 'answer' ? prompt : prompt + (state === 'thinking' ? closeMarks(format) : '<|channel|>final<|message|>');
	}
	if (state === 'thinking') return `${prompt}\n${closeMarks(format)}`;
	const wouldThink = forced || control === undefined;
	return state === 'maybe' && wouldThink && mustClose ? `${prompt}${openMarks(format)}\n${closeMarks(format)}` : prompt;
}
