import { type GgufReader, Malformed } from './ggufReader.ts';

/** A list is known by its length; short ones of numbers are kept. */
export interface GgufList {
	readonly length: number;
	readonly numbers?: readonly number[];
}
export type GgufValue = number | boolean | string | GgufList;
/** A Map: keys come from the file, and `__proto__` is one like any other. */
export type GgufMetadata = ReadonlyMap<string, GgufValue>;

const maxKeyBytes = 64 * 2 ** 10;
const maxTextBytes = 16 * 2 ** 20;
const maxKeptNumbers = 1024;

const textType = 8;
const listType = 9;
/** By the type's number in the format. */
const scalars: Readonly<Record<number, { readonly bytes: number; read(from: Buffer): number | boolean }>> = {
	0: { bytes: 1, read: (from) => from.readUInt8() },
	1: { bytes: 1, read: (from) => from.readInt8() },
	2: { bytes: 2, read: (from) => from.readUInt16LE() },
	3: { bytes: 2, read: (from) => from.readInt16LE() },
	4: { bytes: 4, read: (from) => from.readUInt32LE() },
	5: { bytes: 4, read: (from) => from.readInt32LE() },
	6: { bytes: 4, read: (from) => from.readFloatLE() },
	7: { bytes: 1, read: (from) => from.readUInt8() !== 0 },
	10: { bytes: 8, read: (from) => Number(from.readBigUInt64LE()) },
	11: { bytes: 8, read: (from) => Number(from.readBigInt64LE()) },
	12: { bytes: 8, read: (from) => from.readDoubleLE() },
};

export async function readMetadata(reader: GgufReader, count: number): Promise<GgufMetadata> {
	const metadata = new Map<string, GgufValue>();
	for (let i = 0; i < count; i++) {
		const key = await readText(reader, maxKeyBytes);
		await reader.need(4);
		metadata.set(key, await readValue(reader, reader.u32()));
	}
	return metadata;
}

export async function readText(reader: GgufReader, maxBytes = maxTextBytes): Promise<string> {
	const length = await readTextLength(reader, maxBytes);
	await reader.need(length);
	return reader.bytes(length).toString('utf8');
}

async function readTextLength(reader: GgufReader, maxBytes: number): Promise<number> {
	if (!reader.has(8)) await reader.need(8);
	const length = reader.u64();
	if (length > maxBytes) throw new Malformed('its header has a text of an absurd length');
	return length;
}

async function readValue(reader: GgufReader, type: number): Promise<GgufValue> {
	if (type === textType) return readText(reader);
	if (type === listType) return readList(reader);
	const scalar = scalarOf(type);
	await reader.need(scalar.bytes);
	return scalar.read(reader.bytes(scalar.bytes));
}

async function readList(reader: GgufReader): Promise<GgufList> {
	await reader.need(12);
	const type = reader.u32();
	const length = reader.u64();
	if (type === listType) throw new Malformed('its header has lists of lists');
	const smallest = type === textType ? 8 : scalarOf(type).bytes;
	if (length * smallest > reader.bytesLeft)
		throw new Malformed('its header has a list that is longer than the file, so the download is incomplete');
	return type === textType ? skipTexts(reader, length) : readNumbers(reader, type, length);
}

async function skipTexts(reader: GgufReader, length: number): Promise<GgufList> {
	for (let i = 0; i < length; i++) {
		// The wait only where a block ends: this runs for every token and every merge.
		if (!reader.has(8)) await reader.need(8);
		const bytes = reader.u64();
		if (bytes > maxTextBytes) throw new Malformed('its header has a text of an absurd length');
		reader.skip(bytes);
	}
	return { length };
}

async function readNumbers(reader: GgufReader, type: number, length: number): Promise<GgufList> {
	const { bytes, read } = scalarOf(type);
	if (length > maxKeptNumbers) {
		reader.skip(length * bytes);
		return { length };
	}
	await reader.need(length * bytes);
	return { length, numbers: Array.from({ length }, () => Number(read(reader.bytes(bytes)))) };
}

function scalarOf(type: number): (typeof scalars)[number] {
	const scalar = scalars[type];
	if (scalar === undefined) throw new Malformed(`its header has a value of the unknown type ${type}`);
	return scalar;
}
