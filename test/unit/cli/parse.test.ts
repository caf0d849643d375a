import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { CliIo } from '../../../tools/cli/io.ts';
import { run } from '../../../tools/cli/parse.ts';
import { cutsInTwo } from '../reasoning/streams.ts';

interface Event {
	readonly kind: string;
	readonly text?: string;
	readonly reason?: string;
}

function play(stdin: NodeJS.ReadableStream, signal = new AbortController().signal): { io: CliIo; events(): Event[] } {
	let out = '';
	const io: CliIo = {
		stdin,
		out: (text) => {
			out += text;
		},
		err: () => undefined,
		terminal: false,
		env: {},
		cwd: '/',
		signal,
	};
	return { io, events: () => out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Event])) };
}

async function parse(lines: string | readonly Buffer[], ...args: readonly string[]): Promise<Event[]> {
	const { io, events } = play(Readable.from(typeof lines === 'string' ? [lines] : lines));
	expect(await run(args, io)).toBe(0);
	return events();
}

const lines = (...chunks: readonly string[]): string => chunks.map((chunk) => `${JSON.stringify(chunk)}\n`).join('');
const textOf = (events: readonly Event[], kind: string): string => events.map((event) => (event.kind === kind ? event.text : '')).join('');

describe('lemma parse', () => {
	it('prints reasoning, answer, and once why the thought closed', async () => {
		expect(await parse(lines('<think>', 'a', '</thi', 'nk>', 'b'))).toEqual([
			{ kind: 'reasoning', text: 'a' },
			{ kind: 'closed', reason: 'natural' },
			{ kind: 'answer', text: 'b' },
		]);
		expect(await parse(lines('b'))).toEqual([{ kind: 'answer', text: 'b' }]);
		expect(await parse(lines('a'), '--state', 'thinking')).toEqual([
			{ kind: 'reasoning', text: 'a' },
			{ kind: 'closed', reason: 'end' },
		]);
		expect(await parse('')).toEqual([]);
	});

	it('takes other tags, and the channels of gpt-oss', async () => {
		expect(await parse(lines('a[/THINK]b'), '--state', 'thinking', '--open', '[THINK]', '--close', '[/THINK]')).toEqual([
			{ kind: 'reasoning', text: 'a' },
			{ kind: 'closed', reason: 'natural' },
			{ kind: 'answer', text: 'b' },
		]);
		const harmony = lines('<|channel|>analysis<|mess', 'age|>a<|end|><|start|>assistant<|channel|>final<|message|>b<|return|>');
		expect(await parse(harmony, '--harmony')).toEqual([
			{ kind: 'reasoning', text: 'a' },
			{ kind: 'closed', reason: 'natural' },
			{ kind: 'answer', text: 'b' },
		]);
	});

	it('gives texts that add up to the stream, wherever it is cut', async () => {
		const output = '<think>a 🦊\u2028</think>\r\nb\u2029';
		for (const chunks of cutsInTwo(output)) {
			const events = await parse(lines(...chunks));
			expect(`<think>${textOf(events, 'reasoning')}</think>${textOf(events, 'answer')}`).toBe(output);
			expect(events.filter((event) => event.kind === 'closed')).toEqual([{ kind: 'closed', reason: 'natural' }]);
		}
	});

	it('reads lines with CRLF, blank lines, a mark of byte order, no last line end, and bytes that come one by one', async () => {
		const text = `\uFEFF"<think>"\r\n\r\n  \n""\n"a \u2028🦊"\n"\\ud83e"\n"\\udd8a</think>b"`;
		const events = await parse([...Buffer.from(text)].map((byte) => Buffer.from([byte])));
		expect(textOf(events, 'reasoning')).toBe('a \u2028🦊🦊');
		expect(textOf(events, 'answer')).toBe('b');
	});

	it('prints an event when it comes, and ends when it is stopped', async () => {
		const stdin = new PassThrough();
		const stopping = new AbortController();
		const { io, events } = play(stdin, stopping.signal);
		const running = run([], io);
		stdin.write(lines('b'));
		await expect.poll(events).toEqual([{ kind: 'answer', text: 'b' }]);
		stopping.abort();
		await expect(running).rejects.toMatchObject({ name: 'AbortError' });
	});

	it.each([
		['hello', 'Line 1'],
		['"a"\n\n{"text":"b"}\n', 'Line 3'],
		['"a"\n["b"]', 'Line 2'],
		['"a" "b"', 'Line 1'],
		['null', 'Line 1'],
	])('says which line is no chunk: %j', async (input, where) => {
		await expect(run([], play(Readable.from([input])).io)).rejects.toMatchObject({
			code: 'usage',
			message: `${where} is no JSON string. Send each chunk of the stream as a line of its own, such as "Hello".`,
		});
	});

	it.each([[['--state', 'x']], [['--open', '<think>']], [['--close', '</think>']], [['--open', '', '--close', '']]])(
		'has a sentence for %j',
		async (args) => {
			await expect(run(args, play(Readable.from([])).io)).rejects.toMatchObject({ code: 'usage' });
		},
	);

	it('is a command, and fails with one sentence', async () => {
		const main = join(import.meta.dirname, '../../../tools/cli/main.ts');
		const child = spawn(process.execPath, [main, 'parse', '--state', 'thinking']);
		let out = '';
		let err = '';
		child.stdout.on('data', (chunk: Buffer) => {
			out += chunk;
		});
		child.stderr.on('data', (chunk: Buffer) => {
			err += chunk;
		});
		child.stdin.end('"a"\noops\n');
		expect(await new Promise((resolve) => child.once('close', resolve))).toBe(1);
		expect(out).toBe('{"kind":"reasoning","text":"a"}\n');
		expect(err).toMatch(/^Line 2 is no JSON string\. [^\n]*\n$/);
	}, 30_000);
});
