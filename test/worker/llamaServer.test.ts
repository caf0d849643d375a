import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChatRequest, GenerateEvent, LanguageModel } from '../../src/core/model.ts';
import { ThoughtControl } from '../../src/core/reasoning/thoughtControl.ts';
import { openServer } from '../../src/inference/server/openAiServer.ts';
import { serverAddress } from '../../src/inference/server/serverAddress.ts';
import { findLlamaServer, type LlamaServer, startLlamaServer } from '../lib/llamaServer.ts';

const modelsFolder = process.env.LEMMA_MODELS ?? join(homedir(), '.local/share/lemma/models');
const modelPath = process.env.LEMMA_TEST_MODEL ?? join(modelsFolder, 'qwen2.5-coder-0.5b-instruct-q4_k_m.gguf');
const program = existsSync(modelPath) ? await findLlamaServer() : `there is no ${modelPath}`;
const reason = typeof program === 'string' ? `skipped: ${program}` : undefined;

const never = new AbortController().signal;
const quiet = { trace: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** An optional peer: where it cannot be had the tests are skipped, and the reason stands in their title. */
describe.skipIf(reason !== undefined)(reason ?? 'a real llama-server, through the door of a model', () => {
	let server: LlamaServer | undefined;
	let model: LanguageModel;

	beforeAll(async () => {
		if (typeof program === 'string') return;
		server = await startLlamaServer(program, modelPath, ['-t', '1', '-c', '2048', '-np', '1']);
		model = await openServer({ address: serverAddress(server.endpoint), model: '', log: quiet }, never);
	});
	afterAll(() => server?.stop());

	const collect = async (
		request: ChatRequest,
		control?: ThoughtControl,
		seen?: (event: GenerateEvent) => void,
	): Promise<GenerateEvent[]> => {
		const events: GenerateEvent[] = [];
		for await (const event of model.generate(request, never, control)) {
			events.push(event);
			seen?.(event);
		}
		return events;
	};

	test('says what it is: family, window, name', async () => {
		expect(model.info).toMatchObject({ family: 'qwen2.5-coder', thinking: 'guided', fillInMiddle: true, contextTokens: 2048 });
		expect(model.info.name).toMatch(/^qwen2\.5-coder-0\.5b-instruct-q4_k_m on 127\.0\.0\.1:\d+$/u);
		expect(await model.countTokens('hello world')).toBe(2);
	});

	test('answers a plain question', async () => {
		const messages = [{ role: 'user', content: 'What is the capital of France? One word.' }] as const;
		const events = await collect({ ...sum, messages, thinking: { kind: 'off' } });
		expect(textOf(events, 'answer')).toMatch(/Paris/u);
		expect(events.at(-1)).toMatchObject({ kind: 'end', end: 'stop' });
	});

	/** The 0.5B may be wrong in its steps; what it writes behind the bridge has to follow from them. */
	test('reasons in steps, and answers behind the bridge from what it found', async () => {
		const events = await collect(sum);
		const found = /\\boxed\{(\d+)/u.exec(textOf(events, 'reasoning'))?.[1];
		expect(found).toMatch(/^\d+$/u);
		expect(textOf(events, 'answer')).toMatch(/^\*\*Answer:\*\* \S/u);
		expect(textOf(events, 'answer')).toContain(found);
		expect(events.filter(({ kind }) => kind === 'closed')).toEqual([{ kind: 'closed', reason: 'natural' }]);
		expect(events.find(({ kind }) => kind === 'prefill')).toMatchObject({ reused: expect.any(Number) });
	});

	test('Answer now goes on from the thought', async () => {
		const control = new ThoughtControl();
		let thought = 0;
		const events = await collect(sum, control, (event) => {
			if (event.kind === 'reasoning' && ++thought === 12) control.send({ kind: 'answerNow' });
		});
		expect(events.filter(({ kind }) => kind === 'closed')).toEqual([{ kind: 'closed', reason: 'user' }]);
		expect(textOf(events, 'answer')).toMatch(/^\*\*Answer:\*\* .*\d/su);
		expect(events.at(-1)).toMatchObject({ kind: 'end', end: expect.stringMatching(/stop|length/u) });
	});

	test('completes the word under the cursor, and what was read stays read', async () => {
		const fill = (middle: string, suffix = ';\n}\n') => ({ kind: 'fill', prefix: '// helpers\n', middle, suffix, maxTokens: 12 }) as const;
		const complete = async (middle: string): Promise<GenerateEvent[]> => {
			const events: GenerateEvent[] = [];
			for await (const event of model.generate(fill(middle), never)) events.push(event);
			return events;
		};
		expect(textOf(await complete('function add(a, b) {\n\treturn a +'), 'answer')).toMatch(/^ b/u);
		const healed = await complete('function add(a, b) {\n\tretu');
		expect(textOf(healed, 'answer')).toMatch(/^rn a \+ b/u);
		expect(healed.at(-1)).toMatchObject({ kind: 'end', usage: { reusedTokens: expect.any(Number) } });
		const end = healed.at(-1);
		expect(end?.kind === 'end' && end.usage.reusedTokens).toBeGreaterThan(8);
	});

	test('the command line completes over it, and says where it does not', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'lemma-server-'));
		writeFileSync(join(folder, 'add.js'), '/** The sum of two numbers. */\nfunction add(a, b) {\n\treturn \n}\n');
		const at = async (line: number, column: number) => {
			const place = ['--file', 'add.js', '--line', String(line), '--column', String(column)];
			const args = [resolve('tools/cli/main.ts'), 'complete', '--server', server?.endpoint ?? '', ...place, '--json'];
			const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...process.env, INIT_CWD: folder } });
			return JSON.parse(stdout);
		};
		try {
			expect(await at(2, 8)).toMatchObject({ reason: 'shown', text: expect.stringMatching(/^a \+ b;?$/u) });
			expect(await at(2, 3)).toMatchObject({ reason: 'textToTheRight', text: '', tokens: { prompt: 0 } });
		} finally {
			rmSync(folder, { recursive: true });
		}
	});

	test('an abort frees the slot at once', async () => {
		const controller = new AbortController();
		const running = (async () => {
			for await (const event of model.generate({ ...sum, maxTokens: 1500 }, controller.signal)) {
				if (event.kind === 'reasoning') controller.abort();
			}
		})();
		await expect(running).rejects.toMatchObject({ name: 'AbortError' });
		await expect
			.poll(() => fetch(`${server?.endpoint}/slots`).then((answer) => answer.json()), { timeout: 20_000 })
			.toMatchObject([{ is_processing: false }]);
	});

	test('a question that is too long is told in tokens', async () => {
		const messages = [{ role: 'user', content: 'word '.repeat(3000) }] as const;
		await expect(collect({ ...sum, messages })).rejects.toMatchObject({
			code: 'promptTooLong',
			message: expect.stringMatching(/3,0\d\d tokens/u),
		});
	});
});

