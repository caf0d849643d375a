import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { findModel } from '../../src/core/models/catalog.ts';
import { defaultTarget, vsixOf } from '../../tools/package.mjs';
import { launchBrowser } from '../lib/browser.ts';
import { modelsFolder, root, startTestServer } from '../lib/codeServer.ts';
import { Workbench } from '../lib/workbench.ts';
import { type Bench, type Measured, medianOf } from './figure.ts';

const idleMs = 20_000;
/** V8 still tidies its heap for some seconds after a load. */
const restMs = 20_000;

/** What a user waits for, and what Lemma takes while nobody asks for anything. */
export const bench: Bench = ({ limit, model = 'qwen2.5-coder-0.5b' }) => [
	{ name: 'activation', unit: 'ms', target: '<= 60', measure: () => activation(limit ?? 5) },
	{ name: 'cold start to first token', unit: 'ms', measure: () => firstToken(model, limit ?? 5) },
	{ name: 'VSIX size', unit: 'MB', target: '<= 20', measure: vsixSize },
	{ name: 'idle CPU with a model loaded', unit: '% of a core', target: '<= 0.2', measure: () => idleCpu(model) },
];

/** As VS Code itself gives it in "Show Running Extensions": loading the code and the call of activate, in a new extension host each time. */
async function activation(runs: number): Promise<Measured> {
	const server = await startTestServer({ vsix: [vsixOf(defaultTarget)], workspace: join(root, 'sample') });
	try {
		const browser = await launchBrowser();
		try {
			const times: number[] = [];
			for (let run = 0; run < runs; run++) {
				const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
				const workbench = new Workbench(page);
				await workbench.open(server.url());
				await workbench.command('Developer: Show Running Extensions');
				const row = page.locator('.runtime-extensions-editor .monaco-list-row').filter({ hasText: 'Lemma' }).first();
				const text = await row.locator('.activation-time').filter({ hasText: /\d/ }).textContent({ timeout: 30_000 });
				times.push(Number(/(\d+)\s*ms/.exec(text ?? '')?.[1]));
				await page.close();
			}
			const measured = medianOf(times);
			return {
				...measured,
				note: `${measured.note}; code loading + activate, as VS Code shows it, from the installed VSIX; load average ${loadavg()[0]?.toFixed(1)}`,
			};
		} finally {
			await browser.close();
		}
	} finally {
		await server.stop();
	}
}

/** From starting the process to the first text of the answer on its output: Node, engine, model and prompt. */
async function firstToken(model: string, runs: number): Promise<Measured> {
	const times: number[] = [];
	for (let run = 0; run < runs; run++) {
		const began = performance.now();
		const client = runClient(['ask', 'Write a function that adds two numbers.', '--model', modelFile(model)]);
		try {
			await firstOutput(client);
			times.push(performance.now() - began);
		} finally {
			await stop(client);
		}
	}
	const measured = medianOf(times);
	return { ...measured, note: `${measured.note}; ${model} through the command line, file cache warm` };
}

async function vsixSize(): Promise<Measured> {
	return { value: Number((statSync(vsixOf(defaultTarget)).size / 1e6).toFixed(1)), note: `${defaultTarget}, CPU build` };
}

/** Of the client and its worker, which answered one question before. */
async function idleCpu(model: string): Promise<Measured> {
	const client = runClient(['ask', '--stdin', '--model', modelFile(model)]);
	try {
		const lines = createInterface({ input: client.stdout });
		client.stdin.write(`${JSON.stringify({ id: 1, question: 'Say yes.' })}\n`);
		await Promise.race([once(lines, 'line'), failure(client)]);
		await pause(restMs);
		const before = cpuMs(client.pid);
		await pause(idleMs);
		const used = cpuMs(client.pid) - before;
		return {
			value: Number(((used / idleMs) * 100).toFixed(3)),
			note: `${used.toFixed(1)} ms in ${idleMs / 1000} s, ${restMs / 1000} s after an answer; client and worker, ${model}`,
		};
	} finally {
		await stop(client);
	}
}

const runClient = (args: readonly string[]) =>
	spawn(process.execPath, [join(root, 'tools/cli/main.ts'), ...args], { cwd: root, stdio: ['pipe', 'pipe', 'pipe'] });

type Client = ReturnType<typeof runClient>;

const firstOutput = (client: Client): Promise<unknown> => Promise.race([once(client.stdout, 'data'), failure(client)]);

/** Rejects with what the client says when it ends. */
async function failure(client: Client): Promise<never> {
	let said = '';
	client.stderr.on('data', (data) => (said += data));
	await once(client, 'exit');
	throw new Error(`the command line ended: ${said.trim() || 'without a word'}`);
}

async function stop(child: Client): Promise<void> {
	if (child.exitCode === null && child.signalCode === null) {
		const ended = once(child, 'exit');
		child.kill('SIGTERM');
		await ended;
	}
}

function modelFile(name: string): string {
	const model = findModel(name);
	if (model === undefined) {
		throw new Error(`there is no model "${name}" in the catalogue`);
	}
	const path = join(modelsFolder, model.file);
	statSync(path);
	return path;
}

/** Processor time of a process and its descendants, to the nanosecond where Linux keeps it so. */
function cpuMs(pid: number | undefined): number {
	const parents = new Map(
		readdirSync('/proc')
			.filter((name) => /^\d+$/.test(name))
			.flatMap(parentOf),
	);
	const isBelow = (id: string): boolean => id === String(pid) || (parents.has(id) && isBelow(parents.get(id) ?? ''));
	const threads = [...parents.keys()]
		.filter(isBelow)
		.flatMap((id) => readdirSync(`/proc/${id}/task`).map((thread) => `/proc/${id}/task/${thread}`));
	const spentNs = threads.map((thread) => Number(readFileSync(`${thread}/schedstat`, 'utf8').split(' ')[0]));
	return spentNs.reduce((a, b) => a + b, 0) / 1e6;
}

function parentOf(id: string): (readonly [string, string])[] {
	try {
		const afterName = readFileSync(`/proc/${id}/stat`, 'utf8').split(') ').at(-1) ?? '';
		return [[id, afterName.split(' ')[1] ?? '']];
	} catch {
		return []; // ended meanwhile
	}
}
