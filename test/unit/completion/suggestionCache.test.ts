import { describe, expect, it } from 'vitest';
import { placeOf } from '../../../src/core/completion/place.ts';
import type { Suggestion } from '../../../src/core/completion/suggestion.ts';
import { SuggestionCache } from '../../../src/core/completion/suggestionCache.ts';
import { snapshotOf } from '../../golden/completionPicture.ts';

const at = (picture: string) => placeOf(snapshotOf(picture));

/** `║` ends the part for the place; what follows was written ahead. */
function suggest(picture: string, text: string, end: Suggestion['end'] = 'stop'): Suggestion {
	const [part = '', ahead = ''] = text.split('║');
	return { place: at(picture), text: part + ahead, part: { length: part.length, end: 'stop' }, end };
}

function holding(...suggestions: readonly Suggestion[]) {
	const cache = new SuggestionCache();
	for (const suggestion of suggestions) {
		cache.add(suggestion);
	}
	return {
		cache,
		/** What is left to be shown at a place. */
		at: (picture: string, unlessAccepted = false) => {
			const says = cache.find(at(picture), unlessAccepted);
			return says?.suggestion.text.slice(says.typed.length, says.part.length);
		},
	};
}

describe('the cache', () => {
	it('finds a text where it was written, and where some of it was typed since', () => {
		const { at } = holding(suggest('a\nconst x = ║\n', 'foo(bar);'));
		expect(at('a\nconst x = ║\n')).toBe('foo(bar);');
		expect(at('a\nconst x = foo║\n')).toBe('(bar);');
		expect(at('a\nconst x = foo(║)\n')).toBe('bar);');
		expect(at('a\nconst x = fob║\n')).toBeUndefined();
		expect(at('a\nconst x =║\n')).toBeUndefined();
		expect(at('b\nconst x = ║\n')).toBeUndefined();
		expect(at('a\nconst x = ║\nelse\n')).toBeUndefined();
	});

	it('finds it some lines further down', () => {
		const { at } = holding(suggest('function f() {║', '\n\tone();\n\ttwo();\n}'));
		expect(at('function f() {\n\tone();\n\tt║')).toBe('wo();\n}');
	});

	it('finds it in a text of which the beginning was cut off or changed', () => {
		const far = 'const filler = 1;\n'.repeat(200);
		const { at } = holding(suggest(`${far}x = ║`, 'y;'));
		expect(at(`import z;\n${far}x = ║`)).toBe('y;');
		expect(at(`${far.slice(40)}x = ║`)).toBe('y;');
	});

	it('tells the newest', () => {
		const { at } = holding(suggest('x = ║', 'abc;'), suggest('x = a║', 'bcd;'));
		expect(at('x = a║')).toBe('bcd;');
		expect(at('x = ║')).toBe('abc;');
	});

	it('holds one text for a place', () => {
		const { cache, at } = holding(suggest('x = ║', 'old;'), suggest('x = ║', 'new;'));
		expect(cache.size).toBe(1);
		expect(at('x = ║')).toBe('new;');
	});

	it('goes on with what was written ahead, cut for the new place', () => {
		const { at } = holding(suggest('x = ║\n', 'one();║\ntwo();\nthree();\nfour'));
		expect(at('x = one();\n║\n')).toBe('two();');
		expect(at('x = one();\ntwo();\nth║\n')).toBe('ree();');
	});

	it('says nothing where what was written ahead broke off', () => {
		const { at } = holding(suggest('x = ║\n', 'one();║\ntw', 'length'));
		expect(at('x = one();\n║\n')).toBeUndefined();
	});

	it('says nothing where all of it is typed', () => {
		expect(holding(suggest('x = ║\n', 'one();')).at('x = one();║\n')).toBeUndefined();
	});

	it('remembers that there was nothing to say', () => {
		expect(holding(suggest('x = 1;║\n', '')).at('x = 1;║\n')).toBe('');
	});

	it('tells accepted text again unless it is not to', () => {
		const { cache, at: sayAt } = holding(suggest('x = ║\n', 'one();'));
		cache.accept(at('x = ║\n'));
		expect(sayAt('x = ║\n')).toBe('one();');
		expect(sayAt('x = on║\n', true)).toBeUndefined();
		cache.add(suggest('x = ║\n', 'one();║\ntwo();'));
		expect(sayAt('x = on║\n', true)).toBeUndefined();
	});

	it('lets go of what was not asked for longest', () => {
		const cache = new SuggestionCache(3);
		for (const name of ['a', 'b', 'c']) {
			cache.add(suggest(`${name} = ║`, `${name}1;`));
		}
		cache.find(at('a = ║'));
		cache.add(suggest('d = ║', 'd1;'));
		expect(cache.size).toBe(3);
		expect(['a', 'b', 'c', 'd'].filter((name) => cache.find(at(`${name} = ║`)) !== undefined)).toEqual(['a', 'c', 'd']);
	});

	it('is fast when full', () => {
		const cache = new SuggestionCache();
		const head = 'const filler = 1;\n'.repeat(1000);
		for (let index = 0; index < 600; index++) {
			cache.add(suggest(`${head}v${index}\nx = ║\n`, `value${index};`));
		}
		expect(cache.size).toBe(500);
		const place = at(`${head}v599\nx = val║\n`);
		const startedAt = performance.now();
		for (let round = 0; round < 100; round++) {
			expect(cache.find(place)?.typed).toBe('val');
		}
		expect((performance.now() - startedAt) / 100).toBeLessThan(50);
	});
});
