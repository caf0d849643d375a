import { describe, expect, it } from 'vitest';
import { PassageSearch, termsOf } from '../../../src/core/chat/passageSearch.ts';

function find(question: string, files: Readonly<Record<string, string>>, room = 10_000) {
	const search = new PassageSearch(question);
	for (const [label, text] of Object.entries(files)) {
		search.add(label, text);
	}
	return search.best(room);
}

const filler = (name: string): string =>
	Array.from({ length: 60 }, (_, index) => `export const ${name}${index} = make${name}(${index});`).join('\n');

describe('the search of a workspace', () => {
	it('finds the passage that has the words of the question, with its place', () => {
		const [first] = find('Where is the retry delay of downloads computed?', {
			'a.ts': filler('apple'),
			'net/retry.ts': `${filler('noise')}\n\nfunction retryDelayMs(attempt: number) {\n\treturn 1000 * 2 ** attempt;\n}\n`,
			'b.ts': filler('pear'),
		});
		expect(first).toMatchObject({
			kind: 'passage',
			label: 'net/retry.ts',
			languageId: 'ts',
			text: expect.stringContaining('retryDelayMs'),
		});
		expect(first?.lines?.last).toBeGreaterThanOrEqual(61);
	});

	it('counts a rare word for more than a common one', () => {
		const files = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`f${index}.ts`, `value ${'value '.repeat(5)} of ${index}`]));
		expect(find('value of checksum', { ...files, 'x.ts': 'checksum' })[0]?.label).toBe('x.ts');
	});

	it('takes names of several words apart', () => {
		expect(termsOf('parseHTTPHeader snake_case_names')).toEqual(
			expect.arrayContaining(['parsehttpheader', 'parse', 'http', 'header', 'snake', 'case', 'name']),
		);
		expect(find('http header', { 'a.ts': 'const parseHTTPHeader = 1;', 'b.ts': 'other' })[0]?.label).toBe('a.ts');
	});

	it('stays within its room, takes few passages of one file, and leaves out what is far behind', () => {
		const text = Array.from({ length: 400 }, (_, index) => (index % 40 === 0 ? '' : `cache entry ${index}`)).join('\n');
		const found = find('cache entry', { 'a.ts': text, 'b.ts': text });
		expect(found.filter(({ label }) => label === 'a.ts')).toHaveLength(2);
		expect(find('cache entry', { 'a.ts': text }, 10)).toEqual([]);
	});

	it('knows when there is nothing to search for', () => {
		expect(new PassageSearch('@codebase how does it do that?').isPossible).toBe(false);
		expect(find('zebra', { 'a.ts': 'apple' })).toEqual([]);
	});

	it('leaves out lines without end, and is quick over many files', () => {
		expect(find('apple', { 'a.json': `apple${'x'.repeat(600)}` })).toEqual([]);
		const search = new PassageSearch('retry delay of the download source');
		const text = filler('download');
		const startMs = performance.now();
		for (let index = 0; index < 1000; index++) {
			search.add(`src/file${index}.ts`, text);
		}
		search.best(10_000);
		expect(performance.now() - startMs).toBeLessThan(20_000);
	});
});
