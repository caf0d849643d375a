import { describe, expect, test } from 'vitest';
import { type Chunk, type ChunkOrigin, chunkOf } from '../../../../src/core/completion/context/chunk.ts';
import { SnippetStore } from '../../../../src/core/completion/context/snippetStore.ts';
import { about, snapshotOf } from './project.ts';

function chunk(name: string, text: string, origin: ChunkOrigin = 'visited', wantedBy?: string): Chunk {
	const made = chunkOf({ path: `/p/${name}`, label: name, origin, wantedBy }, text);
	if (made === undefined) throw new Error('no chunk');
	return made;
}
const storeOf = (...chunks: readonly Chunk[]): SnippetStore => {
	const store = new SnippetStore();
	for (const each of chunks) store.add(each);
	return store;
};
const pathsIn = (store: SnippetStore, before: string, budget = 1000): readonly string[] =>
	store.snippets(snapshotOf('/p/own.ts', before), budget).map(({ path }) => path);

const apples = chunk('apples.ts', about('Apple'));
const pears = chunk('pears.ts', about('Pear'));
const plums = chunk('plums.ts', about('Plum'));

describe('snippets', () => {
	test('are those that are like the text at the cursor', () => {
		expect(pathsIn(storeOf(apples, pears, plums), 'makePear(1, PearOptions)')).toEqual(['pears.ts']);
	});

	test('are the best last, next to the file', () => {
		const store = storeOf(apples, pears, plums);
		expect(pathsIn(store, 'makePear(PearOptions, PearValue1, PearValue2); makePlum(PlumOptions)')).toEqual(['plums.ts', 'pears.ts']);
	});

	test('keep their places while others come, so that the beginning of the prompt stays', () => {
		const store = storeOf(apples, pears, plums);
		const first = pathsIn(store, 'makePlum(PlumOptions)');
		const second = pathsIn(store, 'makePlum(PlumOptions); makeApple(AppleOptions, AppleValue1, AppleValue2)');
		expect(first).toEqual(['plums.ts']);
		expect(second).toEqual(['plums.ts', 'apples.ts']);
	});

	test('give way to what fits far better', () => {
		const store = storeOf(apples, pears);
		expect(pathsIn(store, 'makePear(PearOptions)', 400)).toEqual(['pears.ts']);
		expect(pathsIn(store, `makePear; ${about('Apple', 3)}`, 400)).toEqual(['apples.ts']);
	});

	test('fit the budget as wholes', () => {
		const store = storeOf(apples, pears);
		const before = `${about('Apple', 2)}\n${about('Pear', 2)}`;
		for (const budget of [0, 50, 400, 500, 1000, 5000]) {
			const shown = store.snippets(snapshotOf('/p/own.ts', before), budget);
			expect(shown.reduce((sum, { path, text }) => sum + path.length + 1 + text.length, 0)).toBeLessThanOrEqual(budget);
			for (const { text } of shown) expect([apples, pears].flatMap(({ passages }) => passages.map((each) => each.text))).toContain(text);
		}
		expect(pathsIn(store, before, 0)).toEqual([]);
	});

	test('are never what the prompt already says, of whichever file', () => {
		const copy = chunk('copy.ts', about('Apple'));
		expect(pathsIn(storeOf(copy), `${about('Apple')}\nmakeApple(`)).toEqual([]);
	});

	test('may come from the same file, far away', () => {
		expect(pathsIn(storeOf(chunk('own.ts', about('Apple'))), 'makeApple(AppleOptions')).toEqual(['own.ts']);
	});

	test('say nothing twice, though two visits overlapped', () => {
		const lines = about('Pear', 24).split('\n');
		const store = storeOf(chunk('a.ts', lines.slice(0, 14).join('\n')), chunk('a.ts', lines.slice(5, 24).join('\n')));
		const shown = store.snippets(snapshotOf('/p/own.ts', 'makePear(PearOptions'), 5000).flatMap(({ text }) => text.trim().split('\n'));
		const repeated = shown.filter((line, index) => shown.indexOf(line) < index);
		expect(repeated.length).toBeLessThan(shown.length / 4);
	});

	test('keep their places though the file they are from changed elsewhere', () => {
		const store = storeOf(plums, chunk('pears.ts', `${about('Pear')}\n\n${about('Cherry', 12)}`));
		const before = 'makePear(PearOptions); makePlum(PlumOptions, PlumValue1, PlumValue2)';
		const first = pathsIn(store, before);
		store.add(chunk('pears.ts', `${about('Pear')}\n\n${about('Cherry', 12)}\nconst more = 1;`));
		expect(pathsIn(store, `${before}; PearValue1; PearValue2; PearValue3; PearValue4`)).toEqual(first);
	});

	test('prefer what the file imports', () => {
		const likeness = chunk('visited.ts', `${about('Pear', 4)}\nconst other = 1;`);
		const imported = chunk('imported.ts', `${about('Pear', 4)}\nconst another = 12;\nconst third = 3;`, 'imported', 'file:///p/own.ts');
		expect(pathsIn(storeOf(likeness, imported), 'makePear(PearOptions', 300)).toEqual(['imported.ts']);
	});

	test('are never of secret files', () => {
		expect(pathsIn(storeOf(chunk('.env', about('Pear'))), 'makePear(PearOptions')).toEqual([]);
	});

	test('are forgotten with their file', () => {
		const store = storeOf(apples, pears);
		store.forget((path) => path === '/p/pears.ts');
		expect(pathsIn(store, 'makePear(PearOptions')).toEqual([]);
	});

	test('are the same for the same history', () => {
		const runs = [0, 1].map(() => {
			const store = storeOf(apples, pears, plums);
			return ['makePear(PearOptions', 'makePlum(PlumOptions)', about('Apple', 1)].map((before) => pathsIn(store, before));
		});
		expect(runs[0]).toEqual(runs[1]);
	});

	test('take a few milliseconds however much was visited', () => {
		const store = new SnippetStore();
		for (let file = 0; file < 200; file++) {
			store.add(chunk(`${file}.ts`, about(`Thing${file}`, 64)));
			store.add(chunk(`i${file}.ts`, about(`Wanted${file}`, 64), 'imported', 'file:///p/own.ts'));
		}
		const before = about('Thing199', 40) + about('Wanted198', 30);
		store.snippets(snapshotOf('/p/own.ts', before), 4000);
		const startMs = performance.now();
		expect(store.snippets(snapshotOf('/p/own.ts', before), 4000).length).toBeGreaterThan(0);
		expect(performance.now() - startMs).toBeLessThan(10_000);
	});
});

