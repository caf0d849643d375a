import { describe, expect, test } from 'vitest';
import { cutCode, lineCount } from '../../../webview-ui/codeChunks.ts';
import { highlightChunks, languageTitle } from '../../../webview-ui/highlight.ts';

const unit = 'export function add(a: number, b: number): number {\n\t// both\n\treturn a + b;\n}\n\n';
const long = unit.repeat(60);
const highlighted = (code: string, language = 'ts') => [...highlightChunks(cutCode(code), language)].flat();

describe('code is cut into chunks', () => {
	test('of whole lines, before a line that begins something new', () => {
		const chunks = cutCode(long);
		expect(chunks.join('')).toBe(long);
		expect(chunks.length).toBeGreaterThan(5);
		expect(chunks.every((chunk) => chunk.startsWith('export') && lineCount(chunk) <= 80)).toBe(true);
	});

	test('that do not change as it grows', () => {
		let before: readonly string[] = [];
		for (let end = 50; end < long.length; end += 50) {
			const chunks = cutCode(long.slice(0, end));
			expect(chunks.slice(0, before.length - 1)).toEqual(before.slice(0, -1));
			before = chunks;
		}
	});

	test.each(['', 'x', '\n', 'x'.repeat(100_000), 'x\n'.repeat(1000)])('and nothing is lost (%#)', (code) => {
		expect(cutCode(code).join('')).toBe(code);
	});
});

describe('colours', () => {
	test('are those of the innermost scope', () => {
		expect(highlighted(`const a = \`x$\{1}\`; // no`)).toEqual([
			[
				{ scope: 'keyword', text: 'const' },
				{ scope: '', text: ' a = ' },
				{ scope: 'string', text: '`x' },
				{ scope: 'subst', text: '${' },
				{ scope: 'number', text: '1' },
				{ scope: 'subst', text: '}' },
				{ scope: 'string', text: '`' },
				{ scope: '', text: '; ' },
				{ scope: 'comment', text: '// no' },
			],
		]);
	});

	test('of a chunk are its text, whole', () => {
		expect(highlighted(long).map((runs) => runs.map(({ text }) => text).join(''))).toEqual(cutCode(long));
	});

	test('go on through a comment that is longer than a chunk', () => {
		const comment = `/*\n${'words\n\n'.repeat(60)}*/\n`;
		const chunks = highlighted(`${comment}const a = 1;\n`);
		expect(chunks.length).toBeGreaterThan(1);
		expect(chunks[1]?.[0]?.scope).toBe('comment');
		expect(chunks.flat().find(({ text }) => text === 'const')?.scope).toBe('keyword');
	});

	test('end where a comment has no end in sight, and in a language that is none of ours', () => {
		expect(highlighted(`/*\n${'words and more words\n\n'.repeat(2000)}`)).toEqual([]);
		expect(highlighted('graph TD', 'mermaid')).toEqual([]);
		expect(languageTitle('mermaid')).toBe('mermaid');
	});
});
