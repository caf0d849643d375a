import type { TestReport } from '../fix/verification.ts';

export type TestsVerdict =
	/** They pass, and notice `caught` of the `of` changes that were made to the code. */
	| { readonly kind: 'held'; readonly caught: number; readonly of: number }
	| { readonly kind: 'failed'; readonly output: string }
	/** They pass whatever the code does. */
	| { readonly kind: 'blind'; readonly of: number }
	| { readonly kind: 'notRun'; readonly reason: string };

/** Runs tests over the code as it is, where they must pass, and over changed copies, one of which they must notice. */
export async function checkTests(
	run: (source: string) => Promise<TestReport>,
	source: string,
	mutants: readonly string[],
): Promise<TestsVerdict> {
	const first = await run(source);
	if (first.kind !== 'passed') {
		return first;
	}
	// A runner that found no test passes too.
	if (first.passed === 0) {
		return { kind: 'failed', output: 'The test command ran no test.' };
	}
	let caught = 0;
	for (const mutant of mutants) {
		caught += (await run(mutant)).kind === 'failed' ? 1 : 0;
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
