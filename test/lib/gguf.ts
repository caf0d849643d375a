import { writeFileSync } from 'node:fs';

/**
 * Writes small but complete GGUF models of the qwen2 architecture with a byte-level vocabulary.
 *
 * `script` makes a model whose greedy next token depends on the last one alone: attention and feed-forward give nothing, embeddings are random
 * vectors of ±1, and the output row of a token is the sum of the embeddings of those it follows. So whatever is said is literal and the same
 * every time, through the real engine. `random` weights, made large, give the engine work to be stopped in.
 */
export interface GgufOptions {
	readonly name?: string;
	readonly template?: string;
	/** Chains of tokens: each one follows the one before it. A number is the token of a single byte. */
	readonly script?: readonly (readonly TokenName[])[];
	/** Texts that get a token of their own. */
	readonly words?: readonly string[];
	/** Tokens that steer a model and are not plain text, besides those of Qwen, whose kind they may change. */
	readonly specials?: readonly SpecialToken[];
	readonly contextTokens?: number;
	readonly layers?: number;
	readonly embedding?: number;
	readonly feedForward?: number;
	readonly architecture?: string;
	/** Leaves tensors out, to make a broken file. */
	readonly without?: readonly string[];
}

export type TokenName = string | number;
export type SpecialToken = readonly [text: string, type: 'control' | 'userDefined'];

export const chatMl =
	"{% for message in messages %}{{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";
/** Opens the thought itself, as QwQ's does. */
export const chatMlThinking = chatMl.replace("assistant\\n' }}{% endif", "assistant\\n<think>\\n' }}{% endif");

const qwenSpecials: readonly SpecialToken[] = [
	['<|endoftext|>', 'control'],
	['<|im_start|>', 'control'],
	['<|im_end|>', 'control'],
	['<|fim_prefix|>', 'control'],
	['<|fim_middle|>', 'control'],
	['<|fim_suffix|>', 'control'],
	['<|fim_pad|>', 'control'],
	['<|file_sep|>', 'control'],
	['<think>', 'userDefined'],
	['</think>', 'userDefined'],
];

export function writeGguf(path: string, options: GgufOptions = {}): string {
	writeFileSync(path, ggufBytes(options));
	return path;
}

export function ggufBytes(options: GgufOptions = {}): Buffer {
	const { words = [], specials = [] } = options;
	const others = qwenSpecials.filter(([text]) => specials.every(([special]) => special !== text));
	const vocabulary = new Vocabulary(words, [...others, ...specials]);
	const shape = {
		layers: options.layers ?? 1,
		embedding: options.embedding ?? 128,
		feedForward: options.feedForward ?? 64,
		heads: 4,
		headsKv: 2,
		architecture: options.architecture ?? 'qwen2',
	};
	const tensors = makeTensors(vocabulary, shape, options.script).filter(({ name }) => !options.without?.includes(name));
	return layOut(metadataOf(vocabulary, shape, options), tensors);
}

type Shape = { layers: number; embedding: number; feedForward: number; heads: number; headsKv: number; architecture: string };
type Tensor = { name: string; dimensions: readonly number[]; values: Float32Array };
type Metadata = readonly (readonly [key: string, value: Value])[];
type Value =
	| { type: 'string'; value: string }
	| { type: 'u32'; value: number }
	| { type: 'f32'; value: number }
	| { type: 'bool'; value: boolean }
	| { type: 'strings'; value: readonly string[] }
	| { type: 'i32s'; value: readonly number[] };

/** 256 bytes, then the words with all their beginnings (so that merging from the left makes them), then the specials. */
class Vocabulary {
	readonly tokens: string[] = [];
	readonly types: number[] = [];
	readonly merges: string[] = [];
	readonly #ids = new Map<string, number>();

	constructor(words: readonly string[], specials: readonly SpecialToken[]) {
		for (let byte = 0; byte < 256; byte++) {
			this.#add(byteCharacter(byte), normalType);
		}
		for (const word of words) {
			const [first = '', ...rest] = byteLevel(word);
			rest.reduce((left, right) => {
				if (!this.merges.includes(`${left} ${right}`)) {
					this.merges.push(`${left} ${right}`);
				}
				this.#add(left + right, normalType);
				return left + right;
			}, first);
		}
		for (const [text, type] of specials) {
			this.#add(text, type === 'control' ? controlType : userDefinedType);
		}
	}

