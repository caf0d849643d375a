import { describe, expect, it } from 'vitest';
import { findCycle, importsOf, type Source, sourcesIn } from './sources.ts';

/** A pattern for each module that a file below the folder may import; the longest folder that fits a file counts. */
const mayImport: Readonly<Record<string, readonly RegExp[]>> = {
	'src/core': [/^src\/core\//],
	// The template renderer is a pure library.
	'src/core/prompt': [/^src\/core\//, /^@huggingface\/jinja$/],
	// Exact rational numbers, a pure library.
	'src/core/reasoning/audit': [/^src\/core\//, /^fraction\.js$/],
	// The reader of .gitignore is a pure library.
	'src/core/completion/context': [/^src\/core\//, /^ignore$/],
	'src/protocol': [/^src\/(core|protocol)\//],
	'src/inference': [/^src\/(core|protocol|inference)\//, /^node:/, /^yauzl$/, /^@vscode\/tree-sitter-wasm$/],
	'src/worker': [/^src\/(core|protocol|worker)\//, /^node:/, /^node-llama-cpp$/, /^@huggingface\/jinja$/],
	// The watch that ends a process whose parent is gone is the same in both.
	'src/checker': [/^src\/(core|protocol|checker)\//, /^src\/worker\/parentWatch\.ts$/, /^node:/, /^typescript-service$/],
	'src/editor': [/^src\/(core|protocol|inference|editor)\//, /^node:/, /^vscode$/],
	'src/extension.ts': [/^src\/(core|protocol|inference|editor)\//, /^vscode$/],
	'webview-ui': [
		/^src\/(core|protocol)\//,
		/^webview-ui\//,
		/^preact(\/hooks)?$/,
		/^markdown-it$/,
		/^highlight\.js(\/lib\/.*)?$/,
		/^katex(\/dist\/katex\.min\.css)?$/,
	],
	'tools/cli': [/^src\/(core|protocol|inference)\//, /^tools\/cli\//, /^node:/],
	tools: [/^src\/(core|protocol|inference)\//, /^tools\//, /^node:/, /^esbuild$/, /^yauzl$/],
};

/** Plain JavaScript that runs before anything is installed. */
const beforeInstall = ['bootstrap', 'start', 'test', 'counts', 'setupVscode', 'chromium'].map((name) => `tools/${name}.mjs`);

const sources = sourcesIn('src', 'webview-ui', 'tools');
const folderOf = (path: string): string | undefined =>
	Object.keys(mayImport)
		.filter((folder) => path === folder || path.startsWith(`${folder}/`))
		.sort((a, b) => b.length - a.length)[0];

describe('imports', () => {
	it('are those that the folder of a file may have', () => {
		const strangers = sources.flatMap(({ path, imports }) => {
			const allowed = mayImport[folderOf(path) ?? ''] ?? [];
			return imports.filter((name) => !allowed.some((pattern) => pattern.test(name))).map((name) => `${path} imports ${name}`);
		});
		expect(strangers).toEqual([]);
	});

	it('are known for every folder', () => {
		expect(sources.filter(({ path }) => folderOf(path) === undefined).map(({ path }) => path)).toEqual([]);
	});

	it('form no cycle', () => {
		expect(findCycle(sources)).toBeUndefined();
	});

	it('of core are types only in the protocol', () => {
		const values = sourcesIn('src/protocol').filter((source) => /\S/.test(source.code()));
		expect(values.map(({ path }) => path)).toEqual([]);
	});

	it('of scripts that install are Node and each other', () => {
		const strangers = sources
			.filter(({ path }) => beforeInstall.includes(path))
			.flatMap(({ path, imports }) =>
				imports.filter((name) => !name.startsWith('node:') && !beforeInstall.includes(name)).map((name) => `${path} imports ${name}`),
			);
		expect(strangers).toEqual([]);
	});

	it('of vscode are in less than a quarter of the files', () => {
		const files = sourcesIn('src', 'webview-ui');
		expect(files.filter(({ imports }) => imports.includes('vscode')).length / files.length).toBeLessThan(0.25);
	});
});

describe('the reader of imports', () => {
	it('sees every form of import', () => {
		const text = [
			"import a from 'a';",
			"import './b.css';",
			'import {',
			'	c,',
			'\ttype C,',
			"} from '../c.ts';",
			"import type { D } from 'd';",
			"export * from './e.ts';",
			"export { f } from 'f';",
			"const g = await import('g');",
			"const h = require('node:h');",
			"// import i from 'i';",
			'export const text = "k";',
		].join('\n');
		expect(importsOf('src/x/y.ts', text)).toEqual(['a', 'src/x/b.css', 'src/c.ts', 'd', 'src/x/e.ts', 'f', 'g', 'node:h']);
	});

	it('sees a cycle over three files, and none in a tree', () => {
		const file = (path: string, ...imports: string[]): Source => ({ path, text: '', code: () => '', imports });
		expect(findCycle([file('a', 'b'), file('b', 'c', 'node:fs'), file('c', 'a')])).toEqual(['a', 'b', 'c', 'a']);
		expect(findCycle([file('a', 'b', 'c'), file('b', 'c'), file('c')])).toBeUndefined();
	});
});
