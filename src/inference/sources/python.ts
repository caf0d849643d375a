import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, relative } from 'node:path';
import { Refused } from './tries.ts';

/** Where an interpreter may run: a folder of ours, and an environment in which nothing of a workspace is found. */
export interface Sandbox {
	readonly cwd: string;
	readonly env: NodeJS.ProcessEnv;
}

export interface Ended {
	readonly code: number;
	readonly stderr: string;
}

const names = process.platform === 'win32' ? ['python3.exe', 'python.exe'] : ['python3', 'python'];
const stderrChars = 64_000;

/**
 * The environment for pip: the user's own, so that it knows index, proxy and certificates, without what changes the interpreter and
 * without the folders in `avoid`.
 */
export async function sandbox(env: NodeJS.ProcessEnv, cwd: string, avoid: readonly string[]): Promise<Sandbox> {
	const kept = Object.entries(env).filter(([key]) => !/^(PYTHON.*|PIP_REQUIRE_VIRTUALENV|PATH|TMPDIR|TEMP|TMP)$/i.test(key));
	const folders: string[] = [];
	for (const folder of pathOf(env).split(delimiter)) if (isAbsolute(folder) && !(await isInside(folder, avoid))) folders.push(folder);
	return { cwd, env: { ...Object.fromEntries(kept), PATH: folders.join(delimiter), TMPDIR: cwd, TEMP: cwd, TMP: cwd } };
}

const pathOf = (env: NodeJS.ProcessEnv): string => Object.entries(env).find(([key]) => key.toUpperCase() === 'PATH')?.[1] ?? '';

/** The first interpreter on the sandbox's PATH that has pip, as an absolute path. */
export async function findPython(box: Sandbox, avoid: readonly string[], signal: AbortSignal): Promise<string> {
	let withoutPip: string | undefined;
	for (const folder of pathOf(box.env).split(delimiter).filter(isAbsolute)) {
		for (const name of names) {
			const path = join(folder, name);
			if (!(await isProgram(path)) || (await isInside(path, avoid))) continue;
			const { code } = await run(path, ['-I', '-m', 'pip', '--version'], box, signal);
			if (code === 0) return path;
			withoutPip ??= path;
		}
	}
	throw new Refused(
		withoutPip === undefined
			? 'needs Python 3 with pip, and there is no python3 on the PATH (Debian and Ubuntu: apt install python3-pip)'
			: `needs pip, and ${withoutPip} has none (Debian and Ubuntu: apt install python3-pip)`,
	);
}

async function isProgram(path: string): Promise<boolean> {
	try {
		await access(path, constants.X_OK);
		return (await stat(path)).isFile();
	} catch {
		return false;
	}
}

/** By its name or by what it links to. */
async function isInside(path: string, folders: readonly string[]): Promise<boolean> {
	const real = await realpath(path).catch(() => path);
	for (const folder of folders) {
		const realFolder = await realpath(folder).catch(() => folder);
		if (contains(folder, path) || contains(realFolder, real)) return true;
	}
	return false;
}

function contains(folder: string, path: string): boolean {
	const way = relative(folder, path);
	return way === '' || !(way.startsWith('..') || isAbsolute(way));
}

/** Runs to the end; an abort ends it with everything that it started. */
export function run(program: string, args: readonly string[], { cwd, env }: Sandbox, signal: AbortSignal): Promise<Ended> {
	return new Promise((resolve, reject) => {
		signal.throwIfAborted();
		// A process group of its own, so that all of it can be ended.
		const child = spawn(program, args, {
			cwd,
			env,
			detached: process.platform !== 'win32',
			stdio: ['ignore', 'ignore', 'pipe'],
			windowsHide: true,
		});
		const kill = (): void => killTree(child);
		signal.addEventListener('abort', kill, { once: true });
		let stderr = '';
		child.stderr.setEncoding('utf8').on('data', (text: string) => {
			stderr = (stderr + text).slice(-stderrChars);
		});
		child.once('error', (error) => {
			signal.removeEventListener('abort', kill);
			resolve({ code: -1, stderr: error.message });
		});
		child.once('close', (code) => {
			signal.removeEventListener('abort', kill);
			if (signal.aborted) reject(signal.reason);
			else resolve({ code: code ?? -1, stderr });
		});
	});
}

function killTree(child: ChildProcess): void {
	if (child.pid === undefined) return;
	if (process.platform === 'win32') {
		execFile(
			join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'taskkill.exe'),
			['/pid', String(child.pid), '/T', '/F'],
			() => undefined,
		);
		return;
	}
	try {
		process.kill(-child.pid, 'SIGKILL');
	} catch {
		child.kill('SIGKILL'); // The group is gone already.
	}
}
