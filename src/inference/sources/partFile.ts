import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import type { FileHandle, open } from 'node:fs/promises';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { CatalogModel } from '../../core/models/catalog.ts';
import { hashBlocks } from './hashFile.ts';
import { writeError } from './writeError.ts';

/** Beside the part: what its bytes belong to. */
interface Sidecar {
	readonly sha256: string;
	/** Of the server that sent them, for If-Range. */
	readonly etag?: string;
}

/**
 * The beginning of a model's file, hashed while it is written. Every source continues where another one stopped: the bytes are those of
 * one pinned SHA-256, whoever sends them.
 */
export class PartFile {
	readonly path: string;
	readonly #handle: FileHandle;
	readonly #model: CatalogModel;
	#hash: Hash = createHash('sha256');
	#bytes = 0;
	#etag: string | undefined;

	private constructor(path: string, handle: FileHandle, model: CatalogModel, etag: string | undefined) {
		this.path = path;
		this.#handle = handle;
		this.#model = model;
		this.#etag = etag;
	}

	/** Takes up what an earlier run left, unless it belongs to another version of the file. */
	static async open(
		path: string,
		model: CatalogModel,
		openFile: typeof open,
		onHashed: (bytes: number) => void,
		signal: AbortSignal,
	): Promise<PartFile> {
		const sidecar = await readSidecar(path);
		const keep = sidecar?.sha256 === model.sha256;
		try {
			const handle = await openFile(path, constants.O_RDWR | constants.O_CREAT | (keep ? 0 : constants.O_TRUNC));
			const part = new PartFile(path, handle, model, keep ? sidecar.etag : undefined);
			try {
				const { size } = await handle.stat();
				await part.truncate(size > model.sizeBytes ? 0 : size, onHashed, signal);
				if (!keep) await part.#writeSidecar();
			} catch (error) {
				await handle.close();
				throw error;
			}
			return part;
		} catch (error) {
			throw writeError(error, dirname(path), model.sizeBytes);
		}
	}

	get receivedBytes(): number {
		return this.#bytes;
	}

	get folder(): string {
		return dirname(this.path);
	}

	get etag(): string | undefined {
		return this.#etag;
	}

	get complete(): boolean {
		return this.#bytes === this.#model.sizeBytes;
	}

	async setEtag(etag: string | undefined): Promise<void> {
		if (etag === this.#etag) return;
		this.#etag = etag;
		await this.#writeSidecar();
	}

	async append(chunk: Uint8Array): Promise<void> {
		try {
			for (let written = 0; written < chunk.length; ) {
				const left = chunk.length - written;
				written += (await this.#handle.write(chunk, written, left, this.#bytes + written)).bytesWritten;
			}
		} catch (error) {
			throw writeError(error, this.folder, this.#model.sizeBytes - this.#bytes);
		}
		this.#hash.update(chunk);
		this.#bytes += chunk.length;
	}

	/** Keeps the first `bytes`, and hashes them again. */
	async truncate(bytes: number, onHashed: (bytes: number) => void, signal: AbortSignal): Promise<void> {
		await this.#handle.truncate(bytes);
		this.#hash = createHash('sha256');
		this.#bytes = 0;
		await hashBlocks(this.#handle, bytes, this.#hash, onHashed, signal);
		this.#bytes = bytes;
	}

	/** What is written is on the disk. */
	async sync(): Promise<void> {
		await this.#handle.sync();
	}

	/** Syncs, and gives the SHA-256 of all bytes; nothing can be appended after. */
	async digest(): Promise<string> {
		await this.#handle.sync();
		return this.#hash.digest('hex');
	}

	async close(): Promise<void> {
		await this.#handle.close();
	}

	async #writeSidecar(): Promise<void> {
		const sidecar: Sidecar = { sha256: this.#model.sha256, ...(this.#etag === undefined ? {} : { etag: this.#etag }) };
		try {
			await writeFile(sidecarPath(this.path), JSON.stringify(sidecar));
		} catch (error) {
			throw writeError(error, this.folder, this.#model.sizeBytes - this.#bytes);
		}
	}
}

export const sidecarPath = (partPath: string): string => `${partPath}.json`;

export async function removePart(partPath: string): Promise<void> {
	await rm(partPath, { force: true });
	await rm(sidecarPath(partPath), { force: true });
}

async function readSidecar(partPath: string): Promise<Sidecar | undefined> {
	try {
		const value: unknown = JSON.parse(await readFile(sidecarPath(partPath), 'utf8'));
		if (typeof value !== 'object' || value === null || !('sha256' in value) || typeof value.sha256 !== 'string') return undefined;
		return 'etag' in value && typeof value.etag === 'string' ? { sha256: value.sha256, etag: value.etag } : { sha256: value.sha256 };
	} catch {
		return undefined; // None there, or torn: the part is not ours to continue.
	}
}
