import { describe, expect, it } from 'vitest';
import { folderOutline, isImage, problemsText, withoutSecrets } from '../../../src/core/chat/contextTexts.ts';

describe('the outline of a folder', () => {
	it('is a tree with folders first', () => {
		expect(folderOutline(['b.ts', 'src/z.ts', 'a.ts', 'src/core/y.ts'])).toBe('src/\n  core/\n    y.ts\n  z.ts\na.ts\nb.ts');
	});

	it('counts what is too much', () => {
		const paths = Array.from({ length: 1305 }, (_, index) => `file${String(index).padStart(4, '0')}.ts`);
		expect(folderOutline(paths)).toMatch(/file0299\.ts\n… and 1,005 more$/u);
	});

	it('survives names that mean something to the language', () => {
		expect(folderOutline(['__proto__/constructor', 'toString'])).toBe('__proto__/\n  constructor\ntoString');
	});
});

describe('the problems of a file', () => {
	it('are listed with their lines, errors first', () => {
		const text = problemsText([
			{ severity: 'warning', line: 0, message: 'unused', source: 'eslint', text: '\tconst a = 1;' },
			{ severity: 'error', line: 4, message: 'not a number', text: 'b()' },
		]);
		expect(text).toBe('line 5: error: not a number\n    b()\nline 1: warning: unused (eslint)\n    const a = 1;');
	});
});

describe('a diff', () => {
	const file = (name: string): string =>
		`diff --git a/${name} b/${name}\nindex 1..2 100644\n--- a/${name}\n+++ b/${name}\n@@ -1 +1 @@\n-a\n+b\n`;

	it('loses the files of secrets', () => {
		const { text, left } = withoutSecrets(file('src/a.ts') + file('.env') + file('my secrets.ts') + file('keys/server.pem') + file('b.ts'));
		expect(left).toBe(2);
		expect(text).toBe(file('src/a.ts') + file('my secrets.ts') + file('b.ts'));
	});

	it('loses a file that was renamed from or to one of secrets', () => {
		expect(withoutSecrets('diff --git a/.env b/env.txt\nsimilarity index 100%\nrename from .env\nrename to env.txt\n')).toEqual({
			text: '',
			left: 1,
		});
		expect(withoutSecrets('diff --git a/x b/.env\nnew file mode 100644\nBinary files differ\n').left).toBe(1);
		expect(withoutSecrets('diff --git "a/\\303\\244.pem" "b/\\303\\244.pem"\n--- "a/\\303\\244.pem"\n+++ /dev/null\n').left).toBe(1);
	});
});

it('an image is known by its name', () => {
	expect(['a.PNG', 'b/c.jpeg', 'd.webp'].map(isImage)).toEqual([true, true, true]);
	expect(['a.svg', 'png.ts', 'x'].map(isImage)).toEqual([false, false, false]);
});
