import { describe, expect, it } from 'vitest';
import { extentAt } from '../../../src/core/completion/extent.ts';

const kindAt = (picture: string): string => {
	const [before = '', after = ''] = picture.split('║');
	return extentAt(before, after.split('\n')[0] ?? '').kind;
};

describe('how far a completion reaches', () => {
	it.each(['const a = ║', 'foo(║)', 'retu║', 'const x: ║', 'case: ║', '// for each item {║', '# if this:║', 'a ? b :║', 'key:║'])(
		'%s: to the end of the line',
		(picture) => {
			expect(kindAt(picture)).toBe('line');
		},
	);
	it.each(['║', '\n║', 'foo();\n║', 'foo();\n\t║', '// sort the items\n║', 'foo {\n\n\t║'])('%j: one statement', (picture) => {
		expect(kindAt(picture)).toBe('statement');
	});
	it.each([
		'if (a) {║',
		'if (a) {║}',
		'if (a) {\n\t║',
		'def f(x):║',
		'def f(x):\n    ║',
		'else:║',
		'foo(║',
		'x = [║',
		'if x; then\n  ║',
		'function f() {\n║',
	])('%j: the block', (picture) => {
		expect(kindAt(picture)).toBe('block');
	});
});
