import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { ChatRequest, LanguageModel } from '../../src/core/model.ts';
import type { LlamaWorker } from '../../src/inference/llamaWorker.ts';
import { workerEnvironment } from '../../src/inference/workerEnvironment.ts';
import { exitReason } from '../../src/inference/workerExit.ts';
import { collect, folder, loaded, modelFile, never, startWorker, workerPath } from './support.ts';

const chat = (content: string, maxTokens = 20): ChatRequest => ({
	kind: 'chat',
	messages: [{ role: 'user', content }],
	thinking: { kind: 'off' },
	maxTokens,
});

const hello = { words: ['Hello'], script: [['\n', 'Hello', '<|im_end|>']] };
const endless = { words: ['on'], script: [['\n', 'on', 'on']] };
/** Heavy enough that a long prompt takes many chunks. */
const heavy = { layers: 6, embedding: 256, feedForward: 1024 };
const wide = { contexts: { reasoner: { contextTokens: 4096, threads: 1 } } };

/** How long a process may outlive its host. */
const orphanMs = 3000;

const isAlive = (pid: number): boolean => {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
};

async function until(holds: () => boolean, timeoutMs = 30_000): Promise<void> {
	const deadline = Date.now() + timeoutMs;
	while (!holds()) {
		if (Date.now() > deadline) {
			throw new Error('It did not happen in time');
		}
		await sleep(50);
	}
}

/** Reads the first event of a kind, and leaves the stream open. */
async function firstOf(events: AsyncIterator<{ kind: string }>, kind: string): Promise<void> {
	for (;;) {
		const step = await events.next();
		if (step.done || step.value.kind === kind) {
			return;
		}
	}
}

test('an abort while the prompt is read stops within a piece, and what was read is kept', async () => {
	const model = await startWorker(modelFile(heavy), wide).model('reasoner');
	const stop = new AbortController();
	const events = model.generate(chat('x'.repeat(3500)), stop.signal)[Symbol.asyncIterator]();
	await firstOf(events, 'prefill');
	stop.abort();
	await expect(events.next()).rejects.toMatchObject({ name: 'AbortError' });
	const again = await collect(model.generate(chat('x'.repeat(3500), 1), never));
	expect(again.usage.reusedTokens).toBeGreaterThanOrEqual(128);
	expect(again.usage.reusedTokens).toBeLessThan(again.usage.promptTokens - 1);
});

test('an abort before the request is sent, while it waits and while it is answered rejects at once', async () => {
	const model = await loaded(endless);
	const busy = new AbortController();
	const first = model.generate(chat('a', 2000), busy.signal)[Symbol.asyncIterator]();
	await firstOf(first, 'answer');
	const waiting = new AbortController();
	const second = collect(model.generate(chat('b'), waiting.signal));
	waiting.abort();
	await expect(second).rejects.toMatchObject({ name: 'AbortError' });
	await expect(collect(model.generate(chat('c'), AbortSignal.abort()))).rejects.toMatchObject({ name: 'AbortError' });
	busy.abort();
	await expect(first.next()).rejects.toMatchObject({ name: 'AbortError' });
	expect((await collect(model.generate(chat('d', 3), never))).answer).toBe('ononon');
});

test('leaving the loop over a stream stops the engine', async () => {
	const model = await loaded(endless);
	for await (const event of model.generate(chat('a', 1_000_000), never)) {
		if (event.kind === 'answer') {
			break;
		}
	}
	const { usage } = await collect(model.generate(chat('b', 3), never));
	expect(usage.answerTokens).toBe(3);
});

test('a completion gets its turn while an answer is being written', async () => {
	const worker = startWorker(modelFile({ ...endless, script: [...endless.script, ['<|fim_middle|>', 'on']] }));
	const [reasoner, completer] = await Promise.all([worker.model('reasoner'), worker.model('completer')]);
	const stop = new AbortController();
	const answer = reasoner.generate(chat('a', 2000), stop.signal)[Symbol.asyncIterator]();
	await firstOf(answer, 'answer');
	const fill = await collect(completer.generate({ kind: 'fill', prefix: '', middle: '', suffix: '', maxTokens: 3 }, never));
	expect(fill.answer).toBe('ononon');
	expect((await answer.next()).value).toMatchObject({ kind: 'answer' });
	stop.abort();
});

