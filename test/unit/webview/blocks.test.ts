import { describe, expect, test } from 'vitest';
import { noBlocks, splitBlocks } from '../../../webview-ui/blocks.ts';

function blocksOf(text: string): readonly string[] {
	const { closed, tailAt } = splitBlocks(text);
	return [...closed, text.slice(tailAt)].filter((block) => block.trim() !== '').map((block) => block.trimEnd());
}

describe('a text is split into its top-level blocks', () => {
	test.each([
		['one\n\ntwo\n\nthree', ['one', 'two', 'three']],
		['one\nstill one', ['one\nstill one']],
		['text\n```js\na\n\nb\n```\nmore', ['text', '```js\na\n\nb\n```', 'more']],
		['- a\n\n- b\n\nend', ['- a\n\n- b', 'end']],
		['1. a\n\n   more of a\n\n2. b\n', ['1. a\n\n   more of a\n\n2. b']],
		['- a\n  ```\n  x\n\n  y\n  ```\n- b\n\nend\n', ['- a\n  ```\n  x\n\n  y\n  ```\n- b', 'end']],
		['````\n```\n\n```\n````\n\nend', ['````\n```\n\n```\n````', 'end']],
		['> a\n>\n> b\n\nc', ['> a\n>\n> b', 'c']],
		['a\r\n\r\nb\r\n', ['a', 'b']],
		['```\r\na\r\n\r\nb\r\n```\r\nc', ['```\r\na\r\n\r\nb\r\n```', 'c']],
		['', []],
		['\n\n\n', []],
	])('%j', (text, expected) => {
		expect(blocksOf(text)).toEqual(expected);
	});
});

test('a long list goes on as another one, at an item that is not within another', () => {
	const list = Array.from(
		{ length: 200 },
		(_, index) => `${index + 1}. An item of some length, as they are.\n   - and one within it\n`,
	).join('');
	const blocks = blocksOf(list);
	expect(blocks.length).toBeGreaterThan(3);
	expect(blocks.every((block) => /^\d+\. /u.test(block) && block.length < 3200)).toBe(true);
	expect(blocks.join('\n')).toBe(list.trimEnd());
});

test('a fence that is not closed keeps all that follows', () => {
	expect(blocksOf('```\na\n\nb\n\n# c')).toEqual(['```\na\n\nb\n\n# c']);
});

test('closed blocks never change, however the text arrives', () => {
	const text = [
		'Intro with `code`.\n\n1. one\n\n   ```py\n   x = 1\n\n   y = 2\n   ```\n\n2. two\n\nAfter.\n',
		'~~~\nfence\n~~~\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> quote\n\n    indented\n\n$$\nx\n$$\n\n- [ ] task\n\nend',
	].join('\n');
	const whole = splitBlocks(text);
	for (const step of [1, 2, 3, 7, 40]) {
		let blocks = noBlocks;
		for (let end = step; end < text.length + step; end += step) {
			const next = splitBlocks(text.slice(0, end), blocks);
			expect(next.closed.slice(0, blocks.closed.length)).toEqual(blocks.closed);
			blocks = next;
		}
		expect(blocks).toEqual(whole);
	}
});
