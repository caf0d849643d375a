import { afterEach, describe, expect, test } from 'vitest';
import type { FillRequest } from '../../../src/core/model.ts';
import { findEngines } from '../../../src/inference/server/findEngines.ts';
import { cutBeforeWord } from '../../../src/inference/server/generateFill.ts';
import { serverAddress } from '../../../src/inference/server/serverAddress.ts';
import { ServerRoles } from '../../../src/inference/server/serverRoles.ts';
import {
	type Answer,
	all,
	event,
	json,
	models,
	never,
	openAt,
	type ScriptedServer,
	startScriptedServer,
	stream,
	textOf,
} from './scriptedServer.ts';

const running: ScriptedServer[] = [];
afterEach(async () => {
	await Promise.all(running.splice(0).map((server) => server.stop()));
});
const start = async (answers: Readonly<Record<string, Answer>>): Promise<ScriptedServer> => {
	const server = await startScriptedServer(answers);
	running.push(server);
	return server;
};

const request: FillRequest = { kind: 'fill', prefix: 'let a;\n', middle: 'return le', suffix: ';\n', maxTokens: 8 };
const text = (value: string): string => event({ choices: [{ text: value }] });

describe('a completion over HTTP', () => {
	test('is asked for with the marks of the family, and the word under the cursor is written again', async () => {
		const { endpoint, asked } = await start({
			...models('Qwen/Qwen2.5-Coder-7B', { owned_by: 'vllm' }),
			'/v1/completions': stream(text(' le'), text('ngth'), event({ choices: [{ text: '', finish_reason: 'stop' }] }), 'data: [DONE]\n\n'),
		});
		const events = await all((await openAt(endpoint)).generate(request, never));
		expect(textOf(events, 'answer')).toBe('ngth');
		expect(asked.at(-1)?.body.prompt).toBe('<|fim_prefix|>let a;\n<|fim_suffix|>;\n<|fim_middle|>return');
	});

	test('shows the server other files as the family saw them, and nothing in them acts as a token', async () => {
		const { endpoint, asked } = await start({
			...models('Qwen/Qwen2.5-Coder-7B', { owned_by: 'vllm' }),
			'/v1/completions': stream(text('x'), 'data: [DONE]\n\n'),
		});
		const context = [{ path: 'src/a.ts', text: 'export <|fim_middle|>' }];
		const file = { path: 'src/b.ts', languageId: 'typescript', project: 'demo' };
		await all((await openAt(endpoint)).generate({ ...request, middle: '', context, file }, never));
		expect(asked.at(-1)?.body.prompt).toBe(
			'<|repo_name|>demo\n<|file_sep|>src/a.ts\nexport < |fim_middle|>\n<|file_sep|>src/b.ts\n<|fim_prefix|>let a;\n<|fim_suffix|>;\n<|fim_middle|>',
		);
	});

	test('by a llama-server that alone knows the marks gets other files beside the prompt', async () => {
		const { endpoint, asked } = await start({
			...models('coder', { owned_by: 'llamacpp' }),
			'/props': json({ model_path: '/x/unknown.gguf', chat_template: 'x' }),
			'/infill': stream(event({ content: 'ngth' }), event({ content: '', stop: true })),
		});
		const context = [{ path: 'src/a.ts', text: 'export {};\n' }];
		const events = await all((await openAt(endpoint)).generate({ ...request, middle: '<|im_end|>le', context }, never));
		expect(textOf(events, 'answer')).toBe('ngth');
		expect(asked.at(-1)?.body).toMatchObject({
			input_extra: [{ filename: 'src/a.ts', text: 'export {};\n' }],
			input_prefix: 'let a;\n',
			prompt: '< |im_end|>le',
		});
	});

	test('that writes another word than the one that stands there is none', async () => {
		const { endpoint } = await start({ ...models('starcoder2-3b'), '/v1/completions': stream(text(' value')) });
		expect(textOf(await all((await openAt(endpoint)).generate(request, never)), 'answer')).toBe('');
	});

	test('by llama-server is held to the word by a grammar, and knows its probabilities', async () => {
		const { endpoint, asked } = await start({
			...models('coder', { owned_by: 'llamacpp' }),
			'/props': json({ model_path: '/x/qwen2.5-coder-0.5b.gguf', chat_template: 'x' }),
			'/completion': stream(
				event({ content: ' le', completion_probabilities: [{ logprob: -0.1 }] }),
				event({ content: 'n', completion_probabilities: [{ logprob: -0.5 }] }),
				event({ content: '', stop: true, stop_type: 'limit', timings: { prompt_n: 2, cache_n: 9, predicted_n: 2 } }),
			),
		});
		const events = await all((await openAt(endpoint)).generate(request, never));
		expect(events.find(({ kind }) => kind === 'answer')).toEqual({ kind: 'answer', text: 'n', tokens: 1, probabilities: [Math.exp(-0.5)] });
		expect(events.at(-1)).toMatchObject({ kind: 'end', end: 'length', usage: { promptTokens: 11, reusedTokens: 9 } });
		expect(asked.at(-1)?.body).toMatchObject({ grammar: 'root ::= " le" [^\\x00]*', cache_prompt: true });
	});

	test('by Ollama goes raw, past its template', async () => {
		const line = (value: object): string => `${JSON.stringify(value)}\n`;
		const { endpoint, asked } = await start({
			...models('qwen2.5-coder:1.5b', { owned_by: 'library' }),
			'/api/version': json({ version: '1' }),
			'/api/show': json({ parameters: 'num_ctx                        16384\nstop "x"', model_info: {} }),
			'/api/generate': stream(line({ response: ' len' }), line({ response: '', done: true, done_reason: 'stop' })),
		});
		const model = await openAt(endpoint);
		expect(model.info.contextTokens).toBe(16384);
		expect(textOf(await all(model.generate(request, never)), 'answer')).toBe('n');
		expect(asked.at(-1)?.body).toMatchObject({ raw: true });
	});

	test('is refused with the next step where the family is not known to fill in', async () => {
		const { endpoint } = await start(models('gemma-3-27b'));
		const model = await openAt(endpoint);
		await expect(all(model.generate(request, never))).rejects.toThrow(/lemma\.server\.completionModel/u);
	});

	test.each([
		['a.le', 'a.', 'le'],
		['return a +', 'return a', ' +'],
		['\t\tretu', '', '\t\tretu'],
		['x\n', 'x\n', ''],
		['', '', ''],
		['größe', '', 'größe'],
		['f(', 'f', '('],
		['a 🙂', 'a', ' 🙂'],
	])('the word of %j is cut off', (middle, kept, word) => {
		expect(cutBeforeWord(middle)).toEqual({ kept, word });
	});
});

