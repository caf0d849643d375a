import { type BegunTurn, type ChatMessage, greedy, type ModelInfo, type Sampling, type Thinking } from '../model.ts';
import { type QuestionKind, questionKind } from '../reasoning/questionKind.ts';
import { budgetTokens, type Settings, thoughtBudget } from '../settings.ts';
import { fenced, stripInvisible } from '../text.ts';
import { type ContextItem, endsInThought, type Session, type Turn } from './session.ts';
import { wording } from './slashCommands.ts';

export interface ChatPrompt {
	readonly messages: readonly ChatMessage[];
	readonly thinking: Thinking;
	/** Absent: the profile of the model's family. */
	readonly sampling?: Sampling;
	/** What the model wrote of this turn before, where it goes on with it. */
	readonly begun?: BegunTurn;
}

/** What the model reads for a turn: our system message, the answers so far without their thoughts, the context, the question. */
export function chatPrompt(session: Session, turn: Turn, info: Pick<ModelInfo, 'thinking'>, settings: Settings): ChatPrompt {
	const begun = begunOf(turn);
	const thinking = begun === undefined ? chooseThinking(turn, info, settings) : thinkingAgain(turn, info, settings);
	return {
		thinking,
		...samplingOf(thinking, turn, info),
		...(begun === undefined ? {} : { begun }),
		messages: [
			{ role: 'system', content: systemMessage(thinking, turn, settings) },
			...history(session, turn),
			{ role: 'user', content: userMessage(turn) },
		],
	};
}

/** The kind of a turn's question. Code counts as part of the question only where the user attached it. */
function kindOf(turn: Turn): QuestionKind {
	if (turn.task === 'explain') {
		return 'code';
	}
	const hasCode = turn.context.some(({ kind }) => kind !== 'cursor' && kind !== 'instructions');
	return turn.command?.name === 'math' ? 'mathematics' : questionKind(wording(turn), hasCode);
}

/** Instruct models reason step by step only where that measures better: mathematics and "what does this print". */
function chooseThinking(turn: Turn, info: Pick<ModelInfo, 'thinking'>, settings: Settings): Thinking {
	const kind = kindOf(turn);
	const budget = turnBudget(turn, settings);
	if (budget === 0) {
		return { kind: 'off' };
	}
	if (info.thinking === 'native') {
		return { kind: 'native', budgetTokens: budget };
	}
	if (info.thinking === 'guided' && (kind === 'mathematics' || kind === 'trace')) {
		return { kind: 'guided', budgetTokens: budget, bridge };
	}
	return { kind: 'off' };
}

const bridge = '\n\n**Answer:** ';

/** A turn that goes on does so as it began, whatever the effort is now. */
function thinkingAgain(turn: Turn, info: Pick<ModelInfo, 'thinking'>, settings: Settings): Thinking {
	const budget = turnBudget(turn, settings);
	if (turn.thinking === 'none' || info.thinking === 'none') {
		return { kind: 'off' };
	}
	return info.thinking === 'native' ? { kind: 'native', budgetTokens: budget } : { kind: 'guided', budgetTokens: budget, bridge };
}

/** Of the whole thought. Whoever lets a thought go on wants more of it than there was. */
export function turnBudget(turn: Turn, settings: Settings): number {
	const budget = thoughtBudget(turn.task, settings['chat.effort']);
	return turn.earlier === undefined ? budget : turn.earlier.reasoningTokens + Math.max(budget, budgetTokens.low);
}

function begunOf(turn: Turn): BegunTurn | undefined {
	const { reasoning, answer } = turn;
	return (reasoning + answer).trim() === '' ? undefined : { reasoning, answer, isClosed: !endsInThought(turn) };
}

/** Sums and explanations have one right outcome; chance only leads a small model away from it. Models that were trained to think want theirs. */
function samplingOf(thinking: Thinking, turn: Turn, info: Pick<ModelInfo, 'thinking'>): { sampling?: Sampling } {
	return info.thinking !== 'native' && (thinking.kind === 'guided' || turn.task === 'explain') ? { sampling: greedy } : {};
}

function systemMessage(thinking: Thinking, turn: Turn, settings: Settings): string {
	const role =
		thinking.kind === 'guided'
			? kindOf(turn) === 'trace'
				? 'Execute the code line by line. After each line write the value of every variable that changed. Then state exactly what is printed.'
				: 'Please reason step by step, and put your final answer within \\boxed{}.'
			: turn.task === 'explain'
				? 'You explain code to a programmer. Begin with one sentence: "This is …" with the well-known name of the algorithm, the mathematical quantity or the pattern. Then explain how it works in a few short steps. Point out mistakes and surprising cases, if there are any. Name places as `path:line`. Do not repeat the whole code.'
				: "You are Lemma, a coding assistant that runs on the user's own machine. Answer precisely and concisely, in Markdown. Put code into fenced blocks with their language.";
	return [role, settings['chat.instructions'].trim(), ...turn.context.filter(isStanding).map(standingBlock)]
		.filter((part) => part !== '')
		.join('\n\n');
}

const isStanding = ({ kind }: ContextItem): boolean => kind === 'instructions';

const standingBlock = ({ label, text }: ContextItem): string =>
	`Instructions of the project, from ${stripInvisible(label)}:\n${stripInvisible(text).trim()}`;

const history = (session: Session, turn: Turn): ChatMessage[] =>
	session.turns
		.slice(
			0,
			session.turns.findIndex((other) => other.id === turn.id),
		)
		.filter((earlier) => earlier.answer.trim() !== '')
		.flatMap((earlier) => [
			{ role: 'user' as const, content: userMessage(earlier) },
			{ role: 'assistant' as const, content: earlier.answer },
		]);

const userMessage = (turn: Turn): string =>
	[...turn.context.filter((item) => !isStanding(item)).map(contextBlock), wording(turn)].join('\n\n');

/** A piece of context as the model reads it. */
export function contextBlock(item: ContextItem): string {
	const lines = item.lines === undefined ? '' : `, lines ${item.lines.first + 1}–${item.lines.last + 1}`;
	return `${stripInvisible(item.label)}${lines}:\n${fenced(stripInvisible(item.text).replace(/\n+$/u, ''), item.languageId)}`;
}
