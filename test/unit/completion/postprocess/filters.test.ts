import { describe, expect, it } from 'vitest';
import type { CursorSnapshot } from '../../../../src/core/completion/cursorSnapshot.ts';
import { placeOf } from '../../../../src/core/completion/place.ts';
import type { Draft, Filter } from '../../../../src/core/completion/postprocess/filter.ts';
import { dropIncompleteLine } from '../../../../src/core/completion/postprocess/incompleteLine.ts';
import { dropInvisible } from '../../../../src/core/completion/postprocess/invisible.ts';
import { dropNextLine } from '../../../../src/core/completion/postprocess/nextLine.ts';
import { dropSecret } from '../../../../src/core/completion/postprocess/secret.ts';
import { agreeWithSuggestItem } from '../../../../src/core/completion/postprocess/suggestItem.ts';
import { dropTooShort } from '../../../../src/core/completion/postprocess/tooShort.ts';
import { trimEnd } from '../../../../src/core/completion/postprocess/trimEnd.ts';
import { dropUnsure } from '../../../../src/core/completion/postprocess/unsure.ts';
import { snapshotOf } from '../../../golden/completionPicture.ts';

const filtered = (
	filter: Filter,
	picture: string,
	text: string,
	more: Partial<Draft> = {},
	snapshot: Partial<CursorSnapshot> = {},
): string => filter({ text, replaces: 0, end: 'stop', typed: '', ...more }, placeOf(snapshotOf(picture, snapshot))).text;

describe('incompleteLine', () => {
	it.each([
		['a();\nb(', 'length', 'a();'],
		['a();\nb(', 'stop', 'a();\nb('],
		['foo(firstArgument, secondArgu', 'length', 'foo(firstArgument, '],
		['\n\tfoo(barBaz', 'length', '\n\tfoo('],
	] as const)('%j, end %s: %j', (text, end, shown) => {
		expect(filtered(dropIncompleteLine, '║', text, { end })).toBe(shown);
	});
});

describe('whitespace', () => {
	it('at the end goes', () => {
		expect(filtered(trimEnd, '║', '\n\ta();\n\t \n')).toBe('\n\ta();');
	});
});

describe('nextLine', () => {
	it.each([
		['a();\n║\nb();', 'b();', ''],
		['a();\n\tb║\n\n\tb();', '();', ''],
		['a();║\nb();', '\nb();', ''],
		['a();\n║\nb();', 'c();', 'c();'],
		['{\n{\n║\n}', '}', '}'],
	])('%j + %j: %j', (picture, text, shown) => {
		expect(filtered(dropNextLine, picture, text)).toBe(shown);
	});
});

describe('invisible', () => {
	it.each(['a\u200Bb', 'a\u202Eb', 'a\u2066b', 'a\uFEFFb', 'a\u00ADb', 'a\u0000b', 'a\u001B[31m', 'a\uFFFDb', 'a\rb'])(
		'%j is dropped',
		(text) => {
			expect(filtered(dropInvisible, '║', text)).toBe('');
		},
	);
	it.each(['a\tb\n', 'größe', '日本語', '🙂', 'é'])('%j is fine', (text) => {
		expect(filtered(dropInvisible, '║', text)).toBe(text);
	});
});

describe('secret', () => {
	it.each(['"AKIAIOSFODNN7EXAMPLE"', '-----BEGIN RSA PRIVATE KEY-----', `"ghp_${'a1'.repeat(18)}"`, `"sk-${'x'.repeat(30)}"`])(
		'%s is dropped',
		(text) => {
			expect(filtered(dropSecret, '║', text)).toBe('');
		},
	);
	it.each(['task-list', 'process.env.API_KEY', 'mask-image: url(sprite.svg)'])('%s is fine', (text) => {
		expect(filtered(dropSecret, '║', text)).toBe(text);
	});
});

describe('tooShort', () => {
	it.each([
		['a = ║', '1;', ''],
		['foo(a║', ')', ''],
		['retu║', 'rn', 'rn'],
		['a = ║', 'null', 'null'],
	])('%s + %s: %j', (picture, text, shown) => {
		expect(filtered(dropTooShort, picture, text)).toBe(shown);
	});
	it('does not count when asked for, nor for what is left of something longer', () => {
		expect(filtered(dropTooShort, 'a = ║', '1;', {}, { trigger: 'explicit' })).toBe('1;');
		expect(filtered(dropTooShort, 'a = foo()║', ';', { typed: 'foo()' })).toBe(';');
	});
});

describe('suggestWidget', () => {
	it.each([
		[{ typed: 'le', text: 'length' }, 'ngth;', 'ngth;'],
		[{ typed: 'le', text: 'length' }, 'ft;', ''],
		[{ typed: '', text: 'length' }, 'length', 'length'],
		[undefined, 'ft;', 'ft;'],
	])('%j + %s: %j', (suggestItem, text, shown) => {
		expect(filtered(agreeWithSuggestItem, 'a.le║', text, {}, { suggestItem })).toBe(shown);
	});
});

describe('unsure', () => {
	it('keeps back what the model itself takes for unlikely', () => {
		expect(filtered(dropUnsure, 'const a = ║', 'guess();', { confidence: 0.5 })).toBe('');
		expect(filtered(dropUnsure, 'const a = ║', 'known();', { confidence: 0.7 })).toBe('known();');
	});
	it('has nothing against a text of which no probability is known', () => {
		expect(filtered(dropUnsure, 'const a = ║', 'known();')).toBe('known();');
	});
	it('gives way to who asks for it, or types it', () => {
		expect(filtered(dropUnsure, 'const a = ║', 'guess();', { confidence: 0.5 }, { trigger: 'explicit' })).toBe('guess();');
		expect(filtered(dropUnsure, 'const a = gue║', 'ss();', { confidence: 0.5, typed: 'gue' })).toBe('ss();');
		expect(filtered(dropUnsure, 'const a = g║', 'uess();', { confidence: 0.45, typed: 'g' })).toBe('');
	});
	it('lets the rest of a word pass sooner than a word of its own', () => {
		expect(filtered(dropUnsure, 'const a = g║', 'uess();', { confidence: 0.55 })).toBe('uess();');
		expect(filtered(dropUnsure, 'const größe║', 'n = 1;', { confidence: 0.55 })).toBe('n = 1;');
		expect(filtered(dropUnsure, 'const a = g║', 'uess();', { confidence: 0.45 })).toBe('');
		expect(filtered(dropUnsure, 'f(a║', ', b);', { confidence: 0.55 })).toBe('');
	});
});
