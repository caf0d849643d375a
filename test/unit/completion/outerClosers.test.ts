import { describe, expect, it } from 'vitest';
import { outerClosers } from '../../../src/core/completion/outerClosers.ts';

const found = (text: string, linePrefix: string): string =>
	outerClosers(text, linePrefix)
		.map(({ character }) => character)
		.join('');

describe('closers of what was begun before a text', () => {
	it.each([
		['foo(', 'a, b)', ')'],
		['foo(', 'bar(a), [b])', ')'],
		['log("', 'a (b) c");', ')")'],
		["log('", "it\\'s')", "')"],
		["// it's ", "the caller's)", ')'],
		['`Hello ${', 'name}!`', '}`'],
		['`Hello ', '$' + '{name}!`', '`'],
		['print(f"{', 'na}")', '}")'],
		["x = f'", "{a}'", "}'"],
		['x = "open\\" ', 'b" + c(d)', '"'],
		['foo(', '"a) b", `c)`)', ')'],
		['', 'a\n}\n)', '})'],
		['x = "never closed', '\n)', ')'],
	])('%j + %j: %j', (linePrefix, text, closers) => {
		expect(found(text, linePrefix)).toBe(closers);
	});
});
