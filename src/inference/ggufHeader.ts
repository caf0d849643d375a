import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { modelIncomplete, modelIsFolder, modelMalformed, modelMissing, modelNotGguf } from '../core/errors.ts';
import { stripInvisible } from '../core/text.ts';
import { type GgufMetadata, readMetadata } from './ggufMetadata.ts';
import { GgufReader, Malformed } from './ggufReader.ts';
import { readTensorsEnd } from './ggufTensors.ts';

export interface GgufHeader {
	readonly architecture: string;
	readonly name?: string;
	readonly chatTemplate?: string;
	/** Tokens that it was trained for. */
	readonly contextLength: number;
	readonly blockCount: number;
	readonly headCount: number;
	readonly headCountKv: number;
	readonly embeddingLength: number;
	readonly keyLength: number;
	readonly valueLength: number;
	/** Of all layers together, where not every layer has the same. */
	readonly totalHeadsKv?: number;
	/** Tokens that a layer looks back, where some or all are limited. */
	readonly windowTokens?: number;
	readonly vocabSize: number;
	/** The quantization's number in llama.cpp. */
	readonly fileType?: number;
	/** Of all parts, where a model is split over several files. */
	readonly sizeBytes: number;
}

const maxCount = 65_536;
const maxBlocks = 512;

/**
 * Everything of a model file that can be checked before the engine sees it: a native failure would end the process without a reason.
 * Rejects with a UserError of one sentence.
 */
export async function checkGguf(path: string): Promise<GgufHeader> {
	const first = await readPart(path);
	const parts = [first];
	for (const other of otherParts(path, first.metadata)) parts.push(await readPart(other));
	return translate(path, () => {
		if (parts.every(({ tensors }) => tensors === 0)) throw new Malformed('it has no weights');
		return describe(
			first.metadata,
			parts.reduce((sum, part) => sum + part.sizeBytes, 0),
		);
	});
}

interface Part {
	readonly metadata: GgufMetadata;
	readonly tensors: number;
	readonly sizeBytes: number;
}

async function readPart(path: string): Promise<Part> {
	const handle = await openRegular(path);
	try {
		const sizeBytes = (await handle.stat()).size;
		await refuseOtherFormats(handle, path);
		const reader = new GgufReader(handle, sizeBytes);
		const part = await readStructure(reader);
		if (sizeBytes < part.neededBytes) throw modelIncomplete(path, sizeBytes, part.neededBytes);
		return { ...part, sizeBytes };
	} catch (error) {
		throw error instanceof Malformed ? modelMalformed(path, error.message) : error;
	} finally {
		await handle.close();
	}
}

async function readStructure(reader: GgufReader): Promise<{ metadata: GgufMetadata; tensors: number; neededBytes: number }> {
	await reader.need(24);
	reader.skip(4);
	const version = reader.u32();
	const tensors = reader.u64();
	const values = reader.u64();
	if (version !== 0 && version % 65_536 === 0) throw new Malformed('it was made for machines of the other byte order');
	if (version < 2 || version > 3) throw new Malformed(`its format version ${version} is not known`);
	if (tensors > maxCount || values > maxCount) throw new Malformed('its header counts an absurd number of entries');
	const metadata = await readMetadata(reader, values);
	const alignment = number(metadata, 'general.alignment') ?? 32;
	if (!(alignment >= 1 && alignment <= 2 ** 20 && Number.isInteger(Math.log2(alignment))))
		throw new Malformed('its alignment is no power of two');
	const end = await readTensorsEnd(reader, tensors, alignment);
	const neededBytes = tensors === 0 ? 0 : Math.ceil(reader.position / alignment) * alignment + end;
	return { metadata, tensors, neededBytes };
}

