import { engineStopped, isAbort, UserError } from '../core/errors.ts';
import type { Logger } from '../core/log.ts';
import type { GenerateEvent, GenerateRequest, LanguageModel, ModelStatus, Role } from '../core/model.ts';
import type { ContextOptions } from '../protocol/worker.ts';
import { checkGguf } from './ggufHeader.ts';
import { LlamaWorker } from './llamaWorker.ts';

/** The file that serves a role, and how. */
export interface RoleModel {
	readonly path: string;
	readonly title: string;
	readonly gpuLayers: number;
	readonly context: ContextOptions;
}

export interface ModelRolesOptions {
	readonly workerPath: string;
	/** Rejects with a UserError where a role has no file. */
	readonly resolve: (role: Role, signal: AbortSignal) => Promise<RoleModel>;
	readonly log: Logger;
}

/** Which loaded model serves which role. Loads at first use; where both roles name one file, one process serves both. */
export class ModelRoles {
	readonly #options: ModelRolesOptions;
	readonly #listeners = new Set<(role: Role, status: ModelStatus) => void>();
	readonly #statuses = new Map<Role, ModelStatus>();
	/** The process of each role, loaded or loading. */
	readonly #serving = new Map<Role, LlamaWorker>();
	/** Processes are started one after the other, so that two roles with one file meet in one. */
	#lastStart: Promise<unknown> = Promise.resolve();
	#running: Readonly<Record<Role, number>> = { reasoner: 0, completer: 0 };
	#crashesMs: readonly number[] = [];
	#stopping = new AbortController();

	constructor(options: ModelRolesOptions) {
		this.#options = options;
	}

	/** The role's model, loaded. An abort ends the wait, not the load, which others may wait for too. */
	async get(role: Role, signal: AbortSignal): Promise<LanguageModel> {
		signal.throwIfAborted();
		const model = await unlessAborted(this.#load(role), signal);
		return this.#watched(role, model);
	}

	status(role: Role): ModelStatus {
		return this.#statuses.get(role) ?? { kind: 'idle', title: '' };
	}

	onStatus(listener: (role: Role, status: ModelStatus) => void): { dispose(): void } {
		this.#listeners.add(listener);
		return { dispose: () => this.#listeners.delete(listener) };
	}

	/** Ends all processes and forgets earlier crashes; the next `get` loads again. */
	async restart(): Promise<void> {
		this.#crashesMs = [];
		await this.#stop();
		for (const role of roles) {
			this.#setStatus(role, { kind: 'idle', title: this.status(role).title });
		}
	}

	async dispose(): Promise<void> {
		this.#listeners.clear();
		await this.#stop();
	}

	async #stop(): Promise<void> {
		this.#stopping.abort();
		this.#stopping = new AbortController();
		const workers = new Set(this.#serving.values());
		this.#serving.clear();
		await Promise.all([...workers].map((worker) => worker.dispose()));
	}

	async #load(role: Role): Promise<LanguageModel> {
		const worker = this.#serving.get(role) ?? (await this.#startInTurn(role));
		return worker.model(role);
	}

	#startInTurn(role: Role): Promise<LlamaWorker> {
		const { signal } = this.#stopping;
		const start = this.#lastStart.then(() => this.#serving.get(role) ?? this.#start(role, signal));
		this.#lastStart = start.catch((error: unknown) => this.#fail(role, error));
		return start;
	}

