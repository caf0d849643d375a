import { expect, it } from 'vitest';
import { cleanTitle, titleOf } from '../../../src/core/chat/title.ts';

it.each([
	['What is 17 * 24?', 'What is 17 * 24'],
	['Round 3.14159 to 2 places. Then square it.', 'Round 3.14159 to 2 places'],
	['Why does src/a.ts fail? It should not.', 'Why does src/a.ts fail'],
	['\n\n```ts\nconst a = 1;\n```\nWhat is this?', 'const a = 1'],
	['Explain: the loop', 'Explain'],
	['???', '???'],
	['', ''],
	['   ', ''],
	[
		'A train covers one hundred and fifty kilometres in an hour and a quarter',
		'A train covers one hundred and fifty kilometres in an hour…',
	],
	['x'.repeat(80), `${'x'.repeat(59)}…`],
])('%j is called %j', (question, title) => {
	expect(titleOf(question)).toBe(title);
});

it('a title is one line of at most 200 characters', () => {
	expect(cleanTitle('  two\n\tlines ')).toBe('two lines');
	expect(cleanTitle('x'.repeat(300))).toHaveLength(200);
});
