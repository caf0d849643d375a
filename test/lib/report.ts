// What the suite inside VS Code wrote to EDITOR_RESULTS, checked against the exit code that VS Code gave.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from './codeServer.ts';

interface Results {
	readonly tests: readonly {
		readonly title: string;
		readonly state: 'passed' | 'failed' | 'skipped';
		readonly ms: number;
		readonly error?: string;
	}[];
}

export const resultsFile = path.join(root, 'out/results/editorSuite.json');

export function forgetResults(): void {
	fs.mkdirSync(path.dirname(resultsFile), { recursive: true });
	fs.rmSync(resultsFile, { force: true });
}

/** Prints the tests and writes the counts. True only if VS Code reported 0 and tests ran and none failed: an early end is no pass. */
export function report(where: string, exitCode: number, ms: number): boolean {
	const { tests } = (fs.existsSync(resultsFile) ? JSON.parse(fs.readFileSync(resultsFile, 'utf8')) : { tests: [] }) as Results;
	for (const test of tests) {
		console.log(test.state === 'failed' ? `  ✗ ${test.title}\n${test.error}` : `  ${marks[test.state]} ${test.title} (${test.ms} ms)`);
	}
	const count = (state: string): number => tests.filter((test) => test.state === state).length;
	const good = exitCode === 0 && count('failed') === 0 && count('passed') > 0;
	const counts = { passed: count('passed'), failed: count('failed') + (good || count('failed') > 0 ? 0 : 1), skipped: count('skipped') };
	fs.writeFileSync(path.join(path.dirname(resultsFile), 'editor.json'), JSON.stringify(counts));
	console.log(`suite in ${where}: exit code ${exitCode}, ${tests.length} tests, ${count('failed')} failed, ${(ms / 1000).toFixed(1)} s`);
	return good;
}

const marks = { passed: '✓', skipped: '-' };