/** Only a regular file: reading a pipe or a device would never end. */
async function openRegular(path: string): Promise<FileHandle> {
	try {
		const stats = await stat(path);
		if (stats.isDirectory()) throw modelIsFolder(path);
		if (!stats.isFile()) throw modelMalformed(path, 'it is no regular file');
		return await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
	} catch (error) {
		const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
		if (['ENOENT', 'ENOTDIR', 'ERR_INVALID_ARG_VALUE', 'ENAMETOOLONG'].includes(code)) throw modelMissing(path);
		const why = openReasons[code];
		throw why === undefined ? error : modelMalformed(path, why);
	}
}

const openReasons: Readonly<Record<string, string>> = {
	EACCES: 'you have no permission to read it',
	EPERM: 'you have no permission to read it',
	ELOOP: 'its symbolic links go round in a circle',
	EIO: 'the disk reports an error',
	ENXIO: 'it is no regular file',
	EBUSY: 'another program holds it',
};

const otherFormats: readonly { readonly looks: RegExp; readonly what: string }[] = [
	{ looks: /^\s*<(!doctype|html|\?xml|head)/i, what: 'it is a web page, saved in place of the file' },
	{ looks: /^version https:\/\/git-lfs/, what: 'it is a Git LFS pointer; run "git lfs pull" where it came from' },
	{ looks: /^(ggml|ggjt|lmgg|tjgg|fmgg)/, what: 'it is in the old GGML format; look for a GGUF file of that model' },
	{ looks: /^PK[^ -~]{2}/, what: 'it is a zip archive or a PyTorch file; look for a GGUF file of that model' },
	{ looks: /^.{8}\{"/s, what: 'it is a safetensors file; look for a GGUF file of that model' },
];

async function refuseOtherFormats(handle: FileHandle, path: string): Promise<void> {
	const { bytesRead, buffer } = await handle.read(Buffer.alloc(64), 0, 64, 0);
	const start = buffer.subarray(0, bytesRead).toString('latin1');
	if (start.startsWith('GGUF')) return;
	if (start === '') throw modelMalformed(path, 'it is empty');
	const known = otherFormats.find(({ looks }) => looks.test(start));
	throw known === undefined ? modelNotGguf(path) : modelMalformed(path, known.what);
}

/** Beside the first one, under names that llama.cpp gives them. */
function otherParts(path: string, metadata: GgufMetadata): string[] {
	const count = number(metadata, 'split.count') ?? 1;
	if (count <= 1) return [];
	return translate(path, () => {
		const [, stem, no, of] = /^(.*)-(\d{5})-of-(\d{5})\.gguf$/.exec(basename(path)) ?? [];
		if (Number(of) !== count) throw new Malformed(`it is one of ${count} files and was renamed, so the others cannot be found`);
		if (Number(no) !== 1 || (number(metadata, 'split.no') ?? 0) !== 0)
			throw new Malformed(`it is part ${Number(no)} of ${count}; choose ${stem}-00001-of-${of}.gguf`);
		return Array.from({ length: count - 1 }, (_, index) =>
			join(dirname(path), `${stem}-${String(index + 2).padStart(5, '0')}-of-${of}.gguf`),
		);
	});
}

function describe(metadata: GgufMetadata, sizeBytes: number): GgufHeader {
	const architecture = text(metadata, 'general.architecture') ?? '';
	if (!/^[\w.-]{1,64}$/.test(architecture)) throw new Malformed('it names no architecture');
	const type = text(metadata, 'general.type') ?? 'model';
	if (type !== 'model' || architecture === 'clip')
		throw new Malformed('it is an addition to a model (adapter or projector), not a language model');
	const of = (key: string): number | undefined => largest(metadata, `${architecture}.${key}`);
	const required = (key: string, most: number, least = 1): number => {
		const value = of(key);
		if (value === undefined || !(value >= least && value <= most))
			throw new Malformed(`its ${key.replace(/^.*\./, '')} is ${value ?? 'missing'}`);
		return value;
	};
	const blockCount = required('block_count', maxBlocks);
	const embeddingLength = required('embedding_length', 2 ** 20);
	const contextLength = required('context_length', 2 ** 31);
	// Recurrent architectures have no attention and say so with zero heads.
	const headCount = required('attention.head_count', 2 ** 16, /mamba|rwkv/.test(architecture) ? 0 : 1);
	const headCountKv = of('attention.head_count_kv') ?? headCount;
	const uniform = typeof metadata.get(`${architecture}.attention.head_count_kv`) !== 'object';
	if (headCount > 0 && uniform && !(headCountKv > 0 && headCount % headCountKv === 0))
		throw new Malformed(`its ${headCount} heads cannot share ${headCountKv} key heads`);
	const keyLength = of('attention.key_length') ?? (headCount === 0 ? 0 : embeddingLength / headCount);
	if (!Number.isInteger(keyLength)) throw new Malformed(`its embedding of ${embeddingLength} cannot be divided by ${headCount} heads`);
	const name = text(metadata, 'general.name');
	const chatTemplate = text(metadata, 'tokenizer.chat_template');
	const fileType = number(metadata, 'general.file_type');
	const totalHeadsKv = totalOfLayers(metadata, architecture, blockCount, headCountKv);
	const windowTokens = of('attention.sliding_window') ?? 0;
	return {
		architecture,
		contextLength,
		blockCount,
		headCount,
		headCountKv,
		embeddingLength,
		keyLength,
		valueLength: of('attention.value_length') ?? keyLength,
		vocabSize: checkVocabulary(metadata),
		sizeBytes,
		...(name === undefined ? {} : { name: stripInvisible(name).slice(0, 200) }),
		...(chatTemplate === undefined ? {} : { chatTemplate }),
		...(fileType === undefined ? {} : { fileType }),
		...(totalHeadsKv === undefined ? {} : { totalHeadsKv }),
		...(windowTokens > 0 ? { windowTokens } : {}),
	};
}

/** Some models list the key heads of each layer; in some only every n-th layer has attention. */
function totalOfLayers(metadata: GgufMetadata, architecture: string, blockCount: number, headCountKv: number): number | undefined {
	const heads = metadata.get(`${architecture}.attention.head_count_kv`);
	if (typeof heads === 'object') return heads.numbers?.reduce((sum, count) => sum + count, 0);
	const interval = number(metadata, `${architecture}.full_attention_interval`) ?? 0;
	return interval > 1 ? Math.floor(blockCount / interval) * headCountKv : undefined;
}

function checkVocabulary(metadata: GgufMetadata): number {
	const vocabSize = listLength(metadata, 'tokenizer.ggml.tokens') ?? 0;
	if (vocabSize === 0) throw new Malformed('it has no vocabulary');
	for (const key of ['tokenizer.ggml.scores', 'tokenizer.ggml.token_type']) {
		if ((listLength(metadata, key) ?? vocabSize) !== vocabSize)
			throw new Malformed(`its ${key.replace(/^.*\./, '')} do not match its vocabulary`);
	}
	for (const [key, value] of metadata) {
		if (/^tokenizer\.ggml\.\w+_token_id$/.test(key) && !(typeof value === 'number' && value >= 0 && value < vocabSize))
			throw new Malformed(`its ${key.slice('tokenizer.ggml.'.length)} lies outside of its vocabulary`);
	}
	return vocabSize;
}

const text = (metadata: GgufMetadata, key: string): string | undefined => {
	const value = metadata.get(key);
	return typeof value === 'string' ? value : undefined;
};

const number = (metadata: GgufMetadata, key: string): number | undefined => {
	const value = metadata.get(key);
	return typeof value === 'number' ? value : undefined;
};

/** Some models have a value for each layer. */
function largest(metadata: GgufMetadata, key: string): number | undefined {
	const value = metadata.get(key);
	return typeof value === 'object' ? Math.max(...(value.numbers ?? [Number.NaN])) : number(metadata, key);
}

const listLength = (metadata: GgufMetadata, key: string): number | undefined => {
	const value = metadata.get(key);
	return typeof value === 'object' ? value.length : undefined;
};

function translate<T>(path: string, work: () => T): T {
	try {
		return work();
	} catch (error) {
		throw error instanceof Malformed ? modelMalformed(path, error.message) : error;
	}
}
