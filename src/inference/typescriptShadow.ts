import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import type { Shadow, ShadowReport } from '../core/fix/verification.ts';
import type { Logger } from '../core/log.ts';
import type { CheckRequest, FromChecker, ToChecker } from '../protocol/checker.ts';
import { readCheckerMessage } from './checkerMessage.ts';
import { exitReason } from './workerExit.ts';

export interface CheckerWaits {
	/** What the first check of a process may take, which reads the whole project. */
	readonly firstBoundMs: number;
	/** What any other may take; the process gives up by itself then, and is ended where it does not within `graceMs`. */
	readonly boundMs: number;
	readonly graceMs: number;
	/** Without a check for so long, the process goes and its memory returns. */
	readonly idleMs: number;
}

export const checkerWaits: CheckerWaits = { firstBoundMs: 60_000, boundMs: 20_000, graceMs: 2000, idleMs: 5 * 60_000 };

export interface TypescriptCheckerOptions {
	/** The bundle of src/checker. */
	readonly checkerPath: string;
	readonly log: Logger;
	/** The major version of the TypeScript that the editor asks, whose defaults then hold; that of the project where it is left out. */
	readonly editorsMajor?: () => number | undefined;
	/** Shorter in tests. */
	readonly waits?: Partial<CheckerWaits>;
	/** Of the process; `TypeScript` runs out of it sooner than the machine does. */
	readonly memoryMb?: number;
}

/** What a shadow looks at. */
export interface ShadowedFile {
	/** The workspace folder, or the file's own: absolute. Nothing outside is read, but for typings. */
	readonly root: string;
	/** Absolute. It need not exist: an untitled document gets a name in `root`. */
	readonly path: string;
	readonly languageId: string;
	/** Absolute paths of open files that may depend on it. */
	readonly dependents?: readonly string[];
	/** Unsaved texts, by absolute path. */
	readonly overlays?: ReadonlyMap<string, string>;
}

interface Job {
	readonly id: number;
	readonly request: Omit<CheckRequest, 'boundMs' | 'typescriptMajor'>;
	readonly report: PromiseWithResolvers<ShadowReport>;
}

/** TypeScript in a process of our own, for all shadows: started by the first check, and again after a crash. One check runs at a time. */
export class TypescriptChecker {
	readonly #options: TypescriptCheckerOptions;
	readonly #waits: CheckerWaits;
	readonly #waiting: Job[] = [];
	#child: ChildProcess | undefined;
	#running: Job | undefined;
	#timer: NodeJS.Timeout | undefined;
	#nextId = 1;
	#isDisposed = false;

	constructor(options: TypescriptCheckerOptions) {
		this.#options = options;
		this.#waits = { ...checkerWaits, ...options.waits };
	}

	get pid(): number | undefined {
		return this.#child?.pid;
	}

	shadowOf({ root, path, languageId, dependents = [], overlays = new Map() }: ShadowedFile): Shadow {
		const file = { root, path, languageId, dependents, overlays: [...overlays] };
		return {
			name: 'TypeScript',
			alwaysLooks: true,
			check: (text, signal) => this.#check({ ...file, text }, signal),
			suggest: (text, signal) => this.#check({ ...file, text, suggests: true }, signal),
		};
	}

	/** Ends the process; who still waits is told that nobody looked. */
	async dispose(): Promise<void> {
		this.#isDisposed = true;
		const child = this.#child;
		const exited = child !== undefined && child.pid !== undefined && isAlive(child) ? once(child, 'exit') : undefined;
		this.#end('it was closed');
		for (const job of this.#waiting.splice(0)) {
			job.report.resolve(unseen('TypeScript was closed'));
		}
		await exited;
	}

	/** A check that is cancelled while it runs is not waited for; what it read serves the next one. */
	async #check(request: Job['request'], signal: AbortSignal): Promise<ShadowReport> {
		throwIfAborted(signal);
		const job: Job = { id: this.#nextId++, request, report: Promise.withResolvers() };
		const onAbort = (): void => {
			const at = this.#waiting.indexOf(job);
			if (at >= 0) {
				this.#waiting.splice(at, 1);
			}
			job.report.reject(abortError());
		};
		signal.addEventListener('abort', onAbort, { once: true });
		try {
			this.#waiting.push(job);
			this.#next();
			return await job.report.promise;
		} finally {
			signal.removeEventListener('abort', onAbort);
		}
	}

