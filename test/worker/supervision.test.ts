import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { ask } from '../../src/core/chat/ask.ts';
import { applyEvent, type ChatEvent, emptySession, type Session } from '../../src/core/chat/session.ts';
import type { ChatRequest } from '../../src/core/model.ts';
import { readSettings } from '../../src/core/settings.ts';
import { LlamaWorker, type WorkerWaits, workerWaits } from '../../src/inference/llamaWorker.ts';
import { ModelRoles, type ModelRolesOptions } from '../../src/inference/modelRoles.ts';
import { collect, folder, modelFile, never, quiet, workerPath } from './support.ts';

const chat = (content: string, maxTokens = 20): ChatRequest => ({
	kind: 'chat',
	messages: [{ role: 'user', content }],
	thinking: { kind: 'off' },
	maxTokens,
});
const hello = () => modelFile({ words: ['Hello'], script: [['\n', 'Hello', '<|im_end|>']] });
const endless = () => modelFile({ words: ['on'], script: [['\n', 'on', 'on']] });
const short: WorkerWaits = { ...workerWaits, everyMs: 100, lateMs: 500, deadMs: 1500 };
const patient: WorkerWaits = { ...short, deadMs: 60_000 };

const opened: { dispose(): Promise<void> }[] = [];
afterEach(async () => {
	await Promise.all(opened.splice(0).map((each) => each.dispose()));
});

function open(path: string, options: Partial<ModelRolesOptions> = {}) {
	const logged: string[] = [];
	const note = (message: string | Error) => void logged.push(String(message));
	const roles = new ModelRoles({
		workerPath,
		log: { trace: () => {}, info: note, warn: note, error: note },
		resolve: async () => ({ path, title: 'Tiny', gpuLayers: -1, context: { contextTokens: 2048, threads: 1 } }),
		...options,
	});
	opened.push(roles);
	return { roles, logged };
}

/** An engine that does as it is told here, as a real process that speaks the real protocol. `on` is the body of a handler of messages. */
let scripts = 0;
function scripted(on: string): string {
	const path = join(folder, `scripted${scripts++}.mjs`);
	const info = `{ name: 'Scripted', family: 'x', thinking: 'none', fillInMiddle: false, contextTokens: 100, sizeBytes: 1, loadMs: 1 }`;
	const usage = '{ promptTokens: 1, reusedTokens: 0, reasoningTokens: 0, answerTokens: 1, firstTokenMs: 1, totalMs: 1 }';
	writeFileSync(
		path,
		`const send = (message, then) => process.send(message, then);
		const log = (message, then) => send({ kind: 'log', level: 'info', message }, then);
		const ready = () => send({ kind: 'ready', info: ${info}, contextTokens: {} });
		const finish = (id, text) => {
			send({ kind: 'events', id, events: [{ kind: 'answer', text, tokens: 1 }, { kind: 'end', end: 'stop', usage: ${usage} }] });
			send({ kind: 'done', id });
		};
		process.on('disconnect', () => process.exit());
		process.on('message', (message) => {
			if (message.kind === 'shutdown') process.exit();
			${on}
		});`,
	);
	return path;
}

function pidsOf(path: string): number[] {
	const list = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,args='], { encoding: 'utf8' });
	return list.split('\n').flatMap((line) => (line.includes(path) ? [Number.parseInt(line, 10)] : []));
}

const killEngines = (signal: NodeJS.Signals = 'SIGKILL', path = workerPath) => {
	for (const pid of pidsOf(path)) {
		process.kill(pid, signal);
	}
};

async function firstAnswer(events: AsyncIterator<{ kind: string }>): Promise<void> {
	while ((await events.next()).value?.kind !== 'answer') {}
}

async function drain(events: AsyncIterator<unknown>): Promise<void> {
	while (!(await events.next()).done) {}
}

