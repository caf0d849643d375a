// How many tests passed: every runner leaves one file in out/results, and the last line of `npm test` is their sum.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMain, root } from './bootstrap.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

export const resultsFolder = join(root, 'out', 'results');

/** @type {Counts} */
export const none = { passed: 0, failed: 0, skipped: 0 };

/** @type {Counts} */
export const oneFailed = { passed: 0, failed: 1, skipped: 0 };

/** @param {readonly Counts[]} all @returns {Counts} */
export const sum = (all) =>
	all.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }), none);

/** @param {Counts} counts */
export const lastLine = ({ passed, failed, skipped }) =>
	skipped === 0 ? `${passed} passed, ${failed} failed` : `${passed} passed, ${failed} failed, ${skipped} skipped`;

/**
 * The counts in what Vitest's json reporter or a runner of ours wrote.
 * @param {Record<string, unknown>} report
 * @returns {Counts}
 */
export function countsOf(report) {
	const number = (/** @type {string} */ key) => Number(report[key] ?? 0);
	return 'numTotalTests' in report
		? { passed: number('numPassedTests'), failed: number('numFailedTests'), skipped: number('numPendingTests') + number('numTodoTests') }
		: { passed: number('passed'), failed: number('failed'), skipped: number('skipped') };
}

/**
 * What a stage counts for. One that fails without a failed test (it crashed, or a file did not load) is one failure; so is one that was to
 * run tests and left no report.
 * @param {number} exitCode
 * @param {Record<string, unknown> | undefined} report
 * @param {boolean} hasTests
 * @returns {Counts}
 */
export function countStage(exitCode, report, hasTests) {
	const counts = report === undefined ? none : countsOf(report);
	const silent = hasTests && counts.passed + counts.failed + counts.skipped === 0;
	return counts.failed === 0 && (exitCode !== 0 || silent) ? { ...counts, failed: 1 } : counts;
}

/** @param {string} name @returns {Record<string, unknown> | undefined} */
export function readReport(name) {
	const file = join(resultsFolder, `${name}.json`);
	return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** @param {string} name */
export function forgetReport(name) {
	mkdirSync(resultsFolder, { recursive: true });
	rmSync(join(resultsFolder, `${name}.json`), { force: true });
}

/** @param {string} name @param {Counts} counts */
export function writeCounts(name, counts) {
	const folder = join(resultsFolder, 'counts');
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, `${name}.json`), JSON.stringify(counts));
}

// `node tools/counts.mjs` sums what the commands before it have counted, the last line of CI; `--failed NAME` counts a command that failed
// without having counted anything.
if (isMain(import.meta.url)) {
	const [option, name] = process.argv.slice(2);
	if (option === '--failed' && name !== undefined) {
		writeCounts(name, oneFailed);
	} else {
		const folder = join(resultsFolder, 'counts');
		const files = existsSync(folder) ? readdirSync(folder) : [];
		const total = files.length === 0 ? oneFailed : sum(files.map((file) => countsOf(JSON.parse(readFileSync(join(folder, file), 'utf8')))));
		console.log(lastLine(total));
		process.exitCode = total.failed === 0 ? 0 : 1;
	}
}
