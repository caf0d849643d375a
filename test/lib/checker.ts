import { resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { TypescriptChecker } from '../../src/inference/typescriptShadow.ts';
import { quiet } from './replayWith.ts';

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

/** A checker that lasts as long as `use`. */
export async function withChecker<T>(outfile: string, use: (checker: TypescriptChecker) => Promise<T>): Promise<T> {
	const checker = new TypescriptChecker({ checkerPath: buildChecker(outfile), log: quiet });
	try {
		return await use(checker);
	} finally {
		await checker.dispose();
	}
}
