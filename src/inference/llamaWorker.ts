import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { engineStopped, errorFromFact, type UserError } from '../core/errors.ts';
import type { Logger } from '../core/log.ts';
import type { GenerateEvent, GenerateRequest, LanguageModel, Role } from '../core/model.ts';
import type { ThoughtCommand, ThoughtControl } from '../core/reasoning/thoughtControl.ts';
import type { FromWorker, LoadOptions, ToWorker } from '../protocol/worker.ts';
import { EventStream } from './eventStream.ts';
import { Heartbeat, type HeartbeatWaits, heartbeatWaits } from './heartbeat.ts';
import { workerEnvironment } from './workerEnvironment.ts';
import { exitReason } from './workerExit.ts';
import { kindOf, readWorkerMessage } from './workerMessage.ts';

export interface WorkerWaits extends HeartbeatWaits {
	/** From the request to end until it is enforced, mildly and then surely. */
	readonly termAfterMs: number;
	readonly killAfterMs: number;
}

export const workerWaits: WorkerWaits = { ...heartbeatWaits, termAfterMs: 1500, killAfterMs: 3000 };

export interface Crash {
	/** Continues "The engine stopped: …". */
	readonly why: string;
	readonly whileLoading: boolean;
}

export interface LlamaWorkerOptions {
	/** The bundle of src/worker. */
	readonly workerPath: string;
	readonly load: LoadOptions;
	readonly log: Logger;
	readonly onLoading?: (percent: number) => void;
	/** Whether the process answers, when that changes. */
	readonly onResponding?: (responds: boolean) => void;
	/** The process ended by itself, or had to be ended: gives the error that all who wait are told. */
	readonly onCrash?: (crash: Crash) => UserError;
	/** Shorter in tests. */
	readonly waits?: WorkerWaits;
}

/** One model in a process of its own. `start` loads it; disposing ends the process, and all its memory returns. */
export class LlamaWorker {
	readonly #options: LlamaWorkerOptions;
	readonly #child: ChildProcess;
	readonly #waits: WorkerWaits;
	readonly #heartbeat: Heartbeat;
	readonly #streams = new Map<number, EventStream>();
	readonly #counts = new Map<number, PromiseWithResolvers<number>>();
	readonly #ready = Promise.withResolvers<Extract<FromWorker, { kind: 'ready' }>>();
	#nextId = 1;
	#isLoading = true;
	#ended: Error | undefined;

