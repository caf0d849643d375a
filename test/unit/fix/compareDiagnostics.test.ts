import { describe, expect, it } from 'vitest';
import { changesBetween } from '../../../src/core/fix/changes.ts';
import { newProblems, remaining, reported } from '../../../src/core/fix/compareDiagnostics.ts';
import type { Problem } from '../../../src/core/fix/fixRequest.ts';

const at = (line: number, message: string, source = 'ts(1)'): Problem => ({
	lines: { first: line, last: line },
	message,
	severity: 'error',
	source,
});

const before = 'a\nb\nc\nd\ne';

describe('problems of a changed text', () => {
	it('are not new where an edit above moved them', () => {
		const after = 'a\nx\ny\nb\nc\nd\ne';
		expect(newProblems([at(3, 'wrong')], [at(5, 'wrong')], changesBetween(before, after))).toEqual([]);
	});
	it('are new at a line that had none, though the same words stand elsewhere', () => {
		const after = 'a\nB\nc\nd\ne';
		const fresh = at(4, 'wrong');
		expect(newProblems([at(3, 'wrong')], [at(3, 'wrong'), fresh], changesBetween(before, after))).toEqual([fresh]);
	});
	it('within changed lines are old as often as they were there', () => {
		const after = 'a\nB\nC\nC2\nd\ne';
		const changes = changesBetween(before, after);
		expect(newProblems([at(1, 'wrong')], [at(3, 'wrong')], changes)).toEqual([]);
		expect(newProblems([at(1, 'wrong')], [at(2, 'wrong'), at(3, 'wrong')], changes)).toHaveLength(1);
	});
	it('are new where the words or the code differ', () => {
		const changes = changesBetween(before, 'a\nB\nc\nd\ne');
		expect(newProblems([at(1, 'wrong')], [at(1, 'worse')], changes)).toHaveLength(1);
		expect(newProblems([at(1, 'wrong')], [at(1, 'wrong', 'ts(2)')], changes)).toHaveLength(1);
	});
	it('beyond the edit are new though they are caused by it', () => {
		expect(newProblems([], [at(4, 'wrong')], changesBetween(before, 'a\nB\nc\nd\ne'))).toHaveLength(1);
	});
	it('may be fewer', () => {
		expect(newProblems([at(1, 'wrong'), at(2, 'wrong')], [], changesBetween(before, 'a\nB\nc\nd\ne'))).toEqual([]);
	});
});

describe('the target', () => {
	it('is still there where it moved, or stands anywhere in the changed lines', () => {
		expect(remaining([at(3, 'wrong')], [at(4, 'wrong')], changesBetween(before, 'x\na\nb\nc\nd\ne'))).toHaveLength(1);
		expect(remaining([at(3, 'wrong')], [at(4, 'wrong')], changesBetween(before, 'a\nb\nc\nD\nE\ne'))).toHaveLength(1);
	});
	it('is gone where only another line has the same problem', () => {
		expect(remaining([at(3, 'wrong')], [at(0, 'wrong')], changesBetween(before, 'a\nb\nc\nD\ne'))).toEqual([]);
	});
	it('is known by its code and place where another version words it differently', () => {
		expect(reported([at(3, "Cannot find 'a'")], [at(3, "Can't find `a`")])).toHaveLength(1);
		expect(reported([at(3, 'wrong', 'typescript(1)')], [at(3, 'wrong')])).toHaveLength(1);
		expect(reported([at(3, 'wrong')], [at(2, 'wrong')])).toEqual([]);
		expect(reported([at(3, 'wrong', 'eslint(x)')], [at(3, 'other')])).toEqual([]);
	});
});
