/** All that a command sees of the outside, so that tests can run one without a process. */
export interface CliIo {
	readonly stdin: NodeJS.ReadableStream;
	/** Results: standard output. */
	out(text: string): void;
	/** Everything else: standard error. */
	err(text: string): void;
	/** Whether `err` is a terminal, where a line can be written over. */
	readonly terminal: boolean;
	readonly env: NodeJS.ProcessEnv;
	/** Where the user stands; paths are relative to it. */
	readonly cwd: string;
	/** Aborted by Ctrl+C. */
	readonly signal: AbortSignal;
}

/** `run` returns the exit code; what it throws becomes a sentence on standard error and exit code 1. */
export interface Command {
	readonly run: (args: readonly string[], io: CliIo) => Promise<number>;
}
