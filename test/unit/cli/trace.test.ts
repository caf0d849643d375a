import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../../tools/cli/replay.ts';

let folder = '';
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'lemma-replay-'));
	writeFileSync(join(folder, 'crlf.ts'), 'const a = 1;\r\nfoo bar\r\n');
	writeFileSync(join(folder, 'notes.md'), 'Hello ');
	writeFileSync(join(folder, '.env'), 'KEY=');
	writeFileSync(join(folder, 'latin1.c'), Buffer.from([0x2f, 0x2f, 0xe9, 0x0a]));
	symlinkSync(join(folder, '.env'), join(folder, 'innocent.ts'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** None of these gets as far as a model: its name is none, so that a test that did would fail. */
async function replay(lines: readonly (object | string)[], args: readonly string[] = ['--fast']) {
	writeFileSync(join(folder, 'trace.jsonl'), lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));
	const out: string[] = [];
	const code = await run(['--model', 'no-such-model.gguf', ...args, 'trace.jsonl'], {
		stdin: Readable.from(['']),
		out: (text) => out.push(text),
		err: () => undefined,
		terminal: false,
		env: {},
		cwd: folder,
		signal: new AbortController().signal,
	});
	const printed = out
		.join('')
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line));
	return { code, events: printed.slice(0, -1), summary: printed.at(-1)?.summary };
}

const open = { t: 0, open: 'crlf.ts' };

describe('lemma replay', () => {
	it.each([
		[[], 'The trace is empty'],
		[['nonsense'], 'Line 1 of the trace: this is not a JSON object'],
		[['[1]'], 'Line 1 of the trace: this is not a JSON object'],
		[[open, '', { t: 5, cursor: 1.5 }], 'Line 3 of the trace: "cursor" with an offset'],
		[[{ t: 0, cursor: 1 }], 'Line 1 of the trace: no file is open yet'],
		[[open, { cursor: 1 }], 'Line 2 of the trace: "t" is missing'],
		[[open, { t: 5 }], 'not none'],
		[[open, { t: 5, cursor: 1, accept: 'all' }], 'not several'],
		[[open, { t: 5, cursor: 1, run: 'ls' }], 'Line 2 of the trace: "run" means nothing beside "cursor"'],
		[[open, { t: 5, accept: 'some' }], '"accept" with "all", "word" or "line"'],
		[[open, { t: 5, at: 0, del: -1, ins: '' }], '{"at":offset,"del":count,"ins":"text"}'],
		[[open, { t: 5, cursor: 1 }, { t: 4, cursor: 2 }], 'line 2 has 5 already'],
		[[{ t: 0, open: 'nope.ts' }], 'Line 1 of the trace: There is no file nope.ts'],
		[[{ t: 0, open: 'latin1.c' }], 'Line 1 of the trace: latin1.c is not UTF-8 text'],
		[[open, { t: 5, cursor: 24 }], 'Line 2 of the trace: crlf.ts has 23 UTF-16 units at this point; there is no offset 24'],
		[[open, { t: 5, at: 22, del: 2, ins: '' }], 'Line 2 of the trace: crlf.ts has 23 UTF-16 units'],
		[[open, { t: 5, accept: 'all' }], 'Line 2 of the trace: nothing is shown that could be accepted'],
		[[open, { t: 5, at: 12, del: 0, ins: ' ' }], 'There is no model file'],
	])('%j: %s', async (lines, sentence) => {
		await expect(replay(lines)).rejects.toThrow(sentence);
	});

	it.each([
		[[], 'Name one trace'],
		[['trace.jsonl'], 'Name one trace'],
		[['--policy', 'fastest'], '--policy is lemma'],
		[['--policy', 'infill', '--server', 'http://example.invalid:8080'], 'example.invalid'],
	])('options %j: %s', async (args, sentence) => {
		const io = {
			stdin: Readable.from(['']),
			out: () => undefined,
			err: () => undefined,
			terminal: false,
			env: {},
			cwd: folder,
			signal: new AbortController().signal,
		};
		writeFileSync(join(folder, 'trace.jsonl'), `${JSON.stringify(open)}\n`);
		await expect(run(args[0] === undefined ? [] : [...args, 'trace.jsonl'], io)).rejects.toThrow(sentence);
	});

	it('tells the gate that was closed for each event, without a model', async () => {
		const { code, events, summary } = await replay([
			open,
			{ t: 100, at: 14, del: 0, ins: 'x' },
			{ t: 200, at: 14, del: 1, ins: '' },
			{ t: 300, open: 'notes.md' },
			{ t: 400, at: 6, del: 0, ins: 'W' },
			{ t: 500, open: 'innocent.ts' },
			{ t: 600, at: 4, del: 0, ins: 's' },
			{ t: 700, open: 'crlf.ts' },
			{ t: 800, cursor: 23 },
		]);
		expect(code).toBe(0);
		expect(events.map(({ reason }) => reason)).toEqual([
			'notAsked',
			'textToTheRight',
			'deletion',
			'notAsked',
			'languageOff',
			'notAsked',
			'secretFile',
			'notAsked',
			'notAsked',
		]);
		expect(Object.keys(events[0])).toEqual(['t', 'shown', 'reason', 'evaluated', 'reused', 'idleEvaluated', 'firstTokenMs', 'totalMs']);
		expect(summary).toMatchObject({ events: 9, keys: 4, requests: 0, evaluated: 0 });
	});
});
