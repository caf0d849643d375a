import type { LineRange } from '../block.ts';
import { promptTooLong } from '../errors.ts';
import type { ChatMessage, LanguageModel } from '../model.ts';
import { type Question, thinkingOf } from './attempts.ts';
import type { EditForm } from './editForm.ts';
import type { FixEvent } from './fixEvent.ts';
import { fixMessages, type LastTry, mostWithout } from './fixPrompt.ts';
import type { FixRequest } from './fixRequest.ts';
import { codeIn } from './region.ts';

export interface Ask {
	readonly request: FixRequest;
	readonly region: LineRange;
	readonly form: EditForm;
	readonly attempt: Question;
	readonly lastTry: LastTry | undefined;
	/** Tokens that earlier replies took, for the count that is shown. */
	readonly tokensBefore: number;
}

export interface Reply {
	/** With `\n` line ends. */
	readonly text: string;
	/** What the model thought, or said before its edit. */
	readonly reasoning: string;
	readonly tokens: number;
}

/** Has the model write one reply, and ends it where the edit does. */
export async function* writeReply(ask: Ask, model: LanguageModel, signal: AbortSignal): AsyncGenerator<FixEvent, Reply> {
	const { request, region, form, attempt } = ask;
	const code = codeIn(request, region);
	const maxTokens = Math.min(Math.floor(model.info.contextTokens / 2), Math.ceil(1.5 * (await model.countTokens(code))) + 256);
	const thinking = thinkingOf(attempt, model.info, request);
	const messages = await fittingMessages(ask, model, maxTokens + (thinking.kind === 'native' ? 256 : 0));
	const opener = thinking.kind === 'off' && !attempt.plans ? form.opener(code, request.languageId) : '';
	const begun = opener === '' ? {} : { begun: { reasoning: '', isClosed: true, answer: opener } };
	const sampling = model.info.thinking === 'native' ? {} : { sampling: attempt.sampling };
	let [answer, reasoning, tokens] = ['', '', 0];
	for await (const event of model.generate(
		{ kind: 'chat', messages, thinking, ...begun, ...sampling, maxTokens, rewrites: true },
		signal,
	)) {
		if (event.kind !== 'answer' && event.kind !== 'reasoning') continue;
		tokens += event.tokens;
		yield { kind: 'writing', tokens: ask.tokensBefore + tokens };
		if (event.kind === 'reasoning') {
			reasoning += event.text;
			yield { kind: 'reasoning', text: event.text };
			continue;
		}
		answer += event.text;
		// What comes behind the edit is talk; closing the stream stops the engine.
		if (answer.length > mostCharacters || (event.text.includes('\n') && form.isComplete(withOpener(opener, answer)))) break;
	}
	const text = withOpener(opener, answer).replaceAll('\r\n', '\n');
	const plan = attempt.plans ? text.slice(0, Math.max(0, text.search(/^[\t ]*(?:`{3}|~{3}|<{5})/mu))).trim() : '';
	if (plan !== '') yield { kind: 'reasoning', text: plan };
	return { text, reasoning: reasoning + plan, tokens };
}

/** An engine that could not be made to begin its answer so began it itself. */
const withOpener = (opener: string, answer: string): string =>
	/^\s*(?:`{3}|~{3}|<{5,9} ?SEARCH)/u.test(answer) ? answer : opener + answer;

/** No edit is longer; what is would be searched for nothing. */
const mostCharacters = 200_000;

/** Leaves out what can be done without until the prompt fits in beside the answer. What was refused is shown to models that think; others copy it. */
export async function fittingMessages(
	{ request, region, form, attempt, lastTry }: Omit<Ask, 'tokensBefore'>,
	model: LanguageModel,
	answerTokens: number,
): Promise<readonly ChatMessage[]> {
	const { reply: _, ...refusal } = lastTry ?? { reason: '' };
	const shown = lastTry === undefined ? {} : { lastTry: model.info.thinking === 'native' ? lastTry : refusal };
	const room = model.info.contextTokens - answerTokens - templateTokens;
	let tokens = 0;
	for (let without = 0; without <= mostWithout(request); without++) {
		const messages = fixMessages(request, { region, form, plans: attempt.plans, without, ...shown });
		tokens = await model.countTokens(messages.map(({ content }) => content).join('\n'));
		if (tokens <= room) return messages;
	}
	if (lastTry?.reply !== undefined) return fittingMessages({ request, region, form, attempt, lastTry: refusal }, model, answerTokens);
	throw promptTooLong(tokens + answerTokens, model.info.contextTokens);
}

/** What a chat template adds around messages. */
const templateTokens = 64;
