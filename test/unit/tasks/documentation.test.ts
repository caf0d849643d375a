import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentationMessages, documentationStyle, readDocumentation, withDocumentation } from '../../../src/core/tasks/documentation.ts';
import { isSameCode } from '../../../src/core/tasks/sameCode.ts';
import { symbolAt } from '../../../src/core/tasks/symbolAt.ts';
import { openTrees } from '../../lib/syntaxTrees.ts';

const trees = openTrees();
beforeAll(async () => {
	await Promise.all(['typescript', 'python'].map((id) => trees.prepare(id)));
});
afterAll(() => trees.dispose());

const styleOf = (languageId: string) => documentationStyle(languageId) ?? { name: 'comment', line: '# ' };

/** The document of `picture`, whose cursor is `║`, with what a reply documents. */
function documented(languageId: string, picture: string, reply: string): string | undefined {
	const text = picture.replace('║', '');
	const symbol = symbolAt({ languageId, text }, picture.indexOf('║'), trees);
	const style = styleOf(languageId);
	const lines = readDocumentation(reply, style);
	const change = symbol === undefined || lines === undefined ? undefined : withDocumentation(text, symbol, lines, style);
	const rows = text.split('\n');
	return change === undefined ? undefined : [...rows.slice(0, change.from), ...change.lines, ...rows.slice(change.to)].join('\n');
}

const block = (text: string): string => `\`\`\`\n${text}\n\`\`\``;
const add = 'class A {\n\tadd(a: number): number {\n\t\treturn ║a + 1;\n\t}\n}\n';

describe('documentation', () => {
	it('goes above the symbol, indented as it is', () => {
		expect(documented('typescript', add, block('/**\n * Adds one.\n *\n * @param a What to add to.\n */'))).toBe(
			'class A {\n\t/**\n\t * Adds one.\n\t *\n\t * @param a What to add to.\n\t */\n\tadd(a: number): number {\n\t\treturn a + 1;\n\t}\n}\n',
		);
	});

	it('of one line is one line', () => {
		expect(documented('typescript', 'export const one = ║1;\n', block('/** One. */'))).toBe('/** One. */\nexport const one = 1;\n');
	});

	it('is the comment alone where the reply repeats the code, changed or not', () => {
		const after = documented('typescript', add, block('/** Adds one. */\nadd(a: number): number {\n  // two\n  return a + 2;\n}'));
		expect(after).toContain('\t/** Adds one. */\n\tadd(a: number): number {\n\t\treturn a + 1;\n');
		expect(isSameCode('typescript', add.replace('║', ''), after ?? '', trees)).toBe(true);
	});

	it('takes the place of what was there, and leaves other comments', () => {
		expect(documented('typescript', '// kept\n/**\n * Old.\n */\nexport function f() {║}\n', block('/** New. */'))).toBe(
			'// kept\n/** New. */\nexport function f() {}\n',
		);
		expect(documented('typescript', '// kept\nexport function f() {║}\n', block('/** New. */'))).toBe(
			'// kept\n/** New. */\nexport function f() {}\n',
		);
	});

	it('cannot end its comment', () => {
		expect(documented('typescript', 'const one = ║1;\n', block('// A glob: **/*.ts'))).toBe('/** A glob: **\\/*.ts */\nconst one = 1;\n');
		expect(withDocumentation('x', { isFunction: false, lines: { first: 0, last: 0 } }, ['A "word"'], styleOf('python'))).toBeUndefined();
		expect(readDocumentation(block('"""Ends \\ here."""'), styleOf('python'))).toEqual(['Ends \\\\ here.']);
		expect(readDocumentation('/** a */ alert(1) /* */', styleOf('typescript'))).toEqual(['a']);
	});

	it('of Python stands in the body', () => {
		const picture = 'def add(\n    a,\n):\n    return ║a + 1\n';
		expect(documented('python', picture, block('"""Adds one.\n\n    Args:\n        a: What to add to.\n    """'))).toBe(
			'def add(\n    a,\n):\n    """Adds one.\n\n    Args:\n        a: What to add to.\n    """\n    return a + 1\n',
		);
		expect(
			documented(
				'python',
				'def add(a):\n    """Old.\n\n    More.\n    """\n    return ║a\n',
				block('def add(a):\n    """New."""\n    return b'),
			),
		).toBe('def add(a):\n    """New."""\n    return a\n');
		expect(documented('python', 'def one(): return ║1\n', block('"""One."""'))).toBeUndefined();
	});

	it('of a language with line comments has its mark before each line, and leaves what tools read', () => {
		expect(
			documented('go', '//go:build linux\n// Old.\nfunc Add(a int) int {\n\treturn ║a + 1\n}\n', block('// Add adds one.\n// It wraps.')),
		).toBe('//go:build linux\n// Add adds one.\n// It wraps.\nfunc Add(a int) int {\n\treturn a + 1\n}\n');
	});

	it('is nothing where the reply has none', () => {
		expect(readDocumentation('Sorry, no.', styleOf('typescript'))).toBeUndefined();
		expect(readDocumentation(block('def f():\n    return 1'), styleOf('python'))).toBeUndefined();
		expect(documentationStyle('plaintext')).toBeUndefined();
	});

	it('is asked for with the code of the symbol and its name', () => {
		const messages = documentationMessages(
			{ label: 'src/a.ts', languageId: 'typescript', text: 'const x = 1;\nfunction f() {\n\treturn\u200b 2;\n}\n' },
			{ name: 'f', isFunction: true, lines: { first: 1, last: 3 } },
			styleOf('typescript'),
		);
		expect(messages.at(-1)?.content).toContain('src/a.ts:\n```typescript\nfunction f() {\n\treturn 2;\n}\n```');
		expect(messages.at(-1)?.content).toContain('`f`');
		expect(messages.at(-1)?.content).not.toContain('const x');
	});
});
