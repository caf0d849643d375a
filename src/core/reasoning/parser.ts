import type { CloseReason } from '../model.ts';
import { HarmonyParser, harmonyStart } from './harmony.ts';
import { TagParser } from './tagParser.ts';
import type { ThoughtFormat } from './thoughtFormat.ts';

/** `maybe`: the model decides; its output is a thought only if it begins with the open tag. */
export type ThoughtState = 'thinking' | 'answer' | 'maybe';

export type ThoughtEvent =
	| { readonly kind: 'reasoning'; readonly text: string }
	| { readonly kind: 'answer'; readonly text: string }
	| { readonly kind: 'closed'; readonly reason: CloseReason };

/** Splits an output into thought and answer; texts and marks add up to what was pushed, however it is cut. */
export interface OutputParser {
	/** Whether what comes next belongs to a thought. */
	readonly isThinking: boolean;
	push(text: string): ThoughtEvent[];
	/** A mark of the format that came as a token of its own, so that it is no quotation. */
	pushMark(text: string): ThoughtEvent[];
	/** Closes the thought from outside. A close mark that the model writes after it all the same is swallowed. */
	close(reason: CloseReason): ThoughtEvent[];
	/** The stream is over: held text goes to the side it is on, and an open thought is closed. */
	end(reason: CloseReason): ThoughtEvent[];
}

/** `marksAreTokens`: the marks come through `pushMark` only, and the same text through `push` is plain text. */
export const outputParser = (format: ThoughtFormat, state: ThoughtState, marksAreTokens: boolean): OutputParser =>
	format.kind === 'harmony' ? new HarmonyParser(state, marksAreTokens) : new TagParser(format, state, marksAreTokens);

/** In which state the output begins, judged by how the prompt ends: some templates open the thought themselves, some close it again. */
export function startState(prompt: string, format: ThoughtFormat): ThoughtState {
	if (format.kind === 'harmony') return harmonyStart(prompt);
	const tail = prompt.trimEnd();
	return tail.endsWith(format.open.trimEnd()) ? 'thinking' : tail.endsWith(format.close.trimEnd()) ? 'answer' : 'maybe';
}
