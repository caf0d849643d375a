import { describe, expect, it } from 'vitest';
import { chatPrompt } from '../../../src/core/chat/chatPrompt.ts';
import { applyEvent, type ChatEvent, type ContextItem, emptySession } from '../../../src/core/chat/session.ts';
import { readSettings } from '../../../src/core/settings.ts';

type Asked = Extract<ChatEvent, { kind: 'asked' }>;

function promptFor(...asked: readonly Partial<Asked>[]) {
	const session = asked.reduce(
		(all, each, index) =>
			applyEvent(
				applyEvent(all, { kind: 'asked', turnId: `t${index}`, question: 'Why?', task: 'chat', context: [], askedAt: 0, ...each }),
				{ kind: 'answer', turnId: index === asked.length - 1 ? '' : `t${index}`, text: 'Because.', tokens: 1 },
			),
		emptySession('s'),
	);
	const turn = session.turns.at(-1);
	if (turn === undefined) {
		throw new Error('nothing was asked');
	}
	const settings = readSettings((key) => (key === 'chat.instructions' ? 'Be brief.' : undefined));
	return chatPrompt(session, turn, { thinking: 'guided' }, settings);
}

const rules: ContextItem = { kind: 'instructions', label: 'AGENTS.md', languageId: 'markdown', text: 'Use tabs.\u202e' };
const code: ContextItem = { kind: 'file', label: 'a.ts', languageId: 'ts', text: 'a();' };

describe('the prompt of a question', () => {
	it('has standing instructions once, in the system message, and code with the question', () => {
		const { messages } = promptFor({ context: [code, rules] }, { context: [rules] });
		expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
		expect(messages[0]?.content).toMatch(/Be brief\.\n\nInstructions of the project, from AGENTS\.md:\nUse tabs\.$/u);
		expect(messages[1]?.content).toBe('a.ts:\n```ts\na();\n```\n\nWhy?');
		expect(messages[3]?.content).toBe('Why?');
	});

	it('has what a command stands for, also later in the history', () => {
		const command = { name: 'tests', instruction: 'Write tests.' };
		const { messages } = promptFor({ question: '/tests of a', command }, { question: '/tests', command });
		expect(messages[1]?.content).toBe('Write tests.\n\nof a');
		expect(messages[3]?.content).toBe('Write tests.');
	});

	it('of /math is reasoned step by step, whatever its words are', () => {
		const { thinking, messages } = promptFor({ question: '/math the usual sum', command: { name: 'math', instruction: '' } });
		expect(thinking.kind).toBe('guided');
		expect(messages[0]?.content).toContain('\\boxed{}');
		expect(messages[1]?.content).toBe('the usual sum');
	});

	it('with standing instructions is no question of code for that', () => {
		expect(promptFor({ question: 'What is 17 * 24?', context: [rules] }).thinking.kind).toBe('guided');
		expect(promptFor({ question: 'What is 17 * 24?', context: [code] }).thinking.kind).toBe('off');
	});
});
