import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { ChatRequest, GenerateEvent } from '../../../src/core/model.ts';
import {
	type Answer,
	all,
	content,
	done,
	event,
	finished,
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

const question = (text = 'Hello?'): ChatRequest => ({
	kind: 'chat',
	messages: [{ role: 'user', content: text }],
	thinking: { kind: 'off' },
	maxTokens: 50,
});

const ask = async (answer: Answer, options: Parameters<typeof openAt>[1] = {}): Promise<GenerateEvent[]> => {
	const { endpoint } = await start({ ...models('some-model'), '/v1/chat/completions': answer });
	return all((await openAt(endpoint, options)).generate(question(), never));
};

describe('an answer over HTTP', () => {
	const whole = content('Grüße ') + content('🙂 日本') + finished() + done;

	test('comes out whole wherever the stream is cut, also within a character', async () => {
		const bytes = Buffer.from(whole.replaceAll('\n', '\r\n'));
		const pieces = Array.from({ length: bytes.length }, (_, at) => bytes.subarray(at, at + 1));
		expect(textOf(await ask(stream(...pieces)), 'answer')).toBe('Grüße 🙂 日本');
	});

	test.each([
		['comments and keep-alives', `: ping\n\n${content('a')}: ping\n\n${content('b')}event: x\nid: 3\nretry: 5\n\n${finished()}${done}`],
		['data over several lines', `data: {"choices":\ndata: [{"delta":{"content":"ab"}}]}\n\n${finished()}${done}`],
		['no blank behind the colon, and bare carriage returns', `data:{"choices":[{"delta":{"content":"ab"}}]}\r\r${done}`],
		['no [DONE] and no reason at the end', content('ab')],
		['no blank line at the end', content('ab').trimEnd()],
		[
			'nulls and unknown members',
			event({ choices: [{ delta: { role: 'assistant', content: null, refusal: null }, logprobs: null }], error: null }) +
				content('ab') +
				event({ choices: [] }) +
				done,
		],
		['a whole message instead of a stream', JSON.stringify({ choices: [{ message: { content: 'ab' }, finish_reason: 'stop' }] })],
	])('survives %s', async (_, text) => {
		const events = await ask(stream(text));
		expect(textOf(events, 'answer')).toBe('ab');
		expect(events.at(-1)).toMatchObject({ kind: 'end', end: 'stop' });
	});

	test('that is cut by its length says so', async () => {
		expect((await ask(stream(content('a'), finished('length'), done))).at(-1)).toMatchObject({ end: 'length' });
	});
});

describe('a fault is told in a sentence with its next step', () => {
	const long = 'x'.repeat(2000);
	test.each<[string, Answer, RegExp]>([
		['no right', json({ error: 'bad key' }, 401), /wants a key.*Set Server API Key/u],
		['forbidden', json({}, 403), /wants a key/u],
		[
			'another model',
			json({ error: { message: "model 'some-model' not found" } }, 404),
			/has no model "some-model".*Find a Running Engine/u,
		],
		['another path', json({}, 404), /does not know this kind of request/u],
		['too many requests', json({}, 429, { 'retry-after': '7' }), /too many requests\. Try again in 7 s/u],
		['too many requests, with nonsense', json({}, 429, { 'retry-after': 'soon' }), /Try again later/u],
		['loading', json({ error: { message: 'Loading model' } }, 503), /loading its model/u],
		['a bug of the server', json({}, 500), /failed \(500\)/u],
		[
			'a web page',
			(response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>hi</html>'),
			/not the answer of a language model/u,
		],
		['no JSON', stream('data: {"choices":[{"del\n\n'), /not the answer of a language model/u],
		['plain text', stream('hello there\n'), /not the answer of a language model/u],
		['nothing', stream(''), /not the answer of a language model/u],
		['an error in the stream', stream(content('a'), event({ error: { code: 500, message: 'boom' } })), /failed \(500\)/u],
		[
			'a long prompt by llama-server',
			json({ error: { n_prompt_tokens: 3030, n_ctx: 2048, type: 'exceed_context_size_error' } }, 400),
			/3,030 tokens/u,
		],
		[
			'a long prompt by vLLM',
			json({ message: "This model's maximum context length is 8192 tokens" }, 400),
			/more than the model at .* holds/u,
		],
		['a request it does not understand', json({ error: 'unknown field' }, 400), /refuses the request \(400\)/u],
		[
			'a redirect to another host',
			(response) => void response.writeHead(307, { location: 'https://evil.example/v1?q=1' }).end(),
			/sends requests on to https:\/\/evil\.example\./u,
		],
		['a redirect to nowhere', (response) => void response.writeHead(302).end(), /sends requests on to another address|sends requests on/u],
	])('%s', async (_, answer, sentence) => {
		await expect(ask(answer)).rejects.toMatchObject({ name: 'UserError', message: expect.stringMatching(sentence) });
	});

	test('a line without end, and an answer without end', async () => {
		await expect(ask(stream(...Array.from({ length: 20 }, () => long)), { limits: { lineBytes: 10_000 } })).rejects.toThrow(
			/more than an answer can be/u,
		);
		const flood: Answer = stream(...Array.from({ length: 40 }, () => content(long.slice(0, 1000))));
		await expect(ask(flood, { limits: { replyBytes: 10_000 } })).rejects.toThrow(/more than an answer can be/u);
	});

	test('silence before the first byte, and in the middle', async () => {
		await expect(ask(() => {}, { limits: { firstByteMs: 100 } })).rejects.toThrow(/has sent nothing for 1 seconds/u);
		const stalls: Answer = (response) => void response.writeHead(200, { 'content-type': 'text/event-stream' }).write(content('a'));
		await expect(ask(stalls, { limits: { stallMs: 100 } })).rejects.toThrow(/has sent nothing/u);
	});

	test('a connection that breaks in the middle keeps what came', async () => {
		const breaks: Answer = (response) => {
			response.writeHead(200, { 'content-type': 'text/event-stream' }).write(content('a'));
			setTimeout(() => response.destroy(), 50);
		};
		const { endpoint } = await start({ ...models('some-model'), '/v1/chat/completions': breaks });
		const seen: GenerateEvent[] = [];
		const reading = (async () => {
			for await (const one of (await openAt(endpoint)).generate(question(), never)) seen.push(one);
		})();
		await expect(reading).rejects.toMatchObject({ code: 'engineStopped', message: expect.stringMatching(/broke off/u) });
		expect(textOf(seen, 'answer')).toBe('a');
	});

	test('nobody there, no such host, no TLS', async () => {
		const closed = await new Promise<number>((resolve) => {
			const server = createServer().listen(0, '127.0.0.1', () => {
				const address = server.address();
				server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
			});
		});
		await expect(openAt(`http://127.0.0.1:${closed}`)).rejects.toMatchObject({
			code: 'serverUnreachable',
			message: expect.stringMatching(/Nothing listens there/u),
		});
		await expect(openAt('http://no-such-host.invalid')).rejects.toMatchObject({ code: 'serverUnreachable' });
		const { endpoint } = await start(models('some-model'));
		await expect(openAt(endpoint.replace('http:', 'https:'))).rejects.toThrow(/does not speak TLS|cannot be reached/u);
	});
});

describe('what is sent', () => {
	test('carries the key to its own server, and nothing of prompt, key or path gets into the log or an error', async () => {
		const elsewhere = await start({});
		const log = { lines: [] as string[] };
		const { endpoint, asked } = await start({
			...models('some-model'),
			'/v1/chat/completions': (response) => void response.writeHead(308, { location: `${elsewhere.endpoint}/v1/chat/completions` }).end(),
		});
		const model = await openAt(endpoint, { key: 'CANARY-key', log });
		const failure: unknown = await all(model.generate(question('CANARY-prompt in /home/CANARY-path'), never)).catch(
			(error: unknown) => error,
		);
		expect(String(failure)).toMatch(/does not follow/u);
		expect(asked.at(-1)?.headers.authorization).toBe('Bearer CANARY-key');
		expect(elsewhere.asked).toEqual([]);
		expect(log.lines.join('\n') + String(failure)).not.toContain('CANARY');
	});

	test('is asked again without its extras where a server refuses them, and they are left out from then on', async () => {
		const picky: Answer = (response, one) =>
			(one.body.stream_options === undefined ? stream(content('ok'), finished(), done) : json({ error: 'unknown field' }, 400))(
				response,
				one,
			);
		const { endpoint, asked } = await start({ ...models('some-model'), '/v1/chat/completions': picky });
		const model = await openAt(endpoint);
		for (let time = 0; time < 2; time++) expect(textOf(await all(model.generate(question(), never)), 'answer')).toBe('ok');
		const bodies = asked.filter(({ path }) => path === '/v1/chat/completions').map(({ body }) => Object.keys(body).sort());
		expect(bodies).toHaveLength(3);
		expect(bodies.at(-1)).toEqual(['max_tokens', 'messages', 'model', 'stream', 'temperature', 'top_p']);
	});

	test('cannot act as a token of the model', async () => {
		const { endpoint, asked } = await start({ ...models('qwen3-8b'), '/v1/chat/completions': stream(content('ok'), done) });
		const model = await openAt(endpoint);
		await all(model.generate(question('<|im_end|> </think> a <b> x <|fim_middle|>'), never));
		expect(asked.at(-1)?.body.messages).toEqual([{ role: 'user', content: '< |im_end|> < /think> a <b> x < |fim_middle|>' }]);
	});

	test('stops with the iterator, and with the signal: the connection is closed', async () => {
		const endless: Answer = (response) => {
			response.writeHead(200, { 'content-type': 'text/event-stream' });
			const timer = setInterval(() => response.write(content('a')), 5);
			response.on('close', () => clearInterval(timer));
		};
		const { endpoint, leftEarly } = await start({ ...models('some-model'), '/v1/chat/completions': endless });
		const model = await openAt(endpoint);
		for await (const one of model.generate(question(), never)) if (one.kind === 'answer') break;
		await expect.poll(() => leftEarly.length).toBe(1);
		const controller = new AbortController();
		const reading = (async () => {
			for await (const one of model.generate(question(), controller.signal)) if (one.kind === 'answer') controller.abort();
		})();
		await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
		await expect.poll(() => leftEarly.length).toBe(2);
	});
});

test('a server weighs no text, and its model says so', async () => {
	const { endpoint } = await start(models('some-model'));
	const model = await openAt(endpoint);
	expect(model.info.weighs).toBeUndefined();
	expect(() => model.generate({ kind: 'weigh', messages: [], thinking: { kind: 'off' }, text: 'a' }, never)).toThrow('does not weigh');
});
