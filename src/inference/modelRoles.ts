import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../core/clock.ts';
import { engineCrashed, engineCrashesOften, engineStopped, modelCrashesLoading, type UserError } from '../core/errors.ts';
import type { Logger } from '../core/log.ts';
import type { GenerateEvent, LanguageModel, ModelStatus, Role } from '../core/model.ts';
import { CrashLadder } from '../core/models/crashLadder.ts';
import type { ContextOptions, LoadOptions } from '../protocol/worker.ts';
import { freeMemoryBytes } from './hardware.ts';
import { type Crash, LlamaWorker, type WorkerWaits } from './llamaWorker.ts';
import { prepareLoad } from './prepareLoad.ts';
import { RoleStatuses, roles } from './roleStatuses.ts';

/** The file that serves a role, and how. */
export interface RoleModel {
	readonly path: string;
	readonly title: string;
	/** The user's choice of the model's family. */
	readonly family?: string;
	readonly gpuLayers: number;
	readonly context: ContextOptions;
}

export interface ModelRolesOptions {
	readonly workerPath: string;
	/** Rejects with a UserError where a role has no file. */
	readonly resolve: (role: Role, signal: AbortSignal) => Promise<RoleModel>;
	readonly log: Logger;
	/** The machine's, where tests do not set them. */
	readonly freeBytes?: () => number;
	readonly waits?: WorkerWaits;
	readonly clock?: Clock;
}

/** Which loaded model serves which role. Loads at first use; where both roles name one file, one process serves both. */
export class ModelRoles {
	readonly #options: ModelRolesOptions;
	readonly #clock: Clock;
	readonly #ladder: CrashLadder;
	readonly #statuses = new RoleStatuses();
	/** The process of each role, loaded or loading. */
	readonly #serving = new Map<Role, LlamaWorker>();
	/** What processes that still load will take, which does not show in the free memory yet. */
	readonly #loadingBytes = new Map<LlamaWorker, number>();
	/** The sentence of each file's last crash. */
	readonly #lastCrash = new Map<string, string>();
	/** Processes are started one after the other, so that two roles with one file meet in one. */
	#lastStart: Promise<unknown> = Promise.resolve();
	#stopping = new AbortController();
	#isDisposed = false;

	constructor(options: ModelRolesOptions) {
		this.#options = options;
		this.#clock = options.clock ?? clock;
		this.#ladder = new CrashLadder(() => this.#clock.now());
	}

	/** The role's model, loaded. An abort ends the wait, not the load, which others may wait for too. */
	async get(role: Role, signal: AbortSignal): Promise<LanguageModel> {
		signal.throwIfAborted();
		const model = await unlessAborted(this.#load(role), signal);
		return this.#watched(role, model);
	}

	/** The role's model where it is loaded, or loads; it is never loaded for this, not even while it is restarted. */
	async loaded(role: Role): Promise<LanguageModel | undefined> {
		// Whoever asked for it to be loaded is told why it cannot be.
		const model = await this.#serving
			.get(role)
			?.model(role)
			.catch(() => undefined);
		return model === undefined ? undefined : this.#watched(role, model);
	}

	status(role: Role): ModelStatus {
		return this.#statuses.of(role);
	}

	onStatus(listener: (role: Role, status: ModelStatus) => void): { dispose(): void } {
		return this.#statuses.onChange(listener);
	}

	/** Ends all processes and forgets earlier crashes; the next `get` loads again. */
	async restart(): Promise<void> {
		this.#ladder.forget();
		await this.#stop('it was restarted');
		for (const role of roles) {
			if (!this.#serving.has(role)) {
				this.#statuses.set([role], { kind: 'idle', title: this.status(role).title });
			}
		}
	}

	/** Ends all processes, and starts none any more. */
	async dispose(): Promise<void> {
		this.#isDisposed = true;
		this.#statuses.close();
		await this.#stop('it was closed');
		await this.#lastStart;
	}

	async #stop(why: string): Promise<void> {
		this.#stopping.abort(engineStopped(why));
		this.#stopping = new AbortController();
		const workers = new Set(this.#serving.values());
		this.#serving.clear();
		const ended = Promise.allSettled([...workers].map((worker) => worker.dispose()));
		// What is loaded next counts on their memory.
		this.#lastStart = Promise.all([this.#lastStart, ended]);
		await ended;
	}

	async #load(role: Role): Promise<LanguageModel> {
		const worker = this.#serving.get(role) ?? (await this.#startInTurn(role));
		return worker.model(role);
	}

