// `npm run package`: makes out/lemma-<target>.vsix. `--target T` for another platform than this one, `--force` even when nothing changed,
// `--accept` to take over the new list of contents.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { edge, hashOf, isMain, readIfThere, root, Sentence, say } from './bootstrap.mjs';
import { binaryPackages, copyEngine, licencesIn } from './engineCopy.mjs';
import { checkerStart, copyTypescript } from './typescriptCopy.mjs';
import { contentsOf, differences, listFile } from './vsixContents.mjs';

const limitBytes = 20e6;
const webviewLimitBytes = 700_000;

export const defaultTarget = `${process.platform}-${process.arch}`;

/** @param {string} target */
export const vsixOf = (target) => join(root, 'out', `lemma-${target}.vsix`);

/** @param {{ target: string, force: boolean, accept: boolean }} options */
async function makePackage({ target, force, accept }) {
	if (!binaryPackages.has(target)) {
		throw new Sentence(`There is no engine for ${target}. Targets: ${[...binaryPackages.keys()].join(', ')}.`);
	}
	const vsix = vsixOf(target);
	const stamp = join(root, 'out', 'package', `${target}.stamp`);
	if (!force && !accept && existsSync(vsix) && readIfThere(stamp) === hashOf(inputFiles(), target)) {
		say(`${shown(vsix)} is up to date.`);
		return;
	}
	const stage = join(root, 'out', 'package', target);
	rmSync(stage, { recursive: true, force: true });
	mkdirSync(stage, { recursive: true });
	node([join(root, 'esbuild.mjs'), '--package', join(stage, 'dist')], root);
	await copyEngine(target, join(stage, 'dist', 'node_modules'));
	copyTypescript(join(stage, 'dist', 'node_modules'));
	writeFileSync(join(stage, 'package.json'), manifest());
	writeFileSync(join(stage, 'dist', 'licences.txt'), licences(JSON.parse(readFileSync(join(stage, 'dist', 'bundled.json'), 'utf8'))));
	for (const name of ['README.md', 'CHANGELOG.md', 'LICENSE', '.vscodeignore', 'media'].filter((name) => existsSync(join(root, name)))) {
		cpSync(join(root, name), join(stage, name), { recursive: true });
	}
	const vsce = [join(root, 'node_modules/@vscode/vsce/vsce'), 'package', '--target', target, '--out', vsix];
	node([...vsce, '--no-dependencies', '--skip-license', '--no-rewrite-relative-links', '--allow-unused-files-pattern'], stage);
	checkWebview(join(stage, 'dist', 'webview.js'));
	await check(vsix, accept);
	if (target === defaultTarget) {
		startEngine(join(stage, 'dist', 'node_modules'));
		startChecker(join(stage, 'dist'));
	}
	writeFileSync(stamp, hashOf(inputFiles(), target));
	say(`${shown(vsix)}, ${megabytes(vsix)}`);
}

/** Everything that decides what is in the package. */
const inputFiles = () =>
	[
		...globSync(['src/**/*', 'webview-ui/**/*', 'media/**/*'], { cwd: root, withFileTypes: true })
			.filter((entry) => entry.isFile())
			.map((entry) => join(entry.parentPath, entry.name)),
		...['package.json', 'package-lock.json', 'esbuild.mjs', '.vscodeignore', 'README.md', 'CHANGELOG.md', 'LICENSE', listFile]
			.concat(['tools/package.mjs', 'tools/engineCopy.mjs', 'tools/typescriptCopy.mjs', 'tools/vsixContents.mjs'])
			.map((name) => join(root, name))
			.filter((file) => existsSync(file)),
	].sort();

/** What VS Code reads of package.json; the rest is for development. */
function manifest() {
	const {
		scripts,
		devDependencies,
		optionalDependencies,
		overrides,
		private: _,
		...kept
	} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
	return `${JSON.stringify({ ...kept, engines: { vscode: kept.engines.vscode } }, undefined, '\t')}\n`;
}

/** The licence texts of what the bundles contain; the packages in dist/node_modules bring their own. @param {readonly string[]} folders */
const licences = (folders) =>
	folders
		.map((folder) => {
			const { name, version } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
			return [`${name} ${version}`, ...licencesIn(folder).map((file) => readFileSync(join(root, file), 'utf8').trim())].join('\n\n');
		})
		.join(`\n\n${'-'.repeat(80)}\n\n`);

/**
 * @param {string} vsix
 * @param {boolean} accept
 */
async function check(vsix, accept) {
	const contents = await contentsOf(vsix);
	if (accept) {
		writeFileSync(join(root, listFile), `${contents.join('\n')}\n`);
	}
	const different = differences(contents, (readIfThere(join(root, listFile)) ?? '').split('\n').filter(Boolean));
	if (different.length > 0) {
		throw new Sentence(
			`${shown(vsix)} does not hold what ${listFile} says:\n${different.join('\n')}\nIf that is meant: npm run package -- --accept`,
		);
	}
	if (statSync(vsix).size > limitBytes) {
		throw new Sentence(`${shown(vsix)} is ${megabytes(vsix)}; the limit is ${limitBytes / 1e6} MB.`);
	}
}

/** What the chat panel loads before it shows anything. @param {string} script */
function checkWebview(script) {
	const { size } = statSync(script);
	if (size > webviewLimitBytes) {
		throw new Sentence(`The chat panel's script is ${Math.round(size / 1000)} kB; the limit is ${webviewLimitBytes / 1000} kB.`);
	}
}

/** The curated copy alone, where nothing else can be found, must bring the engine up. @param {string} modules */
function startEngine(modules) {
	const folder = mkdtempSync(join(tmpdir(), 'lemma-engine-'));
	try {
		cpSync(modules, join(folder, 'node_modules'), { recursive: true });
		writeFileSync(join(folder, 'startEngine.mjs'), engineStart);
		node([join(folder, 'startEngine.mjs')], folder);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** So must the checker find a mistake. @param {string} dist */
function startChecker(dist) {
	const folder = mkdtempSync(join(tmpdir(), 'lemma-checker-'));
	try {
		for (const part of ['checker.cjs', 'node_modules/typescript-service']) {
			cpSync(join(dist, part), join(folder, 'dist', part), { recursive: true });
		}
		writeFileSync(join(folder, 'startChecker.mjs'), checkerStart);
		node([join(folder, 'startChecker.mjs')], folder);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

const engineStart =
	"import { getLlama } from 'node-llama-cpp'; await getLlama({ build: 'never', skipDownload: true, maxThreads: 0 }); process.exit();";

/**
 * @param {readonly string[]} args
 * @param {string} cwd
 */
function node(args, cwd) {
	// Equal inputs make equal bytes: one time for all files, and no time zone.
	const env = { ...process.env, SOURCE_DATE_EPOCH: process.env.SOURCE_DATE_EPOCH ?? '1700000000', TZ: 'UTC' };
	const done = spawnSync(process.execPath, args, { cwd, env, encoding: 'utf8' });
	if (done.status !== 0) {
		throw new Sentence(`${basename(args[0] ?? '')} failed:\n${done.stdout}${done.stderr}`);
	}
}

/** @param {string} vsix */
const shown = (vsix) => `out/${basename(vsix)}`;

/** @param {string} file */
const megabytes = (file) => `${(statSync(file).size / 1e6).toFixed(1)} MB`;

if (isMain(import.meta.url)) {
	const { values } = parseArgs({
		options: {
			target: { type: 'string', default: defaultTarget },
			force: { type: 'boolean', default: false },
			accept: { type: 'boolean', default: false },
		},
	});
	await edge(() => makePackage(values));
}
