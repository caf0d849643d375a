import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix, resolve } from 'node:path';
import { transformSync } from 'esbuild';

export const root = resolve(import.meta.dirname, '../..');

export interface Source {
	/** From the root, with slashes. */
	readonly path: string;
	readonly text: string;
	/** The code without types, comments and the insides of plain strings. */
	code(): string;
	/** Modules it imports, types and lazy ones too: a path from the root where it is a file of ours, else the module's name. */
	readonly imports: readonly string[];
}

export const sourcesIn = (...folders: readonly string[]): readonly Source[] =>
	globSync(
		folders.map((folder) => `${folder}/**/*.{ts,tsx,mjs,mts}`),
		{ cwd: root, exclude: (name) => name === 'node_modules' },
	)
		.map((path) => path.split('\\').join('/'))
		.sort()
		.map(readSource);

function readSource(path: string): Source {
	const text = readFileSync(join(root, path), 'utf8');
	return { path, text, code: () => codeOf(path, text), imports: importsOf(path, text) };
}

const codeOf = (path: string, text: string): string =>
	transformSync(text, { loader: path.endsWith('.tsx') ? 'tsx' : 'ts', jsx: 'preserve', legalComments: 'none' }).code.replace(
		/"(?:[^"\\\n]|\\.)*"/g,
		'""',
	);

const statement = /^(?:import|export)\b(?:[^'"`;]*?\bfrom)?\s*['"]([^'"\n]+)['"]/gm;
const call = /\b(?:import|require)\(\s*['"]([^'"\n]+)['"]/g;

export function importsOf(path: string, text: string): readonly string[] {
	const names = [...text.matchAll(statement), ...text.matchAll(call)].map((match) => match[1] ?? '');
	return names.map((name) => (name.startsWith('.') ? posix.normalize(posix.join(dirname(path), name)) : name));
}

/** The files on a way from a file back to itself, or nothing. */
export function findCycle(sources: readonly Source[]): readonly string[] | undefined {
	const byPath = new Map(sources.map((source) => [source.path, source]));
	const done = new Set<string>();
	const visit = (path: string, trail: readonly string[]): readonly string[] | undefined => {
		if (trail.includes(path)) {
			return [...trail.slice(trail.indexOf(path)), path];
		}
		if (done.has(path)) {
			return undefined;
		}
		for (const next of byPath.get(path)?.imports ?? []) {
			const cycle = byPath.has(next) ? visit(next, [...trail, path]) : undefined;
			if (cycle) {
				return cycle;
			}
		}
		done.add(path);
		return undefined;
	};
	for (const { path } of sources) {
		const cycle = visit(path, []);
		if (cycle) {
			return cycle;
		}
	}
	return undefined;
}
