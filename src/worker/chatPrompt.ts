import type { LlamaModel, Token } from 'node-llama-cpp';
import type { ChatMessage, Thinking } from '../core/model.ts';
import type { Family } from '../core/models/families.ts';
import { startState, type ThoughtState } from '../core/reasoning/parser.ts';
import { type ChatTemplate, systemAsUser, type TemplateVariables } from './chatTemplate.ts';

export interface ChatPrompt {
	readonly tokens: Token[];
	readonly state: ThoughtState;
}

/** What of a loaded model decides how a conversation is written for it. */
export interface PromptStyle {
	readonly model: LlamaModel;
	readonly family: Family;
	readonly template: ChatTemplate;
	/** Texts that would act as tokens, were they parsed as such. */
	readonly steering: RegExp;
}

export function chatPrompt(style: PromptStyle, messages: readonly ChatMessage[], thinking: Thinking): ChatPrompt {
	const seal = unusedCharacter(messages);
	const sealed = messages.map((message) => ({ ...message, content: sealSteering(message.content, style.steering, seal) }));
	const rendered = style.template.render(placeSystem(sealed, style.family), variablesFor(style, thinking));
	const { text, state } = settleThought(rendered, style.family, thinking);
	return { tokens: tokenizeSealed(style.model, text, seal), state };
}

/** Splits every steering text in two with `seal`, so that the template is rendered as ever and the tokenizer sees no such text. */
const sealSteering = (content: string, steering: RegExp, seal: string): string =>
	content.replace(steering, (text) => {
		const [first = ''] = text;
		return first + seal + text.slice(first.length);
	});

function tokenizeSealed(model: LlamaModel, text: string, seal: string): Token[] {
	const tokens = text
		.split(seal)
		.flatMap((piece, index) => (index === 0 ? model.tokenize(piece, true) : model.tokenize(piece, true, 'trimLeadingSpace')));
	const { bos, shouldPrependBosToken } = model.tokens;
	return bos !== null && shouldPrependBosToken && tokens[0] !== bos ? [bos, ...tokens] : tokens;
}

/** A character of the private use area that nobody used. */
function unusedCharacter(messages: readonly ChatMessage[]): string {
	let code = 0xe000;
	while (messages.some((message) => message.content.includes(String.fromCharCode(code)))) {
		code++;
	}
	return String.fromCharCode(code);
}

function variablesFor({ model, family }: PromptStyle, thinking: Thinking): TemplateVariables {
	const name = family.native?.switch;
	return {
		bos_token: model.tokens.bosString ?? '',
		eos_token: model.tokens.eosString ?? '',
		...(name === undefined ? {} : { [name]: thinking.kind !== 'off' }),
	};
}

const placeSystem = (messages: readonly ChatMessage[], family: Family): readonly ChatMessage[] =>
	family.system === 'asUser' ? systemAsUser(messages) : messages;

/** Opens the thought where the family wants it and the template forgot; closes it where the user wants none. */
function settleThought(rendered: string, { native }: Family, thinking: Thinking): { text: string; state: ThoughtState } {
	if (native === undefined) {
		return { text: rendered, state: 'answer' };
	}
	const { format } = native;
	if (format.kind === 'harmony') {
		return { text: rendered, state: 'maybe' };
	}
	const { open, close } = format;
	const state = startState(rendered, format);
	if (thinking.kind === 'off') {
		const emptyThought = state === 'thinking' ? `\n${close}\n\n` : state === 'maybe' && native.forced ? `${open}\n\n${close}\n\n` : '';
		return { text: rendered + emptyThought, state: 'answer' };
	}
	return state === 'maybe' && native.forced ? { text: `${rendered}${open}\n`, state: 'thinking' } : { text: rendered, state };
}
