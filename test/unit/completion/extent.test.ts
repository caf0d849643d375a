import { describe, expect, it } from 'vitest';
import { extentAt } from '../../../src/core/completion/extent.ts';

const kindAt = (picture: string, languageId = 'typescript'): string => {
	const [before = '', after = ''] = picture.split('║');
	return extentAt(before, after.split('\n')[0] ?? '', languageId).kind;
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
		['ruby', 'def f(x)║', 'block'],
		['ruby', '  class A < B║', 'block'],
		['ruby', 'items.each do |item|║', 'block'],
		['ruby', 'if a && b║', 'block'],
		['ruby', 'else║', 'block'],
		['ruby', 'def f = a║', 'line'],
		['ruby', 'if a then b end║', 'line'],
		['ruby', 'puts a if b║', 'line'],
		['csharp', 'public void F(int a)║', 'block'],
		['csharp', 'class A : B║', 'block'],
		['csharp', 'Foo(a);║', 'line'],
		['csharp', 'else║', 'block'],
		['cpp', 'void A::f(int b) const║', 'line'],
		['cpp', 'std::string f(std::vector<int> a)║', 'block'],
		['php', 'public function f(): int║', 'line'],
		['java', 'return a.b(c)║', 'line'],
		['typescript', 'const a = `$' + '{║', 'line'],
		['typescript', 'const a = `$' + '{║}`', 'line'],
	])('%s %j: %s', (languageId, picture, kind) => {
		expect(kindAt(picture, languageId)).toBe(kind);
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
