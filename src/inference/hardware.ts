import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, type CpuInfo, cpus, freemem, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

type Read = (path: string) => string | undefined;

/** The smaller of the machine's memory and what the control group leaves this process. */
export function memoryLimitBytes(read: Read = readText): number {
	return Math.min(totalmem(), ...controlGroups(read).map(({ limitBytes }) => limitBytes));
}

/** What can be had without swapping: the file cache counts as free. */
export function freeMemoryBytes(read: Read = readText): number {
	return Math.min(freemem(), ...controlGroups(read).map(({ limitBytes, usedBytes }) => Math.max(0, limitBytes - usedBytes)));
}

/**
 * Whether the engine beside `workerPath` may put a model into memory of a graphics card, whose size cannot be asked for without loading it.
 * Apple's chips share their memory with it, so there the machine's own counts.
 */
export function hasGpuMemory(workerPath: string): boolean {
	const folders = createRequire(workerPath).resolve.paths('@node-llama-cpp/x') ?? [];
	return gpuBackends.some((backend) =>
		folders.some((folder) => existsSync(join(folder, '@node-llama-cpp', `${enginePlatform()}-${backend}`, 'bins'))),
	);
}

const gpuBackends = ['cuda', 'vulkan'];
const enginePlatform = (): string => `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

/** Two threads of one core share its arithmetic units, so for matrices they count as one. */
export function physicalCores(read: Read = readText): number {
	const cores = new Set<string>();
	let socket = '';
	for (const line of (read('/proc/cpuinfo') ?? '').split('\n')) {
		const [key = '', value = ''] = line.split(':').map((part) => part.trim());
		if (key === 'physical id') socket = value;
		if (key === 'core id') cores.add(`${socket}:${value}`);
	}
	return Math.min(cores.size || availableParallelism(), availableParallelism());
}

/** How many cores were idle during the sample, as a fraction: 1.7 of 2. */
export async function freeCores(sampleMs: number, signal?: AbortSignal): Promise<number> {
	const before = cpus();
	await sleep(sampleMs, undefined, signal === undefined ? {} : { signal });
	return Math.min(idleCores(before, cpus()), availableParallelism());
}

export function idleCores(before: readonly CpuInfo[], after: readonly CpuInfo[]): number {
	const total = (list: readonly CpuInfo[], pick: (times: CpuInfo['times']) => number): number =>
		list.reduce((sum, { times }) => sum + pick(times), 0);
	const all = ({ user, nice, sys, idle, irq }: CpuInfo['times']): number => user + nice + sys + idle + irq;
	const passed = total(after, all) - total(before, all);
	const idle = total(after, (times) => times.idle) - total(before, (times) => times.idle);
	return passed <= 0 ? after.length : (after.length * Math.max(0, idle)) / passed;
}

interface ControlGroup {
	readonly limitBytes: number;
	readonly usedBytes: number;
}

/** Every group that this process is in, with its ancestors: each may set a limit. Inside a container the path may not be visible, the root is. */
function controlGroups(read: Read): ControlGroup[] {
	const groups: ControlGroup[] = [];
	for (const line of (read('/proc/self/cgroup') ?? '').split('\n')) {
		const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
		if (path === undefined) continue;
		const version = controllers === '' ? versions.two : controllers?.split(',').includes('memory') ? versions.one : undefined;
		if (version === undefined) continue;
		const names = path.split('/').filter((name) => name !== '' && name !== '..');
		for (let depth = names.length; depth >= 0; depth--) {
			const folder = join(version.mount, ...names.slice(0, depth));
			const limit = Number(read(join(folder, version.limit)) ?? Number.NaN); // "max" is no number.
			if (!(limit > 0)) continue;
			const used = Number(read(join(folder, version.used)) ?? 0);
			const cached = Number(new RegExp(`^${version.cached} (\\d+)$`, 'm').exec(read(join(folder, 'memory.stat')) ?? '')?.[1] ?? 0);
			groups.push({ limitBytes: limit, usedBytes: Math.max(0, used - cached) });
		}
	}
	return groups;
}

const versions = {
	one: { mount: '/sys/fs/cgroup/memory', limit: 'memory.limit_in_bytes', used: 'memory.usage_in_bytes', cached: 'total_inactive_file' },
	two: { mount: '/sys/fs/cgroup', limit: 'memory.max', used: 'memory.current', cached: 'inactive_file' },
};

function readText(path: string): string | undefined {
	try {
		return readFileSync(path, 'utf8').trim();
	} catch {
		return undefined; // Another system, or no such limit.
	}
}
