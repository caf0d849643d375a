import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../../src/core/errors.ts';
import type { LanguageModel, Role } from '../../src/core/model.ts';
import { type CatalogModel, findModel } from '../../src/core/models/catalog.ts';
import { bytesText } from '../../src/core/models/downloadText.ts';
import { LlamaWorker } from '../../src/inference/llamaWorker.ts';
import { prepareLoad } from '../../src/inference/prepareLoad.ts';
import type { CliIo } from './io.ts';
import { defaultModel, openStore } from './models.ts';
import { progressLine } from './progress.ts';

export interface OpenModel {
	readonly model: LanguageModel;
	readonly loadMs: number;
	dispose(): Promise<void>;
}

/** Loads the named model of the catalogue, or the GGUF file at a path, or this machine's default, in a process of its own. */
export async function openModel(role: Role, nameOrPath: string | undefined, io: CliIo): Promise<OpenModel> {
	const startedAt = performance.now();
	const known = nameOrPath === undefined ? defaultModel(false) : findModel(nameOrPath);
	const modelPath = known === undefined ? resolve(io.cwd, nameOrPath ?? '') : await pathOf(known, io);
	const workerPath = builtFile('worker.mjs');
	const wanted = {
		modelPath,
		...(known === undefined ? {} : { title: known.title }),
		gpuLayers: -1,
		contexts: { [role]: { contextTokens: 0, threads: 0 } },
	};
	const { load } = await prepareLoad(wanted, workerPath);
	const worker = new LlamaWorker({ workerPath, load, log: logTo(io) });
	const stop = (): void => void worker.dispose();
	io.signal.addEventListener('abort', stop, { once: true });
	const dispose = (): Promise<void> => {
		io.signal.removeEventListener('abort', stop);
		return worker.dispose();
	};
	try {
		const model = await worker.model(role);
		return { model, loadMs: performance.now() - startedAt, dispose };
	} catch (error) {
		await dispose();
		io.signal.throwIfAborted();
		throw error;
	}
}

async function pathOf(model: CatalogModel, io: CliIo): Promise<string> {
	const progress = progressLine(io);
	const path = await openStore(io).find(model, progress.tell, io.signal);
	progress.end();
	if (path === undefined) {
		throw new UserError(
			'modelMissing',
			`${model.title} is not here. Run "npm run -s lemma -- models get ${model.name}" to get it (${bytesText(model.sizeBytes)}).`,
		);
	}
	return path;
}

/** A bundle by its name; right after an install it is not built yet. */
export function builtFile(name: 'worker.mjs' | 'checker.cjs'): string {
	const root = fileURLToPath(new URL('../../', import.meta.url));
	const path = join(root, 'dist', name);
	if (!existsSync(path)) {
		const { status, stderr } = spawnSync(process.execPath, [join(root, 'esbuild.mjs')], { cwd: root, encoding: 'utf8' });
		if (status !== 0) {
			throw new UserError('engineMissing', `The engine could not be built. Run "npm run build" to see why.${stderr ? `\n${stderr}` : ''}`);
		}
	}
	return path;
}

/** Silent but for LEMMA_DEBUG. */
export const logTo = (io: CliIo) => {
	const debug = (message: string | Error): void => {
		if (io.env.LEMMA_DEBUG) io.err(`${message}\n`);
	};
	return { trace: debug, info: debug, warn: debug, error: debug };
};
