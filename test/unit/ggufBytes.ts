/** A value as it is written: its type's number in the format, and either a scalar, a text, a list or only a length that lies. */
export type Entry =
	| { readonly type: 4; readonly value: number }
	| { readonly type: 8; readonly value: string }
	| { readonly type: 9; readonly of: 4 | 6; readonly items: readonly number[] }
	| { readonly type: 9; readonly of: 8; readonly items: readonly string[] }
	| { readonly type: number; readonly of?: number; readonly length: number; readonly payload?: Buffer };

export interface Tensor {
	readonly name: string;
	readonly sizes: readonly number[];
	readonly type: number;
	readonly offset: number;
}

export interface Model {
	readonly version: number;
	readonly alignment: number;
	readonly metadata: ReadonlyMap<string, Entry>;
	readonly tensors: readonly Tensor[];
	readonly dataBytes: number;
	readonly tensorCount?: number;
	readonly valueCount?: number;
}

export const u32 = (value: number): Entry => ({ type: 4, value });
export const text = (value: string): Entry => ({ type: 8, value });
export const list = (of: 4 | 6, items: readonly number[]): Entry => ({ type: 9, of, items });

/** The smallest header that is right in all that is checked; no engine loads it. */
export const valid: Model = {
	version: 3,
	alignment: 32,
	metadata: new Map<string, Entry>([
		['general.architecture', text('llama')],
		['general.name', text('Ti\u202eny')],
		['llama.context_length', u32(4096)],
		['llama.embedding_length', u32(64)],
		['llama.block_count', u32(2)],
		['llama.attention.head_count', u32(4)],
		['llama.attention.head_count_kv', u32(2)],
		['tokenizer.ggml.tokens', { type: 9, of: 8, items: ['a', 'b', 'c'] }],
		['tokenizer.ggml.eos_token_id', u32(2)],
		['tokenizer.chat_template', text('{{ messages }}')],
	]),
	tensors: [
		{ name: 'token_embd.weight', sizes: [64, 3], type: 0, offset: 0 },
		{ name: 'output.weight', sizes: [64, 3], type: 8, offset: 768 },
	],
	dataBytes: 972,
};

export function gguf({ version, alignment, metadata, tensors, dataBytes, tensorCount, valueCount }: Model): Buffer {
	const values = [...metadata].flatMap(([key, entry]) => [textBytes(key), u32Bytes(entry.type), entryBytes(entry)]);
	const infos = tensors.flatMap(({ name, sizes, type, offset }) => [
		textBytes(name),
		u32Bytes(sizes.length),
		...sizes.map(u64Bytes),
		u32Bytes(type),
		u64Bytes(offset),
	]);
	const counts = [u64Bytes(tensorCount ?? tensors.length), u64Bytes(valueCount ?? metadata.size)];
	const header = Buffer.concat([Buffer.from('GGUF'), u32Bytes(version), ...counts, ...values, ...infos]);
	const padding = tensors.length === 0 ? 0 : (alignment - (header.length % alignment)) % alignment;
	return Buffer.concat([header, Buffer.alloc(padding), Buffer.alloc(tensors.length === 0 ? 0 : dataBytes)]);
}

function entryBytes(entry: Entry): Buffer {
	if ('value' in entry) return typeof entry.value === 'string' ? textBytes(entry.value) : u32Bytes(entry.value);
	if ('items' in entry) {
		const write = entry.of === 6 ? f32Bytes : u32Bytes;
		const items = entry.items.map((item) => (typeof item === 'string' ? textBytes(item) : write(item)));
		return Buffer.concat([u32Bytes(entry.of), u64Bytes(items.length), ...items]);
	}
	return Buffer.concat([...(entry.of === undefined ? [] : [u32Bytes(entry.of)]), u64Bytes(entry.length), entry.payload ?? Buffer.alloc(0)]);
}

const textBytes = (value: string): Buffer => Buffer.concat([u64Bytes(Buffer.byteLength(value)), Buffer.from(value)]);

function u32Bytes(value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32LE(value >>> 0);
	return bytes;
}

function u64Bytes(value: number): Buffer {
	const bytes = Buffer.alloc(8);
	bytes.writeBigUInt64LE(BigInt(value));
	return bytes;
}

function f32Bytes(value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeFloatLE(value);
	return bytes;
}