	#next(): void {
		if (this.#running !== undefined) {
			return;
		}
		clearTimeout(this.#timer);
		const job = this.#waiting.shift();
		if (job === undefined) {
			this.#timer = setTimeout(() => this.#end('it was not needed'), this.#waits.idleMs).unref();
			return;
		}
		if (this.#isDisposed) {
			job.report.resolve(unseen('TypeScript was closed'));
			return;
		}
		this.#running = job;
		const boundMs = this.#child === undefined ? this.#waits.firstBoundMs : this.#waits.boundMs;
		this.#child ??= this.#start();
		this.#timer = setTimeout(() => this.#end(`it took longer than ${boundMs / 1000} seconds`), boundMs + this.#waits.graceMs);
		const typescriptMajor = this.#options.editorsMajor?.();
		const known = typescriptMajor === undefined ? {} : { typescriptMajor };
		const message: ToChecker = { kind: 'check', id: job.id, request: { ...job.request, ...known, boundMs } };
		this.#child.send(message, () => undefined); // a process that is gone says so by its exit
	}

	#start(): ChildProcess {
		const { checkerPath, log, memoryMb = 2048 } = this.#options;
		const child = fork(checkerPath, [], {
			execPath: process.execPath,
			execArgv: [`--max-old-space-size=${memoryMb}`],
			env: checkerEnvironment(process.env),
			cwd: dirname(checkerPath),
			stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
			serialization: 'advanced',
		});
		let isOutOfMemory = false;
		child.stderr?.setEncoding('utf8').on('data', (text: string) => {
			isOutOfMemory ||= text.includes('heap out of memory');
			log.trace(`checker: ${text.trimEnd().slice(0, 2000)}`);
		});
		child.on('message', (message: unknown) => this.#receive(child, message));
		child.once('error', (error) => this.#onEnd(child, `it could not be started (${error.message})`));
		child.once('close', (code, signal) =>
			this.#onEnd(child, isOutOfMemory ? `it needed more than ${memoryMb} MB of memory` : exitReason(code, signal)),
		);
		return child;
	}

	#receive(child: ChildProcess, value: unknown): void {
		const message = readCheckerMessage(value);
		if (child !== this.#child || message === undefined || message.id !== this.#running?.id) {
			return;
		}
		this.#finish(this.#reportOf(message));
	}

	#reportOf(message: FromChecker): ShadowReport {
		switch (message.kind) {
			case 'checked': {
				const { problems, dependents, note } = message;
				return { kind: 'seen', problems, dependents, ...(note === undefined ? {} : { note }) };
			}
			case 'unseen':
				return unseen(message.reason);
			case 'failed':
				this.#options.log.error(`TypeScript failed: ${message.message.slice(0, 2000)}`);
				return unseen('TypeScript failed; see the log');
		}
	}

	#finish(report: ShadowReport): void {
		this.#running?.report.resolve(report);
		this.#running = undefined;
		this.#next();
	}

	#onEnd(child: ChildProcess, why: string): void {
		if (child === this.#child) {
			this.#end(why);
		}
	}

	/** Nothing more is heard of the process that runs now. */
	#end(why: string): void {
		const child = this.#child;
		this.#child = undefined;
		clearTimeout(this.#timer);
		child?.kill('SIGKILL'); // it holds nothing that would be lost
		if (this.#running !== undefined) {
			this.#options.log.warn(`TypeScript stopped: ${why}.`);
			this.#finish(unseen(`TypeScript stopped: ${why}`));
		}
	}
}

const unseen = (reason: string): ShadowReport => ({ kind: 'unseen', reason });

const isAlive = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;

const abortError = (): Error => new DOMException('Cancelled', 'AbortError');

function throwIfAborted(signal: AbortSignal): void {
	if (signal.aborted) {
		throw abortError();
	}
}

/** What a runtime needs to start, and nothing that would change what it does or that a project could have set. */
function checkerEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	const kept = Object.entries(environment).filter(([name]) => needed.has(name.toUpperCase()));
	return { ...Object.fromEntries(kept), ELECTRON_RUN_AS_NODE: '1' };
}

const needed = new Set(['SYSTEMROOT', 'WINDIR', 'TEMP', 'TMP', 'TMPDIR', 'LANG', 'LC_ALL', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH']);
