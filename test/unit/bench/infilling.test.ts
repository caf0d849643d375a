import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type InfillingTask, passes, readTasks } from '../../bench/infilling.ts';

const folder = mkdtempSync(join(tmpdir(), 'lemma-tasks-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** In the public form: one with a line missing, one with a span. */
const tasks: readonly InfillingTask[] = [
	{
		task_id: 'SingleLine/1',
		entry_point: 'double',
		prompt: 'def double(n):\n    """Twice n."""\n',
		suffix: '\n    return result\n',
		test: 'def check(candidate):\n    assert candidate(2) == 4\n    assert candidate(-1) == -2\n',
	},
	{
		task_id: 'RandomSpan/1',
		entry_point: 'largest',
		prompt: 'def largest(values):\n    return ma',
		suffix: 'lues)\n',
		test: 'def check(candidate):\n    assert candidate([1, 3, 2]) == 3\n',
	},
];
const [line, span] = tasks;

const hasPython = (() => {
	try {
		execFileSync('python3', ['--version']);
		return true;
	} catch {
		return false;
	}
})();

describe('cases of HumanEval-Infilling', () => {
	it('are read from lines of JSON', () => {
		const path = join(folder, 'tasks.jsonl');
		writeFileSync(path, `${tasks.map((task) => JSON.stringify({ ...task, canonical_solution: 'x' })).join('\n')}\n\n`);
		expect(readTasks(path)).toMatchObject(tasks);
	});

	it('are refused with the line where a field is missing', () => {
		const path = join(folder, 'bad.jsonl');
		writeFileSync(path, `${JSON.stringify(line)}\n{"task_id":"x"}\n`);
		expect(() => readTasks(path)).toThrow('line 2: "entry_point" is missing');
	});

	it.skipIf(!hasPython)('pass with what belongs there, and with nothing else', async () => {
		if (line === undefined || span === undefined) throw new Error('no tasks');
		expect(await passes(line, '    result = 2 * n')).toBe(true);
		expect(await passes(line, '    result = 3 * n')).toBe(false);
		expect(await passes(line, '    result = (')).toBe(false);
		expect(await passes(span, 'x(va')).toBe(true);
		expect(await passes(span, 'ximum(va')).toBe(false);
	});

	it.skipIf(!hasPython)(
		'have little time, and no files',
		async () => {
			if (line === undefined) throw new Error('no tasks');
			expect(await passes(line, '    with open("x", "w") as f: f.write("x" * 9)\n    result = 2 * n')).toBe(false);
			expect(await passes(line, '    while True: pass')).toBe(false);
		},
		30_000,
	);
});
