import { describe, expect, it } from 'vitest';
import { searchable, searchChats } from '../../../src/core/chat/chatSearch.ts';
import { asked, branched, sessionOf } from './sampleTurns.ts';

const chats = [
	searchable(sessionOf(asked('a', 'What is a monad? Be short.', 'A monoid in the category of endofunctors.', { askedAt: 3000 }), 'monad')),
	searchable(
		sessionOf(asked('a', 'Sort a list', `${'word '.repeat(40)}use the comparator ${'word '.repeat(40)}`, { askedAt: 9000 }), 'sort'),
	),
	searchable(sessionOf(branched, 'products')),
];
const found = (query: string): string =>
	searchChats(chats, query)
		.map(({ id }) => id)
		.join(' ');

describe('a search of the chats', () => {
	it('without words gives all of them, pinned ones first, then the newest', () => {
		expect(found('')).toBe('products sort monad');
		expect(found('  ')).toBe('products sort monad');
	});

	it('looks into titles, questions and answers of all branches, in any case', () => {
		expect(found('MONAD')).toBe('monad');
		expect(found('endofunctors')).toBe('monad');
		expect(found('half')).toBe('products');
		expect(found('nothing')).toBe('');
	});

	it('wants every word, wherever each of them is', () => {
		expect(found('monad category')).toBe('monad');
		expect(found('monad comparator')).toBe('');
	});

	it('takes every character for itself', () => {
		expect(found('17 * 24?')).toBe('products');
		expect(found('.*')).toBe('');
		expect(found('(')).toBe('');
	});

	it('shows the place in the text, where the title does not tell', () => {
		const [hit] = searchChats(chats, 'comparator');
		expect(hit?.excerpt?.match).toBe('comparator');
		expect(hit?.excerpt?.before).toMatch(/^…word .*use the $/);
		expect(hit?.excerpt?.after).toMatch(/^ word .*…$/);
		expect(searchChats(chats, 'monad')[0]?.excerpt).toBeUndefined();
	});
});
