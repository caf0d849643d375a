// A VS Code server with a profile and a home of its own, on a copy of a workspace.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { defaultModelsFolder } from '../../src/inference/sources/modelStore.ts';
import { installExtension, root, startServer } from '../../tools/vscodeServer.ts';

export { root };

/** Where the models of the person who runs the tests lie: the server's HOME is another one, so it must be told. */
export const modelsFolder = path.resolve(defaultModelsFolder(process.env, process.platform, os.homedir()));

export interface TestServer {
	/** Host and port, as in the page's address. */
	readonly host: string;
	readonly origin: string;
	readonly pid: number;
	/** Of this server alone: profile, HOME, temporary files. */
	readonly folder: string;
	readonly workspace: string;
	log(): string;
	/** The address of a workbench on `folder`, default the workspace; `payload` is what VS Code's web page takes as such. */
	url(options?: { folder?: string; payload?: readonly (readonly [string, string])[] }): string;
	stop(): Promise<void>;
}

export interface TestServerOptions {
	readonly env?: NodeJS.ProcessEnv;
	/** User settings beside the ones for tests. */
	readonly settings?: Readonly<Record<string, unknown>>;
	/** To be installed, as a user does. */
	readonly vsix?: readonly string[];
	/** Copied to make the workspace; an empty folder without. */
	readonly workspace?: string;
	/**
	 * Lets `payload` carry extensionDevelopmentPath and extensionTestsPath, which a built workbench ignores silently otherwise. Notifications
	 * are never shown with it.
	 */
	readonly developmentHost?: boolean;
}

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lm-')); // short: the paths of VS Code's sockets may have 107 bytes
	const workspace = path.join(folder, path.basename(options.workspace ?? 'ws'));
	fs.mkdirSync(workspace);
	if (options.workspace) {
		fs.cpSync(options.workspace, workspace, { recursive: true });
	}
	// VS Code in the browser reads settings of scope `machine` from the machine's file alone, and those of scope `application` from the user's.
	for (const owner of ['User', 'Machine']) {
		fs.mkdirSync(path.join(folder, 'data', owner), { recursive: true });
		fs.writeFileSync(
			path.join(folder, 'data', owner, 'settings.json'),
			JSON.stringify({ ...settings, ...options.settings }, undefined, '\t'),
		);
	}
	const env = {
		HOME: folder,
		XDG_CONFIG_HOME: path.join(folder, '.config'),
		XDG_DATA_HOME: path.join(folder, '.local/share'),
		XDG_RUNTIME_DIR: folder,
		TMPDIR: folder,
		LEMMA_MODELS: modelsFolder,
		...options.env,
	};
	for (const vsix of options.vsix ?? []) {
		await installExtension({ folder, env }, vsix);
	}
	// A server whose test was killed ends by itself, five minutes after its last window.
	const args = ['--enable-remote-auto-shutdown', ...(options.developmentHost ? ['--enable-smoke-test-driver'] : [])];
	const server = await startServer({ folder, env, args });
	const host = `127.0.0.1:${server.port}`;
	return {
		host,
		origin: `http://${host}`,
		pid: server.pid,
		folder,
		workspace,
		log: server.log,
		url({ folder: opened = workspace, payload } = {}) {
			const query = new URLSearchParams({ folder: opened });
			if (payload) {
				query.set('payload', JSON.stringify(payload));
			}
			return `http://${host}/?${query}`;
		},
		async stop() {
			await server.stop();
			if (!process.env.KEEP_TEST_FOLDERS) {
				fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
			}
		},
	};
}

/** A quiet, steady VS Code: nothing blinks, moves, suggests or asks the network. */
const settings = {
	'chat.disableAIFeatures': true,
	'editor.accessibilitySupport': 'off',
	'editor.cursorBlinking': 'solid',
	'editor.inlineSuggest.enabled': true,
	'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
	'extensions.autoCheckUpdates': false,
	'extensions.autoUpdate': false,
	'extensions.ignoreRecommendations': true,
	'files.autoSave': 'off',
	'files.simpleDialog.enable': true,
	'git.enabled': false,
	'json.schemaDownload.enable': false,
	'npm.fetchOnlinePackageInfo': false,
	'security.workspace.trust.enabled': false,
	'telemetry.telemetryLevel': 'off',
	'typescript.disableAutomaticTypeAcquisition': true,
	'window.confirmBeforeClose': 'never',
	'workbench.enableExperiments': false,
	'workbench.reduceMotion': 'on',
	'workbench.secondarySideBar.defaultVisibility': 'hidden',
	'workbench.startupEditor': 'none',
	'workbench.tips.enabled': false,
};
