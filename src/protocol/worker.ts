import type { ErrorFact } from '../core/errors.ts';
import type { GenerateEvent, GenerateRequest, ModelInfo, Role } from '../core/model.ts';
import type { ThoughtCommand } from '../core/reasoning/thoughtControl.ts';

export interface ContextOptions {
	/** 0: choose by free memory (reasoner) or the default (completer). */
	readonly contextTokens: number;
	/** 0: look at how busy the machine is before each request. */
	readonly threads: number;
}

export interface LoadOptions {
	readonly modelPath: string;
	/** Shown to the user; the file's own name when absent. */
	readonly title?: string;
	/** The user's choice of the model's family. */
	readonly family?: string;
	/** -1: as many as fit. */
	readonly gpuLayers: number;
	/** A context for each role that this process serves. */
	readonly contexts: { readonly [R in Role]?: ContextOptions };
}

/** The first message is `load`; a process holds one model for its whole life. */
export type ToWorker =
	| { readonly kind: 'load'; readonly options: LoadOptions }
	/** `commands`: those that came before it began. */
	| { readonly kind: 'generate'; readonly id: number; readonly request: GenerateRequest; readonly commands: readonly ThoughtCommand[] }
	/** For a chat that runs. */
	| { readonly kind: 'command'; readonly id: number; readonly command: ThoughtCommand }
	/** Whether another process computes what goes before: a completion before chat, and both before what nobody waits for. */
	| { readonly kind: 'yield'; readonly toOther: boolean }
	| { readonly kind: 'countTokens'; readonly id: number; readonly text: string }
	| { readonly kind: 'cancel'; readonly id: number }
	| { readonly kind: 'ping' }
	| { readonly kind: 'shutdown' };

export type FromWorker =
	| { readonly kind: 'loading'; readonly percent: number }
	/** `contextTokens`: the window of each role's context; `info` has the reasoner's where there is one. */
	| { readonly kind: 'ready'; readonly info: ModelInfo; readonly contextTokens: { readonly [R in Role]?: number } }
	| { readonly kind: 'loadFailed'; readonly error: ErrorFact }
	/** Batched over some 30 ms. */
	| { readonly kind: 'events'; readonly id: number; readonly events: readonly GenerateEvent[] }
	/** The request is over; the last event was `end`. */
	| { readonly kind: 'done'; readonly id: number }
	| { readonly kind: 'counted'; readonly id: number; readonly tokens: number }
	| { readonly kind: 'failed'; readonly id: number; readonly error: ErrorFact }
	| { readonly kind: 'log'; readonly level: 'trace' | 'info' | 'warn' | 'error'; readonly message: string }
	| { readonly kind: 'pong' };
