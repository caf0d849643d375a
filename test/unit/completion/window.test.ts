import { describe, expect, it } from 'vitest';
import { windowAt, windowBudget } from '../../../src/core/completion/window.ts';

const lines = (from: number, to: number): string =>
	Array.from({ length: to - from }, (_, index) => `const line${from + index} = ${index};\n`).join('');

describe('a new window', () => {
	it('puts the anchor at a line start three to eight lines above the cursor', () => {
		const { prefix, middle } = windowAt(`${lines(0, 30)}const x`, '\nend');
		expect(prefix.endsWith('\n')).toBe(true);
		expect(middle.split('\n').length - 1).toBe(8);
		expect(prefix + middle).toBe(`${lines(0, 30)}const x`);
	});

	it('prefers the start of a block', () => {
		const { middle } = windowAt(`${lines(0, 9)}${'\tdeep();\n'.repeat(9)}function f() {\n\ta();\n\tb();\n\tc();\n\td`, '\n}');
		expect(middle).toMatch(/^function f/);
	});

	it.each(['', 'x', '\nx', '\n\n\n', 'a\nb\nc'])('covers a short text: %j', (before) => {
		const { prefix, middle } = windowAt(before, '');
		expect(prefix + middle).toBe(before);
		expect(prefix === '' || prefix.endsWith('\n')).toBe(true);
	});

	it('cuts prefix and suffix to their budgets, at line ends', () => {
		const { prefix, middle, suffix } = windowAt(lines(0, 1000), lines(1000, 2000));
		expect(prefix.length).toBeLessThanOrEqual(windowBudget.prefix);
		expect(lines(0, 1000).endsWith(`\n${prefix}${middle}`)).toBe(true);
		expect(suffix.length).toBeLessThanOrEqual(windowBudget.suffix);
		expect(suffix.endsWith('\n')).toBe(true);
	});

	it('takes only the end of a very long line, and splits no word', () => {
		const { prefix, middle } = windowAt(`x = [${'abcdefgh, '.repeat(1000)}`, '');
		expect(middle.length).toBeLessThan(windowBudget.middle);
		expect(prefix).toMatch(/[\s,]$/);
		expect(prefix.length).toBeLessThanOrEqual(windowBudget.prefix);
	});

	it('takes less of a text that costs more tokens a character', () => {
		const { prefix, middle, suffix } = windowAt('// 日本語の説明\n'.repeat(500), '// 日本語の説明\n'.repeat(500));
		expect(Buffer.byteLength(prefix + middle + suffix)).toBeLessThan(4000);
	});

	it('splits no surrogate pair', () => {
		for (const before of [`"${'🙂'.repeat(5000)}`, `"x${'🙂'.repeat(5000)}`]) {
			const { prefix, middle, suffix } = windowAt(before, before);
			for (const part of [prefix, middle, suffix]) {
				expect(() => encodeURIComponent(part)).not.toThrow();
			}
		}
	});
});

describe('the window at the next key', () => {
	const start = windowAt(`${lines(0, 30)}f`, '\nend();\n');

	it('keeps anchor and suffix while text is added behind the anchor', () => {
		const next = windowAt(`${lines(0, 30)}foo(a)\n\tb`, '\nend();\n', start);
		expect(next).toEqual({ ...start, middle: `${start.middle}oo(a)\n\tb` });
	});

	it('keeps them while text is deleted behind the anchor, or lines are added far above', () => {
		expect(windowAt(`${lines(0, 29)}`, '\nend();\n', start).prefix).toBe(start.prefix);
		const long = windowAt(`${lines(0, 300)}f`, '\nend();\n');
		expect(windowAt(`import x;\n${lines(0, 300)}fo`, '\nend();\n', long)).toEqual({ ...long, middle: `${long.middle}o` });
	});

	it('keeps the suffix while the editor closes brackets, and takes a new one when more changes', () => {
		expect(windowAt(`${lines(0, 30)}foo(`, ')\nend();\n', start).suffix).toBe(start.suffix);
		expect(windowAt(`${lines(0, 30)}foo({"`, '"})\nend();\n', start).suffix).toBe(start.suffix);
		const changed = windowAt(`${lines(0, 30)}f`, '\nfinish();\n', start);
		expect(changed).toEqual({ ...start, suffix: '\nfinish();\n' });
	});

	it('takes a new anchor above the old one when the cursor goes there', () => {
		const next = windowAt(`${lines(0, 10)}x`, '\n', start);
		expect(next.prefix + next.middle).toBe(`${lines(0, 10)}x`);
		expect(next.middle.split('\n').length - 1).toBe(8);
	});

	it('takes a new anchor when the text behind the old one is long, and keeps the start of the prefix', () => {
		const before = `${lines(0, 30)}${lines(100, 220)}`;
		const next = windowAt(before, '\nend();\n', start);
		expect(next.middle.length).toBeLessThan(windowBudget.middle);
		const long = windowAt(lines(0, 300), '');
		const grown = windowAt(lines(0, 304), '', { ...long, middle: 'x'.repeat(windowBudget.middle + 1) });
		expect(grown.prefix.startsWith(long.prefix)).toBe(true);
	});

	it('always holds exactly what stands before the cursor', () => {
		let window = windowAt('', '');
		let text = '';
		for (const line of lines(0, 200).split('\n')) {
			text += `${line}\n`;
			window = windowAt(text, '\n}', window);
			expect(text.endsWith(window.prefix + window.middle)).toBe(true);
			expect(window.middle.length).toBeLessThanOrEqual(windowBudget.middle);
			expect(window.prefix.length).toBeLessThanOrEqual(windowBudget.prefix);
		}
	});
});

describe('a suffix', () => {
	const below = `\n${lines(50, 70)}`;
	const start = windowAt(`${lines(0, 30)}f`, below);
	const suffixNow = (after: string): string => windowAt(`${lines(0, 30)}fo`, after, start).suffix;

	it('stays while little changes below, so that an edit there does not read all anew', () => {
		expect(suffixNow(below.replace('line55', 'renamed'))).toBe(start.suffix);
		expect(suffixNow(below.replace('const line56 = 56;', 'let line56 = 56;'))).toBe(start.suffix);
	});

	it('changes with the line that comes next, and with more than a tenth of it', () => {
		expect(suffixNow(below.replace('line50', 'renamed'))).not.toBe(start.suffix);
		expect(suffixNow(below.replaceAll('const', 'export let'))).not.toBe(start.suffix);
		expect(suffixNow('')).toBe('');
	});

	it('stays where Enter put a closing bracket on a line of its own', () => {
		const block = windowAt(`${lines(0, 30)}if (x) `, below);
		expect(windowAt(`${lines(0, 30)}if (x) {\n\t`, `\n}${below}`, block).suffix).toBe(block.suffix);
	});
});

describe('the window at rest', () => {
	const typed = `${lines(0, 30)}${lines(100, 160)}`;
	const start = windowAt(`${lines(0, 30)}c`, '\nend();\n');

	it('takes a new anchor when half of its room is used up, which a key does not', () => {
		expect(windowAt(typed, '\nend();\n', start).prefix).toBe(start.prefix);
		const rested = windowAt(typed, '\nend();\n', start, true);
		expect(rested.middle.split('\n').length - 1).toBe(8);
		expect(rested.prefix.startsWith(start.prefix)).toBe(true);
	});

	it('stays where it is as long as there is room', () => {
		expect(windowAt(`${lines(0, 31)}c`, '\nend();\n', start, true).prefix).toBe(start.prefix);
	});
});
