import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { engineStopped, errorFromFact } from '../core/errors.ts';
import type { Logger } from '../core/log.ts';
import type { GenerateEvent, GenerateRequest, LanguageModel, Role } from '../core/model.ts';
import type { ThoughtControl } from '../core/reasoning/thoughtControl.ts';
import type { FromWorker, LoadOptions, ToWorker } from '../protocol/worker.ts';
import { workerEnvironment } from './workerEnvironment.ts';
import { exitReason } from './workerExit.ts';

export interface LlamaWorkerOptions {
	/** The bundle of src/worker. */
	readonly workerPath: string;
	readonly load: LoadOptions;
	readonly log: Logger;
	readonly onLoading?: (percent: number) => void;
	/** The process ended by itself. */
	readonly onCrash?: (error: Error) => void;
}

/** One model in a process of its own. `start` loads it; disposing ends the process, and all its memory returns. */
export class LlamaWorker {
	readonly #options: LlamaWorkerOptions;
	readonly #child: ChildProcess;
	readonly #streams = new Map<number, Stream>();
	readonly #counts = new Map<number, PromiseWithResolvers<number>>();
	readonly #ready = Promise.withResolvers<Extract<FromWorker, { kind: 'ready' }>>();
	#nextId = 1;
	#ended: Error | undefined;

	constructor(options: LlamaWorkerOptions) {
		this.#options = options;
		this.#child = fork(options.workerPath, [], {
			execPath: process.execPath,
			execArgv: [],
			env: workerEnvironment(process.env),
			stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
		});
		this.#ready.promise.catch(() => undefined); // heard by `model`
		this.#child.on('message', (message: FromWorker) => this.#receive(message));
		this.#child.once('error', (error) => this.#onCrash(error));
		this.#child.once('exit', (code, signal) => this.#onCrash(engineStopped(exitReason(code, signal))));
		for (const output of [this.#child.stdout, this.#child.stderr]) {
			output?.setEncoding('utf8').on('data', (text: string) => options.log.trace(`worker: ${text.trimEnd()}`));
		}
		this.#send({ kind: 'load', options: options.load });
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

	/** Tells that a completion is computed in another process, which goes before chat, or that it is over. */
	yield(toCompletion: boolean): void {
		this.#send({ kind: 'yield', toCompletion });
	}

	/** Asks the process to end, and sees to it that it does. */
	async dispose(): Promise<void> {
		this.#onEnd(engineStopped('it was closed'));
		if (this.#child.exitCode !== null || this.#child.signalCode !== null || this.#child.pid === undefined) {
			return;
		}
		const exited = once(this.#child, 'exit');
		this.#send({ kind: 'shutdown' });
		const term = setTimeout(() => this.#child.kill('SIGTERM'), termAfterMs);
		const kill = setTimeout(() => this.#child.kill('SIGKILL'), killAfterMs);
		await exited;
		clearTimeout(term);
		clearTimeout(kill);
	}

	async *#generate(request: GenerateRequest, signal: AbortSignal, control?: ThoughtControl): AsyncGenerator<GenerateEvent> {
		signal.throwIfAborted();
		this.#throwIfEnded();
		const id = this.#nextId++;
		const stream = new Stream();
		this.#streams.set(id, stream);
		const onAbort = () => stream.abort(abortError(signal));
		signal.addEventListener('abort', onAbort, { once: true });
		let stopListening: (() => void) | undefined;
		try {
			this.#send({ kind: 'generate', id, request });
			stopListening = control?.listen((command) => this.#send({ kind: 'command', id, command }));
			yield* stream.events();
		} finally {
			stopListening?.();
			signal.removeEventListener('abort', onAbort);
			this.#streams.delete(id);
			if (!stream.isDone) {
				this.#send({ kind: 'cancel', id });
			}
		}
	}

	async #countTokens(text: string): Promise<number> {
		this.#throwIfEnded();
		const id = this.#nextId++;
		const counted = Promise.withResolvers<number>();
		this.#counts.set(id, counted);
		this.#send({ kind: 'countTokens', id, text });
		return counted.promise;
	}

	#receive(message: FromWorker): void {
		switch (message.kind) {
			case 'loading':
				this.#options.onLoading?.(message.percent);
				break;
			case 'ready':
				this.#ready.resolve(message);
				break;
			case 'loadFailed':
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
				this.#options.log[message.level](message.message);
				break;
			case 'pong':
				break;
		}
	}

	#onCrash(error: Error): void {
		if (this.#ended === undefined) {
			this.#onEnd(error);
			this.#options.log.error(error.message);
			this.#options.onCrash?.(error);
		}
	}

	/** Nothing more will come: all who wait are told. */
	#onEnd(error: Error): void {
		this.#ended ??= error;
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

const termAfterMs = 1500;
const killAfterMs = 3000;

const abortError = (signal: AbortSignal): Error =>
	signal.reason instanceof Error && signal.reason.name === 'AbortError' ? signal.reason : new DOMException('Cancelled', 'AbortError');

/** What came from the worker and was not taken yet. */
class Stream {
	readonly #waiting: GenerateEvent[] = [];
	#error: Error | undefined;
	#finished = false;
	#wake: (() => void) | undefined;

	/** The worker is through with the request, so that there is nothing to cancel. */
	get isDone(): boolean {
		return this.#finished;
	}

	push(events: readonly GenerateEvent[]): void {
		this.#waiting.push(...events);
		this.#wake?.();
	}

	finish(): void {
		this.#finished = true;
		this.#wake?.();
	}

	/** What came before the failure is still taken. */
	fail(error: Error): void {
		this.#error ??= error;
		this.finish();
	}

	/** Nobody wants to hear more. */
	abort(error: Error): void {
		this.#error = error;
		this.#waiting.length = 0;
		this.#wake?.();
	}

	async *events(): AsyncGenerator<GenerateEvent> {
		for (;;) {
			const event = this.#waiting.shift();
			if (event !== undefined) {
				yield event;
			} else if (this.#error !== undefined) {
				throw this.#error;
			} else if (this.#finished) {
				return;
			} else {
				await new Promise<void>((wake) => {
					this.#wake = wake;
				});
			}
		}
	}
}
