import { stripInvisible } from '../text.ts';

/** Tests that a command's output says it ran; undefined where it says nothing that is known. The last word counts. */
export function testCounts(output: string): { readonly passed: number; readonly total: number } | undefined {
	const text = bare(output);
	for (const read of readers) {
		const counts = read(text);
		if (counts !== undefined) {
			return counts;
		}
	}
	return undefined;
}

type Reader = (text: string) => { readonly passed: number; readonly total: number } | undefined;

const numberIn = (text: string, pattern: RegExp): number | undefined => {
	const found = [...text.matchAll(pattern)].at(-1)?.[1];
	return found === undefined ? undefined : Number(found);
};

const summary =
	(passed: RegExp, total: RegExp): Reader =>
	(text) => {
		const all = numberIn(text, total);
		return all === undefined ? undefined : { passed: numberIn(text, passed) ?? 0, total: all };
	};

/** A line that counts what happened, each number before its word: `2 failed, 3 passed in 0.1s`. */
const counted =
	(lines: RegExp, words: RegExp): Reader =>
	(text) => {
		const line = [...text.matchAll(lines)].at(-1)?.[0];
		if (line === undefined) {
			return undefined;
		}
		const counts = [...line.matchAll(words)].map(([, number, word]) => ({ word, number: Number(number) }));
		const sum = (list: typeof counts): number => list.reduce((total, { number }) => total + number, 0);
		return { passed: sum(counts.filter(({ word }) => /^pass/u.test(word ?? ''))), total: sum(counts) };
	};

const readers: readonly Reader[] = [
	// node:test, as a person or as TAP.
	summary(/^(?:#|ℹ) pass (\d+)$/gmu, /^(?:#|ℹ) tests (\d+)$/gmu),
	// vitest and jest.
	counted(/^\s*Tests:?\s+.*\d.*$/gmu, /(\d+) (passed|failed|skipped|todo|pending)/gu),
	// mocha.
	(text) => {
		const passed = numberIn(text, /^\s+(\d+) passing\b/gmu);
		return passed === undefined ? undefined : { passed, total: passed + (numberIn(text, /^\s+(\d+) failing\b/gmu) ?? 0) };
	},
	// pytest; unittest of Python counts what it ran.
	counted(/^(?:=+ )?(?:\d+ \w+, )*\d+ (?:passed|failed|errors?|skipped)\b.* in [\d.]+.*$/gmu, /(\d+) (passed|failed|errors?|skipped)/gu),
	(text) => {
		const total = numberIn(text, /^Ran (\d+) tests? in /gmu);
		const failed = [...text.matchAll(/\b(?:failures|errors)=(\d+)/gu)].reduce((sum, [, number]) => sum + Number(number), 0);
		return total === undefined ? undefined : { passed: total - failed, total };
	},
	// TAP without a summary.
	(text) => {
		const passed = [...text.matchAll(/^ok \d+/gmu)].length;
		const failed = [...text.matchAll(/^not ok \d+/gmu)].length;
		return passed + failed === 0 ? undefined : { passed, total: passed + failed };
	},
];

/** What a model is shown of a failed run: lines from the first failure on, or what node:test says of all of them at its end, without colours, at most `most`. */
export function failureEvidence(output: string, most = 60): string {
	const lines = stripInvisible(bare(output))
		.split('\n')
		.map((line) => line.trimEnd().slice(0, 300))
		.filter((line, index, all) => line !== '' || (all[index - 1] ?? '') !== '')
		.filter((line) => !noise.test(line));
	const again = lines.lastIndexOf('✖ failing tests:') + 1;
	const first = lines.findIndex((line) => failure.test(line));
	const from = again > 0 ? again : lines.length <= most || first < 0 ? 0 : Math.max(0, Math.min(first - 1, lines.length - most));
	return lines
		.slice(from, from + most)
		.join('\n')
		.trim();
}

const failure = /^\s*(?:not ok\b|✖|✗|×|●|FAIL\b|FAILED\b|Traceback\b|E {2,}|\d+\) |\w*Error\b)|AssertionError|^_{3,} .* _{3,}$/u;
/** Frames of the runtime itself, where npm keeps its log, and what node:test counts or says of an error beside its message. */
const noise =
	/^\s*at .*\((?:node:|file:\/\/\/.*\/node_modules\/|.*\/node_modules\/)|^\s*at (?:async )?node:|^npm (?:error|notice)\b|^(?:ℹ|#) (?:suites|cancelled|skipped|todo|duration_ms) [\d.]+$|^\s+(?:generatedMessage: (?:true|false)|code: 'ERR_ASSERTION'|operator: '\w+'|diff: '\w+'),?$/u;

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one.
const bare = (text: string): string => text.replace(/\u001b\[[\d;?]*[ -/]*[@-~]/gu, '').replaceAll('\r', '');