describe('signs of life', () => {
	test('are asked for while a request runs, and at no other time', async () => {
		const path = scripted(`
			if (message.kind === 'load') ready();
			if (message.kind === 'ping') { log('ping'); send({ kind: 'pong' }); }
			if (message.kind === 'generate') setTimeout(() => finish(message.id, 'a'), 700);`);
		const logged: string[] = [];
		const log = { ...quiet, info: (message: string) => void logged.push(message) };
		const load = { modelPath: '/none', gpuLayers: 0, contexts: {} };
		const worker = new LlamaWorker({ workerPath: path, load, log, waits: short });
		opened.push(worker);
		const model = await worker.model('reasoner');
		await sleep(300);
		const idle = logged.length;
		await sleep(500);
		expect(logged).toHaveLength(idle);
		await collect(model.generate(chat('a'), never));
		expect(logged.length).toBeGreaterThan(idle);
		await sleep(300);
		const after = logged.length;
		await sleep(500);
		expect(logged).toHaveLength(after);
	});

	test('that stop are told, and after a while the process is ended, with a sentence', async () => {
		const { roles } = open(endless(), { waits: short });
		const events = (await roles.get('reasoner', never)).generate(chat('a', 2000), never)[Symbol.asyncIterator]();
		await firstAnswer(events);
		const told: unknown[] = [];
		roles.onStatus((role, status) => void (role === 'reasoner' && told.push(status)));
		killEngines('SIGSTOP');
		await expect(drain(events)).rejects.toMatchObject({
			code: 'engineStopped',
			message: 'The engine stopped: it did not respond for 2 seconds. It starts again by itself with the next request.',
		});
		expect(told).toContainEqual({ kind: 'busy', title: 'Tiny', message: expect.stringContaining('does not respond') });
		expect(roles.status('reasoner')).toMatchObject({ kind: 'failed', code: 'engineStopped' });
		await expect.poll(() => pidsOf(workerPath), { timeout: 10_000 }).toEqual([]);
	});

	test('that stop do not count against the next process, which starts when the old one is gone and its memory is free', async () => {
		const { roles } = open(endless(), { waits: patient });
		const events = (await roles.get('reasoner', never)).generate(chat('a', 2000), never)[Symbol.asyncIterator]();
		await firstAnswer(events);
		const drained = expect(drain(events)).rejects.toMatchObject({ code: 'engineStopped' });
		killEngines('SIGSTOP');
		await expect.poll(() => roles.status('reasoner'), { timeout: 30_000 }).toMatchObject({ message: expect.stringContaining('respond') });
		const [old] = pidsOf(workerPath);
		const restarted = roles.restart();
		await roles.get('reasoner', never);
		const pids = pidsOf(workerPath);
		expect(pids).toHaveLength(1);
		expect(pids).not.toContain(old);
		await Promise.all([restarted, drained]);
		expect(roles.status('reasoner')).toEqual({ kind: 'ready', title: 'Tiny' });
	});

	test('that come back in time change nothing', async () => {
		const { roles } = open(endless(), { waits: patient });
		const model = await roles.get('reasoner', never);
		const stop = new AbortController();
		const events = model.generate(chat('a', 2000), stop.signal)[Symbol.asyncIterator]();
		await firstAnswer(events);
		killEngines('SIGSTOP');
		await expect.poll(() => roles.status('reasoner'), { timeout: 30_000 }).toMatchObject({ message: expect.stringContaining('respond') });
		killEngines('SIGCONT');
		await firstAnswer(events);
		expect(roles.status('reasoner')).toEqual({ kind: 'busy', title: 'Tiny' });
		stop.abort();
		await expect(drain(events)).rejects.toMatchObject({ name: 'AbortError' });
		expect((await collect(model.generate(chat('b', 3), never))).answer).toBe('ononon');
	});
});

