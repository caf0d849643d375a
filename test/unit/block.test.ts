import { describe, expect, it } from 'vitest';
import { blockAround } from '../../src/core/block.ts';

/** The region for the line that holds `here`, as text. */
function regionAt(text: string, here: string, maxLines?: number): string {
	const lines = text.split('\n');
	const at = lines.findIndex((line) => line.includes(here));
	const region = blockAround(lines, { first: at, last: at }, maxLines);
	return lines.slice(region.first, region.last + 1).join('\n');
}

const typescript = `import { a } from './a';

export function total(prices: number[]): number {
	let sum = 0;
	for (const price of prices) {
		sum += price;
	}

	return 'sum';
}

const after = 1;
`;

describe('the block around a line', () => {
	it('are the whole function around a statement', () => {
		expect(regionAt(typescript, "return 'sum'")).toBe(
			typescript.slice(typescript.indexOf('export'), typescript.indexOf('\n\nconst after')),
		);
	});

	it('are the same function when the problem is on its first line', () => {
		expect(regionAt(typescript, 'export function')).toBe(
			typescript.slice(typescript.indexOf('export'), typescript.indexOf('\n\nconst after')),
		);
	});

	it('are a paragraph for a statement at the top level', () => {
		expect(regionAt(typescript, 'const after')).toBe('const after = 1;');
	});

	it('are an inner block where the outer one is too long', () => {
		expect(regionAt(typescript, 'sum += price', 4)).toBe('\tfor (const price of prices) {\n\t\tsum += price;\n\t}');
	});

	it('end with the body in Python, where nothing closes it', () => {
		const python = 'import os\n\ndef f(x):\n    if x:\n        return 1\n    else:\n        return y\n\nprint(f(1))\n';
		expect(regionAt(python, 'return y')).toBe('def f(x):\n    if x:\n        return 1\n    else:\n        return y');
	});

	it('are a line of a file that has only that line', () => {
		expect(blockAround(['const a: string = 1;'], { first: 0, last: 0 })).toEqual({ first: 0, last: 0 });
	});

	it('stay within an empty file', () => {
		expect(blockAround([''], { first: 0, last: 0 })).toEqual({ first: 0, last: 0 });
	});
});
