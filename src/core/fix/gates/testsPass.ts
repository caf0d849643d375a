import { failureEvidence } from '../testOutput.ts';
import type { TestReport, TestRun } from '../verification.ts';
import { type Check, held } from './gate.ts';

/** The user's tests pass; where they failed before and nobody asked to mend that, they fail no differently. */
export function testsPass(
	before: { readonly text: string; readonly failure?: string },
	tests: TestRun | undefined,
	now: () => number,
): Check {
	let baseline: TestReport | undefined;
	return {
		verification: 'tests',
		...(tests && { by: tests.command }),
		async run({ text }, signal) {
			if (tests === undefined) return held([], ['Behaviour not verified: no test ran.']);
			const startMs = now();
			const report = await tests.run(text, signal);
			switch (report.kind) {
				case 'passed': {
					const passed = report.passed === undefined ? {} : { passed: report.passed };
					return held([{ verification: 'tests', by: tests.command, ms: now() - startMs, ...passed }]);
				}
				case 'notRun':
					return held([], [`Behaviour not verified: \`${tests.command}\` could not be run: ${report.reason}`]);
				case 'failed': {
					const refused = { kind: 'refused', reason: 'the tests fail', evidence: failureEvidence(report.output) } as const;
					if (before.failure !== undefined) return refused;
					baseline ??= await tests.run(before.text, signal);
					return baseline.kind === 'failed' && failsAlike(baseline.output, report.output)
						? held([], [`Behaviour not verified: \`${tests.command}\` fails without the change as well.`])
						: refused;
				}
			}
		},
	};
}

/** Nothing fails that did not fail before. */
function failsAlike(before: string, after: string): boolean {
	const known = new Set(failureLines(before));
	return failureLines(after).every((line) => known.has(line));
}

/** Lines about failures, without what differs from run to run. */
const failureLines = (output: string): readonly string[] =>
	failureEvidence(output, 2000)
		.split('\n')
		.filter((line) => /fail|error|not ok|assert|expected|actual|received|✗|✖|×|●|panicked/iu.test(line))
		.map((line) =>
			line
				.replace(/\b\d+(?:\.\d+)?\s*m?s\b/gu, 'TIME')
				.replace(/:\d+(?::\d+)?/gu, '')
				.replace(/\bline \d+/gu, 'line')
				.replace(/(?:\/[\w.@-]+)+\//gu, '')
				.replace(/0x[\da-f]+/gu, '')
				.trim(),
		);
