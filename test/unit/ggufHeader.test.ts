import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/errors.ts';
import { catalog } from '../../src/core/models/catalog.ts';
import { checkGguf } from '../../src/inference/ggufHeader.ts';
import { defaultModelsFolder } from '../../src/inference/sources/modelStore.ts';
import { type Entry, gguf, list, type Model, text, u32, valid } from './ggufBytes.ts';

let folder = '';
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'lemma-gguf-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function check(bytes: Uint8Array, name = 'model.gguf'): Promise<Awaited<ReturnType<typeof checkGguf>>> {
	const path = join(folder, name);
	await writeFile(path, bytes);
	return checkGguf(path);
}

/** One sentence of what happened and one of what to do, without a stack or a bug behind it. */
async function sentence(work: Promise<unknown>): Promise<string> {
	const error = await work.then(
		() => undefined,
		(caught: unknown) => caught,
	);
	expect(error).toBeInstanceOf(UserError);
	return error instanceof Error ? error.message : '';
}

const changed = (changes: Partial<Model>): Buffer => gguf({ ...valid, ...changes });
const withValue = (key: string, value: Entry | undefined): Buffer => {
	const metadata = new Map(valid.metadata);
	if (value === undefined) metadata.delete(key);
	else metadata.set(key, value);
	return changed({ metadata });
};

describe('a sound file', () => {
	it('tells its shape', async () => {
		expect(await check(gguf(valid))).toEqual({
			architecture: 'llama',
			name: 'Tiny',
			chatTemplate: '{{ messages }}',
			contextLength: 4096,
			blockCount: 2,
			headCount: 4,
			headCountKv: 2,
			embeddingLength: 64,
			keyLength: 16,
			valueLength: 16,
			vocabSize: 3,
			sizeBytes: gguf(valid).length,
		});
	});

	it.each([
		['of version 2', changed({ version: 2 })],
		['with another alignment', changed({ metadata: new Map([...valid.metadata, ['general.alignment', u32(64)]]), alignment: 64 })],
		['with a value for each layer', withValue('llama.attention.head_count_kv', list(4, [2, 2]))],
		['with a key named __proto__', withValue('__proto__', text('polluted'))],
		['with a template that would loop for ever', withValue('tokenizer.chat_template', text('{% for a in range(999999999) %}{% endfor %}'))],
	])('may be one %s', async (_what, bytes) => {
		expect((await check(bytes)).blockCount).toBe(2);
		expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
	});

	it('may be of 200 GB without being read', async () => {
		await check(gguf(valid), 'large.gguf');
		await truncate(join(folder, 'large.gguf'), 200e9);
		expect((await checkGguf(join(folder, 'large.gguf'))).sizeBytes).toBe(200e9);
	});

	const models = defaultModelsFolder(process.env, process.platform, homedir());
	it.each(catalog.map(({ file, sizeBytes }) => [file, sizeBytes] as const))('is %s, where it was fetched', async (file, sizeBytes) => {
		const header = await checkGguf(join(models, file)).catch((error: unknown) => {
			if (error instanceof UserError && error.code === 'modelMissing') return undefined;
			throw error;
		});
		if (header !== undefined) expect(header).toMatchObject({ sizeBytes, chatTemplate: expect.stringContaining('im_start') });
	});
});

