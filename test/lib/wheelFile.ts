import { crc32, deflateRawSync } from 'node:zlib';

export interface Member {
	readonly name: string;
	readonly bytes: Buffer;
	/** What the archive says of it, where that is a lie. */
	readonly claimedBytes?: number;
	readonly claimedCrc?: number;
	readonly stored?: boolean;
}

/** A zip archive, honest or not. */
export function zip(members: readonly Member[]): Buffer {
	const bodies: Buffer[] = [];
	const directory: Buffer[] = [];
	let offset = 0;
	for (const { name, bytes, claimedBytes, claimedCrc, stored = false } of members) {
		const body = stored ? bytes : deflateRawSync(bytes);
		const path = Buffer.from(name);
		const common = Buffer.alloc(26);
		common.writeUInt16LE(20, 0);
		common.writeUInt16LE(stored ? 0 : 8, 4);
		common.writeUInt32LE(claimedCrc ?? crc32(bytes), 10);
		common.writeUInt32LE(body.length, 14);
		common.writeUInt32LE(claimedBytes ?? bytes.length, 18);
		common.writeUInt16LE(path.length, 22);
		const local = Buffer.concat([signature(0x04034b50), common, path, body]);
		const place = Buffer.alloc(14);
		place.writeUInt32LE(offset, 10);
		directory.push(Buffer.concat([signature(0x02014b50), Buffer.from([20, 0]), common, place, path]));
		bodies.push(local);
		offset += local.length;
	}
	const entries = Buffer.concat(directory);
	const end = Buffer.alloc(18);
	end.writeUInt16LE(members.length, 4);
	end.writeUInt16LE(members.length, 6);
	end.writeUInt32LE(entries.length, 8);
	end.writeUInt32LE(offset, 12);
	return Buffer.concat([...bodies, entries, signature(0x06054b50), end]);
}

function signature(value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32LE(value);
	return bytes;
}

/** What pip takes for a wheel of that name and version. */
export function wheel(name: string, version: string, members: readonly Member[]): { readonly file: string; readonly bytes: Buffer } {
	const stem = `${name.replaceAll('-', '_')}-${version}`;
	const text = (file: string, content: string): Member => ({ name: `${stem}.dist-info/${file}`, bytes: Buffer.from(content) });
	const bytes = zip([
		...members,
		text('METADATA', `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`),
		text('WHEEL', 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n'),
		text('RECORD', ''),
	]);
	return { file: `${stem}-py3-none-any.whl`, bytes };
}
