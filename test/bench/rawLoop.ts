// The plain loop that Lemma's engine is measured against: one `sequence.evaluate` over prompt and answer, in a process of its own as well.
import { getLlama, type LlamaContextSequence, LlamaLogLevel } from 'node-llama-cpp';
import type { Sampling } from '../../src/core/model.ts';

export type ToRawLoop =
	| { readonly kind: 'load'; readonly modelPath: string; readonly threads: number; readonly contextTokens: number }
	| { readonly kind: 'run'; readonly prompt: string; readonly maxTokens: number; readonly sampling: Sampling };

export interface RawRun {
	readonly promptTokens: number;
	readonly tokens: number;
	readonly firstMs: number;
	readonly totalMs: number;
}

let sequence: LlamaContextSequence | undefined;

process.on('message', async (message: ToRawLoop) => {
	process.send?.(message.kind === 'load' ? await load(message) : await run(message));
});
process.once('disconnect', () => process.exit(0));

async function load({ modelPath, threads, contextTokens }: Extract<ToRawLoop, { kind: 'load' }>): Promise<object> {
	const llama = await getLlama({
		build: 'never',
		skipDownload: true,
		progressLogs: false,
		maxThreads: threads,
		logLevel: LlamaLogLevel.error,
		gpu: false,
	});
	const model = await llama.loadModel({ modelPath });
	sequence = (await model.createContext({ contextSize: contextTokens, batchSize: 512, threads })).getSequence();
	return {};
}

async function run({ prompt, maxTokens, sampling }: Extract<ToRawLoop, { kind: 'run' }>): Promise<RawRun> {
	if (sequence === undefined) {
		throw new Error('nothing is loaded');
	}
	const startMs = performance.now();
	const promptTokens = sequence.model.tokenize(prompt, true);
	await sequence.clearHistory();
	let firstMs = 0;
	let tokens = 0;
	for await (const token of sequence.evaluate(promptTokens, { ...sampling, yieldEogToken: true })) {
		firstMs ||= performance.now() - startMs;
		sequence.model.detokenize([token]);
		if (++tokens >= maxTokens) {
			break;
		}
	}
	return { promptTokens: promptTokens.length, tokens, firstMs, totalMs: performance.now() - startMs };
}
