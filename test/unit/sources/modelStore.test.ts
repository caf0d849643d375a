import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile, rm, symlink, unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultModelsFolder } from '../../../src/inference/sources/modelStore.ts';
import { content, openStore, shortWaits, temporaryFolder, tiny } from './fixture.ts';
import { ranges, serve, startHub } from './hubServer.ts';

const half = content.length / 2;
/** A busy machine takes its time. */
const patient = { timeout: 20_000 };
const longAgo = new Date('2020-01-01');

/** Lies in the folder since long ago. */
async function lay(folder: string, bytes: Uint8Array): Promise<string> {
	const path = join(folder, tiny.file);
	await writeFile(path, bytes);
	await utimes(path, longAgo, longAgo);
	return path;
}

describe('a file that is there already', () => {
	it('is found when a user brought it by hand, and hashed only once', async () => {
		const { find, get, files, progress, folder } = await openStore();
		const path = await lay(folder, content);
		expect(await find()).toBe(path);
		expect(progress.at(-1)).toMatchObject({ source: 'cache', phase: 'checking', receivedBytes: content.length });
		expect(await files()).toEqual(['tiny.gguf', 'tiny.gguf.verified']);
		progress.length = 0;
		expect(await find()).toBe(path);
		expect(await get([])).toBe(path);
		expect(progress).toEqual([]);
	});

	it('is found by everybody who looks for it at the same moment', async () => {
		const { find, files, folder } = await openStore();
		const path = await lay(folder, content);
		expect(await Promise.all(Array.from({ length: 20 }, () => find()))).toEqual(Array.from({ length: 20 }, () => path));
		expect(await files()).toEqual(['tiny.gguf', 'tiny.gguf.verified']);
	});

	it('is hashed again after it was touched or replaced', async () => {
		const { find, progress, folder } = await openStore();
		const path = await lay(folder, content);
		await find();
		for (const change of [() => utimes(path, new Date(), new Date()), () => unlink(path).then(() => writeFile(path, content))]) {
			progress.length = 0;
			await change();
			expect(await find()).toBe(path);
			expect(progress.length).toBeGreaterThan(0);
		}
	});

	it.each([
		['has a wrong byte', Buffer.concat([content.subarray(0, -1), Buffer.from([1])])],
		['has its second half zeroed', Buffer.concat([content.subarray(0, half), Buffer.alloc(half)])],
		['is too short', content.subarray(0, half)],
		['is too long', Buffer.concat([content, content])],
		['is empty', Buffer.alloc(0)],
	])('is set aside and named when it %s', async (_what, bytes) => {
		const { find, files, folder } = await openStore();
		const path = await lay(folder, bytes);
		await expect(find()).rejects.toMatchObject({ code: 'modelWrongHash', message: expect.stringContaining(`${path}.bad`) });
		expect(await files()).toEqual(['tiny.gguf.bad']);
		expect(await find()).toBeUndefined();
	});

	it('does not count as verified because a sidecar says so', async () => {
		const { find, folder } = await openStore();
		const path = await lay(folder, content);
		await find();
		await writeFile(path, Buffer.alloc(content.length));
		await expect(find()).rejects.toMatchObject({ code: 'modelWrongHash' });
		await lay(folder, content);
		for (const sidecar of ['', 'null', '[]', '{"sha256":1}', '{']) {
			await writeFile(`${path}.verified`, sidecar);
			expect(await find()).toBe(path);
		}
	});

	it('is left alone while it is being copied', async () => {
		const { find, files, folder } = await openStore();
		await writeFile(join(folder, tiny.file), content.subarray(0, half));
		await expect(find()).rejects.toThrow('200 kB of 400 kB');
		expect(await files()).toEqual([tiny.file]);
	});

	it('may be a link to another disk', async () => {
		const { find, folder } = await openStore();
		const elsewhere = join(await temporaryFolder(), 'model');
		await writeFile(elsewhere, content);
		await symlink(elsewhere, join(folder, tiny.file));
		expect(await find()).toBe(join(folder, tiny.file));
	});

	it('is no model when it is a folder or a link in a circle', async () => {
		const { find, folder } = await openStore();
		const path = join(folder, tiny.file);
		await mkdir(path);
		expect(await find()).toBeUndefined();
		await rm(path, { recursive: true });
		await symlink(path, path);
		expect(await find()).toBeUndefined();
	});

	it('gives way to the right one when it is wrong', async () => {
		const hub = await startHub();
		const { get, files, warnings, folder } = await openStore({ hubEndpoint: hub.url });
		await lay(folder, Buffer.alloc(content.length));
		await get();
		expect(warnings[0]).toContain('tiny.gguf.bad');
		expect(await files()).toEqual(['tiny.gguf', 'tiny.gguf.bad', 'tiny.gguf.verified']);
	});
});

