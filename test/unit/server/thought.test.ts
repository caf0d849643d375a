import { afterEach, describe, expect, test } from 'vitest';
import type { ChatRequest, GenerateEvent } from '../../../src/core/model.ts';
import { ThoughtControl } from '../../../src/core/reasoning/thoughtControl.ts';
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

const question: ChatRequest = {
	kind: 'chat',
	messages: [{ role: 'user', content: 'Why?' }],
	thinking: { kind: 'native', budgetTokens: 100 },
	maxTokens: 50,
};
const closed = (events: readonly GenerateEvent[]) => events.flatMap((one) => (one.kind === 'closed' ? [one.reason] : []));
const delta = (value: object): string => event({ choices: [{ delta: value }] });

describe('a thought is told from the answer', () => {
	test.each([
		['in reasoning_content', 'any', delta({ reasoning_content: 'hm' }) + content('yes')],
		['in reasoning', 'any', delta({ reasoning: 'hm' }) + content('yes')],
		['in the details of OpenRouter', 'any', delta({ reasoning_details: [{ type: 'reasoning.text', text: 'hm' }] }) + content('yes')],
		['between tags in the text', 'any', content('<thi') + content('nk>\nhm</th') + content('ink>\n\nyes')],
		['where the server has opened the tag already', 'QwQ-32B', content('hm') + content('</think>yes')],
		['where a model that must open it does', 'QwQ-32B', content('<think>') + content('hm</think>yes')],
	])('%s', async (_, id, text) => {
		const { endpoint } = await start({ ...models(id), '/v1/chat/completions': stream(text, finished(), done) });
		const events = await all((await openAt(endpoint)).generate(question, never));
		expect(textOf(events, 'reasoning').trim()).toBe('hm');
		expect(textOf(events, 'answer')).toBe('yes');
		expect(closed(events)).toEqual(['natural']);
		expect(events.at(-1)).toMatchObject({ kind: 'end', end: 'stop' });
	});

	test('one that never ends is no answer', async () => {
		const { endpoint } = await start({
			...models('any'),
			'/v1/chat/completions': stream(delta({ reasoning: 'hm' }), finished('length'), done),
		});
		const model = await openAt(endpoint);
		expect(model.info.thinking).toBe('none');
		const events = await all(model.generate(question, never));
		expect(closed(events)).toEqual(['end']);
		expect(events.at(-1)).toMatchObject({ kind: 'end', end: 'noAnswer' });
		expect(model.info.thinking).toBe('native');
	});
});

/** Thinks for ever, slowly; what follows is answered from `later`. */
const thinker = (later: readonly Answer[]): Answer => {
	const left = [...later];
	let isFirst = true;
	return (response, asked) => {
		if (!isFirst) return left.shift()?.(response, asked);
		isFirst = false;
		response.writeHead(200, { 'content-type': 'text/event-stream' });
		const timer = setInterval(() => response.write(delta({ reasoning: 'hm ' })), 2);
		response.on('close', () => clearInterval(timer));
	};
};

const askWith = async (
	endpoint: string,
	kind: 'answerNow' | 'thinkMore' | 'pause' | 'steer',
	request = question,
	then?: (control: ThoughtControl) => void,
) => {
	const control = new ThoughtControl();
	const events: GenerateEvent[] = [];
	let hasSent = false;
	for await (const one of (await openAt(endpoint)).generate(request, never, control)) {
		events.push(one);
		if (one.kind === 'reasoning' && !hasSent) {
			hasSent = true;
			control.send(kind === 'steer' ? { kind, remark: 'mind the sign' } : { kind });
		}
		if (one.kind === 'paused' && one.isPaused) then?.(control);
	}
	return events;
};

