// Lemma's engine as the benches use it: a worker's process, a model behind its door, requests and what they cost.
import { existsSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { ChatMessage, ChatRequest, GenerateEvent, LanguageModel, Sampling, Usage } from '../../src/core/model.ts';
import { findModel } from '../../src/core/models/catalog.ts';
import type { ThoughtControl } from '../../src/core/reasoning/thoughtControl.ts';
import { LlamaWorker } from '../../src/inference/llamaWorker.ts';
import { modelsFolder, root } from '../lib/codeServer.ts';

export const contextTokens = 8192;
/** One thread leaves a core to whatever else runs; the ratios are those of the code around the engine, not of its threads. */
export const threads = 1;

/** Tokens a second. */
export interface Speeds {
	readonly prefill: number;
	readonly decode: number;
}

export const speedsOf = (promptTokens: number, tokens: number, firstMs: number, totalMs: number): Speeds => ({
	prefill: (1000 * promptTokens) / firstMs,
	decode: (1000 * (tokens - 1)) / (totalMs - firstMs),
});

export const greedy: Sampling = { temperature: 0, topP: 1, topK: 0, minP: 0 };
export const never = new AbortController().signal;
export const say = (role: ChatMessage['role'], content: string): ChatMessage => ({ role, content });

export function ask(
	model: LanguageModel,
	messages: readonly ChatMessage[],
	request: Partial<ChatRequest>,
	signal = never,
	control?: ThoughtControl,
): AsyncIterable<GenerateEvent> {
	return model.generate(
		{ kind: 'chat', messages, thinking: { kind: 'off' }, sampling: greedy, maxTokens: 32, ...request },
		signal,
		control,
	);
}

export async function collect(events: AsyncIterable<GenerateEvent>): Promise<{ readonly answer: string; readonly usage: Usage }> {
	let answer = '';
	for await (const event of events) {
		answer += event.kind === 'answer' ? event.text : '';
		if (event.kind === 'end') {
			return { answer, usage: event.usage };
		}
	}
	throw new Error('the answer did not end');
}

export async function withModel<T>(
	name: string,
	fixedThreads: number,
	use: (model: LanguageModel, log: readonly string[]) => Promise<T>,
): Promise<T> {
	const lines: string[] = [];
	const note = (message: string | Error): void => void lines.push(String(message));
	const worker = new LlamaWorker({
		workerPath: buildWorker(),
		log: { trace: () => undefined, info: note, warn: note, error: note },
		load: { modelPath: modelFile(name), gpuLayers: 0, contexts: { reasoner: { contextTokens, threads: fixedThreads } } },
	});
	try {
		return await use(await worker.model('reasoner'), lines);
	} finally {
		await worker.dispose();
	}
}

/** A model for completions in a process of its own, with the threads that it chooses by itself. Who starts it disposes it. */
export async function startCompleter(
	name: string,
	contextTokens: number,
): Promise<{ readonly worker: LlamaWorker; readonly model: LanguageModel }> {
	const nothing = (): void => undefined;
	const worker = new LlamaWorker({
		workerPath: buildWorker(),
		log: { trace: nothing, info: nothing, warn: nothing, error: nothing },
		load: { modelPath: modelFile(name), gpuLayers: 0, contexts: { completer: { contextTokens, threads: 0 } } },
	});
	try {
		return { worker, model: await worker.model('completer') };
	} catch (error) {
		await worker.dispose();
		throw error;
	}
}

function buildWorker(): string {
	const outfile = join(root, 'out/bench/worker.mjs');
	buildSync({
		absWorkingDir: root,
		entryPoints: ['src/worker/main.ts'],
		bundle: true,
		platform: 'node',
		format: 'esm',
		external: ['node-llama-cpp'],
		outfile,
		logLevel: 'warning',
	});
	return outfile;
}

export function modelFile(name: string): string {
	const path = join(modelsFolder, findModel(name)?.file ?? name);
	if (!existsSync(path)) {
		throw new Error(`there is no model "${name}" in ${modelsFolder}`);
	}
	return path;
}

export const filler = (words: number): string =>
	Array.from({ length: words }, (_, index) => `${['red', 'green', 'blue', 'small', 'large', 'round', 'flat'][index % 7]}${index}`).join(
		' ',
	);

export const chatMl = (messages: readonly ChatMessage[]): string =>
	`${messages.map(({ role, content }) => `<|im_start|>${role}\n${content}<|im_end|>\n`).join('')}<|im_start|>assistant\n`;

export const load = (): string => loadavg()[0]?.toFixed(1) ?? '?';
