import type { LanguageModel, Usage } from '../model.ts';
import type { Place } from './place.ts';
import { cut, type FilterName } from './postprocess/index.ts';
import { startHere } from './startHere.ts';
import type { Window } from './window.ts';

/** What a model wrote at a place, before it is polished. */
export interface Generated {
	readonly text: string;
	readonly end: 'stop' | 'length';
	/** The stop that left nothing of the text. */
	readonly by?: FilterName | undefined;
	readonly usage: FillUsage;
}

export type FillUsage = Pick<Usage, 'promptTokens' | 'reusedTokens' | 'answerTokens' | 'firstTokenMs' | 'totalMs'>;

/** Enough for a long line, and for a short function; a processor writes some thirty tokens a second. */
const maxTokensOfLine = 32;
const maxTokensOfBlock = 64;

export interface GenerateOptions {
	readonly now: () => number;
	/** All text so far, each time some is added. */
	readonly onText?: (text: string) => void;
}

/** Lets the model write until a stop knows the end. Leaving the stream early ends the generation. */
export async function generate(
	model: LanguageModel,
	window: Window,
	place: Place,
	{ now, onText }: GenerateOptions,
	signal: AbortSignal,
): Promise<Generated> {
	const startedAt = now();
	const maxTokens = place.extent.kind === 'line' ? maxTokensOfLine : maxTokensOfBlock;
	const sampling = { temperature: 0, topP: 1, topK: 1, minP: 0 };
	let raw = '';
	let kept: ReturnType<typeof cut> = { text: '', isCut: false };
	let end: Generated['end'] = 'stop';
	let usage: FillUsage = { promptTokens: 0, reusedTokens: 0, answerTokens: 0, firstTokenMs: 0, totalMs: 0 };
	for await (const event of model.generate({ kind: 'fill', ...window, maxTokens, sampling }, signal)) {
		if (event.kind === 'prefill') {
			const reusedTokens = event.reused ?? 0;
			usage = { ...usage, promptTokens: reusedTokens + event.total, reusedTokens };
		} else if (event.kind === 'answer') {
			raw += event.text;
			const firstTokenMs = usage.answerTokens === 0 ? now() - startedAt : usage.firstTokenMs;
			usage = { ...usage, firstTokenMs, answerTokens: usage.answerTokens + event.tokens };
			kept = cut(raw, place, true);
			onText?.(kept.text);
			if (kept.isCut) {
				break;
			}
		} else if (event.kind === 'end') {
			usage = event.usage;
			end = event.end === 'length' ? 'length' : 'stop';
		}
	}
	signal.throwIfAborted();
	const { text, by, isCut } = kept.isCut ? kept : cut(raw, place, false);
	return { text: startHere(text, place), by, end: isCut ? 'stop' : end, usage: { ...usage, totalMs: now() - startedAt } };
}
