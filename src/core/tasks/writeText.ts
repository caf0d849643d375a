import { type ChatMessage, greedy, type LanguageModel, type Sampling } from '../model.ts';

export interface TextRequest {
	readonly messages: readonly ChatMessage[];
	readonly maxTokens: number;
	/** Left out: the likeliest text. */
	readonly sampling?: Sampling;
	/** The text will repeat much of the prompt. */
	readonly rewrites?: boolean;
	/** Whether nothing more is needed; what comes behind is talk. */
	readonly isEnough?: (text: string) => boolean;
}

/** One plain answer of the model, without a thought before it. `report` hears how many tokens there are. */
export async function writeText(
	model: LanguageModel,
	{ messages, maxTokens, sampling = greedy, rewrites = false, isEnough = () => false }: TextRequest,
	signal: AbortSignal,
	report: (tokens: number) => void = () => {},
): Promise<string> {
	let text = '';
	let tokens = 0;
	const request = { ...({ kind: 'chat', messages, maxTokens, sampling, rewrites } as const), thinking: { kind: 'off' } as const };
	for await (const event of model.generate(request, signal)) {
		if (event.kind !== 'answer') {
			continue;
		}
		text += event.text;
		tokens += event.tokens;
		report(tokens);
		// Leaving the loop closes the stream, and that stops the engine.
		if (isEnough(text)) {
			break;
		}
	}
	return text.replaceAll('\r\n', '\n');
}
