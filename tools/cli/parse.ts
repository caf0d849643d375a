import { addAbortSignal, Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { parseArgs } from 'node:util';
import { usage } from '../../src/core/errors.ts';
import { outputParser, type ThoughtEvent, type ThoughtState } from '../../src/core/reasoning/parser.ts';
import type { ThoughtFormat } from '../../src/core/reasoning/thoughtFormat.ts';
import type { CliIo } from './io.ts';

const states: readonly ThoughtState[] = ['thinking', 'answer', 'maybe'];

/** Reads a recorded stream, one JSON string for each chunk and line, and prints what is thought and what is answer as it comes. */
export async function run(args: readonly string[], io: CliIo): Promise<number> {
	const { values } = parseArgs({
		args: [...args],
		options: {
			state: { type: 'string', default: 'maybe' },
			open: { type: 'string' },
			close: { type: 'string' },
			harmony: { type: 'boolean', default: false },
		},
	});
	const state = states.find((known) => known === values.state);
	if (state === undefined) throw usage(`--state is one of ${states.join(', ')}, not "${values.state}".`);
	const parser = outputParser(values.harmony ? { kind: 'harmony' } : tagsOf(values.open, values.close), state, false);
	const print = (events: readonly ThoughtEvent[]) => {
		for (const event of events) io.out(`${JSON.stringify(event)}\n`);
	};
	let number = 0;
	for await (const line of linesOf(io.stdin instanceof Readable ? addAbortSignal(io.signal, io.stdin) : io.stdin)) {
		number++;
		if (line.trim() !== '') print(parser.push(chunkOf(line, number)));
	}
	print(parser.end('end'));
	return 0;
}

function tagsOf(open: string | undefined, close: string | undefined): ThoughtFormat {
	if (open === undefined && close === undefined) return { kind: 'tags', open: '<think>', close: '</think>' };
	if (!open || !close) throw usage('Give both tags, such as --open "<think>" --close "</think>", or neither for these two.');
	return { kind: 'tags', open, close };
}

/** Not by `readline`, which ends a line at U+2028 and U+2029 too, and these may stand in a JSON string. */
async function* linesOf(stream: NodeJS.ReadableStream): AsyncIterable<string> {
	const decoder = new StringDecoder('utf8');
	let begun = '';
	for await (const chunk of stream) {
		const lines = (typeof chunk === 'string' ? chunk : decoder.write(chunk)).split('\n');
		lines[0] = begun + lines[0];
		begun = lines.pop() ?? '';
		yield* lines;
	}
	yield begun + decoder.end();
}

function chunkOf(line: string, number: number): string {
	const chunk = parsed(line.trim());
	if (typeof chunk !== 'string') {
		throw usage(`Line ${number} is no JSON string. Send each chunk of the stream as a line of its own, such as "Hello".`);
	}
	return chunk;
}

function parsed(line: string): unknown {
	try {
		return JSON.parse(line);
	} catch {
		return undefined;
	}
}
