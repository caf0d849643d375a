import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planLoad } from '../../../src/core/models/loadPlan.ts';
import { checkGguf } from '../../../src/inference/ggufHeader.ts';
import { prepareLoad } from '../../../src/inference/prepareLoad.ts';
import { type Entry, gguf, list, u32, valid } from '../ggufBytes.ts';

/** 64 layers of 8 key heads of 128: 262,144 bytes a token. */
const qwq = {
	title: 'QwQ 32B',
	fileBytes: 19.9e9,
	shape: { blockCount: 64, headCountKv: 8, keyLength: 128, valueLength: 128 },
	trainedTokens: 131_072,
};
const refusal = (question: Parameters<typeof planLoad>[0]): string => {
	try {
		planLoad(question);
	} catch (error) {
		return error instanceof Error ? error.message : '';
	}
	return 'not refused';
};

describe('a model of 32 billion weights', () => {
	it('has the context that memory allows', () => {
		const tokens = (freeBytes: number) => planLoad({ ...qwq, freeBytes, wantedTokens: { reasoner: 0 } }).contextTokens.reasoner;
		expect(tokens(64e9)).toBe(32_768);
		expect(tokens(40e9)).toBe(8192);
		expect(tokens(24e9)).toBe(4096);
	});

	it('is refused with what it needs, what is free and three ways out', () => {
		expect(refusal({ ...qwq, freeBytes: 12e9, wantedTokens: { reasoner: 0 } })).toBe(
			'QwQ 32B needs 21.3 GB of memory, 12.0 GB are free. You can choose a smaller quantization or model, of at most 10.2 GB, set a smaller context as well (with lemma.reasoner.contextTokens at 1024 it still needs 20.5 GB), or close other programs until 23.7 GB are free.',
		);
	});

	it('is refused with the context that would fit, where a larger one is set', () => {
		const message = refusal({ ...qwq, freeBytes: 26e9, wantedTokens: { reasoner: 32_768 } });
		expect(message).toContain('set lemma.reasoner.contextTokens to 8192');
		expect(planLoad({ ...qwq, freeBytes: 26e9, wantedTokens: { reasoner: 8192 } }).contextTokens).toEqual({ reasoner: 8192 });
	});

	it('gets a smaller context of itself where none is set, rather than being refused', () => {
		expect(planLoad({ ...qwq, freeBytes: 36e9, wantedTokens: { reasoner: 0, completer: 0 } }).contextTokens).toEqual({
			reasoner: 4096,
			completer: 4096,
		});
		expect(refusal({ ...qwq, freeBytes: 24e9, wantedTokens: { reasoner: 0, completer: 65_536 } })).toContain(
			'lemma.completer.contextTokens',
		);
	});

	it('names no size of a file where there is room for none', () => {
		expect(refusal({ ...qwq, freeBytes: 0.3e9, wantedTokens: { reasoner: 0 } })).toContain('a much smaller model');
	});
});

it('never takes more context than a model was trained for', () => {
	const plan = planLoad({ ...qwq, trainedTokens: 2048, freeBytes: 64e9, wantedTokens: { reasoner: 50_000, completer: 0 } });
	expect(plan.contextTokens).toEqual({ reasoner: 2048, completer: 2048 });
});

it('does not count what a layer that looks back only so far never caches', () => {
	const windowed = { ...qwq, shape: { ...qwq.shape, windowTokens: 1024 } };
	const question = { freeBytes: 26e9, wantedTokens: { reasoner: 32_768 } };
	expect(planLoad({ ...windowed, ...question }).contextTokens).toEqual({ reasoner: 32_768 });
	expect(refusal({ ...qwq, ...question })).toContain('needs');
});

describe('a file', () => {
	let folder = '';
	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'lemma-plan-'));
	});
	afterAll(() => rm(folder, { recursive: true }));
	const workerPath = resolve('dist/worker.mjs');
	const load = (modelPath: string, contextTokens = 0) => ({
		modelPath,
		title: 'QwQ 32B',
		gpuLayers: -1,
		contexts: { reasoner: { contextTokens, threads: 3 } },
	});

	/** A header with real dimensions and no bytes behind it. */
	async function sparse(name: string, entries: readonly (readonly [string, Entry])[], sizeBytes: number): Promise<string> {
		const path = join(folder, name);
		await writeFile(path, gguf({ ...valid, metadata: new Map([...valid.metadata, ...entries]) }));
		await truncate(path, sizeBytes);
		return path;
	}
	const dimensions = [
		['llama.context_length', u32(131_072)],
		['llama.embedding_length', u32(5120)],
		['llama.block_count', u32(64)],
		['llama.attention.head_count', u32(40)],
		['llama.attention.head_count_kv', u32(8)],
	] as const;

	it('of 19.9 GB is judged by its header, before any process is started', async () => {
		const path = await sparse('qwq.gguf', dimensions, 19.9e9);
		await expect(prepareLoad(load(path), workerPath, 12e9)).rejects.toMatchObject({ code: 'outOfMemory' });
		const { load: prepared, needBytes } = await prepareLoad(load(path), workerPath, 40e9);
		expect(prepared).toEqual(load(path, 8192));
		expect(needBytes).toBeCloseTo(19.9e9 + 8192 * 262_144 + 0.3 * 2 ** 30, -3);
	});

	it('that lists the key heads of each layer is counted layer by layer', async () => {
		const perLayer = list(
			4,
			Array.from({ length: 64 }, (_, layer) => (layer % 4 === 3 ? 8 : 0)),
		);
		const path = await sparse('hybrid.gguf', [...dimensions.slice(0, 4), ['llama.attention.head_count_kv', perLayer]], 1e9);
		expect(await checkGguf(path)).toMatchObject({ totalHeadsKv: 16 * 8 });
		const every = await sparse('every.gguf', [...dimensions, ['llama.full_attention_interval', u32(4)]], 1e9);
		expect(await checkGguf(every)).toMatchObject({ totalHeadsKv: 16 * 8 });
		const window = await sparse('window.gguf', [...dimensions, ['llama.attention.sliding_window', u32(1024)]], 1e9);
		expect(await checkGguf(window)).toMatchObject({ windowTokens: 1024 });
	});
});
