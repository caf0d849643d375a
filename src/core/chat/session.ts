import type { CloseReason, EndReason, Usage } from '../model.ts';
import { type Pace, withMark } from '../reasoning/pace.ts';
import { mostThinkMore } from '../reasoning/thoughtControl.ts';
import type { Effort } from '../settings.ts';
import { addTurn, type Branches, type Branching, removeTurn, showTurn } from './branches.ts';
import { titleOf } from './title.ts';

/** What was sent along with a question; shown under the answer. */
export interface ContextItem {
	readonly kind: ContextKind;
	/** Workspace-relative path, the document's name, or what it is, as `Git changes`. */
	readonly label: string;
	readonly languageId: string;
	/** Zero-based, inclusive; the whole file when absent. */
	readonly lines?: { readonly first: number; readonly last: number };
	readonly text: string;
}

/** `passage`: found by a search of the workspace. `instructions`: standing ones, which go before the conversation. */
export type ContextKind =
	| 'selection'
	| 'file'
	| 'cursor'
	| 'diagnostic'
	| 'folder'
	| 'problems'
	| 'terminal'
	| 'changes'
	| 'passage'
	| 'instructions';

/** What a question that begins with `/name` stands for. */
export interface TurnCommand {
	readonly name: string;
	/** What the model reads in place of `/name`. */
	readonly instruction: string;
}

/** One of several replies to the same question. */
export interface Sample extends Pick<Turn, 'reasoning' | 'reasoningTokens' | 'thoughtMs' | 'closed' | 'answer' | 'answerTokens'> {
	/** Whether it came to its end, so that its answer counts. */
	readonly isComplete: boolean;
}

export type TurnState =
	/** Waits for the model; can still be edited or cancelled. */
	| { readonly kind: 'waiting' }
	| { readonly kind: 'reading'; readonly evaluated: number; readonly total: number }
	| ThinkingState
	| { readonly kind: 'answering' }
	| { readonly kind: 'done'; readonly end: EndReason; readonly usage: Usage }
	| { readonly kind: 'failed'; readonly message: string; readonly canRestart: boolean }
	/** `message`: what ended it, where that is known. */
	| { readonly kind: 'interrupted'; readonly message?: string };

export interface ThinkingState {
	readonly kind: 'thinking';
	readonly isPaused: boolean;
	readonly isLooping: boolean;
	readonly thinkMore: { readonly isArmed: boolean; readonly left: number };
}

export interface Turn extends Branching {
	/** What the user typed, or the sentence a command stands for. */
	readonly question: string;
	/** The command this turn came from; its prompt differs. */
	readonly task: 'chat' | 'explain';
	readonly context: readonly ContextItem[];
	readonly command?: TurnCommand;
	/** How many replies are compared, where it is more than one. */
	readonly votes?: number;
	/** The replies that are written, while and after several are compared. */
	readonly samples?: readonly Sample[];
	/** Epoch milliseconds. */
	readonly askedAt: number;
	readonly reasoning: string;
	readonly reasoningTokens: number;
	readonly thinking: 'native' | 'guided' | 'none';
	/** What the thought may take, as far as the context has room for it. */
	readonly budgetTokens?: number;
	/** Time spent in the thought without its pauses, once it is closed. */
	readonly thoughtMs?: number;
	/** What each stretch of the thought has cost. */
	readonly pace?: Pace;
	readonly closed?: CloseReason;
	readonly answer: string;
	readonly answerTokens: number;
	/** Title of the model that answered. */
	readonly model?: string;
	/** The window of that model. */
	readonly contextTokens?: number;
	/** What runs before this one have cost, where a turn goes on. */
	readonly earlier?: { readonly totalMs: number; readonly reasoningTokens: number };
	readonly state: TurnState;
}

