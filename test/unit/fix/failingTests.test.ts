import { describe, expect, test } from 'vitest';
import { failingTests } from '../../../src/core/fix/failingTests.ts';

const javascript = `import test from 'node:test';
import assert from 'node:assert/strict';
import * as m from './shorten.js';

test('leaves a short text alone', () => {
	assert.equal(m.shorten('ab', 4), 'ab');
});

test('is as long as asked for', () => {
	const text = 'abcdefg';
	assert.equal(m.shorten(text, 4), 'abc…');
});
`;

const python = `import shop


def test_total():
    cart = shop.Cart()
    cart.add(3)
    assert cart.total() == 3
`;

const files: ReadonlyMap<string, string> = new Map([
	['shorten.test.mjs', javascript],
	['tests/test_shop.py', python],
]);

const read = async (path: string) => {
	const text = files.get(path);
	return text === undefined ? undefined : { path, text };
};

describe('of the tests that a failure names', () => {
	test('the block is told, with the line that failed, however often a runner names it', async () => {
		const output = `✖ is as long as asked for
test at shorten.test.mjs:9:1
  AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:
      at TestContext.<anonymous> (shorten.test.mjs:11:9)`;
		expect(await failingTests(output, read)).toEqual([
			{
				path: 'shorten.test.mjs',
				text: javascript.split('\n').slice(8, 12).join('\n'),
				failedAt: "assert.equal(m.shorten(text, 4), 'abc…');",
			},
		]);
	});

	test('those of other languages are told as well', async () => {
		const [found] = await failingTests('tests/test_shop.py:7: AssertionError', read);
		expect(found).toMatchObject({ path: 'tests/test_shop.py', failedAt: 'assert cart.total() == 3' });
		expect(found?.text).toMatch(/^def test_total\(\):\n/);
	});

	test('two are told at most', async () => {
		const many = Array.from({ length: 5 }, (_, index) => `t${index}.test.js:2:1`).join('\n');
		const found = await failingTests(many, async (path) => ({ path, text: 'test(() => {\n\tfail();\n});\n' }));
		expect(found.map(({ path }) => path)).toEqual(['t0.test.js', 't1.test.js']);
	});

	test('none is told where files may not be read, or have no such line', async () => {
		expect(await failingTests('secret.test.js:1:1', async () => undefined)).toEqual([]);
		expect(await failingTests('shorten.test.mjs:900:1', read)).toEqual([]);
		expect(await failingTests('', read)).toEqual([]);
	});
});
