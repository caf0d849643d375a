import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, type Source, sourcesIn } from './sources.ts';

const product = sourcesIn('src', 'webview-ui');
const all = sourcesIn('src', 'webview-ui', 'tools');
const lines = ({ text }: Source): number => text.split('\n').length;

/** Each hit as `path: what`, so that a failure names the place. */
const hits = (
	sources: readonly Source[],
	pattern: RegExp,
	read: (source: Source) => string = (source) => source.code(),
): readonly string[] =>
	sources.flatMap((source) => [...read(source).matchAll(pattern)].map((match) => `${source.path}: ${match[0].trim()}`));

describe('core', () => {
	it('asks for time, files and the network through ports', () => {
		const outside =
			/(?<![.\w$])(?:(?:setTimeout|setInterval|setImmediate|queueMicrotask|fetch|require)\(|(?:process|performance|globalThis|console)\.\w|Buffer\b|XMLHttpRequest\b|WebSocket\b|Date\.now\(|new Date\(\))/g;
		expect(hits(sourcesIn('src/core'), outside)).toEqual([]);
	});
});

describe('the code', () => {
	it('has no state at module level', () => {
		// VS Code's deactivate gets no argument.
		const files = product.filter(({ path }) => path !== 'src/extension.ts');
		expect(hits(files, /^(?:export )?(?:let|var) .*/gm, ({ text }) => text)).toEqual([]);
	});

	it('has no any, and nothing is excused from the compiler or these rules', () => {
		const text = ({ text }: Source): string => text;
		expect(
			hits(all, /(?::|\bas|<)\s*any\b|@ts-(?:ignore|nocheck)|biome-ignore lint\/suspicious\/(?:noExplicitAny|noConsole).*/g, text),
		).toEqual([]);
	});

	it('prints nothing: the product has a log', () => {
		expect(hits(product, /\bconsole\.\w+/g)).toEqual([]);
	});

	it('has files of at most 400 lines, half of them below 120, and a short entry', () => {
		expect(all.filter((source) => lines(source) > 400).map(({ path }) => path)).toEqual([]);
		const sorted = product.map(lines).sort((a, b) => a - b);
		expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(120);
		expect(lines(all.find(({ path }) => path === 'src/extension.ts') as Source)).toBeLessThan(150);
	});

	it('names the host of the model hub once, in the catalogue', () => {
		expect(all.filter(({ text }) => /\bhuggingface\.co\b|\bhf\.co\b/.test(text)).map(({ path }) => path)).toEqual([
			'src/core/models/catalog.ts',
		]);
	});

	it('is never imported from test', () => {
		expect(all.filter(({ imports }) => imports.some((name) => name.startsWith('test/'))).map(({ path }) => path)).toEqual([]);
	});
});

describe('the lock files', () => {
	for (const name of ['package-lock.json', 'test/vscode/package-lock.json']) {
		it(`pin every package of ${name} by its hash and name no registry`, () => {
			const lock: { packages: Record<string, { resolved?: string; integrity?: string }> } = JSON.parse(
				readFileSync(join(root, name), 'utf8'),
			);
			const packages = Object.entries(lock.packages).filter(([path]) => path !== '');
			expect(packages.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
			expect(packages.filter(([, { integrity }]) => integrity === undefined).map(([path]) => path)).toEqual([]);
		});
	}
});
