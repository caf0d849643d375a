import { expect, test } from 'vitest';
import { bytes, count, duration, place, plural, wholeSeconds } from '../../../webview-ui/format.ts';

test('bytes are told in the unit that a person would use', () => {
	expect([999, 412_300_000, 1_117_320_736].map(bytes)).toEqual(['1 kB', '412 MB', '1.1 GB']);
});

test('times below ten seconds have a decimal, longer ones have whole units', () => {
	expect([-5, 0, 1500, 9949, 9950, 34_000, 72_400, 3_720_000].map(duration)).toEqual([
		'0.0 s',
		'0.0 s',
		'1.5 s',
		'9.9 s',
		'10 s',
		'34 s',
		'1 m 12 s',
		'1 h 2 m',
	]);
	expect(wholeSeconds(1499)).toBe('1 s');
});

test('counts have separators, and one is singular', () => {
	expect([count(3410), plural(1, 'token'), plural(1240, 'token')]).toEqual(['3,410', '1 token', '1,240 tokens']);
});

test('lines are counted from one', () => {
	expect(place({ label: 'a.ts' })).toBe('a.ts');
	expect(place({ label: 'a.ts', lines: { first: 0, last: 0 } })).toBe('a.ts:1');
	expect(place({ label: 'a.ts', lines: { first: 9, last: 41 } })).toBe('a.ts:10–42');
});
