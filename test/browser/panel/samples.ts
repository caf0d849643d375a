import type { ChatEvent, ContextItem, Session, ThinkingState, Turn } from '../../../src/core/chat/session.ts';
import type { ModelStatus, Usage } from '../../../src/core/model.ts';
import type { ChatFact } from '../../../src/protocol/chatView.ts';

export const usage: Usage = {
	promptTokens: 512,
	reusedTokens: 410,
	reasoningTokens: 96,
	answerTokens: 24,
	firstTokenMs: 300,
	totalMs: 1520,
};

export const ready: ModelStatus = { kind: 'ready', title: 'Qwen2.5-Coder 1.5B' };
export const missing: ModelStatus = {
	kind: 'missing',
	name: 'qwen2.5-coder-1.5b',
	title: 'Qwen2.5-Coder 1.5B',
	sizeBytes: 1_117_320_736,
};
export const offer = {
	title: 'Qwen2.5-Coder 1.5B',
	sizeBytes: 1_117_320_736,
	licence: 'Apache License 2.0',
	origin: 'Qwen, Alibaba Cloud',
};

export const selection: ContextItem = {
	kind: 'selection',
	label: 'src/dedupe.ts',
	languageId: 'typescript',
	lines: { first: 9, last: 41 },
	text: 'const a = 1;',
};

export const turn = (over: Partial<Turn> = {}): Turn => ({
	id: 't1',
	question: 'What is 17 * 24?',
	task: 'chat',
	context: [],
	askedAt: Date.now(),
	reasoning: '',
	reasoningTokens: 0,
	thinking: 'none',
	answer: '',
	answerTokens: 120,
	model: 'Qwen2.5-Coder 1.5B',
	state: { kind: 'done', end: 'stop', usage },
	...over,
});

export const thinking: ThinkingState = { kind: 'thinking', isPaused: false, isLooping: false, thinkMore: { isArmed: false, left: 2 } };

export const session = (turns: readonly Turn[] = [], attachments: readonly ContextItem[] = []): Session => ({
	id: 's',
	title: turns[0]?.question ?? '',
	attachments,
	turns,
	others: [],
});

export const opened = (over: Partial<Extract<ChatFact, { kind: 'opened' }>> = {}): ChatFact => ({
	kind: 'opened',
	session: session(),
	status: ready,
	effort: 'medium',
	draft: '',
	offer,
	restricted: false,
	...over,
});

export const changed = (event: ChatEvent): ChatFact => ({ kind: 'changed', event });

export const asked = (question = 'What is 17 * 24?', turnId = 't1'): ChatFact =>
	changed({ kind: 'asked', turnId, question, task: 'chat', context: [], askedAt: Date.now() });
export const began = (thinking: Turn['thinking'] = 'guided'): ChatFact =>
	changed({ kind: 'began', turnId: 't1', model: 'Qwen2.5-Coder 1.5B', thinking });
export const reasoning = (text: string): ChatFact => changed({ kind: 'reasoning', turnId: 't1', text, tokens: 1 });
export const closed: ChatFact = changed({ kind: 'closed', turnId: 't1', reason: 'natural', thoughtMs: 12_000 });
export const answer = (text: string): ChatFact => changed({ kind: 'answer', turnId: 't1', text, tokens: 1 });
export const ended: ChatFact = changed({ kind: 'ended', turnId: 't1', end: 'stop', usage });

/** Pieces as a tokenizer cuts them. */
export const pieces = (text: string): readonly string[] => text.match(/\s?\S{1,4}|\s+/gu) ?? [];

export const thought = [
	'To find the product of 17 and 24, break one factor into parts:\n\n',
	'1. Write \\(24 = 20 + 4\\).\n2. Multiply: \\(17 \\times 20 = 340\\) and \\(17 \\times 4 = 68\\).\n3. Add both:\n\n',
	'\\[340 + 68 = 408\\]\n\nTherefore, the product is \\(\\boxed{408}\\).',
].join('');

export const codeAnswer = [
	'`dedupe` keeps the **first** of each item, in time $O(n)$.\n\n',
	'```ts\n/** Order is kept. */\nexport const dedupe = <T>(items: readonly T[]): T[] => [...new Set(items)];\n```\n\n',
	'| input | result |\n|:--|--:|\n| `[1, 2, 1]` | `[1, 2]` |\n\n',
	'- [x] keeps order\n- [ ] compares objects by value\n\n',
	'See [Set](https://developer.mozilla.org/docs/Set).',
].join('');
