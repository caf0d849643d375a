// Installs the locked dependencies. Plain JavaScript for Node 20 without a single dependency: it runs right after a clone.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const neededNode = 24;

/** Errors only: Node 20 would warn of every tool that runs on the Node 24 which is being installed. */
export const quietly = ['--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];
const bin = join(root, 'node_modules', '.bin');

/** Installs when the lock file or this machine's platform changed since the last time; some milliseconds otherwise. */
export function install() {
	const stamp = join(root, 'node_modules', '.lemma-installed');
	const wanted = hashOf([join(root, 'package-lock.json'), join(root, '.npmrc')], `${process.platform}-${process.arch}`);
	if (readIfThere(stamp) !== wanted) {
		say('Installing the development tools and libraries that package-lock.json names (about a minute, once)…');
		const code = npmSync(['ci', '--include=optional', ...quietly], { cwd: root });
		if (code !== 0) {
			throw new Sentence(
				'npm ci failed: see its message above. Check the network or the registry that npm is set up for, and run this again.',
			);
		}
		linkNode();
		writeFileSync(stamp, wanted);
	}
	requireNode();
}

/**
 * Runs a script of package.json under the Node of node_modules, with the terminal as its own.
 * @param {string} script
 * @param {readonly string[]} [args]
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>} the exit code; a script that a signal ended counts as 1
 */
export function npmRun(script, args = [], env = {}) {
	const [command, first, shell] = npm();
	const child = spawn(command, [...first, 'run', '-s', script, '--', ...args], {
		cwd: root,
		stdio: 'inherit',
		env: { ...cleanEnv(), ...env },
		shell,
	});
	return new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('exit', (code) => resolve(code ?? 1));
	});
}

/**
 * The same with what the script printed; what it says on stderr still goes to the terminal.
 * @param {string} script
 * @param {readonly string[]} [args]
 */
export function npmRead(script, args = []) {
	const [command, first, shell] = npm();
	const done = spawnSync(command, [...first, 'run', '-s', script, '--', ...args], {
		cwd: root,
		stdio: ['ignore', 'pipe', 'inherit'],
		encoding: 'utf8',
		env: cleanEnv(),
		shell,
	});
	return { code: done.status ?? 1, text: done.stdout.trim() };
}

/**
 * @param {readonly string[]} args
 * @param {{ cwd: string }} options
 */
export function npmSync(args, { cwd }) {
	const [command, first, shell] = npm();
	return spawnSync(command, [...first, ...args], { cwd, stdio: 'inherit', env: cleanEnv(), shell }).status ?? 1;
}

/** What a person is told: the message alone, without a stack. */
export class Sentence extends Error {}

/**
 * The edge of a script: a Sentence is printed as it is, anything else with its stack.
 * @param {() => Promise<void> | void} main
 */
export async function edge(main) {
	try {
		await main();
	} catch (error) {
		console.error(error instanceof Sentence ? error.message : error);
		process.exitCode = 1;
	}
}

/**
 * SHA-256 over files and one more text.
 * @param {readonly string[]} files
 * @param {string} [text]
 */
export function hashOf(files, text = '') {
	const hash = createHash('sha256').update(text);
	for (const file of files) {
		hash.update('\0').update(readFileSync(file));
	}
	return hash.digest('hex');
}

/** @param {string} file */
export const readIfThere = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

/** @param {string} message */
export const say = (message) => console.log(message);

/** @param {string} url */
export const isMain = (url) => process.argv[1] !== undefined && url === pathToFileURL(process.argv[1]).href;

/** The npm that started us, else the one on PATH. @returns {[string, string[], boolean]} command, first arguments, shell */
function npm() {
	const script = process.env.npm_execpath;
	if (script !== undefined && basename(script) === 'npm-cli.js' && existsSync(script)) {
		return [process.env.npm_node_execpath ?? process.execPath, [script], false];
	}
	return ['npm', [], process.platform === 'win32'];
}

/** Without our own node_modules/.bin (npm puts it back): npm must not run on the Node that `npm ci` is about to replace. */
function cleanEnv() {
	const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== bin);
	return { ...process.env, PATH: path.join(delimiter) };
}

/** npm 10 installs the package that brings Node 24 but does not always link its program. */
function linkNode() {
	const link = join(bin, 'node');
	const name = `node-${process.platform}-${process.arch}`;
	if (!existsSync(link) && existsSync(join(root, 'node_modules', name, 'bin', 'node'))) {
		symlinkSync(join('..', name, 'bin', 'node'), link);
	}
}

function requireNode() {
	const path = `${bin}${delimiter}${process.env.PATH ?? ''}`;
	const found = spawnSync('node', ['--version'], {
		env: { ...process.env, PATH: path },
		encoding: 'utf8',
		shell: process.platform === 'win32',
	});
	const version = String(found.stdout).trim();
	if (!(Number(/^v(\d+)\./.exec(version)?.[1]) >= neededNode)) {
		throw new Sentence(
			`Lemma's tools need Node ${neededNode} or newer and found ${version || 'none'}. Install it from nodejs.org and run this again.`,
		);
	}
}

if (isMain(import.meta.url)) {
	await edge(install);
}
