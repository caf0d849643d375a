import { describe, expect, it } from 'vitest';
import { closersOf, openersOf } from '../../../src/core/completion/brackets.ts';

describe('brackets', () => {
	it.each([
		['foo(a, [b', [']', ')']],
		['function f() {\n\tif (a) {\n', ['}', '}']],
		['a("(", \'[\', `{`)', []],
		['x = 1 // (not this\ny(', [')']],
		['# comment (\nprint(', [')']],
		['https://example.org/(', [')']],
		["it's (", [')']],
		['} ) ] {', ['}']],
		['', []],
	])('%j leaves open what %j closes', (text, closers) => {
		expect(openersOf(text)).toEqual(closers);
	});

	it.each([
		[')\n}', [')', '}']],
		['foo()\n}', ['}']],
		[' // )\n}', ['}']],
		['', []],
	])('%j closes from outside %j', (text, closers) => {
		expect(closersOf(text)).toEqual(closers);
	});
});
