import { describe, expect, it } from 'vitest';
import { exportMarkdown } from '../../../src/core/chat/chatMarkdown.ts';
import { asked, branched, sessionOf, usage } from './sampleTurns.ts';

const exported = (events: Parameters<typeof sessionOf>[0]): string => exportMarkdown(sessionOf(events), '26 November 2026');

describe('a chat as Markdown', () => {
	it('reads as questions, thoughts and answers', () => {
		expect(exported(asked('a', 'What is 17 * 24?\nShow it.', 'It is **408**.'))).toBe(
			[
				'# What is 17 * 24',
				'*Exported from Lemma on 26 November 2026 · 1 question*',
				'## Question',
				'> What is 17 * 24?\n> Show it.',
				'<details>\n<summary>Thought for 1 s</summary>\n\n```text\nHm, so.\n```\n\n</details>',
				'## Answer · Qwen2.5-Coder 1.5B',
				'It is **408**.\n',
			].join('\n\n'),
		);
	});

	it('is the branch that is shown, and says that there are others', () => {
		const text = exported(branched);
		expect(text).toContain('one of 2 branches');
		expect(text).toContain('And 19 * 24?');
		expect(text).not.toContain('And 18 * 24?');
	});

	it('closes a code block that an answer left open, and says that the answer was cut', () => {
		const text = exported([
			...asked('a', 'A', '````ts\n```\nlet a').slice(0, -1),
			{ kind: 'ended', turnId: 'a', end: 'length', usage },
			...asked('b', 'B', '2'),
		]);
		expect(text).toContain('let a\n````\n\n*The answer was cut here.*\n\n## Question\n\n> B');
	});

	it('says why there is no answer', () => {
		const failed = exported([
			...asked('a', 'A', '').slice(0, 1),
			{ kind: 'failed', turnId: 'a', message: 'The engine\nstopped.', canRestart: true },
		]);
		expect(failed).toContain('*No answer: The engine stopped.*');
	});

	it('names what went along with a question', () => {
		const text = exported([
			{
				...{ kind: 'asked', turnId: 'a', question: 'A', task: 'chat', askedAt: 0 },
				context: [{ kind: 'selection', label: 'src/a`b.ts', languageId: 'typescript', lines: { first: 9, last: 11 }, text: 'x' }],
			},
		]);
		expect(text).toContain("Context: `src/a'b.ts:10–12`");
	});

	it('keeps a thought within its block, whatever fences are in it', () => {
		const text = exported([
			...asked('a', 'A', 'yes').slice(0, 2),
			{ kind: 'reasoning', turnId: 'a', text: '```\n</details>', tokens: 1 },
			{ kind: 'answer', turnId: 'a', text: 'yes', tokens: 1 },
		]);
		expect(text).toContain('````text\n```\n</details>\n````');
	});
});
