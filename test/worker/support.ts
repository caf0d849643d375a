import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { afterAll } from 'vitest';
import type { Logger } from '../../src/core/log.ts';
import type { CloseReason, EndReason, GenerateEvent, LanguageModel, Role, Usage } from '../../src/core/model.ts';
import { LlamaWorker } from '../../src/inference/llamaWorker.ts';
import type { LoadOptions } from '../../src/protocol/worker.ts';
import { type GgufOptions, writeGguf } from '../lib/gguf.ts';

/** A folder of this test file's own, with the worker's bundle and the models it writes. */
export const folder = mkdtempSync(join(tmpdir(), 'lemma-worker-'));
/** Inside the project, where its packages are found. */
export const workerPath = resolve(`out/test/worker-${process.pid}.mjs`);

buildSync({
	entryPoints: ['src/worker/main.ts'],
	bundle: true,
	platform: 'node',
	format: 'esm',
	external: ['node-llama-cpp'],
	outfile: workerPath,
	logLevel: 'warning',
});

const started: LlamaWorker[] = [];
afterAll(async () => {
	await Promise.all(started.map((worker) => worker.dispose()));
	rmSync(folder, { recursive: true });
	rmSync(workerPath, { force: true });
});

export const quiet: Logger = { trace: () => {}, info: () => {}, warn: () => {}, error: () => {} };
export const never = new AbortController().signal;

let files = 0;
export const modelFile = (options: GgufOptions): string => writeGguf(join(folder, `model${files++}.gguf`), options);

export function startWorker(modelPath: string, options: Partial<LoadOptions> = {}, log: Logger = quiet): LlamaWorker {
	const contexts = { reasoner: { contextTokens: 2048, threads: 1 }, completer: { contextTokens: 2048, threads: 1 } };
	const worker = new LlamaWorker({ workerPath, log, load: { modelPath, gpuLayers: 0, contexts, ...options } });
	started.push(worker);
	return worker;
}

export const loaded = (options: GgufOptions, role: Role = 'reasoner'): Promise<LanguageModel> =>
	startWorker(modelFile(options)).model(role);

export interface Result {
	readonly reasoning: string;
	readonly answer: string;
	readonly closed: readonly CloseReason[];
	readonly probabilities: readonly number[];
	readonly end: EndReason;
	readonly usage: Usage;
	readonly events: readonly GenerateEvent[];
}

export async function collect(stream: AsyncIterable<GenerateEvent>): Promise<Result> {
	const events: GenerateEvent[] = [];
	for await (const event of stream) {
		events.push(event);
	}
	const end = events.at(-1);
	if (end?.kind !== 'end') {
		throw new Error('The stream did not end');
	}
	const textOf = (kind: 'reasoning' | 'answer') => events.map((event) => (event.kind === kind ? event.text : '')).join('');
	return {
		reasoning: textOf('reasoning'),
		answer: textOf('answer'),
		closed: events.flatMap((event) => (event.kind === 'closed' ? [event.reason] : [])),
		probabilities: events.flatMap((event) => (event.kind === 'answer' ? (event.probabilities ?? []) : [])),
		end: end.end,
		usage: end.usage,
		events,
	};
}
