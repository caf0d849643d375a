import { existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { ChatMessage, ChatRequest, GenerateEvent, LanguageModel } from '../../src/core/model.ts';
import { chatMlThinking } from '../lib/gguf.ts';
import { collect, folder, modelFile, never, type Result, startWorker } from './support.ts';

const greedy = { temperature: 0, topP: 1, topK: 0, minP: 0 };
const hello = { words: ['Hello', ' there'], script: [['\n', 'Hello', ' there', '!', '<|im_end|>']], contextTokens: 8192 };
const long = (subject: string, tokens = 400): string => `${subject} ${'x'.repeat(tokens)}`;
const user = (content: string): ChatMessage => ({ role: 'user', content });
const assistant = (content: string): ChatMessage => ({ role: 'assistant', content });

const chat = (model: LanguageModel, messages: readonly ChatMessage[], request: Partial<ChatRequest> = {}): AsyncIterable<GenerateEvent> =>
	model.generate({ kind: 'chat', messages, thinking: { kind: 'off' }, maxTokens: 50, sampling: greedy, ...request }, never);
const ask = (model: LanguageModel, messages: readonly ChatMessage[], request: Partial<ChatRequest> = {}): Promise<Result> =>
	collect(chat(model, messages, request));
/** Prompt tokens that were read for this request. */
const evaluated = ({ usage }: Result): number => usage.promptTokens - usage.reusedTokens;

/** Of this file alone, so that what the engine leaves in it can be counted. */
let temporary: string;
beforeAll(async () => {
	temporary = await mkdtemp(join(folder, 'tmp-'));
	process.env.TMPDIR = temporary;
});
const stateFolders = (): string[] => readdirSync(temporary).filter((name) => name.startsWith('lemma-kv-'));
const stateFiles = (pid: number | undefined): string[] =>
	stateFolders()
		.filter((name) => name.startsWith(`lemma-kv-${pid}-`))
		.flatMap((name) => readdirSync(join(temporary, name)).map((file) => join(temporary, name, file)));

async function start(contextTokens = 8192, options: Parameters<typeof modelFile>[0] = hello) {
	const worker = startWorker(modelFile(options), {
		contexts: { reasoner: { contextTokens, threads: 1 }, completer: { contextTokens: 2048, threads: 1 } },
	});
	return { worker, model: await worker.model('reasoner') };
}

test('a chat goes on where it was, whatever was asked in between', async () => {
	const { model } = await start();
	const first = await ask(model, [user(long('A'))]);
	expect(evaluated(await ask(model, [user(long('B'))]))).toBeGreaterThan(400);
	const again = await ask(model, [user(long('A')), assistant(first.answer), user('And?')]);
	expect(again.answer).toBe('Hello there!');
	expect(again.usage.reusedTokens).toBe(first.usage.promptTokens + first.usage.answerTokens);
	expect(evaluated(await ask(model, [user(long('B'))]))).toBe(1);
});

test('what a state gives back is what was read', async () => {
	const { model } = await start(2048, { embedding: 64, contextTokens: 8192 });
	const fresh = await ask(model, [user(long('A'))], { maxTokens: 30 });
	await ask(model, [user(long('B'))], { maxTokens: 30 });
	const back = await ask(model, [user(long('A'))], { maxTokens: 30 });
	expect(evaluated(back)).toBe(1);
	expect(back.answer).toBe(fresh.answer);
});

test('a turn reads the last answer without its thought, and the new question', async () => {
	const thinker = {
		name: 'QwQ Tiny',
		template: chatMlThinking,
		words: ['Let', ' me', 'Four'],
		script: [['\n', 'Let', ' me', '</think>', 'Four', '<|im_end|>']],
	};
	const { model } = await start(2048, thinker);
	const thinking = { kind: 'native', budgetTokens: 100 } as const;
	const first = await ask(model, [user('What?')], { thinking });
	expect(first).toMatchObject({ reasoning: 'Let me', answer: 'Four' });
	const next = await ask(model, [user('What?'), assistant(first.answer), user('And?')], { thinking });
	// All but `<think>` and the line break behind it, which are no part of what was said.
	expect(next.usage.reusedTokens).toBe(first.usage.promptTokens - 2);
	const glue = [1, '\n', 1, 'user\n', 'And?', 1, '\n', 1, 'assistant\n', 1, '\n'];
	const glueTokens = glue.reduce<number>((sum, part) => sum + (typeof part === 'number' ? part : part.length), 0);
	expect(evaluated(next)).toBe(first.usage.answerTokens + glueTokens);
});

test('short conversations leave nothing on the disk', async () => {
	const { worker, model } = await start();
	await ask(model, [user('A')]);
	await ask(model, [user('B')]);
	expect(stateFiles(worker.pid)).toEqual([]);
	expect(stateFolders().filter((name) => name.includes(`-${worker.pid}-`))).toEqual([]);
});

test('of many conversations the last ones are kept, in a folder of the user alone that goes with the process', async () => {
	const { worker, model } = await start();
	for (let index = 0; index < 12; index++) {
		await ask(model, [user(long(String.fromCharCode(65 + index)))]);
	}
	const files = stateFiles(worker.pid);
	expect(files).toHaveLength(8);
	expect(statSync(dirname(files[0] ?? '')).mode & 0o777).toBe(0o700);
	expect(evaluated(await ask(model, [user(long('K'))]))).toBe(1);
	expect(evaluated(await ask(model, [user(long('A'))]))).toBeGreaterThan(400);
	expect(stateFiles(worker.pid)).toHaveLength(8);
	await worker.dispose();
	expect(stateFiles(worker.pid)).toEqual([]);
});

test.each([
	['cut off', (path: string) => truncateSync(path, 1000)],
	['overwritten', (path: string) => writeFileSync(path, 'x'.repeat(statSync(path).size))],
	['empty', (path: string) => truncateSync(path, 0)],
	['gone', (path: string) => rmSync(path)],
	['no file', (path: string) => [rmSync(path), mkdirSync(path)]],
])('a state that is %s is read afresh', async (_, damage) => {
	const { worker, model } = await start();
	const first = await ask(model, [user(long('A'))]);
	await ask(model, [user(long('B'))]);
	for (const path of stateFiles(worker.pid)) {
		damage(path);
	}
	const again = await ask(model, [user(long('A'))]);
	expect(again.answer).toBe(first.answer);
	expect(evaluated(again)).toBeGreaterThan(400);
	expect((await ask(model, [user(long('A')), assistant(again.answer), user('And?')])).usage.reusedTokens).toBeGreaterThan(400);
});

test('what killed processes left is removed by the next one, and nothing else', async () => {
	const left = join(temporary, 'lemma-kv-999999999-abc');
	mkdirSync(left);
	writeFileSync(join(left, '0.state'), 'private');
	const running = join(temporary, `lemma-kv-${process.pid}-abc`);
	mkdirSync(running);
	const elsewhere = await mkdtemp(join(folder, 'elsewhere-'));
	writeFileSync(join(elsewhere, 'kept'), '');
	symlinkSync(elsewhere, join(temporary, 'lemma-kv-999999998-link'));
	await start();
	await expect.poll(() => existsSync(left)).toBe(false);
	expect([existsSync(running), existsSync(join(elsewhere, 'kept'))]).toEqual([true, true]);
	rmSync(running, { recursive: true });
});

test('a prompt that was given up half-way is read on from there', async () => {
	const { model } = await start(4096, { embedding: 256, feedForward: 1024, layers: 4 });
	const messages = [user(long('A', 3000))];
	for await (const event of chat(model, messages, { maxTokens: 1 })) {
		if (event.kind === 'prefill' && event.evaluated > 0) {
			break;
		}
	}
	const again = await ask(model, messages, { maxTokens: 1 });
	expect(again.usage.reusedTokens).toBeGreaterThanOrEqual(128);
	expect(evaluated(again)).toBeGreaterThan(128);
});
