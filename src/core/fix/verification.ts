import type { Problem } from './fixRequest.ts';

/** What may be found true of a candidate, in order of cost. */
export const verifications = ['applies', 'parses', 'diagnostic', 'noNewDiagnostics', 'tests'] as const;
export type Verification = (typeof verifications)[number];

/** One thing that ran and held; `by` names who looked (`TypeScript`, a test command). */
export interface Verified {
	readonly verification: Verification;
	readonly by?: string;
	/** Wall-clock time. */
	readonly ms?: number;
	/** Tests that passed, where they could be counted. */
	readonly passed?: number;
}

/** Looks at a text in place of one document, which is never touched. */
export interface Shadow {
	/** As the badge names it: `TypeScript`. */
	readonly name: string;
	/** Whether it looks at every text by itself, so that no report means no problem. A language server may just not look. */
	readonly alwaysLooks?: boolean;
	/** Problems of the document if it read `text`, and of open files that depend on it. Rejects with AbortError alone. */
	check(text: string, signal: AbortSignal): Promise<ShadowReport>;
	/** The same, where the errors of the document carry suggestions; takes longer. */
	suggest?(text: string, signal: AbortSignal): Promise<ShadowReport>;
}

export type ShadowReport =
	| {
			readonly kind: 'seen';
			readonly problems: readonly Problem[];
			readonly dependents: readonly { readonly label: string; readonly problems: readonly Problem[] }[];
			/** What was done otherwise than the project says, a sentence: its configuration could not be read. */
			readonly note?: string;
	  }
	/** Nobody could look: `reason` says why. */
	| { readonly kind: 'unseen'; readonly reason: string };

/** Runs the user's tests over a text in place of one document, in a copy. */
export interface TestRun {
	/** As it is shown to the user. */
	readonly command: string;
	/** Rejects with AbortError alone. */
	run(text: string, signal: AbortSignal): Promise<TestReport>;
}

export type TestReport =
	| { readonly kind: 'passed'; readonly passed?: number }
	| { readonly kind: 'failed'; readonly output: string }
	/** It could not be started, or hit a limit: `reason` says which. */
	| { readonly kind: 'notRun'; readonly reason: string };
