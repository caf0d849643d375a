import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mutantsOf } from '../../../src/core/tasks/mutants.ts';
import { isSameCode } from '../../../src/core/tasks/sameCode.ts';
import { symbolAt } from '../../../src/core/tasks/symbolAt.ts';
import { openTrees } from '../../lib/syntaxTrees.ts';

const trees = openTrees();
beforeAll(async () => {
	await Promise.all(['typescript', 'python', 'go', 'rust', 'java', 'ruby', 'cpp', 'php', 'shellscript'].map((id) => trees.prepare(id)));
});
afterAll(() => trees.dispose());

/** `║` is the cursor. */
function at(languageId: string, picture: string, which: 'function' | 'any' = 'any') {
	const offset = picture.indexOf('║');
	return symbolAt({ languageId, text: picture.replace('║', '') }, offset, trees, which);
}

describe('the symbol around the cursor', () => {
	it('is the function with its export', () => {
		const symbol = at('typescript', 'const a = 1;\n\nexport async function load(path: string) {\n\treturn ║read(path);\n}\n');
		expect(symbol).toEqual({ name: 'load', isFunction: true, lines: { first: 2, last: 4 }, bodyLine: 3 });
	});

	it('is the named function around one that is handed over', () => {
		const symbol = at('typescript', 'export const total = (all: number[]) => {\n\treturn all.reduce((a, b) => a ║+ b, 0);\n};\n');
		expect(symbol).toMatchObject({ name: 'total', isFunction: true, lines: { first: 0, last: 2 } });
	});

	it('is a method of a class, or the class where the cursor is in its head', () => {
		const picture = '@sealed\nexport class Stack {\n\tpush(item: number): void {\n\t\tthis.items.push(item);\n\t}\n}\n';
		expect(at('typescript', picture.replace('this', '║this'))).toMatchObject({ name: 'push', lines: { first: 2, last: 4 } });
		expect(at('typescript', picture.replace('Stack', 'St║ack'))).toMatchObject({
			name: 'Stack',
			isFunction: false,
			lines: { first: 0, last: 5 },
		});
		expect(at('typescript', picture.replace('Stack', 'St║ack'), 'function')).toBeUndefined();
	});

	it('is a constant of the file, not one of a function', () => {
		expect(at('typescript', 'export const limit = ║3;\n')).toMatchObject({ name: 'limit', lines: { first: 0, last: 0 } });
		expect(at('typescript', 'function f() {\n\tconst limit = ║3;\n}\n')).toMatchObject({ name: 'f' });
	});

	it('is found at the ends of a line too', () => {
		expect(at('typescript', '║function f() {\n\treturn 1;\n}\n')).toMatchObject({ name: 'f' });
		expect(at('python', 'class A:\n║    def f(self):\n        return 1\n')).toMatchObject({ name: 'f' });
		expect(at('python', 'def f(self):║\n    return 1\n')).toMatchObject({ name: 'f' });
	});

	it('is what an export or a decorator belongs to', () => {
		expect(at('typescript', 'ex║port function f() {}\n')).toMatchObject({ name: 'f', isFunction: true });
		expect(at('typescript', 'export co║nst f = () => 1;\n', 'function')).toMatchObject({ name: 'f', isFunction: true });
		expect(at('typescript', 'export co║nst f = 1;\n')).toMatchObject({ name: 'f', isFunction: false });
		expect(at('python', '@ca║che\ndef f():\n    return 1\n')).toMatchObject({ name: 'f', lines: { first: 0, last: 2 } });
	});

	it('is nothing between functions', () => {
		expect(at('typescript', 'function f() {}\n\nload();║\n')).toBeUndefined();
	});

	it.each([
		['python', '@cache\ndef load(path):\n    """Old."""\n    return ║read(path)\n', 'load', 0, 3],
		['go', 'package a\n\nfunc Load(path string) int {\n\treturn ║1\n}\n', 'Load', 2, 4],
		['rust', 'pub fn load(path: &str) -> u8 {\n    ║1\n}\n', 'load', 0, 2],
		['java', 'class A {\n  int load(String path) {\n    return ║1;\n  }\n}\n', 'load', 1, 3],
		['ruby', 'class A\n  def load(path)\n    ║1\n  end\nend\n', 'load', 1, 3],
		['cpp', 'int load(const char *path) {\n  return ║1;\n}\n', 'load', 0, 2],
		['php', '<?php\nfunction load($path) {\n  return ║1;\n}\n', 'load', 1, 3],
		['shellscript', 'load() {\n  echo ║1\n}\n', 'load', 0, 2],
	])('is the function in %s', (languageId, picture, name, first, last) => {
		expect(at(languageId, picture)).toMatchObject({ name, isFunction: true, lines: { first, last } });
	});

	it('is the block by its indentation where there is no grammar', () => {
		expect(at('kotlin', 'fun load(): Int {\n    return ║1\n}\n')).toEqual({ isFunction: false, lines: { first: 0, last: 2 } });
		expect(at('kotlin', '║\n')).toBeUndefined();
	});
});

