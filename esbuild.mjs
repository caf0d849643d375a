// Bundles the extension, the worker, the webview and the suite that runs inside VS Code. `--package DIR` writes minified bundles without
// source maps (and without the suite) into DIR instead of dist/.
import { existsSync, globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const { values } = parseArgs({ options: { package: { type: 'string' } } });
const forPackage = values.package !== undefined;
const dist = values.package ?? 'dist';

/** @type {import('esbuild').BuildOptions} */
const common = {
	bundle: true,
	minify: forPackage,
	sourcemap: forPackage ? false : 'linked',
	legalComments: 'none',
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
await Promise.all(bundles.filter((bundle) => sourcesOf(bundle).every((source) => existsSync(source))).map((bundle) => build(bundle)));