/** `turns` are those of the branch that is shown. */
export interface Session extends Branches<Turn> {
	readonly id: string;
	/** What the user calls it, else the beginning of its first question. */
	readonly title: string;
	readonly isPinned?: boolean;
	/** Chosen for this session; the setting counts where there is none. */
	readonly effort?: Effort;
	/** The model file that this session has in place of the setting's. */
	readonly modelPath?: string;
	/** Attached with "Add to chat", sent with the next question. */
	readonly attachments: readonly ContextItem[];
}

export type ChatEvent =
	| {
			readonly kind: 'asked';
			readonly turnId: string;
			readonly question: string;
			readonly task: Turn['task'];
			readonly context: readonly ContextItem[];
			readonly command?: TurnCommand;
			readonly votes?: number;
			readonly askedAt: number;
			/** The turn that it follows; empty: it begins the session. Absent: the last one. */
			readonly after?: string;
	  }
	/** A whole turn, from a copy of the session. */
	| { readonly kind: 'restored'; readonly turn: Turn }
	/** The branch of this turn is the one to see. */
	| { readonly kind: 'branchShown'; readonly turnId: string }
	/** Empty: what the first question says. */
	| { readonly kind: 'titled'; readonly title: string }
	| { readonly kind: 'pinned'; readonly isPinned: boolean }
	| { readonly kind: 'effortChosen'; readonly effort: Effort }
	/** Empty: that of the settings. */
	| { readonly kind: 'modelChosen'; readonly path: string }
	/** A waiting question was taken back; its text returns to the input. */
	| { readonly kind: 'withdrawn'; readonly turnId: string }
	| { readonly kind: 'edited'; readonly turnId: string; readonly question: string }
	| {
			readonly kind: 'began';
			readonly turnId: string;
			readonly model: string;
			readonly contextTokens?: number;
			readonly thinking: Turn['thinking'];
	  }
	| { readonly kind: 'reading'; readonly turnId: string; readonly evaluated: number; readonly total: number }
	| { readonly kind: 'budget'; readonly turnId: string; readonly tokens: number }
	| { readonly kind: 'looping'; readonly turnId: string }
	| { readonly kind: 'paused'; readonly turnId: string; readonly isPaused: boolean }
	| { readonly kind: 'thinkMore'; readonly turnId: string; readonly isArmed: boolean; readonly left: number }
	/** `ms`: how long this run has thought so far. */
	| { readonly kind: 'reasoning'; readonly turnId: string; readonly text: string; readonly tokens: number; readonly ms?: number }
	| { readonly kind: 'closed'; readonly turnId: string; readonly reason: CloseReason; readonly thoughtMs: number }
	| { readonly kind: 'answer'; readonly turnId: string; readonly text: string; readonly tokens: number }
	| { readonly kind: 'ended'; readonly turnId: string; readonly end: EndReason; readonly usage: Usage }
	/** What was written of the turn is one of several replies; the next one begins. */
	| { readonly kind: 'sampled'; readonly turnId: string; readonly isComplete: boolean }
	/** That one of the replies is the answer. */
	| { readonly kind: 'chosen'; readonly turnId: string; readonly index: number }
	| { readonly kind: 'failed'; readonly turnId: string; readonly message: string; readonly canRestart: boolean }
	| { readonly kind: 'interrupted'; readonly turnId: string; readonly message?: string }
	/** A turn that was over goes on where it stopped: within its thought, if that had not come to its end. */
	| { readonly kind: 'resumed'; readonly turnId: string }
	| { readonly kind: 'attached'; readonly item: ContextItem }
	| { readonly kind: 'detached'; readonly index: number };

export const emptySession = (id: string): Session => ({ id, title: '', attachments: [], turns: [], others: [] });

export const isRunning = (turn: Turn): boolean =>
	turn.state.kind !== 'done' && turn.state.kind !== 'failed' && turn.state.kind !== 'interrupted';

/** Whether the thought was broken off, so that it can go on. What it says is no answer. */
export const endsInThought = (turn: Turn): boolean =>
	turn.reasoning.trim() !== '' &&
	turn.answer.trim() === '' &&
	(turn.closed === undefined || turn.closed === 'abort' || turn.closed === 'end');

