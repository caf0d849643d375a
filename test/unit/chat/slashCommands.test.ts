import { describe, expect, it } from 'vitest';
import { builtInCommands, commandOf, promptCommand, wording } from '../../../src/core/chat/slashCommands.ts';

const nameOf = (question: string) => commandOf(question, builtInCommands)?.name;

describe('a command of a question', () => {
	it.each([
		['/fix', 'fix'],
		['/tests for the edges', 'tests'],
		['/review\nthis', 'review'],
		['/fixes', undefined],
		['/unknown', undefined],
		['a /fix', undefined],
		['/', undefined],
		['/usr/bin/env', undefined],
	])('is its first word: %s', (question, name) => {
		expect(nameOf(question)).toBe(name);
	});

	it('is read by the model as its instruction, with what was typed behind it', () => {
		const command = { name: 'tests', instruction: 'Write tests.' };
		expect(wording({ question: '/tests for the edges', command })).toBe('Write tests.\n\nfor the edges');
		expect(wording({ question: '/tests', command })).toBe('Write tests.');
		expect(wording({ question: '/math 17 * 24', command: { name: 'math', instruction: '' } })).toBe('17 * 24');
	});

	it('is gone where the question was edited to be another one', () => {
		expect(wording({ question: 'Why?', command: { name: 'tests', instruction: 'Write tests.' } })).toBe('Why?');
	});
});

describe('a prompt file', () => {
	it('is a command with its name, described by its front matter, its heading or its first line', () => {
		expect(promptCommand('commit.md', '---\ndescription: "A commit message"\n---\nWrite one.')).toMatchObject({
			name: 'commit',
			description: 'A commit message',
			instruction: 'Write one.',
			file: 'commit.md',
		});
		expect(promptCommand('a.md', '# Title\r\nDo it.')?.description).toBe('Title');
		expect(promptCommand('a.md', 'Do it.\nNow.')?.description).toBe('Do it.');
	});

	it.each([
		['fix.md', 'takes no name of ours'],
		['two words.md', 'a name that cannot be typed'],
		['notes.txt', 'no Markdown'],
	])('is none: %s, %s', (name) => {
		expect(promptCommand(name, 'text')).toBeUndefined();
	});

	it('is none where it is empty or too long', () => {
		expect(promptCommand('a.md', '---\ndescription: x\n---\n')).toBeUndefined();
		expect(promptCommand('a.md', 'x'.repeat(16_001))).toBeUndefined();
	});
});
