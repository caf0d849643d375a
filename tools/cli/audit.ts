import { parseArgs } from 'node:util';
import { usage } from '../../src/core/errors.ts';
import { audit } from '../../src/core/reasoning/audit/audit.ts';
import { checkAnswer } from '../../src/core/reasoning/audit/checkAnswer.ts';
import type { CliIo } from './io.ts';

const mostBytes = 50_000_000;

/** Works out each equality of a text, one JSON line for each; with the question, also the answer put into its equation. */
export async function run(args: readonly string[], io: CliIo): Promise<number> {
	const { values } = parseArgs({ args: [...args], options: { question: { type: 'string' } } });
	const text = await readAll(io);
	const equalities = [...audit(text), ...(values.question === undefined ? [] : checkAnswer(values.question, text))];
	for (const equality of equalities) io.out(`${JSON.stringify(equality)}\n`);
	return 0;
}

async function readAll({ stdin, signal }: CliIo): Promise<string> {
	const chunks: Uint8Array[] = [];
	let bytes = 0;
	for await (const chunk of stdin) {
		signal.throwIfAborted();
		const piece = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk;
		bytes += piece.length;
		if (bytes > mostBytes) throw usage(`The text is longer than ${mostBytes / 1e6} MB. Send a part of it.`);
		chunks.push(piece);
	}
	return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.concat(chunks));
}