	id(name: TokenName): number {
		const id = typeof name === 'number' ? name : (this.#ids.get(name) ?? this.#ids.get(byteLevel(name).join('')));
		if (id === undefined) {
			throw new Error(`No token is "${name}"`);
		}
		return id;
	}

	#add(text: string, type: number): void {
		if (!this.#ids.has(text)) {
			this.#ids.set(text, this.tokens.length);
			this.tokens.push(text);
			this.types.push(type);
		}
	}
}

const normalType = 1;
const controlType = 3;
const userDefinedType = 4;

/** GPT-2 writes each byte as a printable character: itself where it is one, else one from U+0100 on. */
function byteCharacter(byte: number): string {
	const isPrintable = (code: number) => (code >= 33 && code <= 126) || (code >= 161 && code <= 172) || code >= 174;
	const hidden = Array.from({ length: byte }, (_, code) => code).filter((code) => !isPrintable(code)).length;
	return String.fromCodePoint(isPrintable(byte) ? byte : 256 + hidden);
}

const byteLevel = (text: string): string[] => [...Buffer.from(text, 'utf8')].map(byteCharacter);

function makeTensors(vocabulary: Vocabulary, shape: Shape, script: GgufOptions['script']): Tensor[] {
	const random = randomNumbers(1);
	const { embedding, feedForward, headsKv, heads } = shape;
	const size = vocabulary.tokens.length;
	const kv = (embedding / heads) * headsKv;
	const ones = () => new Float32Array(embedding).fill(1);
	const embeddings = Float32Array.from({ length: size * embedding }, () => (random() < 0.5 ? -1 : 1));
	const weights = (count: number) =>
		script === undefined ? Float32Array.from({ length: count }, () => (random() - 0.5) * 0.2) : new Float32Array(count);
	const output = script === undefined ? weights(size * embedding) : followers(vocabulary, embeddings, embedding, script);
	const layer = (index: number): Tensor[] => {
		const tensor = (name: string, dimensions: readonly number[], values: Float32Array): Tensor => ({
			name: `blk.${index}.${name}`,
			dimensions,
			values,
		});
		const matrix = (name: string, columns: number, rows: number) => tensor(name, [columns, rows], weights(columns * rows));
		return [
			tensor('attn_norm.weight', [embedding], ones()),
			matrix('attn_q.weight', embedding, embedding),
			matrix('attn_k.weight', embedding, kv),
			matrix('attn_v.weight', embedding, kv),
			tensor('attn_q.bias', [embedding], new Float32Array(embedding)),
			tensor('attn_k.bias', [kv], new Float32Array(kv)),
			tensor('attn_v.bias', [kv], new Float32Array(kv)),
			matrix('attn_output.weight', embedding, embedding),
			tensor('ffn_norm.weight', [embedding], ones()),
			matrix('ffn_gate.weight', embedding, feedForward),
			matrix('ffn_up.weight', embedding, feedForward),
			matrix('ffn_down.weight', feedForward, embedding),
		];
	};
	return [
		{ name: 'token_embd.weight', dimensions: [embedding, size], values: embeddings },
		{ name: 'output_norm.weight', dimensions: [embedding], values: ones() },
		{ name: 'output.weight', dimensions: [embedding, size], values: output },
		...Array.from({ length: shape.layers }, (_, index) => layer(index)).flat(),
	];
}

function followers(
	vocabulary: Vocabulary,
	embeddings: Float32Array,
	width: number,
	script: readonly (readonly TokenName[])[],
): Float32Array {
	const output = new Float32Array(embeddings.length);
	for (const chain of script) {
		for (const [index, name] of chain.slice(1).entries()) {
			const from = vocabulary.id(chain[index] ?? name) * width;
			const to = vocabulary.id(name) * width;
			for (let column = 0; column < width; column++) {
				output[to + column] = (output[to + column] ?? 0) + (embeddings[from + column] ?? 0) * (32 / width);
			}
		}
	}
	return output;
}

