import { describe, expect, test } from 'vitest';
import { applyCode, leavesCodeOut } from '../../../src/core/chat/applyCode.ts';

const file = `import { a } from './a.ts';

/** Adds. */
export function add(x: number, y: number): number {
	return x - y;
}

class Box {
	#items: string[] = [];

	size(): number {
		return this.#items.length;
	}
}

export const limit = 10;
`;

describe('a code block goes', () => {
	test('in place of the function of the same name, with its comment', () => {
		const code = '/** Adds two numbers. */\nexport function add(x: number, y: number): number {\n\treturn x + y;\n}';
		expect(applyCode(file, code, 0)).toBe(file.replace('/** Adds. */', '/** Adds two numbers. */').replace('x - y', 'x + y'));
	});

	test('in place of it without one, whose old comment stays', () => {
		expect(applyCode(file, 'function add(x, y) {\n\treturn x + y;\n}\n', 0)).toContain(
			'/** Adds. */\nfunction add(x, y) {\n\treturn x + y;\n}\n\nclass',
		);
	});

	test('to several places, with the imports that are missing', () => {
		const code =
			"import { a } from './a.ts';\nimport { b } from './b.ts';\n\nexport const limit = b;\n\nfunction add(x, y) {\n\treturn a(x + y);\n}";
		const applied = applyCode(file, code, 0);
		expect(
			applied.startsWith(
				"import { a } from './a.ts';\nimport { b } from './b.ts';\n\n/** Adds. */\nfunction add(x, y) {\n\treturn a(x + y);\n}\n",
			),
		).toBe(true);
		expect(applied.endsWith('export const limit = b;\n')).toBe(true);
	});

	test('behind the block of the cursor where it is new', () => {
		const applied = applyCode(file, 'export function half(x: number): number {\n\treturn x / 2;\n}', 4);
		expect(applied).toContain('return x - y;\n}\n\nexport function half(x: number): number {\n\treturn x / 2;\n}\n\nclass Box');
	});

	test('in place of the whole file where it repeats most of it', () => {
		const code = file.replace('x - y', 'x + y').replace('limit = 10', 'limit = 12');
		expect(applyCode(file, code, 0)).toBe(code);
		expect(applyCode('', 'a = 1', 0)).toBe('a = 1\n');
	});

	test('between the lines that it begins and ends with', () => {
		const statements = 'read();\nfirst();\nsecond();\nwrite();\nrest();\nmore();\nlots();\nother();\n';
		expect(applyCode(statements, 'first();\nboth();\nwrite();', 0)).toBe(statements.replace('second', 'both'));
	});

	test('by indentation where there are no braces, and as deep as the file has it', () => {
		const python =
			'class A:\n    def one(self):\n        return 1\n\n    def two(self):\n        x = 1\n\n        return x\n\nprint(A())\n';
		expect(applyCode(python, 'def two(self):\n    return 2', 0)).toBe(
			'class A:\n    def one(self):\n        return 1\n\n    def two(self):\n        return 2\n\nprint(A())\n',
		);
	});
});

test.each([
	['function f() {\n\t// ... existing code ...\n}', true],
	['# rest of the code stays the same', true],
	['...', true],
	['// …', true],
	['const a = [...b];', false],
	['// The rest is hard.\nf(...args);', false],
	['def f(*args):\n    ...', true],
])('%j leaves code out: %s', (code, expected) => {
	expect(leavesCodeOut(code)).toBe(expected);
});
