import { describe, expect, test } from 'vitest';
import { reveal } from '../../../webview-ui/reveal.ts';

describe('characters without a look of their own are shown', () => {
	test.each([
		['a\u202Eb', 'a⟨U+202E⟩b'],
		['\u200Bzero width', '⟨U+200B⟩zero width'],
		['soft\u00ADhyphen', 'soft⟨U+00AD⟩hyphen'],
		['\uFEFFmark', '⟨U+FEFF⟩mark'],
		['tag \u{E0041}', 'tag ⟨U+E0041⟩'],
		['a\u2066b\u2069', 'a⟨U+2066⟩b⟨U+2069⟩'],
		['a\u200Db', 'a⟨U+200D⟩b'],
		['a\uFE0F\uFE0F\uFE0F', 'a\uFE0F⟨U+FE0F⟩⟨U+FE0F⟩'],
	])('%j', (text, expected) => {
		expect(reveal(text)).toBe(expected);
	});
});

describe('ordinary text stays as it is', () => {
	test.each(['plain', '👩‍👩‍👧 family', '❤️ heart', '🏳️‍🌈', 'می‌خواهم', 'क्‍ष', 'שלום', '漢字', '👍🏽‍♀️', '\t\r\n'])('%j', (text) => {
		expect(reveal(text)).toBe(text);
	});
});