describe('a transfer', { timeout: 30_000 }, () => {
	it('is one for two that want the same file, and the second one sees the progress of the first', async () => {
		const hub = await startHub(serve({ hangAt: half }));
		const first = await openStore({ hubEndpoint: hub.url }, { stallMs: 60_000 });
		const second = await openStore({ hubEndpoint: hub.url, folder: first.folder });
		const stop = new AbortController();
		const firstDone = first.get(['hub'], stop.signal).catch((error: unknown) => error);
		await expect.poll(() => first.progress.at(-1)?.receivedBytes, patient).toBe(half);
		const secondDone = second.get();
		await expect
			.poll(() => second.progress.at(-1), patient)
			.toMatchObject({ source: 'hub', phase: 'waiting', receivedBytes: half, totalBytes: content.length });
		expect(hub.requests).toHaveLength(1);
		hub.answer = serve();
		stop.abort();
		expect(await firstDone).toMatchObject({ name: 'AbortError' });
		await secondDone;
		expect(ranges(hub)).toEqual(['bytes=0-', `bytes=${half}-`]);
		expect(await first.files()).toEqual(['tiny.gguf', 'tiny.gguf.verified']);
	});

	it('can be cancelled while another process has the lock', async () => {
		const { get, folder } = await openStore();
		await writeFile(join(folder, 'tiny.gguf.lock'), '');
		const stop = new AbortController();
		setTimeout(() => stop.abort(), 30);
		await expect(get(['hub'], stop.signal)).rejects.toMatchObject({ name: 'AbortError' });
	});

	it('that was killed at half is gone on with', async () => {
		const hub = await startHub(serve({ hangAt: half }));
		const { get, folder, files } = await openStore({ hubEndpoint: hub.url });
		const options = { folder, hubEndpoint: hub.url, model: tiny, sources: ['hub'], waits: shortWaits };
		const child = spawn(process.execPath, [join(import.meta.dirname, 'getInProcess.ts'), JSON.stringify(options)], { stdio: 'ignore' });
		const part = join(folder, 'tiny.gguf.part');
		await expect
			.poll(
				() =>
					readFile(part).then(
						({ length }) => length,
						() => 0,
					),
				patient,
			)
			.toBe(half);
		child.kill('SIGKILL');
		await once(child, 'close');
		expect(await files()).toEqual(['tiny.gguf.lock', 'tiny.gguf.part', 'tiny.gguf.part.json']);
		hub.answer = serve();
		await get();
		expect(ranges(hub).at(-1)).toBe(`bytes=${half}-`);
		expect(await files()).toEqual(['tiny.gguf', 'tiny.gguf.verified']);
	});

	it.each([
		['ENOSPC', 'diskFull', 'is full: '],
		['EDQUOT', 'diskFull', 'is full: '],
		['EIO', 'folderUnusable', 'the disk reports an error'],
	])('that meets %s pauses, and goes on later', async (code, errorCode, sentence) => {
		const hub = await startHub();
		let writes = 0;
		const failing: typeof open = async (path, ...rest) => {
			const handle = await open(path, ...rest);
			const write = handle.write.bind(handle);
			Object.assign(handle, {
				write: (...args: Parameters<typeof write>) =>
					++writes === 2 ? Promise.reject(Object.assign(new Error(code), { code })) : write(...args),
			});
			return handle;
		};
		const { get, folder, files } = await openStore({ hubEndpoint: hub.url, openFile: failing });
		await expect(get()).rejects.toMatchObject({ code: errorCode, message: expect.stringContaining(sentence) });
		expect(await files()).toEqual(['tiny.gguf.part', 'tiny.gguf.part.json']);
		await (await openStore({ hubEndpoint: hub.url, folder })).get();
		expect(ranges(hub)[0]).toBe('bytes=0-');
		expect(ranges(hub)[1]).not.toBe('bytes=0-');
	});

	it('is not begun on a disk that has no room for the file', async () => {
		const hub = await startHub();
		const { get } = await openStore({ hubEndpoint: hub.url });
		const huge = { ...tiny, sizeBytes: 2 ** 53 };
		await expect(get(['hub'], undefined, huge)).rejects.toMatchObject({ code: 'diskFull' });
		expect(hub.requests).toHaveLength(0);
	});

	it('has a sentence for a folder that cannot be made', async () => {
		const file = join(await temporaryFolder(), 'file');
		await writeFile(file, '');
		const { get } = await openStore({ folder: join(file, 'models') });
		await expect(get()).rejects.toMatchObject({ code: 'folderUnusable', message: expect.stringContaining('LEMMA_MODELS') });
	});
});

