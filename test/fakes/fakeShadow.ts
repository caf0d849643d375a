import type { Problem } from '../../src/core/fix/fixRequest.ts';
import type { Shadow, ShadowReport, TestReport, TestRun } from '../../src/core/fix/verification.ts';

/** A checker that reports a problem for each line that holds a word of `rules`. */
export function fakeShadow(
	rules: Readonly<Record<string, string>>,
	options: Partial<Pick<Shadow, 'alwaysLooks'>> & {
		readonly dependents?: (text: string) => Extract<ShadowReport, { kind: 'seen' }>['dependents'];
		/** Given instead of looking, on the nth look from 1. */
		readonly unseen?: (look: number) => string | undefined;
	} = {},
): Shadow & { readonly texts: readonly string[] } {
	const texts: string[] = [];
	return {
		name: 'Fake',
		texts,
		...(options.alwaysLooks !== undefined && { alwaysLooks: options.alwaysLooks }),
		async check(text, signal) {
			signal.throwIfAborted();
			texts.push(text);
			const reason = options.unseen?.(texts.length);
			return reason === undefined
				? { kind: 'seen', problems: problemsIn(text, rules), dependents: options.dependents?.(text) ?? [] }
				: { kind: 'unseen', reason };
		},
	};
}

export const problemsIn = (text: string, rules: Readonly<Record<string, string>>): readonly Problem[] =>
	text.split('\n').flatMap((line, index) =>
		Object.entries(rules)
			.filter(([word]) => line.includes(word))
			.map(([, message]) => ({ lines: { first: index, last: index }, message, severity: 'error' as const, source: 'fake(1)' })),
	);

/** A test command whose report the text decides. */
export function fakeTests(report: (text: string) => TestReport): TestRun & { readonly texts: readonly string[] } {
	const texts: string[] = [];
	return {
		command: 'npm test',
		texts,
		async run(text, signal) {
			signal.throwIfAborted();
			texts.push(text);
			return report(text);
		},
	};
}
