import { createInterface } from 'node:readline';
import { isAbort, UserError } from '../../src/core/errors.ts';
import type { CliIo } from './io.ts';

export type RequestLine = Readonly<Record<string, unknown>>;

/** Answers one JSON request per line of standard input with one JSON line, in order. A bad line gets an `error`, and the next one its turn. */
export async function answerLines(io: CliIo, answer: (request: RequestLine) => Promise<object>): Promise<void> {
	for await (const line of createInterface({ input: io.stdin, crlfDelay: Number.POSITIVE_INFINITY, signal: io.signal })) {
		io.signal.throwIfAborted();
		if (line.trim() !== '') {
			io.out(`${JSON.stringify(await answered(line, answer))}\n`);
		}
	}
	io.signal.throwIfAborted();
}

async function answered(line: string, answer: (request: RequestLine) => Promise<object>): Promise<object> {
	const request = parsed(line);
	if (request === undefined) {
		return { error: 'This line is not a JSON object. Send one object per line.' };
	}
	const id = 'id' in request ? { id: request.id } : {};
	try {
		return { ...id, ...(await answer(request)) };
	} catch (error) {
		// What ends the engine or the command ends the loop; what is wrong with one request does not.
		if (isAbort(error) || !(error instanceof UserError) || endsAll.includes(error.code)) throw error;
		return { ...id, error: error.message };
	}
}

const endsAll: readonly string[] = ['modelMissing', 'modelUnreadable', 'modelUnsupported', 'engineStopped', 'engineMissing', 'outOfMemory'];

function parsed(line: string): RequestLine | undefined {
	try {
		const value: unknown = JSON.parse(line);
		return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as RequestLine) : undefined;
	} catch {
		return undefined;
	}
}
