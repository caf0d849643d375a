import { isAbort, UserError } from '../../core/errors.ts';
import type { Logger } from '../../core/log.ts';
import type { GenerateEvent, LanguageModel, ModelStatus, Role } from '../../core/model.ts';
import { openServer } from './openAiServer.ts';
import { serverAddress, serverNotAllowed } from './serverAddress.ts';
import type { ServerLimits } from './serverRequest.ts';

export interface ServerChoice {
	readonly endpoint: string;
	readonly use: 'both' | 'chat' | 'completions';
	readonly chatModel: string;
	readonly completionModel: string;
}

export interface ServerRolesOptions {
	readonly choice: () => ServerChoice;
	readonly keyFor: (origin: string) => Promise<string | undefined>;
	/** Whether the user agreed to send to this origin unencrypted. */
	readonly isAllowed: (origin: string) => boolean;
	readonly changed: () => void;
	readonly log: Logger;
	readonly limits?: ServerLimits;
}

interface Opened {
	/** What it was opened for; another choice opens another. */
	readonly choice: string;
	readonly model: Promise<LanguageModel>;
}

/** Which roles a server serves. It is asked nothing before its first use. */
export class ServerRoles {
	readonly #options: ServerRolesOptions;
	readonly #opened = new Map<Role, Opened>();
	/** Each belongs to the choice that it was made under. */
	readonly #statuses = new Map<Role, { readonly choice: string; readonly status: ModelStatus }>();
	/** Requests under way, for each choice. */
	readonly #running = new Map<string, number>();

	constructor(options: ServerRolesOptions) {
		this.#options = options;
	}

	serves(role: Role): boolean {
		const { endpoint, use } = this.#options.choice();
		return endpoint.trim() !== '' && (use === 'both' || use === (role === 'reasoner' ? 'chat' : 'completions'));
	}

	status(role: Role): ModelStatus {
		const { endpoint } = this.#options.choice();
		const last = this.#statuses.get(role);
		return last?.choice === this.#choiceOf(role) ? last.status : { kind: 'idle', title: this.#titleOf(role, endpoint) };
	}

	async get(role: Role, signal: AbortSignal): Promise<LanguageModel> {
		signal.throwIfAborted();
		const choice = this.#choiceOf(role);
		let opened = this.#opened.get(role);
		if (opened?.choice !== choice) {
			opened = { choice, model: this.#open(role) };
			this.#opened.set(role, opened);
			this.#set(role, choice, { kind: 'loading', title: this.status(role).title, percent: 0 });
		}
		try {
			const model = await opened.model;
			if (this.status(role).kind !== 'busy') this.#set(role, choice, { kind: 'ready', title: model.info.name });
			signal.throwIfAborted();
			return this.#watched(role, choice, model);
		} catch (error) {
			if (this.#opened.get(role) === opened && !signal.aborted) this.#fail(role, choice, error);
			throw error;
		}
	}

	/** Forgets what was learned; the next `get` asks the server anew. */
	restart(): void {
		this.#opened.clear();
		this.#statuses.clear();
		this.#options.changed();
	}

	async #open(role: Role): Promise<LanguageModel> {
		const { choice, keyFor, isAllowed, log, limits } = this.#options;
		const { endpoint, chatModel, completionModel } = choice();
		const address = serverAddress(endpoint);
		if (!address.isEncrypted && !address.isLocal && !isAllowed(address.origin)) throw serverNotAllowed(address);
		const key = await keyFor(address.origin);
		const model = role === 'reasoner' ? chatModel : completionModel;
		return openServer({ address, key, model, log, ...(limits === undefined ? {} : { limits }) }, never);
	}

	#watched(role: Role, choice: string, model: LanguageModel): LanguageModel {
		const watch = (events: AsyncIterable<GenerateEvent>) => this.#watch(role, choice, model.info.name, events);
		return {
			get info() {
				return model.info;
			},
			countTokens: (text) => model.countTokens(text),
			generate: (request, signal, control) => watch(model.generate(request, signal, control)),
		};
	}

	async *#watch(role: Role, choice: string, title: string, events: AsyncIterable<GenerateEvent>): AsyncGenerator<GenerateEvent> {
		this.#count(role, choice, 1, title);
		try {
			yield* events;
		} catch (error) {
			if (error instanceof UserError && error.code === 'serverUnreachable') this.#fail(role, choice, error);
			throw error;
		} finally {
			this.#count(role, choice, -1, title);
		}
	}

	#count(role: Role, choice: string, change: 1 | -1, title: string): void {
		const count = (this.#running.get(choice) ?? 0) + change;
		this.#running.set(choice, count);
		const kind = this.status(role).kind;
		if (kind === 'ready' || kind === 'busy') this.#set(role, choice, { kind: count > 0 ? 'busy' : 'ready', title });
	}

	/** A server that failed is asked anew at the next use. */
	#fail(role: Role, choice: string, error: unknown): void {
		const { title } = this.status(role);
		if (this.#opened.get(role)?.choice === choice) this.#opened.delete(role);
		if (isAbort(error)) {
			this.#set(role, choice, { kind: 'idle', title });
		} else {
			const { code, message } = error instanceof UserError ? error : { code: 'bug', message: 'Something went wrong. The log says more.' };
			this.#set(role, choice, { kind: 'failed', title, code, message });
		}
	}

	#choiceOf(role: Role): string {
		return JSON.stringify([role, this.#options.choice()]);
	}

	#titleOf(role: Role, endpoint: string): string {
		const { chatModel, completionModel } = this.#options.choice();
		const model = role === 'reasoner' ? chatModel : completionModel;
		const host = URL.parse(endpoint)?.host || 'the server';
		return model === '' ? `The model on ${host}` : `${model} on ${host}`;
	}

	/** What becomes of a server that is not the chosen one any more is of no interest. */
	#set(role: Role, choice: string, status: ModelStatus): void {
		if (choice !== this.#choiceOf(role)) return;
		this.#statuses.set(role, { choice, status });
		this.#options.changed();
	}
}

const never = new AbortController().signal;
