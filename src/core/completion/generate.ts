import type { FillRequest, LanguageModel, Sampling, Usage } from '../model.ts';
import { confidenceOf } from './confidence.ts';
import type { Place } from './place.ts';
import { cut } from './postprocess/index.ts';
import { leastConfidence } from './postprocess/unsure.ts';
import { startHere } from './startHere.ts';
import type { Part, Suggestion } from './suggestion.ts';
import type { Window } from './window.ts';

export type FillUsage = Pick<Usage, 'promptTokens' | 'reusedTokens' | 'answerTokens' | 'spelledTokens' | 'firstTokenMs' | 'totalMs'>;

/** Prompt tokens that the engine had to read for a key; spelling is no reading. */
export const evaluatedTokens = ({ promptTokens, reusedTokens, spelledTokens = 0 }: FillUsage): number =>
	Math.max(0, promptTokens - reusedTokens - spelledTokens);

export const noUsage: FillUsage = { promptTokens: 0, reusedTokens: 0, answerTokens: 0, firstTokenMs: 0, totalMs: 0 };

/** A suggestion on its way, and what it cost up to now. */
export interface Generated {
	readonly suggestion: Suggestion;
	readonly usage: FillUsage;
}

/** Enough for a long line, and for a short function; a processor writes some thirty tokens a second. */
const maxTokensOfLine = 32;
const maxTokensOfBlock = 64;

const greedy: Sampling = { temperature: 0, topP: 1, topK: 1, minP: 0 };

export interface GenerateOptions {
	readonly now: () => number;
	/** Tokens that may be written behind the part that is shown, for the time when that is accepted. */
	readonly aheadTokens?: number;
	readonly purpose?: FillRequest['purpose'];
	/** The likeliest token each time, unless told otherwise. */
	readonly sampling?: Sampling;
	/** Told each time text is added. */
	readonly onText?: (generated: Generated) => void;
}

/** Lets the model write until a stop knows the end, and then ahead. Leaving the stream early ends the generation. */
export async function generate(
	model: LanguageModel,
	window: Window,
	place: Place,
	{ now, aheadTokens = 0, purpose = 'type', sampling = greedy, onText }: GenerateOptions,
	signal: AbortSignal,
): Promise<Generated> {
	const startedAt = now();
	const partTokens = place.extent.kind === 'line' ? maxTokensOfLine : maxTokensOfBlock;
	const probabilities: number[] = [];
	let raw = '';
	let part: Part | undefined;
	let end: Suggestion['end'] = 'open';
	let usage = noUsage;
	const written = (): Generated => ({
		// Of blank lines alone it is not known yet which of them stay.
		suggestion: { place, text: part === undefined && raw.trim() === '' ? '' : startHere(raw, place), part, end },
		usage: { ...usage, totalMs: now() - startedAt },
	});
	const request: FillRequest = { kind: 'fill', ...window, maxTokens: partTokens + aheadTokens, sampling, purpose };
	for await (const event of model.generate(request, signal)) {
		if (event.kind === 'prefill') {
			const { reused: reusedTokens = 0, spelled = 0 } = event;
			usage = { ...usage, promptTokens: reusedTokens + event.total + spelled, reusedTokens, spelledTokens: spelled };
		} else if (event.kind === 'answer') {
			raw += event.text;
			const firstTokenMs = usage.answerTokens === 0 ? now() - startedAt : usage.firstTokenMs;
			usage = { ...usage, firstTokenMs, answerTokens: usage.answerTokens + event.tokens };
			if (part === undefined) {
				probabilities.push(...(event.probabilities ?? []));
				part = partOf(raw, place, usage.answerTokens >= partTokens ? 'length' : 'open', probabilities);
			}
			const isOver = part !== undefined && (aheadTokens === 0 || !goesOn(raw, part, place));
			end = isOver ? 'length' : end;
			onText?.(written());
			if (isOver) {
				break;
			}
		} else if (event.kind === 'end') {
			usage = usage.answerTokens === 0 ? event.usage : { ...event.usage, firstTokenMs: usage.firstTokenMs };
			end = event.end === 'length' ? 'length' : 'stop';
		}
	}
	signal.throwIfAborted();
	end = end === 'open' ? 'stop' : end;
	part ??= partOf(raw, place, end, probabilities);
	return written();
}

/** The part for the place, once its end is known. */
function partOf(raw: string, place: Place, end: Suggestion['end'], probabilities: readonly number[]): Part | undefined {
	const { text, isCut, by } = cut(raw, place, end === 'open');
	if (!isCut && end === 'open') {
		return undefined;
	}
	const confidence = confidenceOf(probabilities);
	const kept = startHere(text, place);
	const wholeLines = kept.lastIndexOf('\n');
	if (!isCut && end === 'length' && kept.slice(0, Math.max(0, wholeLines)).trim() !== '') {
		return { length: wholeLines, end: 'stop', by, confidence };
	}
	return { length: kept.length, end: isCut || end !== 'length' ? 'stop' : 'length', by, confidence };
}

/** Whether what is written ahead leads anywhere: not behind a text that is too unsure to be shown, into what follows the cursor, nor round and round. */
function goesOn(raw: string, part: Part, place: Place): boolean {
	const behind = startHere(raw, place).slice(part.length);
	if (part.by !== undefined || part.length === 0 || (part.confidence ?? 1) < leastConfidence || !/^[^\S\n]*(?:\n|$)/.test(behind)) {
		return false;
	}
	return !cut(behind, { ...place, extent: { kind: 'block', outerIndent: -1 } }, true).isCut;
}
