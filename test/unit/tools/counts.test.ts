import { describe, expect, it } from 'vitest';
import { countStage, lastLine, sum } from '../../../tools/counts.mjs';

const vitest = (passed: number, failed: number, skipped: number) => ({
	numTotalTests: passed + failed + skipped,
	numPassedTests: passed,
	numFailedTests: failed,
	numPendingTests: skipped,
	numTodoTests: 0,
});

describe('the counts of a test run', () => {
	it('are those of each runner, summed', () => {
		const total = sum([countStage(0, vitest(10, 0, 2), true), countStage(0, { passed: 3, failed: 0, skipped: 0 }, true)]);
		expect(total).toEqual({ passed: 13, failed: 0, skipped: 2 });
	});

	it('keep the failed tests of a stage', () => {
		expect(countStage(1, vitest(4, 2, 0), true)).toEqual({ passed: 4, failed: 2, skipped: 0 });
	});

	it('count a stage that fails without a failed test as one failure', () => {
		expect(countStage(1, undefined, false).failed).toBe(1);
		expect(countStage(1, undefined, true).failed).toBe(1);
		expect(countStage(1, vitest(4, 0, 0), true)).toEqual({ passed: 4, failed: 1, skipped: 0 });
	});

	it('count a runner that ends well but left no tests as one failure', () => {
		expect(countStage(0, undefined, true).failed).toBe(1);
		expect(countStage(0, vitest(0, 0, 0), true).failed).toBe(1);
	});

	it('take a stage without tests for nothing when it ends well', () => {
		expect(countStage(0, undefined, false)).toEqual({ passed: 0, failed: 0, skipped: 0 });
	});

	it('name skipped tests in the last line only when there are any', () => {
		expect(lastLine({ passed: 5, failed: 0, skipped: 0 })).toBe('5 passed, 0 failed');
		expect(lastLine({ passed: 5, failed: 1, skipped: 3 })).toBe('5 passed, 1 failed, 3 skipped');
	});
});