describe('the same code', () => {
	const same = (languageId: string, before: string, after: string) => isSameCode(languageId, before, after, trees);

	it('may have other comments and another layout', () => {
		expect(same('typescript', 'const a = 1; // one\n', '/** One. */\nconst a =\n\t1;\n')).toBe(true);
		expect(same('python', 'def f():\n    return 1\n', 'def f():\n    """One."""\n    return 1  # one\n')).toBe(true);
	});

	it('has no other token, and no other text in a string', () => {
		expect(same('typescript', 'const a = 1;\n', 'const a = 2;\n')).toBe(false);
		expect(same('typescript', 'const a = `x`;\n', 'const a = `\n// x`;\n')).toBe(false);
		expect(same('python', 'x = "a"\n', 'x = "b"\n')).toBe(false);
		expect(same('python', 'def f():\n    return 1\n', 'def f():\n    return 1\n    """One."""\n')).toBe(false);
	});

	it('is not known without a grammar', () => {
		expect(same('kotlin', 'a', 'a')).toBeUndefined();
	});
});

describe('mutants', () => {
	const text = 'const before = 1 + 1;\nfunction clamp(x: number): number {\n\tif (x < 0 && true) return 0;\n\treturn x - 1;\n}\n';

	it('differ in one thing each, and only in the lines in question', () => {
		const mutants = mutantsOf({ languageId: 'typescript', text }, { first: 1, last: 4 }, trees, 20);
		const changed = mutants.map((mutant) => mutant.split('\n').filter((line, index) => line !== text.split('\n')[index]));
		expect(changed).toEqual([
			['\tif (x >= 0 && true) return 0;'],
			['\tif (x < 1 && true) return 0;'],
			['\tif (x < 0 || true) return 0;'],
			['\tif (x < 0 && false) return 0;'],
			['\tif (x < 0 && true) return 1;'],
			['\treturn x + 1;'],
			['\treturn x - 2;'],
		]);
	});

	it('are few, spread over the function, and none of types or texts', () => {
		expect(mutantsOf({ languageId: 'typescript', text }, { first: 1, last: 4 }, trees, 2)).toHaveLength(2);
		const plain = 'function f(a: Map<string, 1>): string {\n\treturn "1 < 2";\n}\n';
		expect(mutantsOf({ languageId: 'typescript', text: plain }, { first: 0, last: 2 }, trees)).toEqual([]);
	});

	it('of Python have its words', () => {
		const mutants = mutantsOf({ languageId: 'python', text: 'def f(a, b):\n    return a and b == True\n' }, { first: 0, last: 1 }, trees);
		expect(mutants.map((mutant) => mutant.split('\n')[1]?.trim())).toEqual([
			'return a or b == True',
			'return a and b != True',
			'return a and b == False',
		]);
	});
});
