import { describe, expect, test } from 'vitest';
import { commentOf, fimPrompt } from '../../../src/core/completion/fimPrompt.ts';
import { type FillTokens, familyOf } from '../../../src/core/models/families.ts';

const fillOf = (name: string): FillTokens => {
	const { fill } = familyOf({ architecture: '', names: [name], template: '' });
	if (fill === undefined) throw new Error(`${name} does not fill in`);
	return fill;
};
const request = { prefix: 'P\n', suffix: 'S' };
const context = [
	{ path: 'src/a.py', text: 'A\n' },
	{ path: 'src/b.py', text: 'B' },
];
const file = { path: 'src/own.py', languageId: 'python', project: 'demo' };
const written = (name: string, more: object = {}): string =>
	fimPrompt(fillOf(name), { ...request, ...more })
		.map(({ text }) => text)
		.join('');

describe('a prompt to fill in the middle', () => {
	test.each([
		['qwen2.5-coder', '<|fim_prefix|>P\n<|fim_suffix|>S<|fim_middle|>'],
		['starcoder2', '<fim_prefix>P\n<fim_suffix>S<fim_middle>'],
		['seed-coder-base', '<[fim-suffix]>S<[fim-prefix]>P\n<[fim-middle]>'],
		['mellum', '<fim_suffix>S<fim_prefix>P\n<fim_middle>'],
		['codestral', '[SUFFIX]S[PREFIX]P\n'],
	])('of %s has the order it was trained on', (name, expected) => {
		expect(written(name)).toBe(expected);
		expect(written(name, { file, context: [] })).toBe(expected);
	});

	test.each([
		[
			'qwen2.5-coder',
			'<|repo_name|>demo\n<|file_sep|>src/a.py\nA\n<|file_sep|>src/b.py\nB\n<|file_sep|>src/own.py\n<|fim_prefix|>P\n<|fim_suffix|>S<|fim_middle|>',
		],
		[
			'starcoder2',
			'<repo_name>demo\n<file_sep>src/a.py\nA\n<file_sep>src/b.py\nB\n<file_sep><fim_prefix>src/own.py\nP\n<fim_suffix>S<fim_middle>',
		],
		['mellum', '<filename>src/a.py\nA\n<filename>src/b.py\nB\n<filename>src/own.py\n<fim_suffix>S<fim_prefix>P\n<fim_middle>'],
		['deepseek-coder', '#src/a.py\nA\n#src/b.py\nB\n#src/own.py\n<｜fim▁begin｜>P\n<｜fim▁hole｜>S<｜fim▁end｜>'],
		['codegemma', '<|fim_prefix|># From src/a.py:\n# A\n\n# From src/b.py:\n# B\n\nP\n<|fim_suffix|>S<|fim_middle|>'],
		['codestral', '[SUFFIX]S[PREFIX]# From src/a.py:\n# A\n\n# From src/b.py:\n# B\n\nP\n'],
	])('of %s shows other files as it saw them', (name, expected) => {
		expect(written(name, { file, context })).toBe(expected);
	});

	test('is only appended to when a file is added behind the others', () => {
		const [before, after] = [context, [...context, { path: 'c.py', text: 'C' }]].map((files) =>
			written('qwen2.5-coder', { file, context: files }),
		);
		const shared = before?.indexOf('<|file_sep|>src/own.py') ?? 0;
		expect(shared).toBeGreaterThan(0);
		expect(after?.slice(0, shared)).toBe(before?.slice(0, shared));
	});

	test('names what has no name, and keeps a path on one line', () => {
		expect(written('qwen2.5-coder', { context: [{ path: 'a\nb.py', text: '' }] })).toMatch(
			/^<\|repo_name\|>untitled\n<\|file_sep\|>a b\.py\n\n<\|file_sep\|>untitled\n<\|fim_prefix\|>/u,
		);
	});

	test('cannot be left by a comment that ends early', () => {
		const hostile = [{ path: 'a.css', text: 'b { } /* c */ d' }];
		expect(written('codegemma', { context: hostile, file: { path: 'x.css', languageId: 'css' } })).toContain('/* b { } /* c  d */\n\nP');
	});
});

test.each([
	['typescript', '// x'],
	['python', '# x'],
	['sql', '-- x'],
	['html', '<!-- x -->'],
	['unheard-of', '// x'],
])('a comment in %s', (languageId, expected) => {
	const { open, close } = commentOf(languageId);
	expect(`${open} x${close}`).toBe(expected);
});
