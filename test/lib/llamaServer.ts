// A real llama-server as peer: the one on the PATH, else Debian sid's package, unpacked into a cache folder and run with its own loader. Nothing
// of the system is touched, and nothing is installed.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const runFile = promisify(execFile);

/** What it takes to run a program: a loader comes before it where the system's libraries are not the ones it wants. */
export interface Program {
	readonly file: string;
	readonly args: readonly string[];
	readonly env: Readonly<Record<string, string>>;
}

/** The program, or why it cannot be had. */
export async function findLlamaServer(): Promise<Program | string> {
	try {
		const { stdout } = await runFile('sh', ['-c', 'command -v llama-server']);
		return { file: stdout.trim(), args: [], env: {} };
	} catch {
		if (process.platform !== 'linux') return 'there is no llama-server on the PATH';
	}
	const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'lemma', 'llama-server');
	const root = join(cache, 'root');
	try {
		if (!existsSync(root)) await unpack(cache, root);
		return programIn(root);
	} catch (error) {
		return `Debian's llama.cpp cannot be had here (${error instanceof Error ? error.message.split('\n')[0] : String(error)})`;
	}
}

/** Another program of the same engine, which lies beside its server; `undefined` where it does not. */
export function besideServer({ file, args, env }: Program, name: string): Program | undefined {
	const path = join(args.at(-1) ?? file, '..', name);
	if (!existsSync(path)) return undefined;
	return args.length === 0 ? { file: path, args, env } : { file, args: [...args.slice(0, -1), path], env };
}

/** With a sources list, state and cache of its own; the mirror is the one that this machine is set up with. */
async function unpack(cache: string, root: string): Promise<void> {
	const work = join(cache, `work-${process.pid}`);
	const folder = (name: string): string => {
		mkdirSync(join(work, name), { recursive: true });
		return join(work, name);
	};
	folder('lists/partial');
	folder('cache/archives/partial');
	try {
		writeFileSync(join(work, 'sources.list'), `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror()} sid main\n`);
		writeFileSync(join(work, 'status'), '');
		const options = Object.entries({
			'Dir::Etc::sourcelist': join(work, 'sources.list'),
			'Dir::Etc::sourceparts': '-',
			'Dir::State': work,
			'Dir::State::lists': join(work, 'lists'),
			'Dir::State::status': join(work, 'status'),
			'Dir::Cache': join(work, 'cache'),
			'Acquire::Retries': '1',
			'Acquire::http::Timeout': '20',
		}).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
		const apt = (program: string, args: readonly string[], cwd = work) =>
			runFile(program, [...options, ...args], { cwd, timeout: 120_000, maxBuffer: 1e8 });
		await apt('apt-get', ['update']);
		const without = ['recommends', 'suggests', 'conflicts', 'breaks', 'replaces', 'enhances'].map((kind) => `--no-${kind}`);
		const { stdout } = await apt('apt-cache', ['depends', '--recurse', ...without, 'llama.cpp']);
		const names = new Set(stdout.split('\n').filter((line) => /^(?:lib|llama|zlib)[\w.+-]*$/u.test(line)));
		const packages = folder('packages');
		await apt('apt-get', ['download', ...names], packages);
		const unpacked = folder('root');
		for (const name of readdirSync(packages)) await runFile('dpkg', ['-x', join(packages, name), unpacked]);
		renameSync(unpacked, root);
	} finally {
		rmSync(work, { recursive: true, force: true });
	}
}

function mirror(): string {
	const texts = globSync(['/etc/apt/sources.list.d/debian.sources', '/etc/apt/sources.list']).map((path) => readFileSync(path, 'utf8'));
	const found = texts
		.map((text) => /^URIs:\s*(\S+)/mu.exec(text) ?? /^deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s/mu.exec(text))
		.find((match) => match !== null);
	if (found?.[1] === undefined) throw new Error('this machine names no Debian mirror');
	return found[1];
}

function programIn(root: string): Program {
	const [loader] = globSync(join(root, 'usr/lib/*/ld-linux*.so.*'));
	const [server] = globSync(join(root, 'usr/bin/llama-server'));
	const backends = globSync(join(root, 'usr/lib/*/ggml/backends*/libggml-cpu-*.so')).sort();
	if (loader === undefined || server === undefined || backends.length === 0)
		throw new Error(`${root} is not complete; remove it to fetch it again`);
	const libraries = join(loader, '..');
	const fits = /\bavx2\b/u.test(readFileSync('/proc/cpuinfo', 'utf8')) ? /haswell/u : /x64|armv8\.0/u;
	return {
		file: loader,
		args: ['--library-path', [libraries, join(libraries, 'llama'), join(backends[0] ?? '', '..')].join(':'), server],
		env: { GGML_BACKEND_PATH: backends.find((path) => fits.test(path)) ?? backends[0] ?? '' },
	};
}

export interface LlamaServer {
	readonly endpoint: string;
	stop(): Promise<void>;
}

export async function startLlamaServer(program: Program, modelPath: string, args: readonly string[]): Promise<LlamaServer> {
	const port = await freePort();
	const endpoint = `http://127.0.0.1:${port}`;
	const child = spawn(program.file, [...program.args, '-m', modelPath, '--host', '127.0.0.1', '--port', String(port), ...args], {
		env: { ...process.env, ...program.env },
		stdio: ['ignore', 'ignore', 'pipe'],
	});
	let said = '';
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		said = (said + text).slice(-4000);
	});
	for (let tries = 0; ; tries++) {
		if (
			await fetch(`${endpoint}/health`).then(
				({ ok }) => ok,
				() => false,
			)
		)
			break;
		if (child.exitCode !== null || tries > 300) {
			await stop(child);
			throw new Error(`llama-server did not start:\n${said}`);
		}
		await sleep(200);
	}
	return { endpoint, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const gone = new Promise((resolve) => child.once('exit', resolve));
	child.kill('SIGKILL');
	await gone;
}

export const freePort = (): Promise<number> =>
	new Promise((resolve, reject) => {
		const server = createServer().once('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			server.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port'))));
		});
	});
