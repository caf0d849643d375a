import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { delimiter, isAbsolute, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { failureEvidence, testCounts } from '../core/fix/testOutput.ts';
import type { TestReport, TestRun } from '../core/fix/verification.ts';
import { storedLike } from '../core/storedText.ts';
import { endProcesses, markName } from './endProcesses.ts';
import { type CopyLimits, copyWorkspace, NotCopied, type WorkspaceCopy } from './workspaceCopy.ts';

export interface TestRunOptions {
	/** The program and its arguments, as the user agreed to them; no shell reads them. */
	readonly command: readonly string[];
	/** The workspace folder, which is copied. */
	readonly root: string;
	/** Where the command runs: `root`, or a folder in it. */
	readonly cwd?: string;
	/** Of the document whose place the text takes; absolute. */
	readonly path: string;
	/** Texts that stand in for other files, or are new, by absolute path. Their folders are there. */
	readonly others?: ReadonlyMap<string, string>;
	readonly limits?: Partial<TestLimits>;
	readonly env?: NodeJS.ProcessEnv;
}

export interface TestLimits extends CopyLimits {
	readonly ms: number;
	/** Of output. */
	readonly outputBytes: number;
}

const defaultLimits: TestLimits = { ms: 120_000, outputBytes: 1_000_000, entries: 50_000, bytes: 500_000_000 };

/** Runs a test command over a text in place of one document: in a copy, without a shell, within limits, and nothing of it stays behind. */
export function testRun(options: TestRunOptions): TestRun {
	const limits = { ...defaultLimits, ...options.limits };
	return {
		command: options.command.map((word) => (/^[\w@%+=:,./-]+$/u.test(word) ? word : JSON.stringify(word))).join(' '),
		async run(text, signal) {
			signal.throwIfAborted();
			let copy: WorkspaceCopy;
			try {
				const stored = await readFile(options.path, 'utf8').catch(() => '');
				const texts = new Map([...(options.others ?? []), [options.path, storedLike(stored, text)]]);
				copy = await copyWorkspace(options.root, texts, limits, signal);
			} catch (error) {
				signal.throwIfAborted();
				return { kind: 'notRun', reason: error instanceof NotCopied ? error.message : `The workspace could not be copied: ${said(error)}` };
			}
			try {
				return reportOf(await runIn(copy, options, limits, signal), copy, limits);
			} finally {
				await copy.dispose();
			}
		},
	};
}

const said = (error: unknown): string => (error instanceof Error ? error.message : String(error));

type Ending =
	| { readonly kind: 'exited'; readonly code: number | null; readonly signal: NodeJS.Signals | null }
	| { readonly kind: 'late' }
	| { readonly kind: 'flooded' }
	| { readonly kind: 'notStarted'; readonly reason: string };

interface Ran {
	readonly ending: Ending;
	readonly output: string;
}

/** How long what a program wrote before it ended may take to arrive. */
const drainMs = 200;

function runIn(copy: WorkspaceCopy, options: TestRunOptions, limits: TestLimits, signal: AbortSignal): Promise<Ran> {
	const { root } = options;
	const cwd = moved(options.cwd ?? root, root, copy.root);
	const [program = '', ...args] = options.command.map((word) => moved(word, root, copy.root));
	const mark = randomUUID();
	return new Promise((resolve, reject) => {
		const output: Buffer[] = [];
		let bytes = 0;
		let ending: Ending | undefined;
		let child: ChildProcess;
		try {
			const env = { ...scrubbed(options.env ?? process.env, root, copy), [markName]: mark };
			child = spawn(program, args, {
				cwd,
				env,
				stdio: ['ignore', 'pipe', 'pipe'],
				detached: process.platform !== 'win32',
				windowsHide: true,
			});
		} catch (error) {
			resolve({ ending: { kind: 'notStarted', reason: said(error) }, output: '' });
			return;
		}
		const end = (how: Ending): void => {
			ending ??= how;
			endProcesses(child, mark);
			// A process that got away may hold the other end open: nobody waits for it.
			child.stdout?.destroy();
			child.stderr?.destroy();
		};
		const take = (piece: Buffer): void => {
			output.push(piece.subarray(0, Math.max(0, limits.outputBytes - bytes)));
			bytes += piece.length;
			if (bytes > limits.outputBytes) {
				end({ kind: 'flooded' });
			}
		};
		child.stdout?.on('data', take);
		child.stderr?.on('data', take);
		const timer = setTimeout(() => end({ kind: 'late' }), limits.ms);
		const abort = (): void => end({ kind: 'late' });
		signal.addEventListener('abort', abort, { once: true });
		const settle = (): void => {
			clearTimeout(timer);
			signal.removeEventListener('abort', abort);
			if (signal.aborted) {
				reject(signal.reason);
			} else {
				const text = Buffer.concat(output).toString('utf8');
				resolve({ ending: ending ?? { kind: 'notStarted', reason: 'it ended unseen' }, output: text });
			}
		};
		child.once('error', (error: NodeJS.ErrnoException) => {
			ending ??= { kind: 'notStarted', reason: error.code === 'ENOENT' ? 'there is no such program' : error.message };
			settle();
		});
		child.once('exit', (code, by) => {
			ending ??= { kind: 'exited', code, signal: by };
			setTimeout(() => end({ kind: 'exited', code, signal: by }), drainMs);
		});
		child.once('close', () => {
			endProcesses(child, mark);
			settle();
		});
	});
}

/** A path in the workspace, by itself or behind `=`, means the same place in the copy: elsewhere the unchanged text would be tested. */
function moved(word: string, root: string, copy: string): string {
	const at = word.startsWith(root) ? 0 : word.indexOf(`=${root}`) + 1;
	const rest = word.slice(at + root.length);
	return (at > 0 || word.startsWith(root)) && (rest === '' || rest.startsWith(sep)) ? word.slice(0, at) + copy + rest : word;
}

const kept =
	/^(?:PATH|PATHEXT|HOME|USER|LOGNAME|SHELL|LANG|LC_\w+|TZ|SYSTEMROOT|WINDIR|COMSPEC|SYSTEMDRIVE|USERPROFILE|APPDATA|LOCALAPPDATA|PROGRAMFILES|PROGRAMDATA|JAVA_HOME|GOPATH|GOROOT|CARGO_HOME|RUSTUP_HOME|DOTNET_ROOT|NVM_DIR|VOLTA_HOME|PYENV_ROOT)$/iu;

/** What a program needs to be found and to know its language: no keys, no options of a runtime, nothing of who started us. */
function scrubbed(env: NodeJS.ProcessEnv, root: string, copy: WorkspaceCopy): NodeJS.ProcessEnv {
	const entries = Object.entries(env).filter(([name]) => kept.test(name));
	const inCopy = entries.map(([name, value = '']) => {
		// A relative folder would be one of the workspace.
		const folders = (): string =>
			value
				.split(delimiter)
				.filter(isAbsolute)
				.map((folder) => moved(folder, root, copy.root))
				.join(delimiter);
		return [name, name.toUpperCase() === 'PATH' ? folders() : value];
	});
	const { temporary } = copy;
	return { ...Object.fromEntries(inCopy), CI: 'true', NO_COLOR: '1', TMPDIR: temporary, TEMP: temporary, TMP: temporary };
}

/** A shell's word for a program that is not there, or may not run. */
const notFoundCodes = new Set([126, 127]);

function reportOf({ ending, output }: Ran, copy: WorkspaceCopy, limits: TestLimits): TestReport {
	switch (ending.kind) {
		case 'notStarted':
			return { kind: 'notRun', reason: `The test command did not start: ${ending.reason}.` };
		case 'late':
			return { kind: 'notRun', reason: `The test command was stopped: it had not ended after ${limits.ms / 1000} s.` };
		case 'flooded':
			return { kind: 'notRun', reason: `The test command was stopped: it printed more than ${limits.outputBytes / 1e6} MB.` };
		case 'exited': {
			const text = output.replaceAll(pathToFileURL(join(copy.root, sep)).href, '').replaceAll(copy.root + sep, '');
			return exitReport(ending, text);
		}
	}
}

function exitReport({ code, signal }: Extract<Ending, { kind: 'exited' }>, output: string): TestReport {
	const counts = testCounts(output);
	if (code === 0) {
		return counts?.total === 0
			? { kind: 'notRun', reason: 'The test command ended well, but it ran no test.' }
			: { kind: 'passed', ...(counts === undefined ? {} : { passed: counts.passed }) };
	}
	if (code !== null && notFoundCodes.has(code) && counts === undefined) {
		return { kind: 'notRun', reason: `The test command did not start: ${failureEvidence(output, 1) || `exit code ${code}`}.` };
	}
	const evidence = failureEvidence(output);
	const how = signal === null ? `exit code ${code}` : `ended by ${signal}`;
	return { kind: 'failed', output: evidence === '' ? `The test command failed with ${how} and printed nothing.` : evidence };
}
