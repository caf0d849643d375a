import { describe, expect, it } from 'vitest';
import { bestMatches, pathScore } from '../../../src/core/chat/fuzzyMatch.ts';

const paths = [
	'docs/chat.md',
	'src/core/chat/session.ts',
	'src/core/chat/sessionFile.ts',
	'src/core/completion/session.ts',
	'src/editor/chatView.ts',
	'src/editor/chatViewHtml.ts',
	'src/protocol/chatView.ts',
	'test/unit/chat/ask.test.ts',
	'README.md',
];
const best = (query: string) => bestMatches(query, paths, (path) => path, 3);

describe('the fuzzy search', () => {
	it.each([
		['readme', 'README.md'],
		['session', 'src/core/chat/session.ts'],
		['sf', 'src/core/chat/sessionFile.ts'],
		['cvh', 'src/editor/chatViewHtml.ts'],
		['chatview', 'src/editor/chatView.ts'],
		['completion/ses', 'src/core/completion/session.ts'],
		['proto chat', 'src/protocol/chatView.ts'],
		['asktest', 'test/unit/chat/ask.test.ts'],
	])('%s finds %s first', (query, path) => {
		expect(best(query)[0]).toBe(path);
	});

	it('finds nothing where a letter is missing, and all in their order where nothing is typed', () => {
		expect(best('xyz')).toEqual([]);
		expect(best(' ')).toEqual(paths.slice(0, 3));
	});

	it('prefers a name to a folder, and a beginning to a middle', () => {
		expect(pathScore('chat', 'src/chat.ts')).toBeGreaterThan(pathScore('chat', 'chat/other.ts') ?? 0);
		expect(pathScore('view', 'chatView.ts')).toBeGreaterThan(pathScore('view', 'preview.ts') ?? 0);
	});

	it('is quick over many files', () => {
		const many = Array.from({ length: 20_000 }, (_, index) => `packages/some-package-${index % 97}/src/components/Component${index}.tsx`);
		const startMs = performance.now();
		expect(bestMatches('comp199', many, (path) => path, 12)).toHaveLength(12);
		expect(performance.now() - startMs).toBeLessThan(10_000);
	});
});
