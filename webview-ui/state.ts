import type { ContextMeter } from '../src/core/chat/contextMeter.ts';
import { applyEvent, type ChatEvent, emptySession, isRunning, type Session, type Turn } from '../src/core/chat/session.ts';
import { type AuditChange, applyAudit, noAudit, type TurnAudit } from '../src/core/chat/turnAudit.ts';
import type { ModelStatus } from '../src/core/model.ts';
import type { Effort } from '../src/core/settings.ts';
import type { ChatFact, ModelOffer } from '../src/protocol/chatView.ts';
import { type ChatListState, reduceList } from './chatList.ts';
import { countTokens, type Meter, pauseMeter, resumeMeter, startMeter } from './meter.ts';

export interface PanelState {
	/** False until the host has said what is the case; nothing is drawn before. */
	readonly opened: boolean;
	readonly session: Session;
	readonly status: ModelStatus;
	readonly effort: Effort;
	readonly offer: ModelOffer;
	readonly restricted: boolean;
	readonly draft: string;
	readonly notice?: string;
	/** Shown in place of the chat. */
	readonly list?: ChatListState;
	/** Counts up when the input should take the focus. */
	readonly focusRequests: number;
	/** What is known of the sums of the turns, by their ids. */
	readonly audits: Readonly<Record<string, TurnAudit>>;
	/** Of the turn that is being written: of its thought, then of its answer. */
	readonly meter?: Meter;
	/** What the next question would fill of the model's window. */
	readonly context?: ContextMeter;
	/** The latest answer to what was typed behind an `@` or a `/`. */
	readonly suggestions?: Extract<ChatFact, { kind: 'suggestions' }>;
	/** While the workspace is searched for a question. */
	readonly search?: { readonly done: number; readonly total: number };
	/** How many replies to the next question are compared. */
	readonly votes: number;
}

/** What happens in the panel itself. */
export type LocalFact =
	| { readonly kind: 'drafted'; readonly text: string }
	| { readonly kind: 'noticeDismissed' }
	| { readonly kind: 'listLeft' }
	| { readonly kind: 'votesChosen'; readonly votes: number }
	| Extract<ChatFact, { kind: 'compose' | 'notice' }>;

/** `sessionId`: the chat that a kept draft is of; empty where that is not known. */
export const initialState = (draft: string, sessionId = ''): PanelState => ({
	opened: false,
	session: emptySession(sessionId),
	status: { kind: 'idle', title: '' },
	effort: 'medium',
	offer: { title: '', sizeBytes: 0, licence: '', origin: '' },
	restricted: false,
	draft,
	focusRequests: 0,
	audits: {},
	votes: 1,
});

export function reduce(state: PanelState, fact: ChatFact | LocalFact, now: number): PanelState {
	switch (fact.kind) {
		case 'opened': {
			const { session, status, effort, offer, restricted } = fact;
			// What was typed here since the host last heard of it is newer than what the host says, as long as it was typed in this chat.
			const isSame = state.session.id === session.id || state.session.id === '';
			const draft = isSame && state.draft !== '' ? state.draft : fact.draft;
			const { votes } = state;
			return {
				...initialState(draft),
				votes,
				opened: true,
				session,
				status,
				effort,
				offer,
				restricted,
				focusRequests: state.focusRequests,
			};
		}
		case 'changed':
			return changed(state, fact.event, now);
		case 'audited':
			return { ...state, audits: fact.changes.reduce(audited, state.audits) };
		case 'status':
			return { ...state, status: fact.status, offer: fact.offer };
		case 'effort':
			return { ...state, effort: fact.effort };
		case 'compose':
			return composed(state, fact.text);
		case 'notice':
			return { ...state, notice: fact.message };
		case 'noticeDismissed':
			return withoutNotice(state);
		case 'chats':
		case 'deleted':
			return withList(state, reduceList(state.list, fact));
		case 'listLeft':
			return { ...withList(state, undefined), focusRequests: state.focusRequests + 1 };
		case 'votesChosen':
			return { ...state, votes: fact.votes };
		case 'context':
			return { ...state, context: fact.meter };
		case 'suggestions':
			return { ...state, suggestions: fact };
		case 'searching': {
			const { search: _, ...rest } = state;
			return fact.progress === undefined ? rest : { ...rest, search: fact.progress };
		}
		case 'drafted':
			return { ...state, draft: fact.text };
	}
}

/** The turn that runs or waits; there is one at most, and it is the last. */
export function runningTurn(session: Session): Turn | undefined {
	const last = session.turns.at(-1);
	return last && isRunning(last) ? last : undefined;
}

/** A question can be put to a model that is there, or that will be without a further click. */
export const canAnswer = (status: ModelStatus): boolean => status.kind !== 'missing' && status.kind !== 'failed';

function changed(state: PanelState, event: ChatEvent, now: number): PanelState {
	const session = applyEvent(state.session, event);
	switch (event.kind) {
		case 'asked':
			return withoutNotice({ ...state, session });
		case 'attached':
			return { ...state, session, focusRequests: state.focusRequests + 1 };
		default:
			return { ...withoutMeter(state), session, ...metered(state, session.turns.at(-1), event, now) };
	}
}

/** The meter of a turn that is written at this moment starts with its thought, and anew with its answer. */
function metered({ meter }: PanelState, turn: Turn | undefined, event: ChatEvent, now: number): { meter?: Meter } {
	switch (event.kind) {
		case 'reasoning':
			return { meter: countTokens(meter ?? startMeter(now, turn?.thoughtMs), event.tokens, now) };
		case 'answer':
			return { meter: countTokens(meter ?? startMeter(now), event.tokens, now) };
		case 'paused':
			return meter === undefined ? {} : { meter: event.isPaused ? pauseMeter(meter, now) : resumeMeter(meter, now) };
		case 'closed':
		case 'resumed':
		case 'sampled':
		case 'chosen':
		case 'ended':
		case 'failed':
		case 'interrupted':
			return {};
		default:
			return meter === undefined ? {} : { meter };
	}
}

const audited = (audits: PanelState['audits'], change: AuditChange): PanelState['audits'] => ({
	...audits,
	[change.turnId]: applyAudit(audits[change.turnId] ?? noAudit, change),
});

const composed = (state: PanelState, text: string): PanelState => ({
	...state,
	draft: [state.draft.trimEnd(), text].filter((part) => part !== '').join('\n'),
	focusRequests: state.focusRequests + 1,
});

function withList(state: PanelState, list: ChatListState | undefined): PanelState {
	const { list: _, ...rest } = state;
	return list === undefined ? rest : { ...rest, list };
}

function withoutNotice(state: PanelState): PanelState {
	const { notice: _, ...rest } = state;
	return rest;
}

function withoutMeter(state: PanelState): PanelState {
	const { meter: _, ...rest } = state;
	return rest;
}
