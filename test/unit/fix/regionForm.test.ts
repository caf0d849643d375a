import { describe, expect, it } from 'vitest';
import { regionForm } from '../../../src/core/fix/regionForm.ts';

const file = "import { a } from './a.ts';\nimport { b } from './b.ts';\n\nfunction f() {\n\tg(1);\n}\n\nh();\n";
const lines = file.split('\n');
const region = { first: 3, last: 5 };

function put(code: string, more: { of?: readonly string[]; region?: typeof region; withImports?: boolean } = {}): string {
	const place = { lines: more.of ?? lines, region: more.region ?? region, withImports: more.withImports ?? true };
	const read = regionForm.read(`\`\`\`ts\n${code}\n\`\`\``, place);
	return read.kind === 'text' ? read.text : read.reason;
}

const changed = file.replace('g(1)', 'g(2)');

describe('the region written again', () => {
	it('takes the place of the old lines', () => {
		expect(put('function f() {\n\tg(2);\n}')).toBe(changed);
	});
	it('is indented as the file is', () => {
		expect(put('function f() {\n    g(2);\n}')).toBe(changed);
		expect(put('g(2);', { region: { first: 4, last: 4 } })).toBe(changed);
		const spaces = ['class A {', '  f() {', '    return 1;', '  }', '}'];
		expect(put('f() {\n\treturn 2;\n}', { of: spaces, region: { first: 1, last: 3 } })).toBe(spaces.join('\n').replace('1', '2'));
	});
	it('keeps the blank lines at its ends, and the final line end, as they were', () => {
		expect(put('h(2);', { region: { first: 6, last: 8 } })).toBe(file.replace('h()', 'h(2)'));
		expect(put('\nh(2);\n\n', { of: ['h();'], region: { first: 0, last: 0 } })).toBe('h(2);');
	});
	it('may repeat the lines around it', () => {
		expect(put("import { a } from './a.ts';\nimport { b } from './b.ts';\n\nfunction f() {\n\tg(2);\n}")).toBe(changed);
		expect(put('function f() {\n\tg(2);\n}\n\nh();\n')).toBe(changed);
		expect(put(changed)).toBe(changed);
	});
	it('brings imports along, to where the others are', () => {
		expect(put("import { g } from './g.ts';\n\nfunction f() {\n\tg(2);\n}")).toBe(
			changed.replace("b.ts';\n", "b.ts';\nimport { g } from './g.ts';\n"),
		);
		expect(put("import { g } from './a.ts';\nfunction f() {\n\tg(2);\n}")).toBe(changed.replace('{ a }', '{ a, g }'));
		expect(put("import {\n\tg,\n} from './g.ts';\nfunction f() {\n\tg(2);\n}")).toBe(
			changed.replace("b.ts';\n", "b.ts';\nimport {\n\tg,\n} from './g.ts';\n"),
		);
	});
	it('begins the imports of a file that had none, below its head', () => {
		expect(put('import os\n\nprint(os.sep)', { of: ['#!/usr/bin/python', 'print(sep)'], region: { first: 1, last: 1 } })).toBe(
			'#!/usr/bin/python\nimport os\n\nprint(os.sep)',
		);
	});
	it('leaves imports where they are within a selection, or within imports', () => {
		expect(put("import { g } from './g.ts';\n\tg(2);", { region: { first: 4, last: 4 }, withImports: false })).toContain(
			"function f() {\n\timport { g } from './g.ts';",
		);
		expect(put("import { c } from './a.ts';\nimport { b } from './b.ts';", { region: { first: 0, last: 1 } })).toBe(
			file.replace('{ a }', '{ c }'),
		);
	});
	it.each([
		['no block', 'Sorry.', 'no code block'],
		['an open block', '```ts\nfunction', 'before the code block did'],
		['an empty block', '```ts\n\n```', 'empty'],
		['very many fences', '`'.repeat(1_000_000), 'no code block'],
		['very many marks', `\`\`\`\n${'<'.repeat(1_000_000)}`, 'before the code block did'],
	])('is refused where the reply has %s', (_, reply, reason) => {
		const startMs = performance.now();
		const read = regionForm.read(reply, { lines, region, withImports: true });
		expect(read.kind === 'unreadable' ? read.reason : '').toContain(reason);
		expect(performance.now() - startMs).toBeLessThan(10_000);
	});
	it('is begun with a fence that the code cannot close, and complete behind it', () => {
		expect(regionForm.opener('a', 'ts')).toBe('```ts\n');
		expect(regionForm.opener('a\n```\n', 'md')).toBe('````md\n');
		expect(regionForm.isComplete('```ts\na\n```')).toBe(false);
		expect(regionForm.isComplete('```ts\na\n```\n')).toBe(true);
		expect(regionForm.isComplete('````md\n```\na\n```\n')).toBe(false);
	});
});
