// Installs the pinned VS Code (npm package code-server) into test/vscode. Nothing is compiled and no install script runs.
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { edge, hashOf, isMain, npmSync, quietly, readIfThere, root, Sentence, say } from './bootstrap.mjs';

const folder = join(root, 'test', 'vscode');
const modules = join(folder, 'node_modules');
const vscode = join(modules, 'code-server', 'lib', 'vscode');

/** Milliseconds when nothing changed, else about half a minute and 320 MB. */
export function setupVscode() {
	const stamp = join(modules, '.lemma-installed'); // gone when node_modules goes
	const wanted = hashOf([join(folder, 'package.json'), join(folder, 'package-lock.json'), fileURLToPath(import.meta.url)]);
	if (readIfThere(stamp) === wanted) {
		return;
	}
	say('Installing VS Code for the browser (code-server, 320 MB, once)…');
	npm(['ci'], folder);
	// code-server's own postinstall does these two, plus native builds that nothing here needs. Its shrinkwrap is incomplete: no `npm ci`.
	npm(['install', '--omit=dev'], vscode);
	npm(['install', '--omit=dev'], join(vscode, 'extensions'));
	trim();
	const started = spawnSync(process.execPath, [join(vscode, 'out', 'server-main.js'), '--version'], { encoding: 'utf8' });
	if (started.status !== 0) {
		throw new Sentence(`VS Code for the browser does not start under Node ${process.version}: ${started.stderr}`);
	}
	writeFileSync(stamp, wanted);
}

/**
 * @param {string[]} args
 * @param {string} cwd
 */
function npm(args, cwd) {
	if (npmSync([...args, '--ignore-scripts', ...quietly], { cwd }) !== 0) {
		throw new Sentence(`"npm ${args.join(' ')}" failed in ${cwd}: see its message above, and run this again.`);
	}
}

/** 300 MB that nothing here uses. */
function trim() {
	const gone = [
		'extensions/copilot',
		'node_modules/@github',
		'node_modules/@microsoft/mxc-sdk',
		'node_modules/@vscode/windows-process-tree',
	];
	for (const path of gone) {
		rmSync(join(vscode, path), { recursive: true, force: true });
	}
	const ripgrep = join(vscode, 'node_modules/@vscode/ripgrep-universal/bin');
	for (const platform of readdirSync(ripgrep)) {
		if (platform !== `${process.platform}-${process.arch}`) {
			rmSync(join(ripgrep, platform), { recursive: true, force: true });
		}
	}
}

if (isMain(import.meta.url)) {
	await edge(setupVscode);
}
