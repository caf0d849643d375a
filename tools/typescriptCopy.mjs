// What the packaged checker needs of TypeScript, as it was published: the compiler as a library, and the declarations of the language itself.
import { cpSync, globSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './bootstrap.mjs';

const name = 'typescript-service';

/** @param {string} modules the node_modules folder to fill */
export function copyTypescript(modules) {
	const from = join(root, 'node_modules', name);
	const files = [
		'package.json',
		'LICENSE.txt',
		'ThirdPartyNoticeText.txt',
		'lib/typescript.js',
		...globSync('lib/lib*.d.ts', { cwd: from }),
	];
	for (const file of files) {
		mkdirSync(dirname(join(modules, name, file)), { recursive: true });
		cpSync(join(from, file), join(modules, name, file));
	}
}

/** A program that, beside the packaged checker, fails unless a mistake in a type is found. */
export const checkerStart = `
	import { fork } from 'node:child_process';
	const child = fork('./dist/checker.cjs', { cwd: import.meta.dirname });
	const request = { root: import.meta.dirname, path: import.meta.dirname + '/a.ts', languageId: 'typescript', dependents: [], overlays: [] };
	child.send({ kind: 'check', id: 1, request: { ...request, boundMs: 60000, text: 'export const a: string = [1].at(0);' } });
	child.on('message', ({ problems = [] }) => process.exit(problems.length === 1 && problems[0].source === 'ts(2322)' ? 0 : 1));
	child.on('exit', () => process.exit(1));
`;
