import { serverTalksTooMuch } from './serverErrors.ts';

/** What may be read of one answer. */
export interface ReadLimits {
	readonly replyBytes: number;
	readonly lineBytes: number;
}

/** The lines of a byte stream, however it is cut: within a character, or between `\r` and `\n`. */
export async function* linesOf(bytes: AsyncIterable<Uint8Array>, limits: ReadLimits, host: string): AsyncGenerator<string> {
	const decoder = new TextDecoder();
	let line = '';
	let received = 0;
	let endedWithReturn = false;
	for await (const piece of bytes) {
		received += piece.length;
		if (received > limits.replyBytes) throw serverTalksTooMuch(host);
		let text = decoder.decode(piece, { stream: true });
		if (endedWithReturn && text.startsWith('\n')) text = text.slice(1);
		if (text === '') continue;
		endedWithReturn = text.endsWith('\r');
		const [first = '', ...rest] = text.split(/\r\n|\r|\n/u);
		line += first;
		for (const next of rest) {
			yield line;
			line = next;
		}
		if (line.length > limits.lineBytes) throw serverTalksTooMuch(host);
	}
	line += decoder.decode();
	if (line !== '') yield line;
}

/**
 * The data of each server-sent event, `[DONE]` included. A line that is JSON by itself, as Ollama and servers that fail early send it, counts as
 * an event too. A last event without the blank line behind it still counts: what it says is whole, or it is no JSON.
 */
export async function* dataOf(lines: AsyncIterable<string>): AsyncGenerator<string> {
	let data: string[] = [];
	for await (const line of lines) {
		if (line.startsWith('{')) {
			yield line;
		} else if (line.startsWith('data:')) {
			data.push(line.slice(line[5] === ' ' ? 6 : 5));
		} else if (line === '' && data.length > 0) {
			yield data.join('\n');
			data = [];
		}
	}
	if (data.length > 0) yield data.join('\n');
}
