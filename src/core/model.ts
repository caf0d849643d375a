/** The one door to any model, local or remote. */

import type { ThoughtControl } from './reasoning/thoughtControl.ts';

export type Role = 'reasoner' | 'completer';

export interface ChatMessage {
	readonly role: 'system' | 'user' | 'assistant';
	readonly content: string;
}

/** Explicit sampling; temperature 0 is greedy. No repetition penalties: they corrupt code and break close tags. */
export interface Sampling {
	readonly temperature: number;
	readonly topP: number;
	readonly topK: number;
	readonly minP: number;
	readonly seed?: number;
}

/** The likeliest token each time. */
export const greedy: Sampling = { temperature: 0, topP: 1, topK: 0, minP: 0 };

/**
 * How a model thinks before it answers. `guided` is for instruct models: the step-by-step text is the reasoning; at its natural end
 * `bridge` is fed to the model, which then writes one short answer behind it.
 */
export type Thinking =
	| { readonly kind: 'off' }
	| { readonly kind: 'native'; readonly budgetTokens: number }
	| { readonly kind: 'guided'; readonly budgetTokens: number; readonly bridge: string };

export interface ChatRequest {
	readonly kind: 'chat';
	readonly messages: readonly ChatMessage[];
	readonly thinking: Thinking;
	/** `undefined` means the profile of the model's family. */
	readonly sampling?: Sampling;
	/** Upper bound of the answer in tokens; the thought has its own budget. */
	readonly maxTokens: number;
	/** The model's turn as far as it came before: it writes on from there, and the events tell only what is new. */
	readonly begun?: BegunTurn;
	/** The answer will repeat much of the prompt, as an edited text does, so that looking tokens up in it may pay. */
	readonly rewrites?: boolean;
}

/** What a model might have written in place of what a text has at `offset` (UTF-16), as one token's text. */
export interface Alternative {
	readonly offset: number;
	readonly text: string;
	/** 0 to 1, behind all that stands before `offset`. */
	readonly probability: number;
}

export interface BegunTurn {
	readonly reasoning: string;
	/** Whether the thought was closed, so that `answer` is what follows. */
	readonly isClosed: boolean;
	readonly answer: string;
}

/**
 * Fill in the middle. The model sees a middle that has already begun with `middle`; the word under the cursor at its end is healed,
 * which never crosses back into `prefix`. Generated text is what comes after `middle`.
 */
export interface FillRequest {
	readonly kind: 'fill';
	readonly prefix: string;
	readonly middle: string;
	readonly suffix: string;
	/** Text from elsewhere, before the prefix in this order. */
	readonly context?: readonly ContextFile[];
	/** The file that is filled in; models are told of it where there is context. */
	readonly file?: FileIdentity;
	/** Whether the word under the cursor is healed, as it is by default; only what compares prompts does without. */
	readonly heal?: boolean;
	readonly maxTokens: number;
	readonly sampling?: Sampling;
	/** `idle`: nobody waits for it; with `maxTokens` 0 the prompt is read into the KV cache and nothing is written. Anything else goes before. */
	readonly purpose?: 'type' | 'idle';
}

/**
 * Nothing is written: the model reads `text` as if it had come next in the conversation, and the event `alternatives` tells where it might have
 * gone on otherwise. For engines whose `info.weighs` is set.
 */
export interface WeighRequest extends Pick<ChatRequest, 'messages' | 'thinking' | 'begun'> {
	readonly kind: 'weigh';
	readonly text: string;
}

export interface ContextFile {
	/** As the model is told it: relative, with `/`. */
	readonly path: string;
	readonly text: string;
}

export interface FileIdentity {
	/** As in `ContextFile`. */
	readonly path: string;
	readonly languageId: string;
	/** Name of the project it belongs to. */
	readonly project?: string | undefined;
}

export type GenerateRequest = ChatRequest | FillRequest | WeighRequest;

export type CloseReason = 'natural' | 'budget' | 'user' | 'loop' | 'end' | 'abort';
/** `noAnswer`: the run ended inside a thought. */
export type EndReason = 'stop' | 'length' | 'cancelled' | 'noAnswer';

