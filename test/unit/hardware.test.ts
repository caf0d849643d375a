import { availableParallelism, type CpuInfo, totalmem } from 'node:os';
import { expect, it } from 'vitest';
import { freeCores, freeMemoryBytes, idleCores, memoryLimitBytes, physicalCores } from '../../src/inference/hardware.ts';

const machine =
	(files: Readonly<Record<string, string>>) =>
	(path: string): string | undefined =>
		files[path];

it('the memory limit is that of the control group, of either version, or of one above it', () => {
	expect(memoryLimitBytes(machine({}))).toBe(totalmem());
	expect(
		memoryLimitBytes(
			machine({ '/proc/self/cgroup': '0::/a/b', '/sys/fs/cgroup/a/b/memory.max': 'max', '/sys/fs/cgroup/a/memory.max': '1000' }),
		),
	).toBe(1000);
	expect(memoryLimitBytes(machine({ '/proc/self/cgroup': '0::/../host', '/sys/fs/cgroup/memory.max': '2000' }))).toBe(2000);
	const one = { '/proc/self/cgroup': '5:cpu,memory:/a\n0::/', '/sys/fs/cgroup/memory/a/memory.limit_in_bytes': '3000' };
	expect(memoryLimitBytes(machine(one))).toBe(3000);
	const unlimited = { '/proc/self/cgroup': '4:memory:/', '/sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712' };
	expect(memoryLimitBytes(machine(unlimited))).toBe(totalmem());
});

it('free memory counts the file cache of the control group as free', () => {
	const files = {
		'/proc/self/cgroup': '0::/',
		'/sys/fs/cgroup/memory.max': '1000',
		'/sys/fs/cgroup/memory.current': '700',
		'/sys/fs/cgroup/memory.stat': 'anon 300\ninactive_file 400\n',
	};
	expect(freeMemoryBytes(machine(files))).toBe(700);
	expect(freeMemoryBytes(machine({ ...files, '/sys/fs/cgroup/memory.current': '2000' }))).toBe(0);
	expect(freeMemoryBytes()).toBeGreaterThan(0);
});

it('two threads of one core count once', () => {
	const thread = (socket: number, core: number): string => `processor: 0\nphysical id\t: ${socket}\ncore id\t\t: ${core}\n`;
	expect(physicalCores(machine({ '/proc/cpuinfo': thread(0, 0) + thread(0, 0) }))).toBe(1);
	expect(physicalCores(machine({}))).toBe(availableParallelism());
	expect(physicalCores()).toBeGreaterThanOrEqual(1);
});

it('free cores are the idle share of the time between two readings', async () => {
	const cpu = (idle: number, user: number): CpuInfo => ({ model: '', speed: 0, times: { user, nice: 0, sys: 0, idle, irq: 0 } });
	expect(idleCores([cpu(0, 0), cpu(0, 0)], [cpu(100, 0), cpu(50, 50)])).toBe(1.5);
	expect(idleCores([cpu(5, 5)], [cpu(5, 5)])).toBe(1);
	const free = await freeCores(20);
	expect(free).toBeGreaterThanOrEqual(0);
	expect(free).toBeLessThanOrEqual(availableParallelism());
});
