import { InsufficientMemoryError, LlamaLogLevel, NoBinaryFoundError } from 'node-llama-cpp';
import { engineMissing, modelMalformed, modelUnsupported, outOfMemory } from '../core/errors.ts';

/** The engine says why something failed in its log only, so the last lines are kept. */
export class NativeLog {
	readonly #lines: string[] = [];
	readonly #forward: (level: 'trace' | 'warn' | 'error', message: string) => void;

	constructor(forward: (level: 'trace' | 'warn' | 'error', message: string) => void) {
		this.#forward = forward;
	}

	readonly write = (level: LlamaLogLevel, message: string): void => {
		const line = message.trim();
		if (line === '') {
			return;
		}
		this.#lines.push(line);
		if (this.#lines.length > keptLines) {
			this.#lines.shift();
		}
		const isError = level === LlamaLogLevel.error || level === LlamaLogLevel.fatal;
		this.#forward(isError ? 'error' : level === LlamaLogLevel.warn ? 'warn' : 'trace', `engine: ${line}`);
	};

	find(pattern: RegExp): string | undefined {
		return this.#lines.map((line) => pattern.exec(line)?.[1]).findLast((found) => found !== undefined);
	}
}

const keptLines = 200;

/** What a user can do about a failed load. */
export function loadError(
	error: unknown,
	file: { path: string; title: string; needBytes: number; freeBytes: number },
	log: NativeLog,
): Error {
	if (error instanceof InsufficientMemoryError) {
		return outOfMemory(file.title, file.needBytes, file.freeBytes);
	}
	if (error instanceof NoBinaryFoundError) {
		return engineMissing(`${process.platform}-${process.arch}`);
	}
	const architecture = log.find(/unknown model architecture: '([^']*)'/u);
	if (architecture !== undefined) {
		return modelUnsupported(file.path, architecture);
	}
	if (log.find(/(failed to allocate|unable to allocate|out of memory)/iu) !== undefined) {
		return outOfMemory(file.title, file.needBytes, file.freeBytes);
	}
	const reason = log.find(/error loading model: (.*)$/u);
	if (reason !== undefined) {
		return modelMalformed(file.path, `the engine says "${reason}"`);
	}
	return error instanceof Error ? error : new Error(String(error));
}
