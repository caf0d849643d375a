import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../../tools/cli/complete.ts';

let folder = '';
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'lemma-complete-'));
	writeFileSync(join(folder, 'crlf.ts'), 'const a = 1;\r\nfoo bar\r\n');
	writeFileSync(join(folder, 'emoji.py'), 'x = "🙂"');
	writeFileSync(join(folder, 'empty.ts'), '');
	writeFileSync(join(folder, 'latin1.c'), Buffer.from([0x2f, 0x2f, 0xe9, 0x0a]));
	writeFileSync(join(folder, 'notes.md'), 'Hello ');
	writeFileSync(join(folder, '.env'), 'KEY=');
	symlinkSync(join(folder, '.env'), join(folder, 'innocent.ts'));
	mkdirSync(join(folder, 'folder'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** None of these gets as far as a model: its name is none, so that a test that did would fail. */
async function complete(args: readonly string[], stdin = '') {
	const out: string[] = [];
	const err: string[] = [];
	const code = await run(['--model', 'no-such-model.gguf', ...args], {
		stdin: Readable.from([stdin]),
		out: (text) => out.push(text),
		err: (text) => err.push(text),
		terminal: false,
		env: {},
		cwd: folder,
		signal: new AbortController().signal,
	});
	return { code, out: out.join(''), err: err.join('') };
}

const at = (file: string, line: number | string, column: number | string) => ['--file', file, '--line', `${line}`, '--column', `${column}`];

describe('lemma complete', () => {
	it.each([
		[['--file', 'crlf.ts'], 'Say where'],
		[at('nope.ts', 0, 0), 'There is no file nope.ts'],
		[at('folder', 0, 0), 'folder is a folder'],
		[at('latin1.c', 0, 0), 'is not UTF-8 text'],
		[at('crlf.ts', 3, 0), 'has lines 0 to 2; there is no line 3'],
		[at('crlf.ts', 0, 13), 'ends at column 12; there is no column 13'],
		[at('empty.ts', 1, 0), 'has one line, number 0'],
		[at('emoji.py', 0, 6), 'within a character that takes two columns'],
		[at('crlf.ts', 'one', 0), '--line takes a number'],
		[at('crlf.ts', 0, '1.5'), '--column takes a number'],
		[at('crlf.ts', 2, 0), 'There is no model file'],
	])('%j: %s', async (args, sentence) => {
		await expect(complete(args)).rejects.toThrow(sentence);
	});

	it.each([
		['crlf.ts', 1, 3, 'textToTheRight'],
		['empty.ts', 0, 0, 'nothingWritten'],
		['notes.md', 0, 6, 'languageOff'],
		['.env', 0, 4, 'secretFile'],
		['innocent.ts', 0, 4, 'secretFile'],
	])('tells why %s %i:%i gets nothing: %s', async (file, line, column, reason) => {
		const { code, out } = await complete([...at(file, line, column), '--json']);
		expect(code).toBe(0);
		expect(JSON.parse(out)).toMatchObject({ text: '', reason, tokens: { prompt: 0, reused: 0, answer: 0 } });
		expect(await complete(at(file, line, column))).toEqual({ code: 0, out: '', err: `No completion here: ${reason}.\n` });
	});

	it('answers each line of standard input with one line, in order', async () => {
		const requests = [
			'{"id":1,"path":"a.md","text":"# A","line":0,"column":3}',
			'no JSON',
			'[1]',
			'',
			'{"id":"b","path":"a.ts"}',
			'{"path":"a.ts","text":"x\\r\\ny","line":1,"column":2}',
			'{"id":{"any":"value"},"path":".npmrc","text":"x","line":0,"column":1}',
		];
		const { code, out } = await complete(['--stdin'], `${requests.join('\n')}\n`);
		expect(code).toBe(0);
		expect(
			out
				.trim()
				.split('\n')
				.map((line) => JSON.parse(line)),
		).toEqual([
			expect.objectContaining({ id: 1, reason: 'languageOff' }),
			{ error: expect.stringContaining('not a JSON object') },
			{ error: expect.stringContaining('not a JSON object') },
			{ id: 'b', error: expect.stringContaining('A request is') },
			{ error: 'Line 1 of a.ts ends at column 1; there is no column 2.' },
			expect.objectContaining({ id: { any: 'value' }, reason: 'secretFile' }),
		]);
	});
});
