import type { LlamaModel, Token } from 'node-llama-cpp';
import type { ChatMessage, ChatRequest, Thinking } from '../core/model.ts';
import type { Family } from '../core/models/families.ts';
import { thinkingVariables } from '../core/models/nativeThinking.ts';
import type { TemplateContext } from '../core/prompt/renderTemplate.ts';
import { beginTurn } from '../core/reasoning/beginTurn.ts';
import type { ThoughtState } from '../core/reasoning/parser.ts';
import { type ChatTemplate, systemAsUser } from './chatTemplate.ts';

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

/** The whole prompt of a turn, the part of it that was begun before included. */
export function chatPrompt(style: PromptStyle, request: Pick<ChatRequest, 'messages' | 'thinking' | 'begun'>): ChatPrompt {
	const { messages, thinking, begun } = request;
	const seal = unusedCharacter([...messages.map(({ content }) => content), begun?.reasoning ?? '', begun?.answer ?? '']);
	const sealed = (text: string): string => sealSteering(text, style.steering, seal);
	const rendered = style.template.render(
		placeSystem(
			messages.map((message) => ({ ...message, content: sealed(message.content) })),
			style.family,
		),
		variablesFor(style, thinking),
	);
	const { text, state } = beginTurn(rendered, style.family.native, {
		thinking,
		...(begun && { begun: { ...begun, reasoning: sealed(begun.reasoning), answer: sealed(begun.answer) } }),
	});
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
function unusedCharacter(texts: readonly string[]): string {
	let code = 0xe000;
	while (texts.some((text) => text.includes(String.fromCharCode(code)))) {
		code++;
	}
	return String.fromCharCode(code);
}

const variablesFor = ({ model, family }: PromptStyle, thinking: Thinking): TemplateContext => ({
	bos_token: model.tokens.bosString ?? '',
	eos_token: model.tokens.eosString ?? '',
	...thinkingVariables(family.native?.control, thinking),
});

const placeSystem = (messages: readonly ChatMessage[], family: Family): readonly ChatMessage[] =>
	family.system === 'asUser' ? systemAsUser(messages) : messages;