test('killed in the middle of an answer: what came is kept, then a sentence says so, and another model goes on', async () => {
	const other = await loaded(hello);
	const worker = startWorker(modelFile(endless));
	const model = await worker.model('reasoner');
	const events = model.generate(chat('a', 2000), never)[Symbol.asyncIterator]();
	await firstOf(events, 'answer');
	kill(worker);
	await expect(drain(events)).rejects.toMatchObject({ code: 'engineStopped', message: expect.stringContaining('killed') });
	await expect(collect(model.generate(chat('b'), never))).rejects.toMatchObject({ code: 'engineStopped' });
	await expect(model.countTokens('b')).rejects.toMatchObject({ code: 'engineStopped' });
	expect((await collect(other.generate(chat('c'), never))).answer).toBe('Hello');
});

function kill(worker: LlamaWorker): void {
	process.kill(worker.pid ?? 0, 'SIGKILL');
}

async function drain(events: AsyncIterator<unknown>): Promise<void> {
	while (!(await events.next()).done) {}
}

test('killed while it loads: the wait for the model ends with a sentence', async () => {
	const worker = startWorker(modelFile(heavy));
	const model = worker.model('reasoner');
	kill(worker);
	await expect(model).rejects.toMatchObject({ code: 'engineStopped' });
});

test('disposing ends the process, also in the middle of an answer', async () => {
	const worker = startWorker(modelFile(endless));
	const model = await worker.model('reasoner');
	const events = model.generate(chat('a', 2000), never)[Symbol.asyncIterator]();
	await firstOf(events, 'answer');
	await worker.dispose();
	expect(isAlive(worker.pid ?? 0)).toBe(false);
	await expect(drain(events)).rejects.toMatchObject({ code: 'engineStopped' });
});

test('a process that does not listen is ended all the same', async () => {
	const worker = startWorker(modelFile(hello));
	await worker.model('reasoner');
	process.kill(worker.pid ?? 0, 'SIGSTOP');
	await worker.dispose();
	expect(isAlive(worker.pid ?? 0)).toBe(false);
});

test('when the parent is killed no orphan stays, though it is busy', async () => {
	const script = join(folder, 'parent.mjs');
	const options = {
		workerPath,
		load: { modelPath: modelFile(endless), gpuLayers: 0, contexts: { reasoner: { contextTokens: 4096, threads: 1 } } },
	};
	writeFileSync(
		script,
		`import { LlamaWorker } from ${JSON.stringify(join(process.cwd(), 'src/inference/llamaWorker.ts'))};
		const quiet = () => {};
		const worker = new LlamaWorker({ ...${JSON.stringify(options)}, log: { trace: quiet, info: quiet, warn: quiet, error: quiet } });
		const model = await worker.model('reasoner');
		for await (const event of model.generate(${JSON.stringify(chat('a', 4000))}, new AbortController().signal))
			if (event.kind === 'answer') console.log(worker.pid);`,
	);
	const parent = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
	const pid = Number((await firstOutput(parent)).split('\n')[0]);
	expect(isAlive(pid)).toBe(true);
	parent.kill('SIGKILL');
	await until(() => !isAlive(pid), orphanMs);
});

async function firstOutput(child: ChildProcess): Promise<string> {
	const [data] = await once(child.stdout ?? child, 'data');
	return String(data);
}

test.each([
	['an architecture that the engine does not know', () => modelFile({ architecture: 'martian' }), 'modelUnsupported', 'martian'],
	['a file without a tensor that it needs', () => modelFile({ without: ['output_norm.weight'] }), 'modelUnreadable', 'cannot be used'],
])('%s is refused with a sentence', async (_, file, code, word) => {
	await expect(startWorker(file()).model('reasoner')).rejects.toMatchObject({ code, message: expect.stringContaining(word) });
});

test('a path with blanks and other letters loads', async () => {
	const { renameSync } = await import('node:fs');
	const odd = join(folder, 'mein Modell – 模型');
	mkdirSync(odd);
	const path = join(odd, 'ü (1).gguf');
	renameSync(modelFile(hello), path);
	const model: LanguageModel = await startWorker(path).model('reasoner');
	expect((await collect(model.generate(chat('a'), never))).answer).toBe('Hello');
	expect(model.info.name).toBe('ü (1).gguf');
});

test.each([
	[134, null, 'internal check'],
	[null, 'SIGABRT', 'internal check'],
	[null, 'SIGBUS', 'changed'],
	[null, 'SIGKILL', 'memory'],
	[139, null, 'crashed'],
	[3, null, 'code 3'],
] as const)('exit %s %s is said in words', (code, signal, words) => {
	expect(exitReason(code, signal)).toContain(words);
});

test('the environment of a worker is free of what would change how it runs', () => {
	const env = workerEnvironment({ PATH: '/bin', CI: '1', NODE_OPTIONS: '--inspect', NODE_LLAMA_CPP_GPU: 'cuda' });
	expect(env).toEqual({ PATH: '/bin', ELECTRON_RUN_AS_NODE: '1', UV_THREADPOOL_SIZE: '8' });
});
