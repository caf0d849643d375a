// The curated copy of node-llama-cpp that lies beside the packaged worker: only the files that it can reach, and the binary of one platform.
import { cpSync, existsSync, globSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { npmSync, quietly, root, Sentence, say } from './bootstrap.mjs';

/** VS Code's name of a platform, and the package with the engine's binary for it (CPU build; Metal on Apple silicon). */
export const binaryPackages = new Map([
	['linux-x64', '@node-llama-cpp/linux-x64'],
	['linux-arm64', '@node-llama-cpp/linux-arm64'],
	['linux-armhf', '@node-llama-cpp/linux-armv7l'],
	['darwin-arm64', '@node-llama-cpp/mac-arm64-metal'],
	['darwin-x64', '@node-llama-cpp/mac-x64'],
	['win32-x64', '@node-llama-cpp/win-x64'],
	['win32-arm64', '@node-llama-cpp/win-arm64'],
]);

/** What the library reads at run time beside its modules. */
const readAtRunTime = ['llama/binariesGithubRelease.json', 'llama/llama.cpp.info.json', 'llama/package.json'];

/**
 * @param {string} target
 * @param {string} modules the node_modules folder to fill
 */
export async function copyEngine(target, modules) {
	const files = await reachableFiles();
	for (const folder of new Set(files.map(packageOf))) {
		files.push(...licencesIn(folder));
	}
	files.push(...readAtRunTime.map((path) => `node_modules/node-llama-cpp/${path}`), ...grammars());
	for (const file of new Set(files)) {
		copy(join(root, file), join(modules, '..', file));
	}
	copyBinary(target, modules);
}

/** Every module that `import 'node-llama-cpp'` can load, and the package.json files that decide how. */
async function reachableFiles() {
	const { metafile } = await build({
		stdin: { contents: "import 'node-llama-cpp'", resolveDir: root },
		absWorkingDir: root,
		bundle: true,
		write: false,
		metafile: true,
		outfile: 'engine.mjs',
		platform: 'node',
		format: 'esm',
		target: 'node22',
		conditions: [], // Node's own
		external: ['@node-llama-cpp/*', '@reflink/*'], // chosen by platform below; only copies downloads, which Lemma does itself
		logLevel: 'error',
	});
	const modules = Object.keys(metafile.inputs).filter((path) => path.startsWith('node_modules/'));
	const manifests = modules.flatMap((path) => foldersUp(path).map((folder) => `${folder}/package.json`));
	return [...modules, ...new Set(manifests.filter((path) => existsSync(join(root, path))))];
}

/** The folders from a module's own up to its package's. @param {string} path */
function foldersUp(path) {
	const top = packageOf(path);
	const folders = [];
	for (let folder = dirname(path); folder.length >= top.length; folder = dirname(folder)) {
		folders.push(folder);
	}
	return folders;
}

/** `node_modules/a/node_modules/@b/c/lib/x.js` lies in `node_modules/a/node_modules/@b/c`. @param {string} path */
export function packageOf(path) {
	const at = path.lastIndexOf('node_modules/') + 'node_modules/'.length;
	return (
		path.slice(0, at) +
		path
			.slice(at)
			.split('/', path[at] === '@' ? 2 : 1)
			.join('/')
	);
}

/** @param {string} folder */
export const licencesIn = (folder) =>
	readdirSync(join(root, folder))
		.filter((name) => /^(licen[cs]e|copying|notice)/i.test(name))
		.map((name) => `${folder}/${name}`);

const grammars = () => globSync('node_modules/node-llama-cpp/llama/grammars/*.gbnf', { cwd: root });

/**
 * @param {string} target
 * @param {string} modules
 */
function copyBinary(target, modules) {
	const name = binaryPackages.get(target);
	if (name === undefined) {
		throw new Sentence(`There is no engine for ${target}. Targets: ${[...binaryPackages.keys()].join(', ')}.`);
	}
	const from = binaryFolder(name);
	for (const part of readdirSync(from).filter((part) => part === 'bins' || part === 'package.json' || /^licen[cs]e/i.test(part))) {
		copy(join(from, part), join(modules, name, part));
	}
	copy(join(from, 'dist/index.js'), join(modules, name, 'dist/index.js'));
	const bins = join(modules, name, 'bins');
	// npm skips a missing optional package silently: an extension without an engine must not get through.
	if (!readdirSync(bins).some((folder) => existsSync(join(bins, folder, 'llama-addon.node')))) {
		throw new Sentence(`${name} has no llama-addon.node: the package would have no engine.`);
	}
}

/** The installed package, or for a foreign platform one that is fetched and held to the hash in package-lock.json. @param {string} name */
function binaryFolder(name) {
	const installed = join(root, 'node_modules', name);
	if (existsSync(installed)) {
		return installed;
	}
	const { version, integrity } = lockEntry(join(root, 'package-lock.json'), name);
	const folder = join(root, 'out', 'package', 'engines', name.replace('/', '-'));
	const fetched = join(folder, 'node_modules', name);
	if (existsSync(fetched) && lockEntry(join(folder, 'package-lock.json'), name).integrity === integrity) {
		return fetched;
	}
	say(`Getting ${name} ${version}…`);
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: { [name]: version } }));
	// Forced: it is not for this machine.
	const code = npmSync(['install', '--force', '--ignore-scripts', ...quietly], { cwd: folder });
	if (code !== 0 || lockEntry(join(folder, 'package-lock.json'), name).integrity !== integrity) {
		throw new Sentence(`${name} ${version} could not be fetched as package-lock.json has it: see the message above.`);
	}
	return fetched;
}

/**
 * @param {string} file
 * @param {string} name
 * @returns {{ version: string, integrity: string }}
 */
const lockEntry = (file, name) => JSON.parse(readFileSync(file, 'utf8')).packages[`node_modules/${name}`];

/** @param {string} from @param {string} to */
function copy(from, to) {
	mkdirSync(dirname(to), { recursive: true });
	cpSync(from, to, { recursive: true, filter: (path) => !path.endsWith('.lib') }); // a linker's file, of no use at run time
}