describe('no model file', () => {
	it.each([
		['an empty file', Buffer.alloc(0), 'it is empty'],
		['a web page', Buffer.from('\n<!DOCTYPE html><title>Sign in</title>'), 'it is a web page'],
		['an LFS pointer', Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n'), 'git lfs pull'],
		['a text', Buffer.from('hello\n'), 'is not a GGUF model file'],
		['one byte', Buffer.from('G'), 'is not a GGUF model file'],
		['zeros', Buffer.alloc(4096), 'is not a GGUF model file'],
		['an old GGML file', Buffer.from('ggjt1234'), 'old GGML format'],
		['a zip', Buffer.from('PK\u0003\u0004abcd'), 'zip archive'],
		['a safetensors file', Buffer.from('\u0010\0\0\0\0\0\0\0{"a":1}'), 'safetensors'],
	])('%s', async (_what, bytes, what) => {
		expect(await sentence(check(bytes))).toContain(what);
	});

	it('a folder, nothing, a path of odd characters', async () => {
		await mkdir(join(folder, 'dir.gguf'));
		expect(await sentence(checkGguf(join(folder, 'dir.gguf')))).toContain('is a folder');
		for (const path of ['', join(folder, 'none.gguf'), 'a\0b', join(folder, 'x'.repeat(300)), join(folder, 'model.gguf', 'x')])
			expect(await sentence(checkGguf(path))).toContain('There is no model file at');
	});

	it.runIf(process.platform !== 'win32')('a pipe, a device, links in a circle', async () => {
		execFileSync('mkfifo', [join(folder, 'pipe.gguf')]);
		await symlink(join(folder, 'b'), join(folder, 'a'));
		await symlink(join(folder, 'a'), join(folder, 'b'));
		expect(await sentence(checkGguf(join(folder, 'pipe.gguf')))).toContain('no regular file');
		expect(await sentence(checkGguf('/dev/zero'))).toContain('no regular file');
		expect(await sentence(checkGguf(join(folder, 'a')))).toContain('go round in a circle');
	});

	it.runIf(process.platform !== 'win32' && process.getuid?.() !== 0)('a file without permission', async () => {
		await check(gguf(valid), 'secret.gguf');
		await chmod(join(folder, 'secret.gguf'), 0);
		expect(await sentence(checkGguf(join(folder, 'secret.gguf')))).toContain('no permission');
	});
});

describe('a file that was cut', () => {
	const whole = gguf(valid);
	it.each([
		['behind its magic', 4],
		['in its first bytes', 20],
		['at 300 bytes', 300],
		['at the half', whole.length >> 1],
		['by 64 bytes', whole.length - 64],
		['by one byte', whole.length - 1],
	])('%s', async (_what, length) => {
		expect(await sentence(check(whole.subarray(0, length)))).toContain('the download is incomplete');
	});

	it('says how much of it is there', async () => {
		const bytes = changed({ tensors: [{ name: 'w', sizes: [1024, 1024, 4745], type: 0, offset: 0 }], dataBytes: 1_200_000 });
		expect(await sentence(check(bytes))).toContain('is 1 MB of 19.9 GB: the download is incomplete');
	});

	it('is noticed wherever it was cut', async () => {
		for (let length = 4; length < whole.length; length += 7)
			expect(await sentence(check(whole.subarray(0, length)))).toContain('incomplete');
	});
});

describe('a header that lies', () => {
	const tensor = { name: 'w', sizes: [32, 1], type: 0, offset: 0 };
	it.each<[string, Buffer, string]>([
		['version 99', changed({ version: 99 }), 'version 99 is not known'],
		['version 0', changed({ version: 0 }), 'version 0 is not known'],
		['the other byte order', changed({ version: 3 << 24 }), 'the other byte order'],
		['2^40 tensors', changed({ tensorCount: 2 ** 40 }), 'absurd number of entries'],
		['2^40 values', changed({ valueCount: 2 ** 40 }), 'absurd number of entries'],
		['2^63 values', changed({ valueCount: 2 ** 63 }), 'absurd number of entries'],
		['more values than there are', changed({ valueCount: 60_000 }), 'cannot be used'],
		['a text of 2^40 bytes', withValue('general.name', { type: 8, length: 2 ** 40 }), 'absurd length'],
		['a text longer than the file', withValue('general.name', { type: 8, length: 2 ** 20 }), 'incomplete'],
		['a key of 1 MB', changed({ metadata: new Map([...valid.metadata, ['k'.repeat(2 ** 20), u32(1)]]) }), 'absurd length'],
		['a list of 2^40', withValue('tokenizer.ggml.tokens', { type: 9, of: 8, length: 2 ** 40 }), 'longer than the file'],
		['nested lists', withValue('x', { type: 9, of: 9, length: 20_000 }), 'lists of lists'],
		['a value of an unknown type', withValue('x', { type: 99, length: 0 }), 'unknown type 99'],
		['an alignment of 33', withValue('general.alignment', u32(33)), 'no power of two'],
		['an alignment of 0', withValue('general.alignment', u32(0)), 'no power of two'],
		['no architecture', withValue('general.architecture', undefined), 'no architecture'],
		['an architecture that is a script', withValue('general.architecture', text('<script>')), 'no architecture'],
		['a projector', withValue('general.type', text('mmproj')), 'not a language model'],
		['100,000 layers', withValue('llama.block_count', u32(100_000)), 'block_count is 100000'],
		['no layers', withValue('llama.block_count', u32(0)), 'block_count is 0'],
		['no count of layers', withValue('llama.block_count', undefined), 'block_count is missing'],
		['zero heads', withValue('llama.attention.head_count', u32(0)), 'head_count is 0'],
		['heads that do not divide', withValue('llama.attention.head_count', u32(5)), 'cannot share'],
		['zero key heads', withValue('llama.attention.head_count_kv', u32(0)), 'cannot share 0 key heads'],
		['an embedding that does not divide', withValue('llama.embedding_length', u32(63)), 'cannot be divided'],
		['no context', withValue('llama.context_length', u32(0)), 'context_length is 0'],
		['no vocabulary', withValue('tokenizer.ggml.tokens', undefined), 'no vocabulary'],
		['scores for another vocabulary', withValue('tokenizer.ggml.scores', list(6, [0])), 'scores do not match'],
		['a token outside of the vocabulary', withValue('tokenizer.ggml.eos_token_id', u32(3)), 'eos_token_id lies outside'],
		['no weights', changed({ tensors: [] }), 'no weights'],
		['a tensor of no dimension', changed({ tensors: [{ ...tensor, sizes: [] }] }), '0 dimensions'],
		['a tensor of five dimensions', changed({ tensors: [{ ...tensor, sizes: [1, 1, 1, 1, 1] }] }), '5 dimensions'],
		['an empty tensor', changed({ tensors: [{ ...tensor, sizes: [32, 0] }] }), 'absurd size'],
		['a tensor whose product overflows', changed({ tensors: [{ ...tensor, sizes: [2 ** 32, 2 ** 32] }] }), 'absurd size'],
		['a tensor of an unknown type', changed({ tensors: [{ ...tensor, type: 4 }] }), 'unknown type 4'],
		['a row that does not fill its blocks', changed({ tensors: [{ ...tensor, sizes: [33], type: 8 }] }), 'do not fill their blocks'],
		['a tensor that is not aligned', changed({ tensors: [{ ...tensor, offset: 1 }] }), 'not aligned'],
		['a tensor behind the end', changed({ tensors: [{ ...tensor, offset: 2 ** 40 }] }), 'the download is incomplete'],
		['65 MB of list', withValue('x', { type: 9, of: 0, length: 65 * 2 ** 20, payload: Buffer.alloc(65 * 2 ** 20) }), 'larger than 64 MiB'],
	])('%s', async (_what, bytes, what) => {
		expect(await sentence(check(bytes))).toContain(what);
	});

	it('of random bytes is refused in a sentence', async () => {
		const whole = gguf(valid);
		let state = 7;
		const random = (below: number): number => {
			state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
			return state % below;
		};
		for (let round = 0; round < 300; round++) {
			const bytes = Buffer.from(whole);
			for (let i = 0; i < 4; i++) bytes[4 + random(bytes.length - 4)] = random(256);
			await check(bytes).catch((error: unknown) => expect(error).toBeInstanceOf(UserError));
		}
	});
});

describe('a model that is split over files', () => {
	const part = (no: number): Buffer =>
		gguf({
			...valid,
			metadata: new Map<string, Entry>([...(no === 0 ? valid.metadata : []), ['split.no', u32(no)], ['split.count', u32(2)]]),
		});

	it('is read as one, and needs each part', async () => {
		const first = await sentence(check(part(0), 'big-00001-of-00002.gguf'));
		expect(first).toContain('There is no model file at');
		expect(first).toContain('big-00002-of-00002.gguf');
		await sentence(check(part(1), 'big-00002-of-00002.gguf'));
		expect((await checkGguf(join(folder, 'big-00001-of-00002.gguf'))).sizeBytes).toBe(part(0).length + part(1).length);
		expect(await sentence(checkGguf(join(folder, 'big-00002-of-00002.gguf')))).toContain('choose big-00001-of-00002.gguf');
		expect(await sentence(check(part(0), 'renamed.gguf'))).toContain('was renamed');
		await truncate(join(folder, 'big-00002-of-00002.gguf'), part(1).length - 10);
		expect(await sentence(checkGguf(join(folder, 'big-00001-of-00002.gguf')))).toContain('incomplete');
	});
});
