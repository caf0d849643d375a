import { describe, expect, it } from 'vitest';
import { firstLineIsRight } from '../../lib/typing/judge.ts';

describe('the first line of what is shown is right', () => {
	it.each([
		['a, b);', '', 'a, b);\nnext();', 'it is the rest of the line'],
		['a, b', ');', 'a, b);\nnext();', 'it is so with what the editor closed'],
		['a, b);\n\tmore();', '', 'a, b);\n\tother();', 'only the first line counts'],
		['a, b);  ', '', 'a, b);\r\nnext();', 'blanks at the end do not count'],
		['\n\tnext();', '', '\n\n\tnext();', 'at the end of a line the next line with text counts'],
	])('%j before %j where %j is wanted: %s', (shown, rest, wanted) => {
		expect(firstLineIsRight(shown, rest, wanted)).toBe(true);
	});

	it.each([
		['', '', 'a, b);', 'nothing is shown'],
		['a', '', 'a, b);', 'it ends too soon'],
		['a, b);', ')', 'a, b));', 'a bracket is missing'],
		['a, c);', '', 'a, b);', 'it is another text'],
		['a();', '', '\nnext();', 'the line is at its end'],
		['', '', '\n', 'nothing is shown where nothing is wanted'],
	])('but not %j before %j where %j is wanted: %s', (shown, rest, wanted) => {
		expect(firstLineIsRight(shown, rest, wanted)).toBe(false);
	});
});
