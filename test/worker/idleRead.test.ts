import { expect, test } from 'vitest';
import type { FillRequest, GenerateEvent, LanguageModel } from '../../src/core/model.ts';
import { RightOfWay } from '../../src/worker/rightOfWay.ts';
import type { GgufOptions } from '../lib/gguf.ts';
import { collect, modelFile, never, startWorker } from './support.ts';

/** Large enough that a chunk of its prompt takes a while. */
const heavy: GgufOptions = { embedding: 256, feedForward: 2048, layers: 3, contextTokens: 4096 };
const contexts = { reasoner: { contextTokens: 4096, threads: 1 }, completer: { contextTokens: 4096, threads: 1 } };
const start = () => startWorker(modelFile(heavy), { contexts });

const place = { kind: 'fill', prefix: 'x'.repeat(1500), middle: 'ab', suffix: '\n' } as const;
const read = (model: LanguageModel, request: Partial<FillRequest> = {}, signal = never) =>
	model.generate({ ...place, maxTokens: 0, purpose: 'idle', ...request }, signal);

/** Reads a stream to its end and tells how much of the prompt it read. */
async function readTokens(stream: AsyncIterable<GenerateEvent>, onProgress?: (evaluated: number) => void) {
	let evaluated = 0;
	let hasEnded = false;
	for await (const event of stream) {
		if (event.kind === 'prefill') {
			evaluated = event.evaluated;
			onProgress?.(evaluated);
		}
		hasEnded = event.kind === 'end';
	}
	return { evaluated, hasEnded };
}

test('what was read while nobody waited is not read again', async () => {
	const model = await start().model('completer');
	const idle = await collect(read(model));
	expect(idle).toMatchObject({ answer: '', usage: { answerTokens: 0, reusedTokens: 0 } });
	const { usage } = await collect(model.generate({ ...place, middle: 'abc', maxTokens: 1 }, never));
	expect(usage.promptTokens - usage.reusedTokens - (usage.spelledTokens ?? 0)).toBeLessThanOrEqual(2);
	expect(usage.spelledTokens).toBeGreaterThan(0);
});

test('who goes back to a place that was read finds it read, while two others were', async () => {
	const model = await start().model('completer');
	expect(model.info.places).toBe(3);
	const places = ['x', 'y', 'z'].map((letter) => ({ ...place, prefix: letter.repeat(1200) }));
	for (const there of places) await collect(read(model, there));
	for (const there of places) {
		const { usage } = await collect(model.generate({ ...there, maxTokens: 1 }, never));
		expect(usage.promptTokens - usage.reusedTokens - (usage.spelledTokens ?? 0)).toBeLessThanOrEqual(2);
	}
});

test('a new place takes that which was left longest ago', async () => {
	const model = await start().model('completer');
	const places = ['x', 'y', 'z', 'w'].map((letter) => ({ ...place, prefix: letter.repeat(1200) }));
	for (const there of places) await collect(read(model, there));
	const reused = [];
	for (const there of places.toReversed())
		reused.push((await collect(model.generate({ ...there, maxTokens: 1 }, never))).usage.reusedTokens > 1000);
	expect(reused).toEqual([true, true, true, false]);
});

test('a completion that somebody waits for ends it within a chunk, and what was read stays', async () => {
	const model = await start().model('completer');
	let completion: Promise<Awaited<ReturnType<typeof collect>>> | undefined;
	let asked = 0;
	const idle = await readTokens(read(model), (evaluated) => {
		if (evaluated > 0 && completion === undefined) {
			asked = evaluated;
			completion = collect(model.generate({ ...place, maxTokens: 1 }, never));
		}
	});
	expect(idle.hasEnded).toBe(false);
	expect(idle.evaluated).toBeLessThan(1500);
	expect((await completion)?.usage.reusedTokens).toBeGreaterThanOrEqual(asked);
});

test('an abort is heard within a chunk of 32 tokens', async () => {
	const model = await start().model('completer');
	const cancel = new AbortController();
	const sizes: number[] = [];
	await expect(
		readTokens(read(model, {}, cancel.signal), (evaluated) => {
			sizes.push(evaluated);
			if (evaluated > 0) {
				cancel.abort();
			}
		}),
	).rejects.toMatchObject({ name: 'AbortError' });
	expect(sizes.every((size) => size % 32 === 0)).toBe(true);
	const { usage } = await collect(model.generate({ ...place, maxTokens: 1 }, never));
	expect(usage.reusedTokens).toBeLessThan(1000);
});

test('it waits while a chat is answered', async () => {
	const rightOfWay = new RightOfWay();
	const order: string[] = [];
	const leave = rightOfWay.chat();
	const idle = rightOfWay.giveToAll(never).then(() => order.push('idle'));
	await rightOfWay.give(never, 1000).then(() => order.push('chat'));
	leave();
	await idle;
	expect(order).toEqual(['chat', 'idle']);
});