	async #start(role: Role, signal: AbortSignal): Promise<LlamaWorker> {
		this.#throwIfCrashing();
		const models = await this.#resolveAll(role, signal);
		const own = models.get(role);
		if (own === undefined) {
			throw new Error(`No model was resolved for ${role}`);
		}
		const shared = roles.filter((other) => other === role || (models.get(other)?.path === own.path && !this.#serving.has(other)));
		this.#setAll(shared, { kind: 'loading', title: own.title, percent: 0 });
		await checkGguf(own.path);
		signal.throwIfAborted();
		const worker = this.#fork(own, shared, models);
		for (const other of shared) {
			this.#serving.set(other, worker);
		}
		worker.model(role).then(
			({ info }) => this.#setAll(shared, { kind: 'ready', title: info.name }),
			(error: unknown) => this.#onLoadFailed(worker, shared, error),
		);
		return worker;
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

	#fork(own: RoleModel, shared: readonly Role[], models: ReadonlyMap<Role, RoleModel>): LlamaWorker {
		const { workerPath, log } = this.#options;
		const contexts = Object.fromEntries(shared.map((role) => [role, models.get(role)?.context ?? own.context]));
		const worker: LlamaWorker = new LlamaWorker({
			workerPath,
			log,
			load: { modelPath: own.path, title: own.title, gpuLayers: own.gpuLayers, contexts },
			onLoading: (percent) => this.#setAll(shared, { kind: 'loading', title: own.title, percent }),
			onCrash: (error) => {
				this.#crashesMs = [...this.#crashesMs, Date.now()];
				this.#onLost(worker, shared, error);
			},
		});
		return worker;
	}

	/** A process that holds no model is of no use. */
	#onLoadFailed(worker: LlamaWorker, shared: readonly Role[], error: unknown): void {
		this.#onLost(worker, shared, error);
		void worker.dispose();
	}

	#onLost(worker: LlamaWorker, shared: readonly Role[], error: unknown): void {
		for (const role of shared.filter((other) => this.#serving.get(other) === worker)) {
			this.#serving.delete(role);
			this.#fail(role, error);
		}
	}

	#throwIfCrashing(): void {
		const since = Date.now() - crashWindowMs;
		if (this.#crashesMs.filter((crashMs) => crashMs > since).length >= mostCrashes) {
			throw engineStopped(`it crashed ${mostCrashes} times within five minutes`);
		}
	}

	#fail(role: Role, error: unknown): void {
		const { title } = this.status(role);
		if (isAbort(error)) {
			this.#setStatus(role, { kind: 'idle', title });
		} else if (error instanceof UserError) {
			this.#setStatus(role, { kind: 'failed', title, code: error.code, message: error.message });
		} else {
			this.#setStatus(role, { kind: 'failed', title, code: 'bug', message: 'Something went wrong. The log says more.' });
		}
	}

	#setAll(shared: readonly Role[], status: ModelStatus): void {
		for (const role of shared) {
			this.#setStatus(role, status);
		}
	}

	#setStatus(role: Role, status: ModelStatus): void {
		this.#statuses.set(role, status);
		for (const listener of this.#listeners) {
			listener(role, status);
		}
	}

	/** The same model, whose requests show in the status. */
	#watched(role: Role, model: LanguageModel): LanguageModel {
		const watch = (events: AsyncIterable<GenerateEvent>) => this.#watch(role, model.info.name, events);
		return {
			info: model.info,
			countTokens: (text) => model.countTokens(text),
			generate: (request: GenerateRequest, signal: AbortSignal) => watch(model.generate(request, signal)),
		};
	}

	async *#watch(role: Role, title: string, events: AsyncIterable<GenerateEvent>): AsyncGenerator<GenerateEvent> {
		this.#count(role, title, 1);
		try {
			yield* events;
		} finally {
			this.#count(role, title, -1);
		}
	}

	#count(role: Role, title: string, change: 1 | -1): void {
		const before = this.#running[role];
		const after = Math.max(0, before + change);
		this.#running = { ...this.#running, [role]: after };
		if (before > 0 === after > 0) {
			return;
		}
		const { kind } = this.status(role);
		if (kind === 'ready' || kind === 'busy') {
			this.#setStatus(role, { kind: after > 0 ? 'busy' : 'ready', title });
		}
		const reasoner = this.#serving.get('reasoner');
		if (role === 'completer' && reasoner !== this.#serving.get('completer')) {
			reasoner?.yield(after > 0);
		}
	}
}

const roles: readonly Role[] = ['reasoner', 'completer'];
const mostCrashes = 4;
const crashWindowMs = 5 * 60_000;

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