describe('a question whose engine is killed', () => {
	const asked = applyEvent(emptySession('s'), {
		kind: 'asked',
		turnId: 't',
		question: 'How do I sort a list?',
		task: 'chat',
		context: [],
		askedAt: 0,
	});

	/** Kills the engine once, at the first event of a kind. */
	async function askAndKill(roles: ModelRoles, at: ChatEvent['kind'] | 'loading'): Promise<Session> {
		let session = asked;
		let isDue = true;
		const kill = () => {
			if (isDue) {
				isDue = false;
				killEngines();
			}
		};
		roles.onStatus((_, { kind }) => kind === at && kill());
		const ports = {
			reasoner: { get: (signal: AbortSignal) => roles.get('reasoner', signal) },
			session: () => session,
			settings: () => readSettings((key) => (key === 'chat.effort' ? 'off' : undefined)),
			now: () => performance.now(),
			log: quiet,
		};
		for await (const event of ask('t', ports, never)) {
			session = applyEvent(session, event);
			if (event.kind === at) {
				kill();
			}
		}
		expect(isDue).toBe(false);
		return session;
	}

	test('before the first word is answered by the next one, without anybody doing anything', async () => {
		const { roles, logged } = open(hello());
		const { turns } = await askAndKill(roles, 'began');
		expect(turns[0]).toMatchObject({ answer: 'Hello', state: { kind: 'done' } });
		expect(logged.filter((line) => line.startsWith('loaded'))).toHaveLength(2);
	});

	test('in the middle of the answer keeps what came, and says that it was interrupted', async () => {
		const { turns } = await askAndKill(open(endless()).roles, 'answer');
		expect(turns[0]?.answer).toMatch(/^(on)+$/);
		expect(turns[0]?.state).toEqual({ kind: 'interrupted', message: expect.stringContaining('It starts again by itself') });
	});
});

describe('a file that crashes the engine while it is loaded', () => {
	const crashing = () =>
		scripted(`if (message.kind === 'load') log('GPU layers: ' + message.options.gpuLayers, () => process.kill(process.pid, 'SIGSEGV'));`);

	test('is tried without the GPU, then no more, until it is replaced or the engine is restarted', async () => {
		const path = hello();
		const { roles, logged } = open(path, { workerPath: crashing() });
		const tries = () => logged.filter((line) => line.startsWith('GPU layers'));
		const why = () =>
			roles.get('reasoner', never).then(
				() => 'loaded',
				(error: Error) => error.message,
			);
		expect(await why()).toBe('The engine stopped: it crashed. It starts again by itself with the next request.');
		expect(await why()).toContain('Tiny crashed the engine 2 times while it was loaded, the last time because it crashed');
		expect(tries()).toEqual(['GPU layers: -1', 'GPU layers: 0']);
		expect(logged).toContainEqual(expect.stringContaining('without the GPU'));
		expect(await why()).toContain('this file is not loaded again');
		expect(roles.status('reasoner')).toMatchObject({ kind: 'failed', code: 'engineStopped' });
		expect(tries()).toHaveLength(2);
		appendFileSync(path, 'another file');
		expect(await why()).toContain('It starts again by itself');
		expect(await why()).toContain('2 times while it was loaded');
		await roles.restart();
		expect(await why()).toContain('It starts again by itself');
		expect(tries()).toHaveLength(5);
	});
});

test('a model that does not fit is refused before any process is started, and counts what loads at the moment', async () => {
	const path = hello();
	const { roles } = open(path, { freeBytes: () => 1e8 });
	await expect(roles.get('reasoner', never)).rejects.toMatchObject({
		code: 'outOfMemory',
		message: expect.stringContaining('100 MB are free'),
	});
	expect(roles.status('reasoner')).toMatchObject({ kind: 'failed', code: 'outOfMemory', title: 'Tiny' });
	const files = { reasoner: path, completer: hello() };
	const both = open(path, {
		workerPath: scripted(''),
		freeBytes: () => 6e8,
		resolve: async (role) => ({ path: files[role], title: role, gpuLayers: 0, context: { contextTokens: 512, threads: 1 } }),
	});
	const first = both.roles.get('reasoner', never).catch(() => 'ended');
	await expect(both.roles.get('completer', never)).rejects.toMatchObject({ code: 'outOfMemory' });
	await both.roles.dispose();
	expect(await first).toBe('ended');
	expect(pidsOf(folder)).toEqual([]);
});