describe('the user is heard while a server thinks', () => {
	test('Answer now goes on from the thought where the server can', async () => {
		const { endpoint, asked, leftEarly } = await start({
			...models('Qwen3-8B', { owned_by: 'vllm', max_model_len: 4096 }),
			'/v1/chat/completions': thinker([stream(content('yes'), finished(), done)]),
		});
		const events = await askWith(endpoint, 'answerNow');
		expect(textOf(events, 'answer')).toBe('yes');
		expect(closed(events)).toEqual(['user']);
		expect(leftEarly).toEqual(['/v1/chat/completions']);
		const body = asked.at(-1)?.body;
		expect(body).toMatchObject({ continue_final_message: true, add_generation_prompt: false });
		expect(body?.messages).toEqual([
			{ role: 'user', content: 'Why?' },
			{ role: 'assistant', content: expect.stringMatching(/^<think>\nhm .*I am asked for the answer[^<]*<\/think>\n\n$/su) },
		]);
	});

	test('Answer now asks again without a thought where it cannot', async () => {
		const { endpoint, asked } = await start({
			...models('Qwen3-8B'),
			'/v1/chat/completions': thinker([stream(content('yes'), finished(), done)]),
		});
		const events = await askWith(endpoint, 'answerNow');
		expect(textOf(events, 'answer')).toBe('yes');
		expect(closed(events)).toEqual(['user']);
		expect(asked.at(-1)?.body).toMatchObject({
			chat_template_kwargs: { enable_thinking: false },
			messages: [{ role: 'user', content: 'Why?' }],
		});
	});

	test('the budget ends a thought', async () => {
		const { endpoint } = await start({
			...models('Qwen3-8B', { owned_by: 'sglang' }),
			'/v1/chat/completions': thinker([stream(content('yes'), finished(), done)]),
		});
		const request: ChatRequest = { ...question, thinking: { kind: 'native', budgetTokens: 5 } };
		const events = await all((await openAt(endpoint)).generate(request, never));
		expect(closed(events)).toEqual(['budget']);
		expect(events.at(-1)).toMatchObject({ kind: 'end', end: 'stop', usage: { reasoningTokens: 5, answerTokens: 1 } });
	});

	test('a remark is put into the thought, and a pause is one', async () => {
		const server = { ...models('Qwen3-8B', { owned_by: 'vllm' }) };
		const goesOn = (): Answer => stream(content('so</think>yes'), finished(), done);
		const steered = await start({ ...server, '/v1/chat/completions': thinker([goesOn()]) });
		const events = await askWith(steered.endpoint, 'steer');
		expect(textOf(events, 'reasoning')).toMatch(/^hm [\s\S]*\n\nThe user adds: mind the sign\n\nso$/u);
		expect(textOf(events, 'answer')).toBe('yes');
		const paused = await start({ ...server, '/v1/chat/completions': thinker([goesOn()]) });
		const rested = await askWith(paused.endpoint, 'pause', question, (control) => control.send({ kind: 'resume' }));
		expect(rested.flatMap((one) => (one.kind === 'paused' ? [one.isPaused] : []))).toEqual([true, false]);
		expect(textOf(rested, 'answer')).toBe('yes');
		expect(closed(rested)).toEqual(['natural']);
	});

	/** Each piece a while after the one before, so that a command comes between them. */
	const slowly =
		(...pieces: readonly string[]): Answer =>
		async (response) => {
			response.writeHead(200, { 'content-type': 'text/event-stream' });
			for (const piece of pieces) {
				response.write(piece);
				await new Promise((resolve) => setTimeout(resolve, 40));
			}
			response.end();
		};
	const inTurn = (...answers: readonly Answer[]): Answer => {
		const left = [...answers];
		return (response, asked) => left.shift()?.(response, asked);
	};
	const vllm = (...answers: readonly Answer[]) =>
		start({ ...models('Qwen3-8B', { owned_by: 'vllm' }), '/v1/chat/completions': inTurn(...answers) });

	const thinkMore = async (endpoint: string, { request = question, again = false, behind = '' } = {}) => {
		const control = new ThoughtControl();
		const events: GenerateEvent[] = [];
		for await (const one of (await openAt(endpoint)).generate(request, never, control)) {
			const isFirst = one.kind === 'reasoning' && events.every(({ kind }) => kind !== 'reasoning');
			events.push(one);
			if (isFirst || (again && one.kind === 'thinkMore' && !one.isArmed)) control.send({ kind: 'thinkMore' });
			if (behind === 'answerNow' && one.kind === 'thinkMore' && one.isArmed) control.send({ kind: behind });
		}
		const told = events.flatMap((one) => (one.kind === 'thinkMore' ? [[one.isArmed, one.left]] : []));
		return { events, told, reasoning: textOf(events, 'reasoning'), answer: textOf(events, 'answer') };
	};

	test.each([
		['tags in the text', (text: string) => slowly(content(text), content('</think>yes'), finished(), done), content('<think>\na')],
		[
			'a field of its own',
			(text: string) => slowly(delta({ reasoning_content: text }), content('yes'), finished(), done),
			delta({ reasoning_content: 'a' }),
		],
	])('Think more is granted twice, and a third time has no effect: %s', async (name, goesOn, first) => {
		const close = name.startsWith('tags') ? content('</think>yes') : content('yes');
		const { endpoint } = await vllm(slowly(first, close, finished(), done), goesOn(' b'), goesOn(' c'));
		const { events, told, reasoning, answer } = await thinkMore(endpoint, { again: true });
		expect({ reasoning, answer }).toEqual({ reasoning: 'a\n\nWait, b\n\nWait, c', answer: 'yes' });
		expect(closed(events)).toEqual(['natural']);
		expect(told).toEqual([
			[true, 1],
			[false, 1],
			[true, 0],
			[false, 0],
		]);
	});

	test('Think more that came to nothing is given back', async () => {
		const { endpoint } = await vllm(
			slowly(delta({ reasoning: 'a' }), delta({ reasoning: 'b' }), delta({ reasoning: 'c' })),
			stream(content('yes'), finished(), done),
		);
		const { events, told } = await thinkMore(endpoint, { behind: 'answerNow' });
		expect(closed(events)).toEqual(['user']);
		expect(told).toEqual([
			[true, 1],
			[false, 2],
		]);
	});

	test('a budget that is spent grows by itself when Think more was asked for', async () => {
		const { endpoint } = await vllm(
			slowly(...['a', 'b', 'c', 'd'].map((text) => delta({ reasoning: text }))),
			slowly(...['e', 'f', 'g', 'h'].map((text) => delta({ reasoning: text }))),
			stream(content('yes'), finished(), done),
		);
		const request: ChatRequest = { ...question, thinking: { kind: 'native', budgetTokens: 3 } };
		const { events, told, reasoning } = await thinkMore(endpoint, { request });
		expect(reasoning).toMatch(/^abc\n\nWait,efg\n\nI have thought/u);
		expect(closed(events)).toEqual(['budget']);
		expect(events.flatMap((one) => (one.kind === 'budget' ? [one.tokens] : []))).toEqual([3, 6]);
		expect(told).toEqual([
			[true, 1],
			[false, 1],
		]);
	});

	test('llama-server goes on from a prompt that it renders itself', async () => {
		const { endpoint, asked } = await start({
			...models('qwq-32b', { owned_by: 'llamacpp' }),
			'/props': json({ default_generation_settings: { n_ctx: 4096 }, model_path: '/x/QwQ-32B.gguf', chat_template: 'x' }),
			'/apply-template': json({ prompt: '<user>Why?<assistant><think>\n' }),
			'/v1/chat/completions': thinker([]),
			'/completion': stream(
				event({ content: 'yes', stop: false }),
				event({ content: '', stop: true, stop_type: 'eos', timings: { prompt_n: 4, cache_n: 30, predicted_n: 1 } }),
			),
		});
		const model = await openAt(endpoint);
		expect(model.info).toMatchObject({ family: 'qwq', contextTokens: 4096, name: expect.stringMatching(/^qwq-32b on 127/u) });
		const events = await askWith(endpoint, 'answerNow');
		expect(textOf(events, 'answer')).toBe('yes');
		expect(asked.at(-1)?.body.prompt).toMatch(/^<user>Why\?<assistant><think>\nhm [\s\S]*so I will give it now\.[\s\S]*<\/think>\n\n$/u);
	});
});
