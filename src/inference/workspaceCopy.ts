import type { Dirent } from 'node:fs';
import { constants, copyFile, lstat, mkdir, mkdtemp, readdir, readlink, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

export interface CopyLimits {
	readonly entries: number;
	readonly bytes: number;
}

export interface WorkspaceCopy {
	/** Real path of the copy of the workspace folder. */
	readonly root: string;
	/** Where programs may put what they write besides. */
	readonly temporary: string;
	dispose(): Promise<void>;
}

/** Why a workspace cannot be copied, as a sentence. */
export class NotCopied extends Error {}

/** What no test needs: history, and what tools write for themselves. */
const left = new Set([
	'.git',
	'.hg',
	'.svn',
	'.vscode-test',
	'.next',
	'.nuxt',
	'.turbo',
	'.cache',
	'.mypy_cache',
	'.pytest_cache',
	'__pycache__',
]);

/**
 * A copy of a workspace folder, in which `texts` stand in place of the files of these paths. Installed packages are linked, each by itself, so that
 * a cache that is written beside them lands in the copy.
 */
export async function copyWorkspace(
	root: string,
	texts: ReadonlyMap<string, string>,
	limits: CopyLimits,
	signal: AbortSignal,
): Promise<WorkspaceCopy> {
	const placed = [...texts].map(([path, text]) => ({ inside: insideOf(root, path), text }));
	const folder = await realpath(await mkdtemp(join(tmpdir(), 'lemma-tests-')));
	const dispose = (): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 3 });
	try {
		const copy = { root: join(folder, basename(root) || 'workspace'), temporary: join(folder, 'tmp'), dispose };
		await mkdir(copy.temporary);
		await copyFolder({ from: root, to: copy.root, limits, signal, count: { entries: 0, bytes: 0 } }, '');
		for (const { inside, text } of placed) {
			await place(join(copy.root, inside), copy.root, text);
		}
		return copy;
	} catch (error) {
		await dispose();
		throw error;
	}
}

/** The way from a folder to what lies in it. */
function insideOf(root: string, path: string): string {
	const inside = relative(root, path);
	if (inside === '' || leaves(inside)) {
		throw new NotCopied(`${basename(path)} is not in ${root}.`);
	}
	return inside;
}

/** Never through a link: what it leads to is the user's. */
async function place(path: string, root: string, text: string): Promise<void> {
	const parent = await realpath(dirname(path)).catch(() => undefined);
	if (parent === undefined || !(parent === root || parent.startsWith(root + sep))) {
		throw new NotCopied(`${basename(path)} lies behind a link that leads out of the workspace.`);
	}
	await rm(path, { force: true });
	await writeFile(path, text, { flag: 'wx' });
}

interface Job {
	readonly from: string;
	readonly to: string;
	readonly limits: CopyLimits;
	readonly signal: AbortSignal;
	readonly count: { entries: number; bytes: number };
}

async function copyFolder(job: Job, path: string): Promise<void> {
	await mkdir(join(job.to, path));
	for (const entry of await readdir(join(job.from, path), { withFileTypes: true })) {
		job.signal.throwIfAborted();
		job.count.entries++;
		if (!left.has(entry.name)) {
			await copyEntry(job, join(path, entry.name), entry);
		}
		if (job.count.entries > job.limits.entries || job.count.bytes > job.limits.bytes) {
			throw new NotCopied(
				`The workspace is too large to run tests in a copy of it: more than ${job.limits.entries.toLocaleString('en')} files or ${Math.round(job.limits.bytes / 1e6)} MB.`,
			);
		}
	}
}

async function copyEntry(job: Job, path: string, entry: Dirent): Promise<void> {
	const from = join(job.from, path);
	const to = join(job.to, path);
	if (entry.isSymbolicLink()) {
		await symlink(await leadsTo(job, from), to);
	} else if (entry.isDirectory()) {
		if (entry.name === 'node_modules') {
			await linkPackages(job, path);
		} else if (await exists(join(from, 'pyvenv.cfg'))) {
			await symlink(from, to, 'junction');
		} else {
			await copyFolder(job, path);
		}
	} else if (entry.isFile()) {
		job.count.bytes += (await lstat(from)).size;
		if (job.count.bytes <= job.limits.bytes) {
			await copyFile(from, to, constants.COPYFILE_FICLONE);
		}
	}
	// Sockets, pipes and devices are nothing to copy.
}

/** A link within the workspace leads to the same place within the copy. */
async function leadsTo(job: Job, link: string): Promise<string> {
	const target = resolve(dirname(link), await readlink(link));
	const inside = relative(job.from, target);
	return leaves(inside) ? target : join(job.to, inside);
}

const leaves = (way: string): boolean => way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);

/** Packages of the workspace itself are links already, and lead into the copy. Those of a scope are a level deeper. */
async function linkPackages(job: Job, path: string): Promise<void> {
	await mkdir(join(job.to, path));
	for (const entry of await readdir(join(job.from, path), { withFileTypes: true })) {
		job.count.entries++;
		const inner = join(path, entry.name);
		if (entry.isSymbolicLink()) {
			await symlink(await leadsTo(job, join(job.from, inner)), join(job.to, inner));
		} else if (entry.isDirectory() && entry.name.startsWith('@')) {
			await linkPackages(job, inner);
		} else if (entry.isDirectory() && (!entry.name.startsWith('.') || entry.name === '.bin' || entry.name === '.pnpm')) {
			await symlink(join(job.from, inner), join(job.to, inner), 'junction');
		}
	}
}

const exists = (path: string): Promise<boolean> =>
	lstat(path).then(
		() => true,
		() => false,
	);
