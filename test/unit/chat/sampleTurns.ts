import { applyEvent, type ChatEvent, emptySession, type Session, type Turn } from '../../../src/core/chat/session.ts';

export const usage = { promptTokens: 12, reusedTokens: 4, reasoningTokens: 3, answerTokens: 5, firstTokenMs: 100, totalMs: 900 };

/** What a real conversation tells of one question and its answer. */
export const asked = (
	turnId: string,
	question: string,
	answer: string,
	over: { after?: string; askedAt?: number } = {},
): readonly ChatEvent[] => [
	{ kind: 'asked', turnId, question, task: 'chat', context: [], askedAt: 1000, ...over },
	{ kind: 'began', turnId, model: 'Qwen2.5-Coder 1.5B', contextTokens: 4096, thinking: 'native' },
	{ kind: 'budget', turnId, tokens: 2048 },
	{ kind: 'reasoning', turnId, text: 'Hm, ', tokens: 2, ms: 40 },
	{ kind: 'reasoning', turnId, text: 'so.', tokens: 1, ms: 80 },
	{ kind: 'closed', turnId, reason: 'natural', thoughtMs: 1200 },
	{ kind: 'answer', turnId, text: answer, tokens: 5 },
	{ kind: 'ended', turnId, end: 'stop', usage },
];

export const sessionOf = (events: readonly ChatEvent[], id = 's'): Session => events.reduce(applyEvent, emptySession(id));

/** Two branches, a pin, a title, an effort, something attached, and an answer that was cut. */
export const branched: readonly ChatEvent[] = [
	...asked('a', 'What is 17 * 24? Show the steps.', 'It is **408**.'),
	...asked('b', 'And 18 * 24?', '432', { after: 'a' }),
	...asked('c', 'And the half of it?', '```\n216', { after: 'b' }),
	{ kind: 'asked', turnId: 'd', question: 'And 19 * 24?', task: 'chat', context: [], askedAt: 5000, after: 'a' },
	{ kind: 'began', turnId: 'd', model: 'Qwen2.5-Coder 1.5B', thinking: 'none' },
	{ kind: 'answer', turnId: 'd', text: 'It is 4', tokens: 3 },
	{ kind: 'titled', title: 'Products' },
	{ kind: 'pinned', isPinned: true },
	{ kind: 'effortChosen', effort: 'high' },
	{ kind: 'attached', item: { kind: 'file', label: 'a.ts', languageId: 'typescript', lines: { first: 0, last: 3 }, text: 'x' } },
];

/** The turns without what only the copy of a session changes. */
export const content = ({ turns, others }: Session): unknown =>
	[turns, others].map((list) => list.map(({ id: _, after: __, ...turn }: Turn) => turn));
