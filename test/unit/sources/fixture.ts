import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { CatalogModel } from '../../../src/core/models/catalog.ts';
import type { GetProgress, SourceName } from '../../../src/inference/sources/modelStore.ts';
import { ModelStore, type ModelStoreOptions } from '../../../src/inference/sources/modelStore.ts';
import type { Waits } from '../../../src/inference/sources/waits.ts';

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Begins as a GGUF does; the rest differs from byte to byte, so that a shifted piece shows. */
export function modelBytes(size: number): Buffer {
	const bytes = Buffer.alloc(size);
	let state = 1;
	for (let i = 0; i < size; i++) {
		state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
		bytes[i] = state >>> 16;
	}
	bytes.write('GGUF');
	return bytes;
}

export const content = modelBytes(400_000);

export const tiny: CatalogModel = {
	name: 'smollm2-135m',
	title: 'Tiny',
	file: 'tiny.gguf',
	sizeBytes: content.length,
	sha256: sha256(content),
	licence: 'Apache-2.0',
	origin: 'Tiny by a test',
	hubRepo: 'someone/tiny',
	wheels: [],
};

/** Short enough for tests, long enough for a busy machine. */
export const shortWaits: Partial<Waits> = {
	firstByteMs: 2000,
	stallMs: 2000,
	tries: 3,
	firstRetryMs: 1,
	lastRetryMs: 2,
	progressMs: 0,
	lockPollMs: 10,
};

export async function temporaryFolder(): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), 'lemma-models-'));
	onTestFinished(() => rm(folder, { recursive: true, force: true }));
	return folder;
}

export interface Opened {
	readonly store: ModelStore;
	readonly folder: string;
	readonly warnings: string[];
	readonly progress: GetProgress[];
	get(sources?: readonly SourceName[], signal?: AbortSignal, model?: CatalogModel): Promise<string>;
	find(): Promise<string | undefined>;
	files(): Promise<string[]>;
}

export async function openStore(options: Partial<ModelStoreOptions> = {}, waits: Partial<Waits> = {}): Promise<Opened> {
	const folder = options.folder ?? (await temporaryFolder());
	const warnings: string[] = [];
	const progress: GetProgress[] = [];
	const note = (message: string | Error): void => void warnings.push(String(message));
	const log = { trace: () => undefined, info: () => undefined, warn: note, error: note };
	const store = new ModelStore({ folder, log, waits: { ...shortWaits, ...waits }, ...options });
	const tell = (step: GetProgress): void => void progress.push(step);
	return {
		store,
		folder,
		warnings,
		progress,
		get: (sources = ['hub'], signal = new AbortController().signal, model = tiny) => store.get(model, sources, tell, signal),
		find: () => store.find(tiny, tell, new AbortController().signal),
		files: async () => (await readdir(folder)).sort(),
	};
}