/** A turn that is over and that the model can go on with where it stopped. */
export const canContinue = (turn: Turn): boolean =>
	!isRunning(turn) &&
	(turn.reasoning + turn.answer).trim() !== '' &&
	!(turn.state.kind === 'done' && turn.state.end === 'stop' && turn.answer.trim() !== '');

/** The one reducer: the extension host and the webview apply the same events, so the two cannot disagree. */
export function applyEvent(session: Session, event: ChatEvent): Session {
	switch (event.kind) {
		case 'asked':
			return {
				...session,
				title: session.title || titleOf(event.question),
				attachments: [],
				...addTurn(session, newTurn(event)),
			};
		case 'restored':
			return { ...session, title: session.title || titleOf(event.turn.question), ...addTurn(session, event.turn) };
		case 'branchShown':
			return { ...session, ...showTurn(session, event.turnId) };
		case 'titled':
			return { ...session, title: event.title || titleOf(session.turns[0]?.question ?? '') };
		case 'pinned':
			return { ...session, isPinned: event.isPinned };
		case 'effortChosen':
			return { ...session, effort: event.effort };
		case 'modelChosen':
			return { ...session, modelPath: event.path };
		case 'withdrawn':
			return { ...session, ...removeTurn(session, event.turnId) };
		case 'attached':
			return { ...session, attachments: [...session.attachments, event.item] };
		case 'detached':
			return { ...session, attachments: session.attachments.filter((_, index) => index !== event.index) };
		case 'edited':
		case 'began':
		case 'reading':
		case 'budget':
		case 'looping':
		case 'paused':
		case 'thinkMore':
		case 'reasoning':
		case 'closed':
		case 'answer':
		case 'ended':
		case 'sampled':
		case 'chosen':
		case 'failed':
		case 'interrupted':
		case 'resumed':
			return withTurn(session, event);
	}
}

type TurnEvent = Exclude<
	ChatEvent,
	{
		kind:
			| 'asked'
			| 'withdrawn'
			| 'attached'
			| 'detached'
			| 'restored'
			| 'branchShown'
			| 'titled'
			| 'pinned'
			| 'effortChosen'
			| 'modelChosen';
	}
>;

function withTurn(session: Session, event: TurnEvent): Session {
	const apply = (turns: readonly Turn[]): readonly Turn[] =>
		turns.map((turn) => (turn.id === event.turnId ? applyToTurn(turn, event) : turn));
	return session.turns.some(({ id }) => id === event.turnId)
		? { ...session, turns: apply(session.turns) }
		: { ...session, others: apply(session.others) };
}

function applyToTurn(turn: Turn, event: TurnEvent): Turn {
	switch (event.kind) {
		case 'edited':
			return turn.state.kind === 'waiting' ? { ...turn, question: event.question } : turn;
		case 'began': {
			const { model, thinking, contextTokens } = event;
			return { ...turn, model, thinking, ...(contextTokens === undefined ? {} : { contextTokens }), state: atTheStart };
		}
		case 'reading':
			return { ...turn, state: { kind: 'reading', evaluated: event.evaluated, total: event.total } };
		case 'budget':
			return { ...turn, budgetTokens: event.tokens };
		case 'looping':
			return whileThinking(turn, { isLooping: true });
		case 'paused':
			return whileThinking(turn, { isPaused: event.isPaused });
		case 'thinkMore':
			return whileThinking(turn, { thinkMore: { isArmed: event.isArmed, left: event.left } });
		case 'reasoning':
			return {
				// A remark leads the thought elsewhere.
				...whileThinking(turn, event.tokens === 0 && event.text !== '' ? { isLooping: false } : {}),
				reasoning: turn.reasoning + event.text,
				reasoningTokens: turn.reasoningTokens + event.tokens,
				...(event.ms === undefined ? {} : { pace: withMark(turn.pace ?? [], costOf(turn, event, event.ms)) }),
			};
		case 'closed':
			return { ...turn, closed: event.reason, thoughtMs: (turn.thoughtMs ?? 0) + event.thoughtMs, state: { kind: 'answering' } };
		case 'answer':
			return { ...turn, answer: turn.answer + event.text, answerTokens: turn.answerTokens + event.tokens, state: { kind: 'answering' } };
		case 'ended':
			return { ...turn, state: { kind: 'done', end: event.end, usage: event.usage } };
		case 'sampled':
			return sampled(turn, event.isComplete);
		case 'chosen':
			return withReply(turn, turn.samples?.[event.index] ?? turn);
		case 'failed':
			return { ...turn, state: { kind: 'failed', message: event.message, canRestart: event.canRestart } };
		case 'interrupted':
			return { ...turn, state: { kind: 'interrupted', ...(event.message === undefined ? {} : { message: event.message }) } };
		case 'resumed':
			return resumed(turn);
	}
}

