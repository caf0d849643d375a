import type { ModelInfo } from '../model.ts';
import type { Settings } from '../settings.ts';
import { answerReserve, tokensPerMessage } from './ask.ts';
import { chatPrompt, contextBlock, turnBudget } from './chatPrompt.ts';
import { applyEvent, type ContextItem, type Session, type TurnCommand } from './session.ts';

/** What the next question would fill of the model's window, in tokens. */
export interface ContextMeter {
	/** Of the model; absent while none is loaded. */
	readonly windowTokens?: number;
	/** Counted by the length of the texts: the model that could count is not loaded. */
	readonly isEstimate: boolean;
	readonly system: number;
	/** Each of the standing instructions, which are a part of `system`. */
	readonly standing: readonly { readonly label: string; readonly tokens: number }[];
	/** Each attachment, in its order. */
	readonly attached: readonly number[];
	/** What goes along by itself. */
	readonly automatic?: { readonly label: string; readonly tokens: number };
	readonly question: number;
	/** Question and answer together of each earlier turn that is sent, oldest first. */
	readonly history: readonly number[];
	/** What the effort allows the thought; none where the model would not think. */
	readonly thought: number;
	/** Kept free for the answer. */
	readonly answer: number;
}

export interface MeterInput {
	readonly session: Session;
	readonly draft: string;
	readonly command?: TurnCommand;
	readonly standing: readonly ContextItem[];
	readonly automatic?: ContextItem;
	readonly settings: Settings;
	readonly info: Pick<ModelInfo, 'thinking'> & { readonly contextTokens?: number };
	readonly isEstimate: boolean;
}

/** Counts the very messages that would be sent. */
export async function measureContext(
	{ session, draft, command, standing, automatic, settings, info, isEstimate }: MeterInput,
	count: (text: string) => Promise<number>,
): Promise<ContextMeter> {
	const context = [...session.attachments, ...(automatic === undefined ? [] : [automatic]), ...standing];
	const asked = applyEvent(session, {
		...{ kind: 'asked', turnId: '', question: draft, task: 'chat', context, askedAt: 0 },
		...(command === undefined ? {} : { command }),
	});
	const turn = asked.turns.at(-1);
	if (turn === undefined) {
		throw new Error('an asked question is a turn');
	}
	const { messages, thinking } = chatPrompt(asked, turn, info, settings);
	const counts = await Promise.all(messages.map(async ({ content }) => (await count(content)) + tokensPerMessage));
	const attached = await Promise.all(session.attachments.map((item) => count(contextBlock(item))));
	const standingTokens = await Promise.all(standing.map(async (item) => ({ label: item.label, tokens: await count(item.text) })));
	const automaticTokens = automatic === undefined ? 0 : await count(contextBlock(automatic));
	const [system = 0, ...rest] = counts;
	const last = rest.pop() ?? 0;
	const { contextTokens } = info;
	return {
		...(contextTokens === undefined ? {} : { windowTokens: contextTokens }),
		...{ isEstimate, system, standing: standingTokens, attached },
		...(automatic === undefined ? {} : { automatic: { label: placeOf(automatic), tokens: automaticTokens } }),
		question: Math.max(0, last - sum(attached) - automaticTokens),
		history: Array.from({ length: rest.length / 2 }, (_, pair) => (rest[2 * pair] ?? 0) + (rest[2 * pair + 1] ?? 0)),
		thought: thinking.kind === 'off' ? 0 : turnBudget(turn, settings),
		answer: contextTokens === undefined ? 0 : answerReserve(contextTokens),
	};
}

/** Whether the next question fits, and what gives way where it does not. */
export type Fit =
	| { readonly kind: 'unknown' }
	| { readonly kind: 'fits'; readonly freeTokens: number }
	/** The thought gets less than the effort allows, and little at that. */
	| { readonly kind: 'shortThought'; readonly tokens: number }
	/** So many of the oldest questions are left out. */
	| { readonly kind: 'dropsHistory'; readonly turns: number }
	/** `drop`: the attachments, by their index, without which it would fit; empty where that does not help. */
	| { readonly kind: 'tooLong'; readonly overTokens: number; readonly drop: readonly number[] };

export function fitOf(meter: ContextMeter): Fit {
	const { windowTokens, system, attached, automatic, question, history, thought, answer } = meter;
	if (windowTokens === undefined) {
		return { kind: 'unknown' };
	}
	const room = windowTokens - answer - system - question - (automatic?.tokens ?? 0);
	const left = room - sum(attached);
	if (left < 0) {
		return { kind: 'tooLong', overTokens: -left, drop: room < 0 ? [] : largestFirst(attached, -left) };
	}
	let turns = 0;
	let past = sum(history);
	while (past > left) {
		past -= history[turns] ?? past;
		turns++;
	}
	if (turns > 0) {
		return { kind: 'dropsHistory', turns };
	}
	const free = left - past;
	return free < Math.min(thought, leastThought)
		? { kind: 'shortThought', tokens: free }
		: { kind: 'fits', freeTokens: Math.max(0, free - thought) };
}

/** Below this a thought rarely comes to its end. */
const leastThought = 512;

/** As few as possible: the largest ones, and of those that would do alone the smallest. */
function largestFirst(attached: readonly number[], overTokens: number): readonly number[] {
	const sorted = attached.map((tokens, index) => ({ tokens, index })).sort((a, b) => b.tokens - a.tokens);
	const alone = sorted.filter(({ tokens }) => tokens >= overTokens).at(-1);
	if (alone !== undefined) {
		return [alone.index];
	}
	const drop: number[] = [];
	let gained = 0;
	for (const { tokens, index } of sorted) {
		if (gained < overTokens) {
			gained += tokens;
			drop.push(index);
		}
	}
	return drop;
}

const placeOf = ({ label, lines }: ContextItem): string => (lines === undefined ? label : `${label}:${lines.first + 1}–${lines.last + 1}`);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Where no model is there to count: code has some 3.5 characters a token. */
export const estimatedTokens = (text: string): number => Math.ceil(text.length / 3.5);
