import { expect, it } from 'vitest';
import { standingItem } from '../../../src/core/chat/standing.ts';

it('standing instructions are a piece of context with their file', () => {
	expect(standingItem('AGENTS.md', '\n# Rules\n')).toEqual({
		kind: 'instructions',
		label: 'AGENTS.md',
		languageId: 'markdown',
		text: '# Rules',
	});
});

it('an empty file is none', () => {
	expect(standingItem('AGENTS.md', ' \n')).toBeUndefined();
});

it('a long file is cut at the end of a line, and its label says so', () => {
	const item = standingItem('AGENTS.md', 'Use tabs everywhere.\n'.repeat(1000));
	expect(item?.label).toBe('AGENTS.md (beginning)');
	expect(item?.text.length).toBeLessThanOrEqual(8000);
	expect(item?.text.endsWith('Use tabs everywhere.')).toBe(true);
	expect(standingItem('AGENTS.md', 'x'.repeat(9000))?.text.length).toBe(8000);
});
