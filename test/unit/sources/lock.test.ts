import { spawnSync } from 'node:child_process';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ModelLock } from '../../../src/inference/sources/lock.ts';
import { defaultWaits } from '../../../src/inference/sources/waits.ts';
import { shortWaits, temporaryFolder } from './fixture.ts';

const waits = { ...defaultWaits, ...shortWaits };
const longAgo = new Date('2020-01-01');
const owner = { pid: process.pid, host: hostname(), token: 'other' };
const lockIn = async (): Promise<string> => join(await temporaryFolder(), 'lock');

async function tryOnce(path: string): Promise<boolean> {
	const lock = await ModelLock.tryTake(path, waits);
	await lock?.release();
	return lock !== undefined;
}

it('is held by one at a time, and leaves nothing behind', async () => {
	const path = await lockIn();
	const locks = await Promise.all(Array.from({ length: 5 }, () => ModelLock.tryTake(path, waits)));
	expect(locks.filter((lock) => lock !== undefined)).toHaveLength(1);
	expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ pid: process.pid, host: hostname() });
	for (const lock of locks) await lock?.release();
	expect(await readdir(join(path, '..'))).toEqual([]);
});

it('of a living process is respected, whatever its age', async () => {
	const path = await lockIn();
	await writeFile(path, JSON.stringify(owner));
	await utimes(path, longAgo, longAgo);
	expect(await tryOnce(path)).toBe(false);
});

it('of a process that is gone is taken over by exactly one', async () => {
	const path = await lockIn();
	const { pid } = spawnSync(process.execPath, ['-e', '']);
	await writeFile(path, JSON.stringify({ ...owner, pid }));
	const locks = await Promise.all(Array.from({ length: 5 }, () => ModelLock.tryTake(path, waits)));
	expect(locks.filter((lock) => lock !== undefined)).toHaveLength(1);
	for (const lock of locks) await lock?.release();
	expect(await readdir(join(path, '..'))).toEqual([]);
});

it.runIf(process.platform === 'linux')('is not kept alive by another process with the same id', async () => {
	const path = await lockIn();
	await writeFile(path, JSON.stringify({ ...owner, startTime: '1' }));
	expect(await tryOnce(path)).toBe(true);
});

it.each([
	['from another machine', JSON.stringify({ ...owner, host: 'elsewhere', pid: 1 })],
	['that is being written', '{"pid":'],
	['of nobody', 'null'],
])('%s counts as long as it is fresh', async (_what, text) => {
	const path = await lockIn();
	await writeFile(path, text);
	expect(await tryOnce(path)).toBe(false);
	await utimes(path, longAgo, longAgo);
	expect(await tryOnce(path)).toBe(true);
});
