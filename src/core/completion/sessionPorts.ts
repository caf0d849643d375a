import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { LanguageModel } from '../model.ts';
import type { SnippetSource } from './context/snippetSource.ts';
import type { BackgroundRecord, RequestRecord } from './requestRecord.ts';
import type { SyntaxTrees } from './syntax.ts';

export interface SessionPorts {
	/** Loads the model the first time a completion is wanted. */
	readonly model: (signal: AbortSignal) => Promise<LanguageModel>;
	readonly clock: Clock;
	readonly log: Logger;
	/** Where blocks end, for languages with a grammar. */
	readonly syntax?: SyntaxTrees | undefined;
	/** Text from elsewhere that may help. */
	readonly snippets?: SnippetSource | undefined;
	/** Milliseconds since 1970; the clock counts from anywhere. */
	readonly wallTime?: () => number;
	/** Whether something is computed that somebody waits for. */
	readonly onBusy?: (isBusy: boolean) => void;
	/** Told once for each call of `complete`, when it is answered. */
	readonly onRequest?: (record: RequestRecord) => void;
	/** Told what was computed that nobody waited for, when that is over. */
	readonly onBackground?: (record: BackgroundRecord) => void;
	/** How much is computed unasked; for measuring what that brings. */
	readonly unasked?: Unasked;
}

export interface Unasked {
	/** Written behind the part that is shown. */
	readonly aheadTokens: number;
	/** Whether it is looked for what comes where accepting leads. */
	readonly speculates: boolean;
}

/** A line or a few. */
export const usuallyUnasked: Unasked = { aheadTokens: 24, speculates: true };
