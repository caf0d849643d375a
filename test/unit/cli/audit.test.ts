import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { run } from '../../../tools/cli/audit.ts';

async function audit(text: string, ...args: readonly string[]): Promise<readonly unknown[]> {
	let out = '';
	const io = {
		stdin: Readable.from([Buffer.from(text)]),
		out: (piece: string) => {
			out += piece;
		},
		err: () => {},
		terminal: false,
		env: {},
		cwd: '/',
		signal: new AbortController().signal,
	};
	expect(await run(args, io)).toBe(0);
	return out
		.split('\n')
		.filter((line) => line !== '')
		.map((line): unknown => JSON.parse(line));
}

test('each equality is a JSON line with its place and its verdict', async () => {
	expect(await audit('17 × 24 = 408, 1 + 1 = 3 and 9^9^9^9 = 1')).toEqual([
		{ text: '17 × 24 = 408', start: 0, end: 13, verdict: 'checked' },
		{ text: '1 + 1 = 3', start: 15, end: 24, verdict: 'refuted', expected: '2' },
		{ text: '9^9^9^9 = 1', start: 29, end: 40, verdict: 'notCheckable' },
	]);
});

test('with the question, the answer is put into its equation', async () => {
	expect(await audit('x = 8', '--question', 'Solve 2x + 3 = 17.')).toEqual([
		{ text: '2x + 3 = 17 with x = 8', start: 0, end: 5, verdict: 'refuted', expected: '19 ≠ 17' },
	]);
});
