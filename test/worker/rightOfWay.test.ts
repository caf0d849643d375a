import { expect, test } from 'vitest';
import type { GenerateEvent, LanguageModel, Role } from '../../src/core/model.ts';
import { ModelRoles } from '../../src/inference/modelRoles.ts';
import { RightOfWay } from '../../src/worker/rightOfWay.ts';
import type { GgufOptions } from '../lib/gguf.ts';
import { modelFile, never, quiet, startWorker, workerPath } from './support.ts';

const minutes = 600_000;

test('chat goes on when the last completion is over', async () => {
	const rightOfWay = new RightOfWay();
	const order: string[] = [];
	const leave = rightOfWay.take();
	const leaveSecond = rightOfWay.take();
	rightOfWay.setTakenElsewhere(true);
	const chat = rightOfWay.give(never, minutes).then(() => order.push('chat'));
	for (const [name, end] of [
		['first', leave],
		['second', leaveSecond],
		['elsewhere', () => rightOfWay.setTakenElsewhere(false)],
	] as const) {
		await Promise.resolve();
		order.push(name);
		end();
	}
	await chat;
	expect(order).toEqual(['first', 'second', 'elsewhere', 'chat']);
	await rightOfWay.give(never, minutes);
});

test('chat does not wait for ever, and hears an abort while it waits', async () => {
	const rightOfWay = new RightOfWay();
	rightOfWay.take();
	await rightOfWay.give(never, 1);
	const cancel = new AbortController();
	const waiting = rightOfWay.give(cancel.signal, minutes);
	cancel.abort();
	await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
	await expect(rightOfWay.give(cancel.signal, minutes)).rejects.toMatchObject({ name: 'AbortError' });
});

/** Large enough that a chunk of its prompt takes a while. */
const heavy: GgufOptions = { embedding: 256, feedForward: 2048, layers: 3, contextTokens: 8192 };
const contexts = { reasoner: { contextTokens: 8192, threads: 1 }, completer: { contextTokens: 2048, threads: 1 } };
const greedy = { temperature: 0, topP: 1, topK: 0, minP: 0 };

const chat = (model: LanguageModel, promptBytes: number, maxTokens: number): AsyncIterable<GenerateEvent> =>
	model.generate(
		{
			kind: 'chat',
			messages: [{ role: 'user', content: 'x'.repeat(promptBytes) }],
			thinking: { kind: 'off' },
			maxTokens,
			sampling: greedy,
		},
		never,
	);

async function fill(model: LanguageModel, maxTokens: number): Promise<number> {
	const startMs = performance.now();
	for await (const event of model.generate({ kind: 'fill', prefix: 'a', middle: 'b', suffix: 'c', maxTokens }, never)) {
		expect(event.kind).toBeDefined();
	}
	return performance.now() - startMs;
}

/** Starts a completion at the first event of a chat that `begins` accepts, and says what `progress` was then and at the end of it. */
async function during(
	events: AsyncIterable<GenerateEvent>,
	progress: (event: GenerateEvent) => number,
	complete: () => Promise<number>,
): Promise<{ before: number; after: number; fillMs: number; total: number }> {
	let reached = 0;
	let completion: Promise<{ before: number; after: number; fillMs: number }> | undefined;
	for await (const event of events) {
		reached += progress(event);
		if (reached > 0 && completion === undefined) {
			const before = reached;
			completion = complete().then((fillMs) => ({ before, after: reached, fillMs }));
		}
	}
	if (completion === undefined) {
		throw new Error('The chat gave nothing to wait for');
	}
	return { ...(await completion), total: reached };
}

const prefilled = () => {
	let last = 0;
	return (event: GenerateEvent): number => {
		const before = last;
		last = event.kind === 'prefill' ? event.evaluated : last;
		return last - before;
	};
};
const written = (event: GenerateEvent): number => (event.kind === 'answer' ? event.tokens : 0);

test('a completion goes before the prompt of a chat in the same process', async () => {
	const worker = startWorker(modelFile(heavy), { contexts });
	const [reasoner, completer] = [await worker.model('reasoner'), await worker.model('completer')];
	const { before, after, total } = await during(chat(reasoner, 4500, 1), prefilled(), () => fill(completer, 20));
	expect(total).toBeGreaterThan(4300); // the last piece is read with the first token
	expect(after - before).toBeLessThan((total - before) / 2);
});

test('a completion goes before the answer of a chat, which goes on slowly', async () => {
	const worker = startWorker(modelFile(heavy), { contexts });
	const [reasoner, completer] = [await worker.model('reasoner'), await worker.model('completer')];
	const { before, after, fillMs, total } = await during(chat(reasoner, 10, 400), written, () => fill(completer, 60));
	expect(total).toBeGreaterThan(after);
	// What was on its way when it began, and a token each quarter of a second.
	expect(after - before).toBeLessThanOrEqual(20 + fillMs / 200);
});

test('a completion in another process goes before chat as well', async () => {
	const [reasonerPath, completerPath] = [modelFile(heavy), modelFile({ ...heavy, contextTokens: 4096 })];
	const roles = new ModelRoles({
		workerPath,
		log: quiet,
		resolve: async (role: Role) => ({
			path: role === 'reasoner' ? reasonerPath : completerPath,
			title: role,
			gpuLayers: 0,
			context: contexts[role],
		}),
	});
	try {
		const [reasoner, completer] = [await roles.get('reasoner', never), await roles.get('completer', never)];
		const { before, after, total } = await during(chat(reasoner, 4500, 1), prefilled(), () => fill(completer, 40));
		expect(after - before).toBeLessThan((total - before) / 2);
	} finally {
		await roles.dispose();
	}
});
