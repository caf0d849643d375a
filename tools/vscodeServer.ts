// Runs the VS Code server of test/vscode (code-server's build) on a free port of 127.0.0.1.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..');
const serverMain = join(root, 'test/vscode/node_modules/code-server/lib/vscode/out/server-main.js');

/** All that a server keeps lies in `folder`: settings in data/User/settings.json, extensions in extensions/. */
export interface ServerOptions {
	readonly folder: string;
	readonly env?: NodeJS.ProcessEnv;
	/** Asked for in the address; without one anybody on this machine may use the server. */
	readonly token?: string;
	readonly args?: readonly string[];
}

export interface RunningServer {
	readonly port: number;
	readonly pid: number;
	log(): string;
	/** Settles when the server has ended, for whatever reason. */
	readonly ended: Promise<void>;
	/** Ends it with all its children: extension host, terminals, and what they started. */
	stop(): Promise<void>;
}

export async function startServer(options: ServerOptions): Promise<RunningServer> {
	const door = options.token === undefined ? ['--without-connection-token'] : ['--connection-token', options.token];
	const args = [...commonArgs(options), '--host', '127.0.0.1', '--port', '0', ...door, ...(options.args ?? [])];
	// Detached: its own process group, which also holds the extension host and all that it starts.
	const child = spawn(process.execPath, args, { env: serverEnv(options.env), stdio: ['ignore', 'pipe', 'pipe'], detached: true });
	const ended = once(child, 'exit').then(() => undefined);
	const killAtExit = (): void => killGroup(child, 'SIGKILL');
	process.once('exit', killAtExit);
	let log = '';
	const port = await new Promise<number>((found, failed) => {
		const read = (data: Buffer): void => {
			log += data.toString();
			const address = /Web UI available at http:\/\/[^:\s]+:(\d+)/.exec(log);
			if (address) {
				found(Number(address[1]));
			}
		};
		child.stdout.on('data', read);
		child.stderr.on('data', read);
		child.once('error', failed);
		child.once('exit', (code) => failed(new Error(`VS Code's server ended with exit code ${code}:\n${log}`)));
	});
	return {
		port,
		pid: child.pid ?? 0,
		log: () => log,
		ended,
		async stop() {
			killGroup(child, 'SIGTERM');
			const late = setTimeout(() => killGroup(child, 'SIGKILL'), 8_000);
			await ended;
			clearTimeout(late);
			killGroup(child, 'SIGKILL'); // children that outlived the server
			process.off('exit', killAtExit);
		},
	};
}

export async function installExtension(options: ServerOptions, vsix: string): Promise<void> {
	const args = [...commonArgs(options), '--install-extension', vsix, '--force'];
	const child = spawn(process.execPath, args, { env: serverEnv(options.env), stdio: ['ignore', 'pipe', 'pipe'] });
	let text = '';
	child.stdout.on('data', (data) => (text += data));
	child.stderr.on('data', (data) => (text += data));
	const [code] = await once(child, 'close');
	if (code !== 0 || !text.includes('successfully installed')) {
		throw new Error(`${vsix} could not be installed, exit code ${code}:\n${text}`);
	}
}

const commonArgs = ({ folder }: ServerOptions): string[] => [
	serverMain,
	'--accept-server-license-terms',
	'--server-data-dir',
	folder,
	'--user-data-dir',
	join(folder, 'data'),
	'--extensions-dir',
	join(folder, 'extensions'),
	'--telemetry-level',
	'off',
];

/** Nothing of an outer VS Code, npm or test runner gets in; an empty gallery stops look-ups of extensions. */
function serverEnv(env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
	const inherited = Object.entries(process.env).filter(([key]) => !/^(VSCODE_|npm_|VITEST|NODE_OPTIONS$)/.test(key));
	return { ...Object.fromEntries(inherited), EXTENSIONS_GALLERY: '{}', ...env };
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
	if (child.pid === undefined) {
		return;
	}
	try {
		process.kill(-child.pid, signal);
	} catch {
		// The group is gone already.
	}
}
