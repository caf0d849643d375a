import type { ChatFact } from '../src/protocol/chatView.ts';
import type { Host, Post } from './host.ts';
import { initialState, type LocalFact, type PanelState, reduce } from './state.ts';

export interface Store {
	readonly post: Post;
	readonly tell: (fact: LocalFact) => void;
}

/** Tokens and progress are drawn at most this often, */
const drawEveryMs = 100;
/** and text that comes faster than anyone reads, less often still. */
const hurriedEveryMs = 250;
const hurriedCharacters = 250;
/** The host hears of the draft when typing pauses, and before any other intent. */
const draftPauseMs = 300;

/** Holds the panel's state: facts go in, `draw` gets each new state, and the draft is kept on the way. */
export function startStore(host: Host, draw: (state: PanelState, store: Store) => void): void {
	const kept = host.keptDraft();
	let state = initialState(kept.draft, kept.sessionId);
	let drawnAt = 0;
	/** Characters that wait to be drawn. */
	let undrawn = 0;
	let drawTimer: ReturnType<typeof setTimeout> | undefined;
	let draftTimer: ReturnType<typeof setTimeout> | undefined;
	let draftOfHost = '';

	const drawNow = (): void => {
		clearTimeout(drawTimer);
		drawTimer = undefined;
		draw(state, store);
		drawnAt = performance.now();
		undrawn = 0;
	};
	const drawSoon = (): void => {
		const leftMs = undrawn > hurriedCharacters ? drawnAt + hurriedEveryMs - performance.now() : 0;
		if (leftMs > 0) drawTimer = setTimeout(drawNow, leftMs);
		else drawNow();
	};
	const postDraft = (): void => {
		clearTimeout(draftTimer);
		if (state.draft === draftOfHost) return;
		draftOfHost = state.draft;
		host.post({ kind: 'draft', text: state.draft, sessionId: state.session.id });
	};
	const take = (fact: ChatFact | LocalFact): void => {
		const before = state.draft;
		// What was typed last belongs to the chat that is left.
		if (fact.kind === 'opened' && state.opened && fact.session.id !== state.session.id) postDraft();
		state = reduce(state, fact, Date.now());
		if (fact.kind === 'changed' && 'text' in fact.event) undrawn += fact.event.text.length;
		if (fact.kind === 'opened') draftOfHost = fact.draft;
		if (state.draft !== before) {
			host.keepDraft(state.draft, state.session.id);
			clearTimeout(draftTimer);
			draftTimer = setTimeout(postDraft, draftPauseMs);
		}
		if (!canWait(fact)) drawNow();
		else drawTimer ??= setTimeout(drawSoon, Math.max(0, drawnAt + drawEveryMs - performance.now()));
	};
	const store: Store = {
		tell: take,
		post: (intent) => {
			postDraft();
			host.post(intent);
		},
	};

	host.onFact(take);
	document.addEventListener('visibilitychange', postDraft);
	host.post({ kind: 'ready' });
}

function canWait(fact: ChatFact | LocalFact): boolean {
	if (fact.kind === 'status' || fact.kind === 'audited') return true;
	return fact.kind === 'changed' && ['reasoning', 'answer', 'reading'].includes(fact.event.kind);
}
