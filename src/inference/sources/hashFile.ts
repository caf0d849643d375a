import { createHash, type Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

const blockBytes = 1 << 20;

/** Feeds the first `bytes` of a file to `hash`. */
export async function hashBlocks(
	handle: FileHandle,
	bytes: number,
	hash: Hash,
	onHashed: (bytes: number) => void,
	signal: AbortSignal,
): Promise<void> {
	const block = Buffer.allocUnsafe(blockBytes);
	for (let position = 0; position < bytes; ) {
		signal.throwIfAborted();
		const { bytesRead } = await handle.read(block, 0, Math.min(blockBytes, bytes - position), position);
		if (bytesRead === 0) return; // Truncated meanwhile: the hash will not match.
		hash.update(block.subarray(0, bytesRead));
		position += bytesRead;
		onHashed(position);
	}
}

export async function sha256Of(handle: FileHandle, bytes: number, onHashed: (bytes: number) => void, signal: AbortSignal): Promise<string> {
	const hash = createHash('sha256');
	await hashBlocks(handle, bytes, hash, onHashed, signal);
	return hash.digest('hex');
}
