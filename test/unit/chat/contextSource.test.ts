import { describe, expect, it } from 'vitest';
import {
	asksForCodebase,
	commandSuggestions,
	contextSuggestions,
	foldersOf,
	triggerAt,
	withoutCodebaseWord,
} from '../../../src/core/chat/contextSource.ts';
import { builtInCommands } from '../../../src/core/chat/slashCommands.ts';

const file = (label: string) => ({ label, uri: `file:///w/${label}`, isFolder: false });
const labels = (query: string, ...paths: string[]) => contextSuggestions(query, paths.map(file)).map(({ label }) => label);

describe('what is offered behind @', () => {
	it('is each source first, then the files in their order', () => {
		expect(labels('', 'a.ts', 'b.ts')).toEqual(['selection', 'file', 'problems', 'changes', 'terminal', 'codebase', 'a.ts', 'b.ts']);
	});

	it('is what fits what was typed', () => {
		expect(labels('prob', 'src/problem.ts', 'b.ts')).toEqual(['problems', 'src/problem.ts']);
		expect(labels('code', 'b.ts')).toEqual(['codebase']);
		expect(contextSuggestions('b', [file('b.ts')]).find(({ label }) => label === 'b.ts')?.choice).toEqual({
			kind: 'attach',
			source: { kind: 'file', uri: 'file:///w/b.ts' },
		});
	});

	it('is twelve lines at most', () => {
		expect(labels('', ...Array.from({ length: 50 }, (_, index) => `f${index}.ts`))).toHaveLength(12);
	});

	it('has each folder once', () => {
		expect(foldersOf(['src/core/a.ts', 'src/core/b.ts', 'src/c.ts', 'd.ts'].map(file))).toEqual([
			{ label: 'src/core', uri: 'file:///w/src/core', isFolder: true },
			{ label: 'src', uri: 'file:///w/src', isFolder: true },
		]);
	});
});

it('behind / the commands are offered', () => {
	expect(commandSuggestions('', builtInCommands).map(({ label }) => label)).toEqual(['explain', 'fix', 'tests', 'docs', 'math', 'review']);
	expect(commandSuggestions('te', builtInCommands)[0]).toMatchObject({ label: 'tests', choice: { kind: 'insert', text: '/tests ' } });
});

it.each([
	['@', 1, { trigger: '@', query: '', start: 0 }],
	['see @src/a', 10, { trigger: '@', query: 'src/a', start: 4 }],
	['see @src/a please', 6, { trigger: '@', query: 's', start: 4 }],
	['mail a@b', 8, undefined],
	['see @src/a please', 17, undefined],
	['/fi', 3, { trigger: '/', query: 'fi', start: 0 }],
	['/fix this', 9, undefined],
	['a /fi', 5, undefined],
	['/usr/bin', 8, undefined],
	['', 0, undefined],
])('in %j at %i the word is %j', (text, cursor, expected) => {
	expect(triggerAt(text, cursor)).toEqual(expected);
});

it('a question asks for a search by its own word only', () => {
	expect(['@codebase where?', 'where @codebase', 'Where?\n@codebase'].map(asksForCodebase)).toEqual([true, true, true]);
	expect(['codebase', '@codebases', 'a@codebase'].map(asksForCodebase)).toEqual([false, false, false]);
	expect(withoutCodebaseWord('@codebase where is it?')).toBe('where is it?');
	expect(withoutCodebaseWord('where is it, @codebase ?')).toBe('where is it, ?');
});
