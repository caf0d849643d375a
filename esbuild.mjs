// Bundles the extension, the worker, the webview and the suite that runs inside VS Code. `--package DIR` writes minified bundles without
// source maps (and without the suite) into DIR instead of dist/, and names in DIR/bundled.json the packages that are in them.
import { cpSync, existsSync, globSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { grammarFiles } from './src/inference/grammars.ts';
import { packageOf } from './tools/engineCopy.mjs';

const { values } = parseArgs({ options: { package: { type: 'string' } } });
const forPackage = values.package !== undefined;
const dist = values.package ?? 'dist';

/** @type {import('esbuild').BuildOptions} */
const common = {
	bundle: true,
	minify: forPackage,
	sourcemap: forPackage ? false : 'linked',
	legalComments: 'none', // the package carries the whole licence texts
	metafile: true,
	logLevel: 'warning',
};

/** @type {import('esbuild').BuildOptions} */
const node = { ...common, platform: 'node', target: 'node22' };

/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
	{ ...node, entryPoints: ['src/extension.ts'], outfile: join(dist, 'extension.cjs'), format: 'cjs', external: ['vscode'] },
	{
		...node,
		entryPoints: ['src/worker/main.ts'],
		outfile: join(dist, 'worker.mjs'),
		format: 'esm',
		external: ['node-llama-cpp'],
	},
	{
		...node,
		entryPoints: ['src/checker/main.ts'],
		outfile: join(dist, 'checker.cjs'),
		format: 'cjs',
		external: ['typescript-service'],
	},
	{
		...common,
		entryPoints: { webview: 'webview-ui/main.tsx' },
		outdir: dist,
		platform: 'browser',
		format: 'iife',
		target: 'chrome130',
		jsx: 'automatic',
		jsxImportSource: 'preact',
		assetNames: 'fonts/[name]',
		loader: { '.woff2': 'file', '.woff': 'empty', '.ttf': 'empty' }, // every VS Code reads woff2
	},
];

if (!forPackage) {
	rmSync('out/test/editor', { recursive: true, force: true });
	bundles.push({
		...node,
		entryPoints: ['test/editor/index.ts', ...globSync('test/editor/suite/**/*.test.ts')],
		outdir: 'out/test/editor',
		outbase: 'test/editor',
		outExtension: { '.js': '.cjs' },
		format: 'cjs',
		external: ['vscode', 'mocha'],
	});
}

const sourcesOf = (/** @type {import('esbuild').BuildOptions} */ bundle) => Object.values(bundle.entryPoints ?? {}).map(String);
const built = bundles.filter((bundle) => sourcesOf(bundle).every((source) => existsSync(source)));
const results = await Promise.all(built.map((bundle) => build(bundle)));

// VS Code's own builds of tree-sitter and of the grammars that are used.
const wasm = 'node_modules/@vscode/tree-sitter-wasm/wasm';
for (const file of grammarFiles) {
	cpSync(join(wasm, file), join(dist, 'grammars', file));
}

if (forPackage) {
	const inputs = results.flatMap(({ metafile }) => Object.keys(metafile?.inputs ?? {}));
	const packages = new Set(inputs.filter((path) => path.startsWith('node_modules/')).map(packageOf));
	writeFileSync(join(dist, 'bundled.json'), JSON.stringify([...packages].sort()));
}
