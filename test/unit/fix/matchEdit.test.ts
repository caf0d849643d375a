import { describe, expect, it } from 'vitest';
import { matchEdit } from '../../../src/core/fix/matchEdit.ts';

const text = 'function f() {\n\tlet a = 1;\n\tif (a) {\n\t\tlet a = 1;\n\t}\n\treturn foo(a);\n}\nfoo(b);\n';

function replaced(search: string, replacement: string, of = text): string {
	const match = matchEdit(of, search, replacement);
	return match.kind === 'found' ? of.slice(0, match.start) + match.replacement + of.slice(match.end) : match.kind;
}

describe('a search text', () => {
	it('is found as whole lines', () => {
		expect(replaced('\treturn foo(a);\n}', '\treturn 2;\n}')).toBe(text.replace('foo(a)', '2'));
	});
	it('is found as a piece of a line', () => {
		expect(replaced('foo(a)', 'bar')).toBe(text.replace('foo(a)', 'bar'));
	});
	it('is found whatever its indentation, and the new lines get that of the old', () => {
		expect(replaced('if (a) {\n  let a = 1;\n}', 'if (a) {\n  let a = 2;\n}')).toBe(text.replace('\t\tlet a = 1', '\t\tlet a = 2'));
		expect(replaced('return foo(a);', 'const c = a;\nreturn c;')).toBe(text.replace('return foo(a);', 'const c = a;\n\treturn c;'));
	});
	it('is found whatever the white space within its lines', () => {
		expect(replaced('return   foo(a);', 'return 1;')).toBe(text.replace('foo(a)', '1'));
	});
	it('may have blank lines around it', () => {
		expect(replaced('\n\n\treturn foo(a);\n\n', '\n\treturn 1;\n')).toBe(text.replace('foo(a)', '1'));
	});
	it('is told by its indentation where that alone differs', () => {
		expect(replaced('\t\tlet a = 1;', '\t\tlet a = 2;')).toBe(text.replace('\t\tlet a = 1', '\t\tlet a = 2'));
	});
	it.each(['let a = 1;', 'foo', 'let  a  =  1;'])('%j that stands there twice is not guessed', (search) => {
		expect(replaced(search, 'x')).toBe('ambiguous');
	});
	it.each(['bar()', '', '   \n', 'let a = 1;\nreturn', 'retur', 'f() {}'])('%j that does not stand there is missing', (search) => {
		expect(replaced(search, 'x')).toBe('missing');
	});
	it('is not found within a word', () => {
		expect(replaced('tot', 'x', 'const total = 1;')).toBe('missing');
		expect(replaced('$a', 'x', 'b$a')).toBe('missing');
	});
	it('is looked for in a large text within seconds', () => {
		const startMs = performance.now();
		expect(replaced('a\n'.repeat(2000), 'x', 'a\n'.repeat(20_000))).toBe('ambiguous');
		expect(performance.now() - startMs).toBeLessThan(10_000);
	});
});
