import { expect, test } from 'vitest';
import { cutPlain, noPieces } from '../../../webview-ui/plainPieces.ts';

const whole = (text: string): string => {
	const { closed, tailAt } = cutPlain(text);
	return closed.join('') + text.slice(tailAt);
};

test('a text is cut at its paragraphs', () => {
	expect(cutPlain('One\nstill.\n\nTwo.\n\n\n Three.')).toEqual({
		closed: ['One\nstill.\n\n', 'Two.\n\n\n '],
		closedAt: [0, 12],
		tailAt: 20,
	});
});

test('and into smaller pieces where it has none, and nothing is lost', () => {
	for (const text of ['word '.repeat(10_000), 'x'.repeat(50_000), 'a line of text\n'.repeat(5000), '\n'.repeat(20_000), '']) {
		expect(whole(text)).toBe(text);
		expect(Math.max(0, ...cutPlain(text).closed.map(({ length }) => length))).toBeLessThanOrEqual(6000);
	}
});

test('a closed piece never changes, however the text arrives', () => {
	const text = `${'Some words. '.repeat(40)}\n\n${'A line of text\n'.repeat(300)}\n\n \n${'word '.repeat(3000)}\r\n\r\nend`;
	const once = cutPlain(text);
	for (const size of [1, 7, 333]) {
		let pieces = noPieces;
		for (let end = size; end < text.length + size; end += size) {
			const next = cutPlain(text.slice(0, end), pieces);
			expect(next.closed.slice(0, pieces.closed.length)).toEqual(pieces.closed);
			pieces = next;
		}
		expect(pieces.closed.join('') + text.slice(pieces.tailAt)).toBe(text);
		expect(pieces.closed.length).toBeGreaterThanOrEqual(once.closed.length - 1);
	}
});