const atTheStart: TurnState = { kind: 'reading', evaluated: 0, total: 0 };

const justThinking: ThinkingState = {
	kind: 'thinking',
	isPaused: false,
	isLooping: false,
	thinkMore: { isArmed: false, left: mostThinkMore },
};

const costOf = (turn: Turn, { text, tokens }: { readonly text: string; readonly tokens: number }, ms: number): Pace[number] => ({
	characters: turn.reasoning.length + text.length,
	tokens: turn.reasoningTokens + tokens,
	ms: (turn.thoughtMs ?? 0) + ms,
});

/** A thought that is over stays so, whatever is told late. */
const whileThinking = (turn: Turn, change: Partial<ThinkingState>): Turn =>
	isRunning(turn) && turn.state.kind !== 'answering'
		? { ...turn, state: { ...(turn.state.kind === 'thinking' ? turn.state : justThinking), ...change } }
		: turn;

const nothingWritten = { reasoning: '', reasoningTokens: 0, answer: '', answerTokens: 0 };

function sampled(turn: Turn, isComplete: boolean): Turn {
	const { reasoning, reasoningTokens, thoughtMs, closed, answer, answerTokens } = turn;
	const sample: Sample = {
		...{ reasoning, reasoningTokens, answer, answerTokens, isComplete },
		...(thoughtMs === undefined ? {} : { thoughtMs }),
		...(closed === undefined ? {} : { closed }),
	};
	return { ...withReply(turn, nothingWritten), samples: [...(turn.samples ?? []), sample], state: atTheStart };
}

/** The reply that is shown as the turn's, and goes into the history. */
function withReply(turn: Turn, reply: Omit<Sample, 'isComplete'>): Turn {
	// Also when its steps were written: that is of another text.
	const { thoughtMs: _, closed: __, pace: ___, ...rest } = turn;
	const { reasoning, reasoningTokens, thoughtMs, closed, answer, answerTokens } = reply;
	return {
		...rest,
		...{ reasoning, reasoningTokens, answer, answerTokens },
		...(thoughtMs === undefined ? {} : { thoughtMs }),
		...(closed === undefined ? {} : { closed }),
	};
}

function resumed(turn: Turn): Turn {
	const { closed, ...open } = turn;
	const totalMs = (turn.earlier?.totalMs ?? 0) + (turn.state.kind === 'done' ? turn.state.usage.totalMs : 0);
	const earlier = { totalMs, reasoningTokens: turn.reasoningTokens };
	return { ...(endsInThought(turn) ? open : turn), earlier, state: atTheStart };
}

const newTurn = (event: Extract<ChatEvent, { kind: 'asked' }>): Turn => ({
	id: event.turnId,
	question: event.question,
	task: event.task,
	context: event.context,
	...(event.command === undefined ? {} : { command: event.command }),
	...(event.votes === undefined ? {} : { votes: event.votes }),
	askedAt: event.askedAt,
	...(event.after === undefined ? {} : { after: event.after }),
	reasoning: '',
	reasoningTokens: 0,
	thinking: 'none',
	answer: '',
	answerTokens: 0,
	state: { kind: 'waiting' },
});
