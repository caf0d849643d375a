import { randomUUID } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { type FileHandle, open, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { modelIncomplete, modelWrongHash } from '../../core/errors.ts';
import type { CatalogModel } from '../../core/models/catalog.ts';
import { sha256Of } from './hashFile.ts';

/** What a file was when its SHA-256 was checked; any difference means checking again. */
interface Verified {
	readonly sha256: string;
	readonly size: string;
	readonly mtimeNs: string;
	readonly inode: string;
}

export const verifiedPath = (path: string): string => `${path}.verified`;
export const badPath = (path: string): string => `${path}.bad`;

/**
 * The file at `path` when it is the published one, however it came there. One of the right name that is not is set aside and named, unless
 * it still grows.
 */
export async function findVerified(
	path: string,
	model: CatalogModel,
	copyingMs: number,
	onHashed: (bytes: number) => void,
	signal: AbortSignal,
): Promise<string | undefined> {
	const handle = await openRegular(path);
	if (handle === undefined) return undefined;
	try {
		const stats = await handle.stat({ bigint: true });
		if (await isVerified(path, model, stats)) return path;
		const size = Number(stats.size);
		if (size < model.sizeBytes && Date.now() - Number(stats.mtimeMs) < copyingMs) throw modelIncomplete(path, size, model.sizeBytes);
		const right = size === model.sizeBytes && (await sha256Of(handle, size, onHashed, signal)) === model.sha256;
		if (right) await writeVerified(path, model, stats);
		else if (await setAside(path, stats)) throw modelWrongHash(path, badPath(path));
		return right ? path : undefined;
	} finally {
		await handle.close();
	}
}

/** A regular file of the pinned size whose SHA-256 was checked as it lies there. */
export async function isVerified(path: string, model: CatalogModel, stats: BigIntStats): Promise<boolean> {
	const verified = await readVerified(path);
	const now = describe(model, stats);
	return (
		verified !== undefined &&
		Number(stats.size) === model.sizeBytes &&
		verified.sha256 === now.sha256 &&
		verified.size === now.size &&
		verified.mtimeNs === now.mtimeNs &&
		verified.inode === now.inode
	);
}

export async function writeVerified(path: string, model: CatalogModel, stats: BigIntStats): Promise<void> {
	// A name of its own: several may check one file at once, in one process too.
	const temporary = `${verifiedPath(path)}.${randomUUID()}`;
	await writeFile(temporary, JSON.stringify(describe(model, stats)));
	await rename(temporary, verifiedPath(path));
}

/** `undefined` where no file is there or nothing is to be read: a folder, a pipe, a device, no permission. */
async function openRegular(path: string): Promise<FileHandle | undefined> {
	try {
		return (await stat(path)).isFile() ? await open(path, 'r') : undefined;
	} catch {
		return undefined;
	}
}

/** Not when another file has taken the name while this one was read. */
async function setAside(path: string, seen: BigIntStats): Promise<boolean> {
	try {
		const now = await stat(path, { bigint: true });
		if (now.ino !== seen.ino || now.mtimeNs !== seen.mtimeNs || now.size !== seen.size) return false;
		await rename(path, badPath(path));
		return true;
	} catch {
		return false; // Gone, or set aside by another process.
	}
}

const describe = (model: CatalogModel, stats: BigIntStats): Verified => ({
	sha256: model.sha256,
	size: String(stats.size),
	mtimeNs: String(stats.mtimeNs),
	inode: String(stats.ino),
});

async function readVerified(path: string): Promise<Partial<Verified> | undefined> {
	try {
		const value: unknown = JSON.parse(await readFile(verifiedPath(path), 'utf8'));
		return typeof value === 'object' && value !== null ? value : undefined;
	} catch {
		return undefined;
	}
}