	#startInTurn(role: Role): Promise<LlamaWorker> {
		if (this.#isDisposed) {
			throw engineStopped('it was closed');
		}
		const { signal } = this.#stopping;
		const start = this.#lastStart.then(() => this.#serving.get(role) ?? this.#start(role, signal));
		this.#lastStart = start.catch((error: unknown) => {
			if (!signal.aborted) {
				this.#statuses.fail(role, error);
			}
		});
		return start;
	}

	async #start(role: Role, signal: AbortSignal): Promise<LlamaWorker> {
		signal.throwIfAborted();
		const models = await this.#resolveAll(role, signal);
		const own = models.get(role);
		if (own === undefined) {
			throw new Error(`No model was resolved for ${role}`);
		}
		const shared = roles.filter((other) => other === role || (models.get(other)?.path === own.path && !this.#serving.has(other)));
		this.#statuses.set(shared, { kind: 'loading', title: own.title, percent: 0 });
		try {
			return await this.#startFor(shared, role, own, models, signal);
		} catch (error) {
			if (!signal.aborted) {
				// The role that asked is told where it waits.
				for (const other of shared.filter((each) => each !== role)) {
					this.#statuses.fail(other, error);
				}
			}
			throw error;
		}
	}

	async #startFor(
		shared: readonly Role[],
		role: Role,
		own: RoleModel,
		models: ReadonlyMap<Role, RoleModel>,
		signal: AbortSignal,
	): Promise<LlamaWorker> {
		const file = await fileKey(own.path);
		const gpuLayers = await this.#gpuLayersInTime(file, own, signal);
		const contexts = Object.fromEntries(shared.map((other) => [other, models.get(other)?.context ?? own.context]));
		const family = own.family === undefined ? {} : { family: own.family };
		const wanted = { modelPath: own.path, title: own.title, gpuLayers, contexts, ...family };
		const { load, needBytes } = await prepareLoad(wanted, this.#options.workerPath, this.#freeBytes());
		signal.throwIfAborted();
		const worker = this.#fork(load, file, shared);
		for (const other of shared) {
			this.#serving.set(other, worker);
		}
		this.#loadingBytes.set(worker, needBytes);
		void this.#onceLoaded(worker, file, role, shared);
		return worker;
	}

	/** Waits as long as earlier crashes of the file demand, and tells with how many layers on the GPU it is loaded after that. */
	async #gpuLayersInTime(file: string, { title, gpuLayers }: RoleModel, signal: AbortSignal): Promise<number> {
		const next = this.#ladder.next(file);
		const why = this.#lastCrash.get(file) ?? 'of an unknown reason';
		switch (next.kind) {
			case 'stopped':
				throw engineCrashesOften(title, next.crashes, why);
			case 'quarantined':
				throw modelCrashesLoading(title, next.crashes, why);
			case 'after':
				if (next.waitMs > 0) {
					await this.#clock.sleep(next.waitMs, signal);
				}
				if (next.withoutGpu && gpuLayers !== 0) {
					this.#options.log.warn(`${title} crashed while it was loaded, so it is loaded without the GPU this time.`);
					return 0;
				}
				return gpuLayers;
		}
	}

	#freeBytes(): number {
		const { freeBytes = freeMemoryBytes } = this.#options;
		return [...this.#loadingBytes.values()].reduce((free, bytes) => free - bytes, freeBytes());
	}

	/** What the other role wants matters only where it can be had. */
	async #resolveAll(role: Role, signal: AbortSignal): Promise<ReadonlyMap<Role, RoleModel>> {
		const resolved = await Promise.all(
			roles.map(async (other): Promise<readonly (readonly [Role, RoleModel])[]> => {
				try {
					return [[other, await this.#options.resolve(other, signal)]];
				} catch (error) {
					if (other === role) {
						throw error;
					}
					return [];
				}
			}),
		);
		return new Map(resolved.flat());
	}

	#fork(load: LoadOptions, file: string, shared: readonly Role[]): LlamaWorker {
		const { workerPath, log, waits } = this.#options;
		const worker: LlamaWorker = new LlamaWorker({
			workerPath,
			log,
			load,
			onLoading: (percent) => this.#statuses.set(shared, { kind: 'loading', title: load.title ?? '', percent }),
			onResponding: (responds) => this.#statuses.setResponding(this.#servedBy(worker, shared), responds),
			onCrash: (crash) => this.#onCrash(worker, crash, load.title ?? '', file, shared),
			...(waits === undefined ? {} : { waits }),
		});
		return worker;
	}

	/** A process that holds no model is of no use. */
	async #onceLoaded(worker: LlamaWorker, file: string, role: Role, shared: readonly Role[]): Promise<void> {
		try {
			const { info } = await worker.model(role);
			this.#ladder.loaded(file);
			this.#statuses.set(this.#servedBy(worker, shared), { kind: 'ready', title: info.name });
		} catch (error) {
			this.#onLost(worker, shared, error);
			void worker.dispose();
		} finally {
			this.#loadingBytes.delete(worker);
		}
	}

	/** Gives the sentence that all who wait are told: what happened, and what comes next. */
	#onCrash(worker: LlamaWorker, { why, whileLoading }: Crash, title: string, file: string, shared: readonly Role[]): UserError {
		this.#ladder.crashed(file, whileLoading);
		this.#lastCrash.set(file, why);
		const next = this.#ladder.next(file);
		const error =
			next.kind === 'stopped'
				? engineCrashesOften(title, next.crashes, why)
				: next.kind === 'quarantined'
					? modelCrashesLoading(title, next.crashes, why)
					: engineCrashed(why);
		this.#onLost(worker, shared, error);
		return error;
	}

	#onLost(worker: LlamaWorker, shared: readonly Role[], error: unknown): void {
		for (const role of this.#servedBy(worker, shared)) {
			this.#serving.delete(role);
			this.#statuses.fail(role, error);
		}
	}

	#servedBy(worker: LlamaWorker, shared: readonly Role[]): readonly Role[] {
		return shared.filter((role) => this.#serving.get(role) === worker);
	}

	/** The same model, whose requests show in the status. */
	#watched(role: Role, model: LanguageModel): LanguageModel {
		return {
			info: model.info,
			countTokens: (text) => model.countTokens(text),
			generate: (request, signal, control) => {
				const events = model.generate(request, signal, control);
				// What nobody waits for is no news, and nothing gives way to it.
				return request.kind === 'fill' && request.purpose === 'idle' ? events : this.#watch(role, events);
			},
		};
	}

	async *#watch(role: Role, events: AsyncIterable<GenerateEvent>): AsyncGenerator<GenerateEvent> {
		this.#count(role, 1);
		try {
			yield* events;
		} finally {
			this.#count(role, -1);
		}
	}

	#count(role: Role, change: 1 | -1): void {
		const hasChanged = this.#statuses.count(role, change);
		const other = this.#serving.get(role === 'completer' ? 'reasoner' : 'completer');
		if (hasChanged && other !== this.#serving.get(role)) {
			other?.yield(change > 0);
		}
	}
}

const clock: Clock = {
	now: () => performance.now(),
	sleep: (ms, signal) => sleep(ms, undefined, { signal }),
};

/** Changes with the file's content; two paths to one file are two keys. */
async function fileKey(path: string): Promise<string> {
	try {
		const { size, mtimeMs } = await stat(path);
		return `${path}:${size}:${mtimeMs}`;
	} catch {
		return path; // what is wrong with it, the check says
	}
}

/** Rejects when the signal aborts, whatever becomes of the promise. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
	const aborted = Promise.withResolvers<never>();
	const onAbort = () => aborted.reject(signal.reason instanceof Error ? signal.reason : new DOMException('Cancelled', 'AbortError'));
	signal.addEventListener('abort', onAbort, { once: true });
	try {
		return await Promise.race([promise, aborted.promise]);
	} finally {
		signal.removeEventListener('abort', onAbort);
	}
}
