import { mkdtempSync, rmSync } from 'node:fs';
import { lstat, readdir, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for KV states, which hold what the user wrote: readable by the user alone, and gone when this process ends. */
export class StateFolder {
	#path: string | undefined;
	#files = 0;

	/** Made at the first call, so that a process that puts nothing aside leaves no trace. */
	nextFile(): string {
		this.#path ??= makeFolder();
		return join(this.#path, `${this.#files++}.state`);
	}
}

function makeFolder(): string {
	const path = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`)); // with mode 0700
	process.once('exit', () => rmSync(path, { recursive: true, force: true }));
	return path;
}

const prefix = 'lemma-kv-';

export async function freeDiskBytes(): Promise<number> {
	const { bavail, bsize } = await statfs(tmpdir());
	return bavail * bsize;
}

/** Removes what processes left behind that were killed. */
export async function removeLeftStates(): Promise<void> {
	for (const name of await readdir(tmpdir())) {
		const [, pid] = /^lemma-kv-(\d+)-/u.exec(name) ?? [];
		if (pid !== undefined && !isRunning(Number(pid)) && (await isOwnFolder(join(tmpdir(), name)))) {
			await rm(join(tmpdir(), name), { recursive: true, force: true });
		}
	}
}

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
	}
}

/** Anybody may make a folder or link of such a name in a temporary folder that all share. */
async function isOwnFolder(path: string): Promise<boolean> {
	const stats = await lstat(path);
	return stats.isDirectory() && (process.getuid === undefined || stats.uid === process.getuid());
}
