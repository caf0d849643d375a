import { describe, expect, it } from 'vitest';
import { accepted, editOf, type Hunks, hunksOf, proposedText, rejected, reviewRows, type TextEdit } from '../../../src/core/fix/hunks.ts';

const before = 'one\ntwo\nthree\nfour\nfive\nsix\n';
const after = 'one\nTWO\nthree\nfour\nfive\nextra\nsix\n';

function applied(text: string, edits: readonly TextEdit[]): string {
	const lines = text.split('\n');
	const offset = ({ line, character }: TextEdit['from']): number =>
		lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0) + character;
	return edits.reduceRight((now, edit) => now.slice(0, offset(edit.from)) + edit.text + now.slice(offset(edit.to)), text);
}

const editsOf = (state: Hunks): readonly TextEdit[] => state.hunks.map((hunk) => editOf(state.lines, hunk));

/** The rows as a diff is printed. */
const picture = (state: Hunks): string =>
	reviewRows(state)
		.map(({ kind, text }) => ({ same: ' ', removed: '-', added: '+' })[kind] + text)
		.join('\n');

describe('the hunks of a change', () => {
	it('are its changed lines, apart where something between them stays', () => {
		expect(picture(hunksOf(before, after))).toBe(' one\n-two\n+TWO\n three\n four\n five\n+extra\n six\n ');
	});

	it('are none where nothing changes', () => {
		expect(hunksOf(before, before).hunks).toEqual([]);
	});

	it('that are taken move the ones below them along', () => {
		const state = hunksOf(before, after.replace('TWO', 'TWO\nand a half'));
		const rest = accepted(state, 0);
		expect(picture(rest)).toBe(' one\n TWO\n and a half\n three\n four\n five\n+extra\n six\n ');
		expect(accepted(rest, 0).lines.join('\n')).toBe(after.replace('TWO', 'TWO\nand a half'));
	});

	it('that are refused leave the others where they are', () => {
		const rest = rejected(hunksOf(before, after), 0);
		expect(proposedText(rest)).toBe(before.replace('six', 'extra\nsix'));
		expect(rejected(rest, 0).hunks).toEqual([]);
	});

	it.each([
		['a last line without an end', 'a\nb', 'a\nc'],
		['lines behind the last', 'a\nb', 'a\nb\nc'],
		['an end of the last line', 'a\nb', 'a\nb\n'],
		['the last line taken away', 'a\nb\nc', 'a\nb'],
		['everything', 'a', 'b\nc'],
		['an empty document', '', 'a\nb\n'],
		['everything taken away', 'a\nb\n', ''],
		['the beginning and the end', 'a\n\nb', 'x\na\n\nb\nc'],
		['insertions around an empty line', '\n', 'x\n\ny\n'],
	])('make the text when all are put in: %s', (_, from, to) => {
		const state = hunksOf(from, to);
		expect(applied(from, editsOf(state))).toBe(to);
		expect(proposedText(state)).toBe(to);
	});

	it('make the text for any two texts', () => {
		let seed = 7;
		const random = (below: number): number => {
			seed = (seed * 1103515245 + 12345) % 2147483648;
			return seed % below;
		};
		const text = (): string => Array.from({ length: random(9) }, () => 'abc'[random(3)]).join('\n');
		for (let n = 0; n < 500; n++) {
			const [from, to] = [text(), text()];
			const state = hunksOf(from, to);
			expect(applied(from, editsOf(state))).toBe(to);
			const ends = state.hunks.map(({ at, removed }) => at + removed.length);
			expect(state.hunks.every(({ at }, index) => index === 0 || at > (ends[index - 1] ?? 0))).toBe(true);
		}
	});

	it('tell what differs within a line', () => {
		const rows = reviewRows(hunksOf('const a: number = "42";', 'const a: number = 42;'));
		expect(rows.map(({ text, changed }) => text.slice(changed?.from, changed?.to))).toEqual(['"42"', '42']);
	});

	it('of long texts with nothing in common are one, found at once', () => {
		const many = (name: string): string => Array.from({ length: 20_000 }, (_, index) => `${name}${index}`).join('\n');
		const began = performance.now();
		expect(hunksOf(many('a'), many('b')).hunks).toHaveLength(1);
		expect(performance.now() - began).toBeLessThan(10_000);
	});
});
