import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { Problem } from '../../src/core/fix/fixRequest.ts';

/** What VS Code tells its TypeScript server of files without a configuration, as version 1.139 does. */
const implicitProject = {
	module: 'Preserve',
	moduleResolution: 'Bundler',
	target: 'ES2022',
	jsx: 'react-jsx',
	allowImportingTsExtensions: true,
	strictNullChecks: true,
	strictFunctionTypes: true,
	strict: true,
	sourceMap: true,
};

/** The server that VS Code itself asks, spoken to as VS Code does: an oracle for what it shows. */
export class TsServer {
	readonly #process: ChildProcess;
	readonly #waiting = new Map<number, (body: unknown) => void>();
	#seq = 1;
	#read = '';

	constructor(path = resolve('node_modules/typescript-service/lib/tsserver.js')) {
		const args = ['--useInferredProjectPerProjectRoot', '--disableAutomaticTypingAcquisition', '--suppressDiagnosticEvents'];
		this.#process = spawn(process.execPath, [path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
		this.#process.stdout?.setEncoding('utf8').on('data', (text: string) => this.#receive(text));
		this.#send('compilerOptionsForInferredProjects', { options: implicitProject });
	}

	async problems(root: string, path: string, text: string): Promise<readonly Pick<Problem, 'lines' | 'message' | 'source'>[]> {
		const extension = /\.[cm]?(\w+)$/u.exec(path)?.[1];
		this.#send('open', { file: path, fileContent: text, projectRootPath: root, scriptKindName: extension?.toUpperCase() });
		const found = [];
		for (const command of ['syntacticDiagnosticsSync', 'semanticDiagnosticsSync']) {
			found.push(...((await this.#ask(command, { file: path })) as readonly TsDiagnostic[]));
		}
		this.#send('close', { file: path });
		return found.map((one) => ({
			lines: { first: one.start.line - 1, last: one.end.line - 1 },
			message: one.text,
			source: `ts(${one.code})`,
		}));
	}

	dispose(): void {
		this.#process.kill('SIGKILL');
	}

	#ask(command: string, body: object): Promise<unknown> {
		const { promise, resolve } = Promise.withResolvers<unknown>();
		this.#waiting.set(this.#send(command, body), resolve);
		return promise;
	}

	#send(command: string, body: object): number {
		this.#process.stdin?.write(`${JSON.stringify({ seq: this.#seq, type: 'request', command, arguments: body })}\n`);
		return this.#seq++;
	}

	/** Messages are lines of JSON, with headers between them. */
	#receive(text: string): void {
		const lines = (this.#read + text).split('\n');
		this.#read = lines.pop() ?? '';
		for (const line of lines.filter((one) => one.startsWith('{'))) {
			const message: { readonly type: string; readonly request_seq?: number; readonly body?: unknown } = JSON.parse(line);
			if (message.type === 'response' && message.request_seq !== undefined) {
				this.#waiting.get(message.request_seq)?.(message.body ?? []);
				this.#waiting.delete(message.request_seq);
			}
		}
	}
}

interface TsDiagnostic {
	readonly start: { readonly line: number };
	readonly end: { readonly line: number };
	readonly text: string;
	readonly code: number;
}
