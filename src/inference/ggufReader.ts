import type { FileHandle } from 'node:fs/promises';

/** Why a file is no usable model; continues "PATH cannot be used: …". */
export class Malformed extends Error {}

const capBytes = 64 * 2 ** 20;
const blockBytes = 2 ** 20;

/**
 * Reads a header front to back. `need` fetches, everything else is synchronous, because a header has some 300,000 texts and an `await` for
 * each would take longer than reading them.
 */
export class GgufReader {
	readonly #handle: FileHandle;
	readonly #sizeBytes: number;
	#block: Buffer = Buffer.alloc(0);
	/** Of the block in the file. */
	#blockStart = 0;
	#position = 0;

	constructor(handle: FileHandle, sizeBytes: number) {
		this.#handle = handle;
		this.#sizeBytes = sizeBytes;
	}

	get position(): number {
		return this.#position;
	}

	get bytesLeft(): number {
		return this.#sizeBytes - this.#position;
	}

	has(bytes: number): boolean {
		return this.#position + bytes <= this.#blockStart + this.#block.length;
	}

	async need(bytes: number): Promise<void> {
		if (this.has(bytes)) return;
		if (bytes > this.bytesLeft) throw new Malformed('it ends in the middle of its header, so the download is incomplete');
		if (this.#position + bytes > capBytes) throw new Malformed('its header is larger than 64 MiB');
		const wanted = Math.min(Math.max(bytes, blockBytes), this.bytesLeft);
		const block = Buffer.allocUnsafe(wanted);
		let filled = 0;
		while (filled < wanted) {
			const { bytesRead } = await this.#handle.read(block, filled, wanted - filled, this.#position + filled);
			if (bytesRead === 0) break;
			filled += bytesRead;
		}
		if (filled < bytes) throw new Malformed('it was cut while it was read');
		this.#block = block.subarray(0, filled);
		this.#blockStart = this.#position;
	}

	skip(bytes: number): void {
		if (bytes > this.bytesLeft) throw new Malformed('it ends in the middle of its header, so the download is incomplete');
		this.#position += bytes;
	}

	u32(): number {
		return this.#block.readUInt32LE(this.#advance(4));
	}

	/** Exact up to 2^53; every limit is far below. */
	u64(): number {
		const at = this.#advance(8);
		return this.#block.readUInt32LE(at) + this.#block.readUInt32LE(at + 4) * 2 ** 32;
	}

	bytes(length: number): Buffer {
		const at = this.#advance(length);
		return this.#block.subarray(at, at + length);
	}

	#advance(bytes: number): number {
		const at = this.#position - this.#blockStart;
		this.#position += bytes;
		return at;
	}
}
