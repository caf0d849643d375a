import type { Reason } from './complete.ts';
import type { Window } from './window.ts';

/** What became of one request for a completion, for "Why no suggestion?", the statistics and replays. Texts never leave the machine. */
export interface RequestRecord {
	readonly id: number;
	/** Milliseconds since 1970 when it came in. */
	readonly atMs: number;
	readonly document: string;
	readonly languageId: string;
	readonly reason: Reason | 'cancelled' | 'failed';
	/** Where the text came from: nowhere, an earlier generation, one that was under way, or one of its own. */
	readonly source: 'none' | 'cache' | 'joined' | 'generated';
	/** Spent waiting for the next key. */
	readonly debounceMs: number;
	/** From the model's start to its first piece of text; 0 where nothing was computed. */
	readonly firstTokenMs: number;
	/** From the call to its answer. */
	readonly totalMs: number;
	readonly promptTokens: number;
	readonly reusedTokens: number;
	/** Prompt tokens that the engine had to read. */
	readonly evaluatedTokens: number;
	/** Tokens with which the word under the cursor was spelled again. */
	readonly spelledTokens: number;
	readonly answerTokens: number;
	/** Mean probability of the tokens shown, where the engine gives it. */
	readonly confidence?: number | undefined;
	readonly prompt?: Window | undefined;
	/** What the model wrote, and what of it was shown. */
	readonly raw?: string | undefined;
	readonly shown?: string | undefined;
}

/** What was computed while nobody waited. */
export interface BackgroundRecord {
	/** `ahead`: text behind what was shown. `speculated`: the completion where accepting leads. `idle`: a prompt read beforehand. */
	readonly kind: 'ahead' | 'speculated' | 'idle';
	readonly document: string;
	/** Prompt tokens that the engine had to read. */
	readonly evaluatedTokens: number;
	readonly answerTokens: number;
	readonly totalMs: number;
	/** Whether it came to its end, or was stopped before. */
	readonly isComplete: boolean;
}