/** mulberry32 */
function randomNumbers(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

function metadataOf(vocabulary: Vocabulary, shape: Shape, options: GgufOptions): Metadata {
	const { architecture } = shape;
	const u32 = (value: number): Value => ({ type: 'u32', value });
	const string = (value: string): Value => ({ type: 'string', value });
	return [
		['general.architecture', string(architecture)],
		['general.name', string(options.name ?? 'Qwen2.5-Coder Tiny')],
		[`${architecture}.block_count`, u32(shape.layers)],
		[`${architecture}.context_length`, u32(options.contextTokens ?? 4096)],
		[`${architecture}.embedding_length`, u32(shape.embedding)],
		[`${architecture}.feed_forward_length`, u32(shape.feedForward)],
		[`${architecture}.attention.head_count`, u32(shape.heads)],
		[`${architecture}.attention.head_count_kv`, u32(shape.headsKv)],
		[`${architecture}.rope.freq_base`, { type: 'f32', value: 1e6 }],
		[`${architecture}.attention.layer_norm_rms_epsilon`, { type: 'f32', value: 1e-6 }],
		['tokenizer.ggml.model', string('gpt2')],
		['tokenizer.ggml.pre', string('qwen2')],
		['tokenizer.ggml.tokens', { type: 'strings', value: vocabulary.tokens }],
		['tokenizer.ggml.token_type', { type: 'i32s', value: vocabulary.types }],
		['tokenizer.ggml.merges', { type: 'strings', value: vocabulary.merges }],
		['tokenizer.ggml.eos_token_id', u32(vocabulary.id('<|im_end|>'))],
		['tokenizer.ggml.padding_token_id', u32(vocabulary.id('<|endoftext|>'))],
		['tokenizer.ggml.bos_token_id', u32(vocabulary.id('<|endoftext|>'))],
		['tokenizer.ggml.add_bos_token', { type: 'bool', value: false }],
		...(options.template === '' ? [] : [['tokenizer.chat_template', string(options.template ?? chatMl)] as const]),
	];
}

/** "GGUF", version, counts, metadata, tensor table, padding, data; little endian, everything aligned to 32 bytes. */
function layOut(metadata: Metadata, tensors: readonly Tensor[]): Buffer {
	const padded = (bytes: number) => Math.ceil(bytes / alignment) * alignment;
	let offset = 0;
	const table = tensors.map(({ name, dimensions, values }) => {
		const at = offset;
		offset += padded(values.byteLength);
		return Buffer.concat([string(name), u32(dimensions.length), ...dimensions.map(u64), u32(0), u64(at)]);
	});
	const head = Buffer.concat([
		Buffer.from('GGUF'),
		u32(3),
		u64(tensors.length),
		u64(metadata.length),
		...metadata.flatMap(([key, value]) => [string(key), encode(value)]),
		...table,
	]);
	const data = tensors.flatMap(({ values }) => [Buffer.from(values.buffer), Buffer.alloc(padded(values.byteLength) - values.byteLength)]);
	return Buffer.concat([head, Buffer.alloc(padded(head.length) - head.length), ...data]);
}

const alignment = 32;

function encode(value: Value): Buffer {
	switch (value.type) {
		case 'string':
			return Buffer.concat([u32(8), string(value.value)]);
		case 'u32':
			return Buffer.concat([u32(4), u32(value.value)]);
		case 'f32':
			return Buffer.concat([u32(6), Buffer.from(new Float32Array([value.value]).buffer)]);
		case 'bool':
			return Buffer.concat([u32(7), Buffer.from([value.value ? 1 : 0])]);
		case 'strings':
			return Buffer.concat([u32(9), u32(8), u64(value.value.length), ...value.value.map(string)]);
		case 'i32s':
			return Buffer.concat([u32(9), u32(5), u64(value.value.length), Buffer.from(new Int32Array(value.value).buffer)]);
	}
}

const string = (text: string): Buffer => {
	const bytes = Buffer.from(text, 'utf8');
	return Buffer.concat([u64(bytes.length), bytes]);
};
const u32 = (value: number): Buffer => Buffer.from(new Uint32Array([value]).buffer);
const u64 = (value: number): Buffer => Buffer.from(new BigUint64Array([BigInt(value)]).buffer);