test('noise, unknown messages and a message of 32 MB do not disturb the host', async () => {
	const path = scripted(`
		if (message.kind === 'load') {
			console.log('noise '.repeat(10_000)); console.error('\\u0000\\u001b[31m');
			for (const odd of [null, 5, 'x', [], {}, { kind: 'dance' }, { kind: '__proto__' }, { kind: 'events', id: 'x' }, { kind: 'events', id: 99, events: [] },
				{ kind: 'done', id: 99 }, { kind: 'failed', id: 99, error: { message: 'x' } }, { kind: 'counted', id: 99, tokens: 1 }, { kind: 'log', level: 'x', message: 5 }]) send(odd);
			ready();
		}
		if (message.kind === 'generate') finish(message.id, 'x'.repeat(2 ** 25));`);
	const { roles, logged } = open(hello(), { workerPath: path });
	const model = await roles.get('reasoner', never);
	expect(logged.filter((line) => line.includes('not understood')).length).toBeGreaterThanOrEqual(8);
	expect((await collect(model.generate(chat('a'), never))).answer).toHaveLength(2 ** 25);
});

test('starting and cancelling fifty times leaves nothing behind', async () => {
	const { roles } = open(endless());
	const model = await roles.get('reasoner', never);
	const outcomes = await Promise.all(
		Array.from({ length: 50 }, async (_, round) => {
			const stop = new AbortController();
			const answer = collect(model.generate(chat(`${round}`, 2000), stop.signal));
			setTimeout(() => stop.abort(), round % 7);
			return answer.then(
				() => 'answered',
				(error: Error) => error.name,
			);
		}),
	);
	expect(new Set(outcomes)).toEqual(new Set(['AbortError']));
	expect(roles.status('reasoner').kind).toBe('ready');
	expect((await collect(model.generate(chat('b', 3), never))).answer).toBe('ononon');
});

test('two hosts on one file have an engine each, and a crash of one is nothing to the other', async () => {
	const path = endless();
	const [one, other] = [open(path).roles, open(path).roles];
	const model = await one.get('reasoner', never);
	const [pid] = pidsOf(workerPath);
	const events = (await other.get('reasoner', never)).generate(chat('a', 2000), never)[Symbol.asyncIterator]();
	await firstAnswer(events);
	process.kill(pid ?? 0, 'SIGKILL');
	await expect(collect(model.generate(chat('b'), never))).rejects.toMatchObject({ code: 'engineStopped' });
	await firstAnswer(events);
	await events.return?.();
});

describe('deactivating', () => {
	test('while a model loads, waits or is asked for ends everything, and nothing is started after it', async () => {
		const { roles } = open(hello());
		const refused = expect(roles.get('reasoner', never)).rejects.toMatchObject({ code: 'engineStopped' });
		await roles.dispose();
		await refused;
		await expect(roles.get('reasoner', never)).rejects.toMatchObject({ code: 'engineStopped' });
		expect(pidsOf(workerPath)).toEqual([]);
	});

	test('a restart while a model loads lets the question be asked again', async () => {
		const { roles } = open(hello());
		const refused = expect(roles.get('reasoner', never)).rejects.toMatchObject({ code: 'engineStopped' });
		await roles.restart();
		await refused;
		expect((await collect((await roles.get('reasoner', never)).generate(chat('a'), never))).answer).toBe('Hello');
	});
});

test('a host that is killed right after it started an engine leaves none', async () => {
	const script = join(folder, 'host.mjs');
	const options = { workerPath, load: { modelPath: hello(), gpuLayers: 0, contexts: { reasoner: { contextTokens: 512, threads: 1 } } } };
	writeFileSync(
		script,
		`import { LlamaWorker } from ${JSON.stringify(join(process.cwd(), 'src/inference/llamaWorker.ts'))};
		const quiet = () => {};
		console.log(new LlamaWorker({ ...${JSON.stringify(options)}, log: { trace: quiet, info: quiet, warn: quiet, error: quiet } }).pid);`,
	);
	const host = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
	await once(host.stdout, 'data');
	host.kill('SIGKILL');
	await expect.poll(() => pidsOf(workerPath), { timeout: 30_000 }).toEqual([]);
});
