import { randomUUID } from 'node:crypto';
import { type FileHandle, link, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GetProgress } from '../../core/models/downloadText.ts';
import type { Waits } from './waits.ts';
import { writeError } from './writeError.ts';

interface Owner {
	readonly pid: number;
	/** Of the process, so that a reused id is not taken for it; unknown on some systems. */
	readonly startTime?: string;
	readonly host: string;
	readonly token: string;
	/** How far it is, for those who wait. */
	readonly progress?: GetProgress;
}

/** A file that says which process gets a model. Its owner writes its progress into it, which shows that it lives, too. */
export class ModelLock {
	readonly #path: string;
	readonly #handle: FileHandle;
	readonly #owner: Owner;
	readonly #beat: NodeJS.Timeout;
	#progress: GetProgress | undefined;
	#writing: Promise<void> = Promise.resolve();

	private constructor(path: string, handle: FileHandle, owner: Owner, beatMs: number) {
		this.#path = path;
		this.#handle = handle;
		this.#owner = owner;
		this.#beat = setInterval(() => this.#write(), beatMs);
		this.#beat.unref();
	}

	/** `undefined` while another process holds it. */
	static async tryTake(path: string, waits: Waits): Promise<ModelLock | undefined> {
		await removeStale(path, waits.lockSilenceMs);
		try {
			const startTime = await processStart(process.pid);
			const owner = { pid: process.pid, host: hostname(), token: randomUUID(), ...(startTime === undefined ? {} : { startTime }) };
			const lock = new ModelLock(path, await open(path, 'wx'), owner, waits.lockPollMs);
			lock.#write();
			await lock.#writing;
			return lock;
		} catch (error) {
			if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return undefined;
			throw writeError(error, dirname(path), 0);
		}
	}

	static async take(
		path: string,
		waits: Waits,
		onWait: (progress: GetProgress | undefined) => void,
		signal: AbortSignal,
	): Promise<ModelLock> {
		for (;;) {
			signal.throwIfAborted();
			const lock = await ModelLock.tryTake(path, waits);
			if (lock !== undefined) return lock;
			onWait((await readOwner(path))?.owner?.progress);
			await sleep(waits.lockPollMs, undefined, { signal });
		}
	}

	tell(progress: GetProgress): void {
		this.#progress = progress;
	}

	async release(): Promise<void> {
		clearInterval(this.#beat);
		await this.#writing;
		await this.#handle.close();
		if ((await readOwner(this.#path))?.owner?.token === this.#owner.token) await rm(this.#path, { force: true });
	}

	/** Padded to one length, so that a reader never sees the end of a longer text before it. */
	#write(): void {
		const text = JSON.stringify({ ...this.#owner, ...(this.#progress === undefined ? {} : { progress: this.#progress }) }).padEnd(1000);
		// A full disk must not end the transfer that runs into it anyway.
		this.#writing = this.#writing
			.then(() => this.#handle.write(text, 0))
			.then(
				() => undefined,
				() => undefined,
			);
	}
}

async function readOwner(path: string): Promise<{ text: string; owner: Owner | undefined; silentMs: number } | undefined> {
	try {
		const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
		return { text, owner: parseOwner(text), silentMs: Date.now() - mtimeMs };
	} catch {
		return undefined;
	}
}

/** `undefined` while it is being written. */
function parseOwner(text: string): Owner | undefined {
	try {
		const value: Partial<Owner> | null = JSON.parse(text);
		const { pid, host, token } = value ?? {};
		return typeof pid === 'number' && typeof host === 'string' && typeof token === 'string' ? { ...value, pid, host, token } : undefined;
	} catch {
		return undefined;
	}
}

/** Frees the name when its owner is gone; of several processes that see it, one succeeds. */
async function removeStale(path: string, silenceMs: number): Promise<void> {
	const found = await readOwner(path);
	if (found === undefined || (await isAlive(found.owner, found.silentMs, silenceMs))) return;
	const aside = `${path}.${randomUUID()}`;
	try {
		await rename(path, aside);
		// Another process was faster and this is its new lock: give it back.
		if ((await readOwner(aside))?.owner?.token !== found.owner?.token) await link(aside, path);
	} catch {
		// Taken by another process: the caller looks again.
	} finally {
		await rm(aside, { force: true });
	}
}

async function isAlive(owner: Owner | undefined, silentMs: number, silenceMs: number): Promise<boolean> {
	if (owner === undefined || owner.host !== hostname()) return silentMs < silenceMs;
	try {
		process.kill(owner.pid, 0);
	} catch (error) {
		return error instanceof Error && 'code' in error && error.code === 'EPERM';
	}
	const startTime = await processStart(owner.pid);
	return startTime === undefined || owner.startTime === undefined || startTime === owner.startTime;
}

/** Clock ticks since boot at which a process started: field 22 of its stat, counted behind the name, which may hold blanks. */
async function processStart(pid: number): Promise<string | undefined> {
	try {
		const text = await readFile(`/proc/${pid}/stat`, 'utf8');
		return text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
	} catch {
		return undefined;
	}
}
