// Opens VS Code with the packaged Lemma on a copy of the sample workspace: the desktop one where it is installed, else the one in the
// browser. Either has a profile of its own under out/profile, never the user's.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { edge, Sentence } from './bootstrap.mjs';
import { defaultTarget, vsixOf } from './package.mjs';
import { setupVscode } from './setupVscode.mjs';
import { installExtension, root, startServer } from './vscodeServer.ts';

const workspace = join(root, 'out/sample');
const vsix = vsixOf(defaultTarget);
/** The name of the model that `npm start` has fetched is Lemma's default in this VS Code. */
const [defaultModel = ''] = process.argv.slice(2);
const env = { ...process.env, LEMMA_DEFAULT_MODEL: defaultModel };

/** A quiet VS Code that shows Lemma; a profile that is there already keeps its own. */
const settings = {
	'chat.disableAIFeatures': true,
	'git.openRepositoryInParentFolders': 'never',
	'security.workspace.trust.enabled': false, // the sample workspace is ours
	'telemetry.telemetryLevel': 'off',
	'workbench.secondarySideBar.defaultVisibility': 'visible',
	'workbench.startupEditor': 'none',
};

await edge(async () => {
	if (!existsSync(workspace)) {
		cpSync(join(root, 'sample'), workspace, { recursive: true });
	}
	const code = desktopCode();
	if (code === undefined) {
		setupVscode();
		await openInBrowser();
	} else {
		openDesktop(code);
	}
});

function openDesktop(code: string): void {
	const profile = join(root, 'out/profile/desktop');
	writeSettings(join(profile, 'User'));
	const args = [
		'--user-data-dir',
		profile,
		'--extensions-dir',
		join(profile, 'extensions'),
		...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
	];
	const run = (...more: string[]) => spawnSync(code, [...args, ...more], { env, stdio: 'inherit', shell: process.platform === 'win32' });
	if (run('--install-extension', vsix, '--force').status !== 0) {
		throw new Sentence(`VS Code could not install ${vsix}: see its message above.`);
	}
	if (run('--new-window', workspace, join(workspace, 'README.md')).status !== 0) {
		throw new Sentence('VS Code could not be opened: see its message above.');
	}
	console.log('VS Code is open on the sample workspace; Lemma is in its secondary side bar.');
}

async function openInBrowser(): Promise<void> {
	const folder = join(root, 'out/profile/browser');
	writeSettings(join(folder, 'data/User'));
	await installExtension({ folder }, vsix);
	const token = randomBytes(16).toString('hex');
	const server = await startServer({ folder, token, env });
	const host = `127.0.0.1:${server.port}`;
	const readme = JSON.stringify([['openFile', `vscode-remote://${host}${join(workspace, 'README.md')}`]]);
	console.log(
		`\nVS Code with Lemma is at\n\n  http://${host}/?${new URLSearchParams({ tkn: token, folder: workspace, payload: readme })}\n`,
	);
	console.log('Open this address in a browser. Ctrl+C stops it.');
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.once(signal, () => void server.stop());
	}
	await server.ended;
}

function writeSettings(folder: string): void {
	const file = join(folder, 'settings.json');
	if (!existsSync(file)) {
		mkdirSync(folder, { recursive: true });
		writeFileSync(file, `${JSON.stringify(settings, undefined, '\t')}\n`);
	}
}

/** The desktop's `code`, where it can show a window. */
function desktopCode(): string | undefined {
	if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
		return undefined;
	}
	const places = ['code', '/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code'];
	return places.find((place) => spawnSync(place, ['--version'], { stdio: 'ignore', shell: process.platform === 'win32' }).status === 0);
}