/** A file whose name says nothing: only the server knows how it fills in. */
describe.skipIf(reason !== undefined)(reason ?? 'a real llama-server that alone knows the marks of its model', () => {
	const folder = mkdtempSync(join(tmpdir(), 'lemma-infill-'));
	let server: LlamaServer | undefined;
	afterAll(async () => {
		await server?.stop();
		rmSync(folder, { recursive: true });
	});

	test('is shown other files, and goes by what they say', async () => {
		if (typeof program === 'string') return;
		const unnamed = join(folder, 'model.gguf');
		symlinkSync(modelPath, unnamed);
		server = await startLlamaServer(program, unnamed, ['-t', '1', '-c', '2048', '-np', '1']);
		const model = await openServer({ address: serverAddress(server.endpoint), model: '', log: quiet }, never);
		expect(model.info.family).toBe('instruct');
		const zebra = 'def count_striped_zebras(herd, minimum):\n    return len([z for z in herd if z.stripes >= minimum])\n';
		const prefix = 'from zebra import count_striped_zebras\n\nherd = load()\n';
		const request = { kind: 'fill', prefix, middle: 'total = count_str', suffix: '\nprint(total)\n', maxTokens: 16 } as const;
		const events: GenerateEvent[] = [];
		for await (const event of model.generate({ ...request, context: [{ path: 'zebra.py', text: zebra }] }, never)) events.push(event);
		expect(textOf(events, 'answer')).toMatch(/^iped_zebras\(herd/u);
	});
});

const sum: ChatRequest = {
	kind: 'chat',
	messages: [
		{ role: 'system', content: 'Please reason step by step, and put your final answer within \\boxed{}.' },
		{ role: 'user', content: 'What is 17 + 25?' },
	],
	thinking: { kind: 'guided', budgetTokens: 400, bridge: '\n\n**Answer:** ' },
	sampling: { temperature: 0, topP: 1, topK: 1, minP: 0, seed: 1 },
	maxTokens: 40,
};

const textOf = (events: readonly GenerateEvent[], kind: 'reasoning' | 'answer'): string =>
	events.map((event) => (event.kind === kind ? event.text : '')).join('');