describe('the list and the removal', { timeout: 30_000 }, () => {
	it('tell what lies there, and free all of it', async () => {
		const { store, files, folder } = await openStore();
		const states = async (): Promise<string[]> => (await store.list()).map(({ model, state, bytes }) => `${model.name} ${state} ${bytes}`);
		const [large, , small] = await store.list();
		if (large === undefined || small === undefined) throw new Error('the catalogue is too short');
		expect(await states()).toEqual(['qwen2.5-coder-1.5b absent 0', 'qwen2.5-coder-0.5b absent 0', 'smollm2-135m absent 0']);
		await writeFile(`${store.path(large.model)}.part`, 'abc');
		await writeFile(`${store.path(small.model)}.bad`, 'ab');
		await writeFile(store.path(small.model), 'a');
		expect(await states()).toEqual(['qwen2.5-coder-1.5b partial 3', 'qwen2.5-coder-0.5b absent 0', 'smollm2-135m present 1']);
		expect(await store.remove(small.model)).toBe(3);
		expect(await store.remove(large.model)).toBe(3);
		expect(await store.remove(large.model)).toBe(0);
		expect(await files()).toEqual([]);
		await rm(folder, { recursive: true });
		expect(await store.remove(large.model)).toBe(0);
	});

	it('do not take a file away from a transfer', async () => {
		const hub = await startHub(serve({ hangAt: half }));
		const { store, get, progress } = await openStore({ hubEndpoint: hub.url }, { stallMs: 60_000 });
		const stop = new AbortController();
		const done = get(['hub'], stop.signal).catch(() => undefined);
		await expect.poll(() => progress.at(-1)?.receivedBytes, patient).toBe(half);
		await expect(store.remove(tiny)).rejects.toMatchObject({ code: 'beingFetched' });
		stop.abort();
		await done;
		expect(await store.remove(tiny)).toBeGreaterThan(half);
	});
});

it('the model folder is the user data folder of each system, unless LEMMA_MODELS is set', () => {
	expect(defaultModelsFolder({}, 'linux', '/home/a')).toBe('/home/a/.local/share/lemma/models');
	expect(defaultModelsFolder({ XDG_DATA_HOME: '/data' }, 'linux', '/home/a')).toBe('/data/lemma/models');
	expect(defaultModelsFolder({ XDG_DATA_HOME: 'data' }, 'linux', '/home/a')).toBe('/home/a/.local/share/lemma/models');
	expect(defaultModelsFolder({}, 'darwin', '/Users/a')).toBe('/Users/a/Library/Application Support/lemma/models');
	expect(defaultModelsFolder({ LOCALAPPDATA: 'C:\\L' }, 'win32', 'C:\\Users\\a')).toBe('C:\\L\\lemma\\models');
	expect(defaultModelsFolder({}, 'win32', 'C:\\Users\\a')).toBe('C:\\Users\\a\\AppData\\Local\\lemma\\models');
	expect(defaultModelsFolder({ LEMMA_MODELS: '/m' }, 'linux', '/home/a')).toBe('/m');
	expect(defaultModelsFolder({ LEMMA_MODELS: '' }, 'linux', '/home/a')).toBe('/home/a/.local/share/lemma/models');
});
