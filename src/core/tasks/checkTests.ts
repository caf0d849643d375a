import type { TestReport } from '../fix/verification.ts';

export type TestsVerdict =
	/** They pass, and notice `caught` of the `of` changes that were made to the code. */
	| { readonly kind: 'held'; readonly caught: number; readonly of: number }
	| { readonly kind: 'failed'; readonly output: string }
	/** They pass whatever the code does. */
	| { readonly kind: 'blind'; readonly of: number }
	| { readonly kind: 'notRun'; readonly reason: string };

export interface TestsInQuestion {
	/** The code that is tested, whole. */
	readonly source: string;
	readonly mutants: readonly string[];
	readonly tests: string;
	/** Name of the file of the tests, as a test runner prints it. */
	readonly fileName: string;
}

/** Runs tests over the code as it is, where they must pass, and over changed copies, one of which they must notice. */
export async function checkTests(
	{ source, mutants, tests, fileName }: TestsInQuestion,
	run: (texts: { readonly source: string; readonly tests: string }) => Promise<TestReport>,
): Promise<TestsVerdict> {
	const first = await run({ source, tests });
	if (first.kind !== 'passed') {
		return first;
	}
	// A command that names other files passes whatever this one holds.
	if ((await run({ source, tests: ')(\n' })).kind === 'passed') {
		return { kind: 'notRun', reason: `the test command does not run ${fileName}. Save it, and run it yourself.` };
	}
	let caught = 0;
	for (const mutant of mutants) {
		const report = await run({ source: mutant, tests });
		// Tests that were there before may notice it too, which says nothing of these.
		caught += report.kind === 'failed' && report.output.includes(fileName) ? 1 : 0;
	}
	return mutants.length > 0 && caught === 0 ? { kind: 'blind', of: mutants.length } : { kind: 'held', caught, of: mutants.length };
}

/** What to tell the model of tests that are not good enough; `undefined` where there is nothing to mend. */
export function evidenceOf(verdict: TestsVerdict): string | undefined {
	switch (verdict.kind) {
		case 'failed':
			return `They fail although the function is right:\n${verdict.output.split('\n').slice(0, 60).join('\n')}`;
		case 'blind':
			return 'They still pass when the function returns something wrong. Check the results exactly.';
		case 'held':
		case 'notRun':
			return undefined;
	}
}

/** As the user reads it. */
export function verdictText(verdict: TestsVerdict, command: string): string {
	switch (verdict.kind) {
		case 'held':
			return `They pass with ${command}${verdict.of === 0 ? '' : `, and ${verdict.caught} of ${verdict.of} deliberate mistakes in the function make them fail`}.`;
		case 'failed':
			return `They fail with ${command}. Read them before you keep them: the tests or the function may be wrong.`;
		case 'blind':
			return `They pass with ${command}, but none of ${verdict.of} deliberate mistakes in the function makes them fail, so they check too little.`;
		case 'notRun':
			return `Not run: ${verdict.reason}`;
	}
}