	constructor(options: LlamaWorkerOptions) {
		this.#options = options;
		this.#waits = options.waits ?? workerWaits;
		this.#heartbeat = new Heartbeat(this.#waits, {
			ping: () => this.#send({ kind: 'ping' }),
			onLate: (isLate) => options.onResponding?.(!isLate),
			onDead: () => this.#onDead(),
		});
		this.#child = fork(options.workerPath, [], {
			execPath: process.execPath,
			execArgv: [],
			env: workerEnvironment(process.env),
			stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
		});
		this.#ready.promise.catch(() => undefined); // heard by `model`
		this.#child.on('message', (message: unknown) => this.#receive(message));
		this.#child.once('error', (error) => this.#onCrash(`it could not be started (${error.message})`));
		this.#child.once('exit', (code, signal) => this.#onCrash(exitReason(code, signal)));
		for (const output of [this.#child.stdout, this.#child.stderr]) {
			output?.setEncoding('utf8').on('data', (text: string) => options.log.trace(`worker: ${text.trimEnd().slice(0, mostLogged)}`));
		}
		this.#send({ kind: 'load', options: options.load });
		this.#watchOverIt();
	}

	get pid(): number | undefined {
		return this.#child.pid;
	}

	/** The model in one of its roles, once it is loaded. */
	async model(role: Role): Promise<LanguageModel> {
		const { info, contextTokens } = await this.#ready.promise;
		return {
			info: { ...info, contextTokens: contextTokens[role] ?? info.contextTokens },
			generate: (request, signal, control) => this.#generate(request, signal, control),
			countTokens: (text) => this.#countTokens(text),
		};
	}

	/** Tells that another process computes what goes before, or that it is over. */
	yield(toOther: boolean): void {
		this.#send({ kind: 'yield', toOther });
	}

	/** Asks the process to end, and sees to it that it does. */
	async dispose(): Promise<void> {
		this.#onEnd(engineStopped('it was closed'));
		if (this.#child.exitCode !== null || this.#child.signalCode !== null || this.#child.pid === undefined) {
			return;
		}
		const exited = once(this.#child, 'exit');
		this.#send({ kind: 'shutdown' });
		const term = setTimeout(() => this.#child.kill('SIGTERM'), this.#waits.termAfterMs);
		const kill = setTimeout(() => this.#child.kill('SIGKILL'), this.#waits.killAfterMs);
		await exited;
		clearTimeout(term);
		clearTimeout(kill);
	}

	async *#generate(request: GenerateRequest, signal: AbortSignal, control?: ThoughtControl): AsyncGenerator<GenerateEvent> {
		signal.throwIfAborted();
		this.#throwIfEnded();
		const id = this.#nextId++;
		const stream = new EventStream();
		this.#streams.set(id, stream);
		this.#watchOverIt();
		const onAbort = () => stream.abort(abortError(signal));
		signal.addEventListener('abort', onAbort, { once: true });
		let stopListening: (() => void) | undefined;
		try {
			const commands: ThoughtCommand[] = [];
			let obey = (command: ThoughtCommand): void => void commands.push(command);
			stopListening = control?.listen((command) => obey(command));
			// In the message itself, as the first token may come before the next message.
			this.#send({ kind: 'generate', id, request, commands });
			obey = (command) => this.#send({ kind: 'command', id, command });
			yield* stream.events();
		} finally {
			stopListening?.();
			signal.removeEventListener('abort', onAbort);
			this.#streams.delete(id);
			if (!stream.isDone) {
				this.#send({ kind: 'cancel', id });
			}
			this.#watchOverIt();
		}
	}

	async #countTokens(text: string): Promise<number> {
		this.#throwIfEnded();
		const id = this.#nextId++;
		const counted = Promise.withResolvers<number>();
		this.#counts.set(id, counted);
		this.#send({ kind: 'countTokens', id, text });
		this.#watchOverIt();
		return counted.promise;
	}

	/** Nobody needs signs of life of a process that nobody waits for. */
	#watchOverIt(): void {
		this.#heartbeat.need(this.#ended === undefined && (this.#isLoading || this.#streams.size > 0 || this.#counts.size > 0));
	}

	#receive(value: unknown): void {
		if (this.#ended === undefined) {
			this.#heartbeat.heard();
		}
		const message = readWorkerMessage(value);
		if (message === undefined) {
			this.#options.log.warn(`The engine sent a message that is not understood (${kindOf(value)}); it is ignored.`);
			return;
		}
		this.#obey(message);
		this.#watchOverIt();
	}

	#obey(message: FromWorker): void {
		switch (message.kind) {
			case 'loading':
				if (this.#isLoading) {
					this.#options.onLoading?.(message.percent);
				}
				break;
			case 'ready':
				this.#isLoading = false;
				this.#ready.resolve(message);
				break;
			case 'loadFailed':
				this.#isLoading = false;
				this.#ready.reject(errorFromFact(message.error));
				break;
			case 'events':
				this.#streams.get(message.id)?.push(message.events);
				break;
			case 'done':
				this.#streams.get(message.id)?.finish();
				break;
			case 'failed':
				this.#streams.get(message.id)?.fail(errorFromFact(message.error));
				break;
			case 'counted':
				this.#counts.get(message.id)?.resolve(message.tokens);
				this.#counts.delete(message.id);
				break;
			case 'log':
				this.#options.log[message.level](message.message.slice(0, mostLogged));
				break;
			case 'pong':
				break;
		}
	}

	#onDead(): void {
		this.#onCrash(`it did not respond for ${Math.round(this.#waits.deadMs / 1000)} seconds`);
		this.#child.kill('SIGKILL');
	}

	#onCrash(why: string): void {
		if (this.#ended === undefined) {
			const error = this.#options.onCrash?.({ why, whileLoading: this.#isLoading }) ?? engineStopped(why);
			this.#options.log.error(error.message);
			this.#onEnd(error);
		}
	}

	/** Nothing more will come: all who wait are told. */
	#onEnd(error: Error): void {
		this.#ended ??= error;
		this.#isLoading = false;
		this.#heartbeat.stop();
		this.#ready.reject(error);
		for (const stream of this.#streams.values()) {
			stream.fail(error);
		}
		for (const counted of this.#counts.values()) {
			counted.reject(error);
		}
		this.#counts.clear();
	}

	#throwIfEnded(): void {
		if (this.#ended !== undefined) {
			throw this.#ended;
		}
	}

	/** A process that is gone hears nothing, and says so by its exit. */
	#send(message: ToWorker): void {
		if (this.#child.connected) {
			this.#child.send(message, () => undefined);
		}
	}
}

/** Characters of one message in the log. */
const mostLogged = 10_000;

const abortError = (signal: AbortSignal): Error =>
	signal.reason instanceof Error && signal.reason.name === 'AbortError' ? signal.reason : new DOMException('Cancelled', 'AbortError');
