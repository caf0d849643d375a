import { blockAround, type LineRange } from '../block.ts';
import type { ContextFile } from '../model.ts';
import { placesIn } from '../tasks/stackTrace.ts';

/** The part of a test's file that a failure names. */
export interface FailingTest extends ContextFile {
	/** The line that failed, as far as the failure tells it: what the test wanted. */
	readonly failedAt: string;
}

/**
 * The tests that a failure names, as far as `read` gives the file behind a path of the output: its text with `\n` line ends, under the label
 * that a model may see; undefined for what is no test, or is not to be shown.
 */
export async function failingTests(
	failure: string,
	read: (path: string) => Promise<ContextFile | undefined>,
): Promise<readonly FailingTest[]> {
	const files = new Map<string, { readonly lines: readonly string[]; readonly named: number[] }>();
	for (const { path, line } of placesIn(failure).slice(0, mostPlaces)) {
		const file = await read(path);
		if (file === undefined) continue;
		const known = files.get(file.path) ?? { lines: file.text.split('\n'), named: [] };
		files.set(file.path, known);
		if (line < known.lines.length) known.named.push(line);
	}
	return [...files].flatMap(([path, { lines, named }]) => testsOf(path, lines, named)).slice(0, mostTests);
}

/** Of places in one block the last is the assertion; runners name the head of the test too. */
function testsOf(path: string, lines: readonly string[], named: readonly number[]): readonly FailingTest[] {
	const tests = new Map<number, { readonly block: LineRange; readonly failed: number }>();
	for (const line of named) {
		const block = blockAround(lines, { first: line, last: line }, mostLines);
		tests.set(block.first, { block, failed: Math.max(line, tests.get(block.first)?.failed ?? 0) });
	}
	return [...tests.values()].map(({ block, failed }) => ({
		path,
		text: lines.slice(block.first, block.last + 1).join('\n'),
		failedAt: (lines[failed] ?? '').trim(),
	}));
}

const mostPlaces = 10;
const mostTests = 2;
const mostLines = 20;
