import { expect, test } from 'vitest';
import { plainText, storedLike } from '../../src/core/storedText.ts';

test.each([
	['line feeds', 'a\nb\n', 'a\nc\nd\n', 'a\nc\nd\n'],
	['carriage returns', 'a\r\nb\r\nz\r\n', 'a\nc\nd\nz\n', 'a\r\nc\r\nd\r\nz\r\n'],
	['a byte order mark', '\ufeffa\r\nb', 'a\nc', '\ufeffa\r\nc'],
	['no final newline', 'a\nb', 'a\nb2', 'a\nb2'],
	['a line more at an end without a newline', 'a\r\nb', 'a\nb\nc', 'a\r\nb\r\nc'],
	['a line less at an end without a newline', 'a\r\nb', 'a', 'a'],
	['mixed ends, beside what changed', 'a\nb\r\nc\nd\r\ne\r\n', 'a\nb\nX\nd\ne\n', 'a\nb\r\nX\r\nd\r\ne\r\n'],
	['nothing', '', 'a\n', 'a\n'],
])('%s stay', (_, stored, text, expected) => {
	expect(storedLike(stored, text)).toBe(expected);
	expect(storedLike(stored, plainText(stored))).toBe(stored);
});
