// A real file typed anew, on real weights: what holds for any sane model.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { keysOf } from '../../tools/cli/replay/summary.ts';
import { modelsFolder } from '../lib/codeServer.ts';
import { replayWith } from '../lib/replayWith.ts';
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
	const trace = typingTrace('javascript', 'region', 5, 12);
	const replay = async () => {
		const contexts = { completer: { contextTokens: 4096, threads: 0 } };
		const model = await startWorker(modelPath, { contexts }).model('completer');
		return replayWith(
			trace.events.map(({ event }) => event),
			{ model, isFast: true },
		);
	};

	test(
		'a key costs little, one request runs at a time, text is shown, and the same keys give the same',
		async () => {
			const { played, meter } = await replay();
			const keys = keysOf(played.slice(trace.countsFrom));
			expect(meter.mostAtOnce).toBe(1);
			expect(keys.filter(({ report }) => report.evaluated <= 5).length).toBeGreaterThan(keys.length * 0.9);
			expect(keys.some(({ report }) => report.shown !== '')).toBe(true);
			for (const { report, accepted } of keys) {
				const rest = accepted.rest.trim();
				expect(rest.length > 3 && report.shown.includes(rest), `${report.shown} | ${rest}`).toBe(false);
			}
			const again = await replay();
			expect(again.played.map(({ report }) => report)).toEqual(played.map(({ report }) => report));
		},
		patienceMs,
	);
});
