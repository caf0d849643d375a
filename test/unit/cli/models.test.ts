import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CliIo } from '../../../tools/cli/io.ts';
import { run } from '../../../tools/cli/models.ts';
import { progressLine } from '../../../tools/cli/progress.ts';

let folder = '';
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'lemma-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function play(terminal = false, env: NodeJS.ProcessEnv = {}): { io: CliIo; out(): string; err(): string } {
	let out = '';
	let err = '';
	const io: CliIo = {
		stdin: Readable.from([]),
		out: (text) => {
			out += text;
		},
		err: (text) => {
			err += text;
		},
		terminal,
		env: { LEMMA_MODELS: 'models', LEMMA_HUB: 'https://hub.invalid', PATH: '', ...env },
		cwd: folder,
		signal: new AbortController().signal,
	};
	return { io, out: () => out, err: () => err };
}

/** The real program, as a user starts it. */
async function lemma(...args: readonly string[]): Promise<{ code: number | null; out: string; err: string }> {
	const main = join(import.meta.dirname, '../../../tools/cli/main.ts');
	const child = spawn(process.execPath, [main, ...args], {
		env: { ...process.env, LEMMA_MODELS: join(folder, 'models'), INIT_CWD: folder },
	});
	let out = '';
	let err = '';
	child.stdout.on('data', (chunk: Buffer) => {
		out += chunk;
	});
	child.stderr.on('data', (chunk: Buffer) => {
		err += chunk;
	});
	const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
	return { code, out, err };
}

describe('lemma models', () => {
	it('lists name, title, size, licence, state and folder', async () => {
		const { io, out } = play();
		expect(await run([], io)).toBe(0);
		expect(out().split('\n')[0]).toMatch(/^qwen2\.5-coder-1\.5b +Qwen2\.5-Coder 1\.5B +1\.1 GB +Apache-2\.0 +absent$/);
		expect(out()).toContain(`Folder: ${join(folder, 'models')}\n`);
	});

	it('lists as JSON', async () => {
		const { io, out } = play();
		await run(['list', '--json'], io);
		expect(JSON.parse(out())).toMatchObject({
			folder: join(folder, 'models'),
			models: [{ name: 'qwen2.5-coder-1.5b', state: 'absent' }, {}, {}],
		});
	});

	it('names the default of this machine', async () => {
		const { io, out } = play();
		await run(['default', '--small'], io);
		expect(out()).toBe('qwen2.5-coder-0.5b\n');
	});

	it('shows licence and origin before it fetches, and says why no source had the model', async () => {
		const { io, out, err } = play();
		await expect(run(['get', 'qwen2.5-coder-0.5b'], io)).rejects.toMatchObject({
			code: 'noSource',
			message: expect.stringMatching(/hub\.invalid\) cannot be found.*there is no python3 on the PATH.*To bring it by hand, copy/s),
		});
		expect(err()).toMatch(/^Getting Qwen2\.5-Coder 0\.5B, 491 MB: .*Alibaba Cloud, licence Apache-2\.0/);
		expect(out()).toBe('');
	});

	it('goes through the proxy of the environment, and says so where that is no address', async () => {
		const asked: (string | undefined)[] = [];
		const proxy = createServer().on('connect', (request, socket) => {
			asked.push(request.url);
			socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
		});
		await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
		const port = (proxy.address() as AddressInfo).port;
		await expect(run(['get', 'qwen2.5-coder-0.5b'], play(false, { HTTPS_PROXY: `http://127.0.0.1:${port}` }).io)).rejects.toMatchObject({
			code: 'noSource',
		});
		proxy.close();
		expect(asked).toEqual(['hub.invalid:443']);
		await expect(run(['get', 'qwen2.5-coder-0.5b'], play(false, { HTTPS_PROXY: 'foo' }).io)).rejects.toThrow(
			'HTTPS_PROXY is no address (foo)',
		);
	});

	it('frees the disk', async () => {
		const { io, err } = play();
		await mkdir(join(folder, 'models'), { recursive: true });
		await writeFile(join(folder, 'models', 'SmolLM2-135M-Instruct.Q4_1.gguf.part'), Buffer.alloc(2000));
		await run(['remove', 'smollm2-135m'], io);
		await run(['remove', 'smollm2-135m'], io);
		expect(err()).toBe('Removed SmolLM2 135M: 2 kB are free again.\nNothing of SmolLM2 135M was there.\n');
	});

	it.each([[['get', '../../x']], [['get', '__proto__']], [['remove']], [['constructor']]])('has a sentence for %j', async (args) => {
		await expect(run(args, play().io)).rejects.toMatchObject({ code: 'usage' });
	});
});

describe('lemma', () => {
	it('shows its commands, and fails without one', async () => {
		const [help, none, unknown, option] = await Promise.all([lemma('--help'), lemma(), lemma('toString'), lemma('models', '--frob')]);
		expect(help).toMatchObject({ code: 0, out: expect.stringContaining('models get NAME'), err: '' });
		expect(none).toMatchObject({ code: 1, out: help.out });
		expect(unknown).toMatchObject({ code: 1, out: '', err: 'There is no command "toString". Run "lemma --help" to see what there is.\n' });
		expect(option).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/^Unknown option '--frob'/) });
	}, 30_000);
});

it('progress is one line in a terminal, and a line now and then elsewhere', () => {
	const step = { source: 'hub', phase: 'downloading', receivedBytes: 5e8, totalBytes: 1e9, bytesPerSecond: 0 } as const;
	const terminal = play(true);
	const line = progressLine(terminal.io);
	line.tell(step);
	line.tell({ ...step, receivedBytes: 1e9 });
	line.end();
	expect(terminal.err()).toMatch(/^\rhub: 500 MB of 1\.0 GB \(50 %\)\rhub: 1\.0 GB of 1\.0 GB \(100 %\) *\r *\r$/);
	const file = play();
	const lines = progressLine(file.io);
	for (let i = 0; i < 10; i++) lines.tell(step);
	lines.end();
	expect(file.err()).toBe('hub: 500 MB of 1.0 GB (50 %)\n');
});
