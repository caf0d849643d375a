import { describe, expect, it } from 'vitest';
import { followingScope, scopeOf } from '../../../src/core/completion/syntaxScope.ts';

const functions = Array.from({ length: 600 }, (_, index) => `function f${index}() {\n\treturn ${index};\n}\n\n`).join('');

describe('what is parsed', () => {
	it('is all of a short text', () => {
		expect(scopeOf('a();\n', 'javascript')).toBe('a();\n');
	});
	it('begins with a line that stands alone, some thousand characters above', () => {
		const scope = scopeOf(functions, 'javascript');
		expect(scope).toMatch(/^function f\d+\(\) \{\n/);
		expect(scope.length).toBeGreaterThanOrEqual(6000);
		expect(scope.length).toBeLessThan(6100);
	});
	it('begins at the same line key after key', () => {
		const typed = 'const total = 1;';
		const starts = Array.from(typed, (_, index) => scopeOf(`${functions}${typed.slice(0, index)}`, 'javascript').slice(0, 20));
		expect(new Set(starts).size).toBeLessThanOrEqual(2);
	});
	it('goes up to the class whose members are all indented', () => {
		const text = `import a;\n\npublic class A {\n${'    void f() {\n    }\n\n'.repeat(500)}`;
		expect(scopeOf(text, 'java')).toBe(text.slice(text.indexOf('public')));
	});
	it('begins with a method of a long class in Python', () => {
		const text = `class A:\n${'    def f(self):\n        pass\n\n'.repeat(500)}`;
		expect(scopeOf(text.slice(100), 'python')).toMatch(/^ {4}def f/);
		expect(scopeOf(text.slice(100), 'python').length).toBeLessThan(6100);
	});
	it('begins with no label and no other branch', () => {
		const text = `void f()\n{\n${'\ta();\nout:\n'.repeat(900)}`;
		expect(scopeOf(text, 'c')).toBe(text);
		const branches = `if a:\n${'    b()\nelse:\n'.repeat(900)}`;
		expect(scopeOf(branches, 'python')).toBe(branches);
	});
	it('does not begin within a long string or comment', () => {
		const words = 'Words that stand at the start of a line.\n'.repeat(100);
		const python = `"""\n${words}"""\n${'    a()\n'.repeat(500)}`;
		expect(scopeOf(python, 'python')).toBe(python);
		const c = `/*\n${words}*/\n${'    a();\n'.repeat(500)}`;
		expect(scopeOf(c, 'c')).toBe(c);
	});
	it('is code in the middle of a PHP file', () => {
		expect(scopeOf('return 1;\n', 'php')).toBe('<?php\nreturn 1;\n');
		expect(scopeOf('<?php\nreturn 1;\n', 'php')).toBe('<?php\nreturn 1;\n');
	});
	it('goes on for a few lines behind the cursor', () => {
		expect(followingScope('a\n')).toBe('a\n');
		expect(followingScope('a\n'.repeat(9000)).length).toBeLessThanOrEqual(2001);
	});
});