export interface Usage {
	/** Tokens of the prompt, of which `reusedTokens` were in the KV cache already. */
	readonly promptTokens: number;
	readonly reusedTokens: number;
	readonly reasoningTokens: number;
	readonly answerTokens: number;
	/** Of a completion: tokens with which the word under the cursor was spelled again. */
	readonly spelledTokens?: number;
	readonly firstTokenMs: number;
	readonly totalMs: number;
}

export type GenerateEvent =
	/**
	 * Prompt tokens evaluated so far, of `total` that were not in the KV cache; `reused` were. Sent at least once before any text (also
	 * with a `total` of 0), so that a client that stops early knows the size of the prompt. `spelled`: see `Usage.spelledTokens`.
	 */
	| { readonly kind: 'prefill'; readonly evaluated: number; readonly total: number; readonly reused?: number; readonly spelled?: number }
	/** What the thought may take, in tokens: once before it, and again when it changes. */
	| { readonly kind: 'budget'; readonly tokens: number }
	/** The thought repeats itself: once for each loop. */
	| { readonly kind: 'looping' }
	| { readonly kind: 'paused'; readonly isPaused: boolean }
	/** Whether the next end of the thought will be put off, and how many times that can still be asked for. */
	| { readonly kind: 'thinkMore'; readonly isArmed: boolean; readonly left: number }
	/** `tokens` is the count of tokens behind this piece of text; 0 for text of ours or the user's. */
	| { readonly kind: 'reasoning'; readonly text: string; readonly tokens: number }
	/** Exactly once, and only if reasoning was opened. */
	| { readonly kind: 'closed'; readonly reason: CloseReason }
	/** `probabilities`: one for each sampled token of this piece, where the engine gives them. */
	| { readonly kind: 'answer'; readonly text: string; readonly tokens: number; readonly probabilities?: readonly number[] }
	/** The likeliest first; at most one for each token of the text that was weighed. */
	| { readonly kind: 'alternatives'; readonly alternatives: readonly Alternative[] }
	| { readonly kind: 'end'; readonly end: EndReason; readonly usage: Usage };

export interface ModelInfo {
	/** Shown to the user: the catalogue's title, else the file's own name. */
	readonly name: string;
	readonly family: string;
	readonly thinking: 'native' | 'guided' | 'none';
	/** Whether the family was trained to fill in the middle. */
	readonly fillInMiddle: boolean;
	/** Whether it can weigh a text; see `WeighRequest`. */
	readonly weighs?: boolean;
	/** Of how many places of the code it remembers what it has read for completions; one where nothing is said. */
	readonly places?: number;
	readonly contextTokens: number;
	readonly sizeBytes: number;
	readonly loadMs: number;
}

export interface LanguageModel {
	readonly info: ModelInfo;
	/**
	 * Closing the iterator early or aborting the signal stops the engine within one token or prefill chunk; an abort rejects with AbortError.
	 * `control` carries what the user asks of the thought meanwhile. Errors: UserError (see errors.ts) where the user can do something about it.
	 */
	generate(request: GenerateRequest, signal: AbortSignal, control?: ThoughtControl): AsyncIterable<GenerateEvent>;
	/** Tokens of `text`, for budgets. */
	countTokens(text: string): Promise<number>;
}

/** A model that may not be loaded yet: `get` loads it (once), and rejects with a UserError when it cannot. */
export interface ModelSource {
	get(signal: AbortSignal): Promise<LanguageModel>;
}

/** What the user is told of a role's model: status bar, chat header, empty state. */
export type ModelStatus =
	/** The default model is wanted and no file of it is there. */
	| { readonly kind: 'missing'; readonly name: string; readonly title: string; readonly sizeBytes: number }
	| {
			readonly kind: 'getting';
			readonly title: string;
			readonly receivedBytes: number;
			readonly totalBytes: number;
			readonly bytesPerSecond: number;
			/** Human name of the source: "hub", "package index", or what is done: "checking". */
			readonly source: string;
	  }
	| { readonly kind: 'idle'; readonly title: string }
	| { readonly kind: 'loading'; readonly title: string; readonly percent: number }
	| { readonly kind: 'ready'; readonly title: string }
	/** `message`: what is out of the ordinary, as an engine that does not respond. */
	| { readonly kind: 'busy'; readonly title: string; readonly message?: string }
	| { readonly kind: 'failed'; readonly title: string; readonly code: string; readonly message: string };
