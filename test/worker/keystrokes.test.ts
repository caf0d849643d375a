// What a key costs the engine, on real weights, while a real file is typed anew.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RequestRecord } from '../../src/core/completion/requestRecord.ts';
import { CompletionSession } from '../../src/core/completion/session.ts';
import { defaults } from '../../src/core/settings.ts';
import { modelsFolder } from '../lib/codeServer.ts';
import { quiet, replayWith } from '../lib/replayWith.ts';
import { typingTrace } from '../lib/typing/traces.ts';
import { startWorker } from './support.ts';

const modelPath = join(modelsFolder, 'qwen2.5-coder-0.5b-instruct-q4_k_m.gguf');
const isThere = existsSync(modelPath);
if (!isThere && process.env.CI === 'true') {
	throw new Error(`There is no ${modelPath}`);
}

/** On a busy machine the first prompt alone takes half a minute. */
const patienceMs = 400_000;

describe.skipIf(!isThere)('typing on Qwen2.5-Coder 0.5B', () => {
	test(
		'a token or two of the prompt are read at a key that asks the engine, and one request at most is under way',
		async () => {
			const trace = typingTrace('typescript', 'region', 5, 60);
			const contexts = { completer: { contextTokens: 4096, threads: 0 } };
			const model = await startWorker(modelPath, { contexts }).model('completer');
			const records: RequestRecord[] = [];
			const { meter } = await replayWith(
				trace.events.map(({ event }) => event),
				{
					model,
					isFast: true,
					contender: ({ model: metered, clock }) => {
						const session = new CompletionSession({ model: metered, clock, log: quiet, onRequest: (record) => records.push(record) });
						return {
							complete: (snapshot, signal) => session.complete(snapshot, defaults, signal),
							idle: (snapshot) => void session.idle(snapshot, defaults),
							stop: () => session.stop(),
						};
					},
				},
			);
			const computed = records.filter(({ source }) => source === 'generated').slice(1);
			const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
			expect(records.length).toBeGreaterThan(55);
			expect(computed.length).toBeGreaterThan(3);
			expect(mean(computed.map(({ evaluatedTokens }) => evaluatedTokens))).toBeLessThanOrEqual(2);
			expect(mean(computed.map(({ evaluatedTokens, spelledTokens }) => evaluatedTokens + spelledTokens))).toBeLessThanOrEqual(4);
			expect(records.some(({ source }) => source === 'cache')).toBe(true);
			expect(meter.mostAtOnce).toBe(1);
		},
		patienceMs,
	);
});
