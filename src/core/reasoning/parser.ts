import { HarmonyParser, harmonyStart } from './harmony.ts';
import { TagParser } from './tagParser.ts';
import type { OutputParser, ThoughtState } from './thoughtEvents.ts';
import type { ThoughtFormat } from './thoughtFormat.ts';

export type { OutputParser, ThoughtEvent, ThoughtState } from './thoughtEvents.ts';

/** `marksAreTokens`: the marks come through `pushMark` only, and the same text through `push` is plain text. */
export const outputParser = (format: ThoughtFormat, state: ThoughtState, marksAreTokens: boolean): OutputParser =>
	format.kind === 'harmony' ? new HarmonyParser(state, marksAreTokens) : new TagParser(format, state, marksAreTokens);

/** In which state the output begins, judged by how the prompt ends: some templates open the thought themselves, some close it again. */
export function startState(prompt: string, format: ThoughtFormat): ThoughtState {
	if (format.kind === 'harmony') return harmonyStart(prompt);
	const tail = prompt.trimEnd();
	return tail.endsWith(format.open.trimEnd()) ? 'thinking' : tail.endsWith(format.close.trimEnd()) ? 'answer' : 'maybe';
}
