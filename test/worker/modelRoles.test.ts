import { execFileSync } from 'node:child_process';
import { rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { modelMissing, UserError } from '../../src/core/errors.ts';
import type { ChatRequest, ModelStatus, Role } from '../../src/core/model.ts';
import { ModelRoles } from '../../src/inference/modelRoles.ts';
import { collect, folder, modelFile, never, quiet, workerPath } from './support.ts';

const script = [
	['\n', 'Hello', '<|im_end|>'],
	['<|fim_middle|>', 'Hello', '<|im_end|>'],
	['>', 'Hello', 'Hello'],
];
const hello = () => modelFile({ words: ['Hello'], script });
const ask: ChatRequest = { kind: 'chat', messages: [{ role: 'user', content: 'Hi' }], thinking: { kind: 'off' }, maxTokens: 9 };

const opened: ModelRoles[] = [];
afterEach(async () => {
	await Promise.all(opened.splice(0).map((roles) => roles.dispose()));
});

function open(files: Partial<Record<Role, string>>) {
	const loads: string[] = [];
	const statuses: [Role, ModelStatus][] = [];
	const note = (message: string) => {
		if (message.startsWith('loaded')) {
			loads.push(message);
		}
	};
	const roles = new ModelRoles({
		workerPath,
		log: { ...quiet, info: note },
		resolve: async (role) => {
			const path = files[role];
			if (path === undefined) {
				throw modelMissing(`/models/${role}.gguf`);
			}
			return { path, title: `The ${role}`, gpuLayers: 0, context: { contextTokens: role === 'reasoner' ? 2048 : 1024, threads: 1 } };
		},
	});
	roles.onStatus((role, status) => statuses.push([role, status]));
	opened.push(roles);
	return { roles, loads, statuses };
}

test('one file for both roles is loaded once, with a context for each', async () => {
	const path = hello();
	const { roles, loads } = open({ reasoner: path, completer: path });
	const [reasoner, completer, again] = await Promise.all([
		roles.get('reasoner', never),
		roles.get('completer', never),
		roles.get('reasoner', never),
	]);
	expect(loads).toHaveLength(1);
	expect([reasoner, completer, again].map(({ info }) => info.contextTokens)).toEqual([2048, 1024, 2048]);
	expect((await collect(reasoner.generate(ask, never))).answer).toBe('Hello');
	const fill = { kind: 'fill', prefix: '', middle: '', suffix: '', maxTokens: 9 } as const;
	expect((await collect(completer.generate(fill, never))).answer).toBe('Hello');
});

test('two files are two processes, each loaded when it is asked for', async () => {
	const { roles, loads } = open({ reasoner: hello(), completer: hello() });
	await roles.get('reasoner', never);
	expect(loads).toHaveLength(1);
	expect(roles.status('completer')).toEqual({ kind: 'idle', title: '' });
	await roles.get('completer', never);
	expect(loads).toHaveLength(2);
});

test('a role whose file is missing does not keep the other from its own', async () => {
	const { roles } = open({ reasoner: hello() });
	await roles.get('reasoner', never);
	await expect(roles.get('completer', never)).rejects.toMatchObject({ code: 'modelMissing' });
	expect(roles.status('completer')).toMatchObject({ kind: 'failed', code: 'modelMissing' });
	expect(roles.status('reasoner')).toMatchObject({ kind: 'ready' });
});

test('the status goes from loading over ready to busy and back', async () => {
	const { roles, statuses } = open({ reasoner: hello() });
	const model = await roles.get('reasoner', never);
	await collect(model.generate(ask, never));
	const kinds = statuses.filter(([role]) => role === 'reasoner').map(([, { kind }]) => kind);
	expect(kinds.filter((kind, index) => kind !== kinds[index - 1])).toEqual(['loading', 'ready', 'busy', 'ready']);
	expect(statuses.every(([, status]) => status.title === 'The reasoner')).toBe(true);
});

test('a file that is no model fails with a sentence, and the next try looks again', async () => {
	const path = hello();
	const broken = open({ reasoner: join(folder, 'none.gguf') });
	await expect(broken.roles.get('reasoner', never)).rejects.toMatchObject({ code: 'modelMissing' });
	const unknown = open({ reasoner: modelFile({ architecture: 'martian' }) });
	await expect(unknown.roles.get('reasoner', never)).rejects.toMatchObject({ code: 'modelUnsupported' });
	expect(unknown.roles.status('reasoner')).toMatchObject({ kind: 'failed', code: 'modelUnsupported', title: 'The reasoner' });
	const gone = open({ reasoner: path });
	rmSync(path);
	await expect(gone.roles.get('reasoner', never)).rejects.toMatchObject({ code: 'modelMissing' });
});

test('a file that both roles name fails for both, so that none is told to load for ever', async () => {
	const path = modelFile({ without: ['output_norm.weight'] });
	truncateSync(path, 1000);
	const { roles } = open({ reasoner: path, completer: path });
	await expect(roles.get('reasoner', never)).rejects.toBeInstanceOf(UserError);
	expect(roles.status('reasoner')).toMatchObject({ kind: 'failed' });
	expect(roles.status('completer')).toMatchObject({ kind: 'failed' });
});

test('an abort ends the wait but not the load', async () => {
	const { roles, loads } = open({ reasoner: hello() });
	const stop = new AbortController();
	const waiting = roles.get('reasoner', stop.signal);
	stop.abort();
	await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
	await roles.get('reasoner', never);
	expect(loads).toHaveLength(1);
});

test('after a restart the next request loads again', async () => {
	const { roles, loads } = open({ reasoner: hello() });
	const before = await roles.get('reasoner', never);
	await roles.restart();
	expect(roles.status('reasoner')).toEqual({ kind: 'idle', title: 'The reasoner' });
	await expect(collect(before.generate(ask, never))).rejects.toMatchObject({ code: 'engineStopped' });
	expect((await collect((await roles.get('reasoner', never)).generate(ask, never))).answer).toBe('Hello');
	expect(loads).toHaveLength(2);
});

/** Processes that run this test's worker. */
function workerPids(): number[] {
	const list = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,args='], { encoding: 'utf8' });
	return list.split('\n').flatMap((line) => (line.includes(workerPath) ? [Number.parseInt(line, 10)] : []));
}

test('after a crash the next request loads again, but not for ever', async () => {
	const { roles, loads } = open({ reasoner: hello() });
	for (let crash = 1; crash <= 4; crash++) {
		await roles.get('reasoner', never);
		expect(loads).toHaveLength(crash);
		for (const pid of workerPids()) {
			process.kill(pid, 'SIGKILL');
		}
		await expect.poll(() => roles.status('reasoner'), { timeout: 30_000 }).toMatchObject({ kind: 'failed', code: 'engineStopped' });
	}
	await expect(roles.get('reasoner', never)).rejects.toMatchObject({ code: 'engineStopped', message: expect.stringContaining('4 times') });
	await roles.restart();
	expect((await collect((await roles.get('reasoner', never)).generate(ask, never))).answer).toBe('Hello');
});

test('whoever only wants a model that is loaded never loads one, not even while it is restarted', async () => {
	const { roles, loads } = open({ reasoner: hello() });
	expect(await roles.loaded('reasoner')).toBeUndefined();
	await roles.get('reasoner', never);
	expect((await roles.loaded('reasoner'))?.info.contextTokens).toBe(2048);
	const restarted = roles.restart();
	expect(await roles.loaded('reasoner')).toBeUndefined();
	await restarted;
	expect(await roles.loaded('reasoner')).toBeUndefined();
	expect(roles.status('reasoner').kind).toBe('idle');
	expect(loads).toHaveLength(1);
});

test('disposing leaves no process, also while a model loads', async () => {
	const { roles } = open({ reasoner: hello() });
	const refused = expect(roles.get('reasoner', never)).rejects.toBeInstanceOf(Error);
	await expect.poll(() => workerPids().length, { timeout: 30_000 }).toBe(1);
	await roles.dispose();
	await refused;
	expect(workerPids()).toEqual([]);
});
