import { resolve } from 'node:path';
import { buildSync } from 'esbuild';

/** Builds the checker's bundle inside the project, where TypeScript is found. */
export function buildChecker(outfile: string): string {
	const path = resolve(outfile);
	buildSync({
		entryPoints: [resolve(import.meta.dirname, '../../src/checker/main.ts')],
		bundle: true,
		platform: 'node',
		format: 'cjs',
		external: ['typescript-service'],
		outfile: path,
		logLevel: 'warning',
	});
	return path;
}