describe('an address', () => {
	test.each([
		['http://127.0.0.1:8080', 'http://127.0.0.1:8080/v1'],
		['http://127.0.0.1:8080/v1/', 'http://127.0.0.1:8080/v1'],
		['https://proxy.example/llm/v1/chat/completions', 'https://proxy.example/llm/v1'],
		[' http://localhost:11434/ ', 'http://localhost:11434/v1'],
	])('%j is read', (endpoint, api) => {
		expect(serverAddress(endpoint).api).toBe(api);
	});

	test.each(['', '127.0.0.1:8080', 'file:///etc/passwd', 'http://', 'http://user:secret@host', 'http://host/?key=secret', 'javascript:1'])(
		'%j is refused',
		(endpoint) => {
			expect(() => serverAddress(endpoint)).toThrow(/address of/u);
		},
	);

	test('of this machine needs no encryption', () => {
		expect(['http://[::1]:1', 'http://127.8.9.1', 'http://localhost'].map((each) => serverAddress(each).isLocal)).toEqual([
			true,
			true,
			true,
		]);
		expect(['http://127.0.0.1.evil.example', 'http://10.0.0.2'].map((each) => serverAddress(each).isLocal)).toEqual([false, false]);
	});
});

describe('the roles of a server', () => {
	const roles = (endpoint: string | (() => string), more: { use?: 'both' | 'chat' | 'completions' } = {}) =>
		new ServerRoles({
			choice: () => ({
				endpoint: typeof endpoint === 'string' ? endpoint : endpoint(),
				use: more.use ?? 'both',
				chatModel: '',
				completionModel: '',
			}),
			keyFor: async () => undefined,
			isAllowed: () => false,
			changed: () => {},
			log: { trace: () => {}, info: () => {}, warn: () => {}, error: () => {} },
		});

	test('are none without an address, and the chosen ones with one', () => {
		expect(roles('').serves('reasoner')).toBe(false);
		expect(roles('http://x', { use: 'chat' }).serves('completer')).toBe(false);
		expect(roles('http://x', { use: 'completions' }).serves('completer')).toBe(true);
	});

	test('ask nothing before the first use, and are idle, ready, failed, and ready again', async () => {
		const server = await start(models('coder'));
		const its = roles(server.endpoint);
		expect(its.status('reasoner')).toMatchObject({ kind: 'idle' });
		expect(server.asked).toEqual([]);
		await its.get('reasoner', never);
		expect(its.status('reasoner')).toEqual({ kind: 'ready', title: `coder on ${server.endpoint.slice(7)}` });
		await server.stop();
		its.restart();
		await expect(its.get('reasoner', never)).rejects.toThrow(/cannot be reached/u);
		expect(its.status('reasoner')).toMatchObject({ kind: 'failed', code: 'serverUnreachable' });
	});

	test('say nothing of a server that was left while it was asked', async () => {
		for (const answer of [json({ data: [{ id: 'coder' }] }), json({}, 500)]) {
			const asked = Promise.withResolvers<void>();
			const reply = Promise.withResolvers<void>();
			const slow = await start({
				'/v1/models': async (response, one) => {
					asked.resolve();
					await reply.promise;
					answer(response, one);
				},
			});
			let endpoint = slow.endpoint;
			const its = roles(() => endpoint);
			const opening = its.get('reasoner', never).catch(() => undefined);
			await asked.promise;
			endpoint = 'http://127.0.0.1:9';
			reply.resolve();
			await opening;
			expect(its.status('reasoner')).toEqual({ kind: 'idle', title: 'The model on 127.0.0.1:9' });
		}
	});

	test('send nothing unencrypted to another machine unless the user agreed', async () => {
		await expect(roles('http://10.255.255.1:8080').get('reasoner', never)).rejects.toThrow(/not be encrypted/u);
	});
});

test('a running engine is found by asking, and what is none is left out', async () => {
	const engine = await start(models('coder'));
	const page = await start({ '/v1/models': (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>') });
	const places = [engine, page].map(({ endpoint }) => ({ endpoint, usual: 'some engine' }));
	expect(await findEngines(never, places)).toEqual([{ endpoint: engine.endpoint, usual: 'some engine', models: ['coder'] }]);
});
