import { describe, expect, test } from 'vitest';
import { failureEvidence, testCounts } from '../../../src/core/fix/testOutput.ts';

describe('tests are counted', () => {
	test.each([
		['node:test', 'ok\nℹ tests 5\nℹ suites 0\nℹ pass 4\nℹ fail 1\n', 4, 5],
		['node:test as TAP', 'TAP version 13\nok 1 - a\n1..1\n# tests 1\n# pass 1\n# fail 0\n', 1, 1],
		['TAP', 'TAP version 13\nok 1 a\nnot ok 2 b\n1..2\n', 1, 2],
		['vitest', ' Test Files  1 failed (1)\n      Tests  1 failed | 13 passed (14)\n', 13, 14],
		[
			'vitest in colours',
			'\u001b[2m      Tests \u001b[22m \u001b[1m\u001b[32m14 passed\u001b[39m\u001b[22m\u001b[90m (14)\u001b[39m\n',
			14,
			14,
		],
		['jest', 'Test Suites: 1 passed, 1 total\nTests:       2 failed, 3 passed, 5 total\n', 3, 5],
		['mocha', '  calc\n    ✔ adds\n\n  3 passing (8ms)\n  1 failing\n', 3, 4],
		['pytest', 'tests/test_a.py ..F [100%]\n=== 1 failed, 2 passed in 0.12s ===\n', 2, 3],
		['pytest -q', '...\n3 passed in 0.01s\n', 3, 3],
		['unittest', 'Ran 7 tests in 0.001s\n\nFAILED (failures=1, errors=2)\n', 4, 7],
	])('of %s', (_, output, passed, total) => {
		expect(testCounts(output)).toEqual({ passed, total });
	});

	test('not where nothing says so', () => {
		expect(testCounts('Everything is well: 3 things.\n')).toBeUndefined();
	});
});

describe('the evidence of a failure', () => {
	test('begins at the first failure where the output is long', () => {
		const passing = Array.from({ length: 100 }, (_, index) => `ok ${index + 1} - fine`);
		const lines = failureEvidence([...passing, 'not ok 101 - adds', '  expected: 5', '  actual: 6'].join('\n')).split('\n');
		expect(lines.length).toBeLessThanOrEqual(60);
		expect(lines.slice(-3)).toEqual(['not ok 101 - adds', '  expected: 5', '  actual: 6']);
	});

	test('is at most sixty lines, each of bounded length', () => {
		const lines = failureEvidence(Array.from({ length: 500 }, (_, index) => `Error ${index} ${'x'.repeat(1000)}`).join('\n')).split('\n');
		expect(lines).toHaveLength(60);
		expect(Math.max(...lines.map(({ length }) => length))).toBe(300);
	});

	test('of node:test is what it says of its failures at the end, without its counts', () => {
		const failed = ['✖ adds (3.1ms)', '  AssertionError [ERR_ASSERTION]: 6 !== 5', '      at TestContext.<anonymous> (sum.test.mjs:6:9)'];
		const details = ['    generatedMessage: true,', "    code: 'ERR_ASSERTION',", '    actual: 6,', "    operator: 'strictEqual',", '  }'];
		const output = [
			'✖ adds (3.1ms)',
			'ℹ tests 1',
			'ℹ suites 0',
			'ℹ fail 1',
			'✖ failing tests:',
			'test at sum.test.mjs:5:1',
			...failed,
			...details,
		];
		expect(failureEvidence(output.join('\n')).split('\n')).toEqual(['test at sum.test.mjs:5:1', ...failed, '    actual: 6,', '  }']);
	});

	test('has no colours, invisible characters or frames of the runtime', () => {
		expect(
			failureEvidence(
				'\u001b[31mAssertionError\u001b[0m: 6 !== 5\u202e\r\n    at f (a.js:1:2)\n    at Module._compile (node:internal/modules:1:1)\n',
			),
		).toBe('AssertionError: 6 !== 5\n    at f (a.js:1:2)');
	});
});