describe('a chunk', () => {
	test('has 64 lines at most, in passages of 12', () => {
		const long = chunk('long.ts', about('Apple', 200));
		expect(long.text.split('\n')).toHaveLength(64);
		expect(Math.max(...long.passages.map(({ text }) => text.split('\n').length))).toBeLessThanOrEqual(13);
		expect(long.passages.map(({ text }) => text).join('')).toBe(`${long.text}\n`);
	});

	test('is cut where the text pauses', () => {
		const [first] = chunk('two.ts', `${about('Apple', 8)}\n\n${about('Pear', 18)}`).passages;
		expect(first?.text).toBe(`${about('Apple', 8)}\n`);
	});

	test.each([
		['/*\n * Copyright\n * Licence\n */', 0],
		['# Copyright\n# Licence\n# More', 0],
		['#include "a.h"\n#define B 1\n#if C', 1],
		['// one\nconst a = 1;\nconst b = 2;', 1],
	])('of %j has %d passages', (text, count) => {
		expect(chunk('a', text).passages).toHaveLength(count);
	});

	test.each([['one line'], [''], ['\n\n'], [`a\n${'x'.repeat(500)}\nb`]])('is not made of %j', (text) => {
		expect(chunkOf({ path: '/p/a', label: 'a', origin: 'visited' }, text)).toBeUndefined();
	});
});
