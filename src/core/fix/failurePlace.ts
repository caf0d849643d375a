import type { LineRange } from '../block.ts';
import { placesIn } from '../tasks/stackTrace.ts';

/** What a failing test printed, and what it is to be mended in. */
export interface Failing {
	readonly output: string;
	/** Of the document: its text with `\n` line ends, and its path as output may name it, whole or its end. */
	readonly text: string;
	readonly path: string;
	/** Lines of tests that the output names. */
	readonly testLines: readonly string[];
}

/**
 * The lines that a failure points to: where the output names the document, else what the lines of the test name of it, else all of it. Most
 * assertions fail in the test, and say nothing of the code.
 */
export function failurePlace({ output, text, path, testLines }: Failing): LineRange {
	const lines = text.split('\n');
	const all = { first: 0, last: lines.length - 1 };
	const named = placesIn(output).find((place) => isSame(place.path, path) && place.line < lines.length);
	if (named !== undefined) {
		return { first: named.line, last: named.line };
	}
	if (lines.length <= fewLines) {
		return all;
	}
	const words = new Set(testLines.join('\n').match(/[A-Za-z_$][\w$]*/gu));
	const declared = lines.findIndex((line) => words.has(declaration.exec(line)?.[1] ?? ''));
	return declared < 0 ? all : { first: declared, last: declared };
}

/** Shown whole. */
const fewLines = 60;

const declaration =
	/^\s*(?:export\s+|default\s+|public\s+|static\s+|async\s+|pub\s+)*(?:function\*?|const|let|var|class|def|fn|func)\s+([A-Za-z_$][\w$]*)/u;

/** Output names paths from anywhere. */
function isSame(found: string, path: string): boolean {
	const parts = (text: string): readonly string[] => text.split(/[\\/]+/u).filter((part) => part !== '' && part !== '.');
	const [short = [], long = []] = [parts(found), parts(path)].sort((a, b) => a.length - b.length);
	return short.length > 0 && short.every((part, index) => part === long[long.length - short.length + index]);
}
