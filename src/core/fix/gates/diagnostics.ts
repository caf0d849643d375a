import { newProblems, remaining, reported } from '../compareDiagnostics.ts';
import type { FixRequest, Problem } from '../fixRequest.ts';
import type { Shadow, ShadowReport, Verified } from '../verification.ts';
import { type Candidate, type Check, type Finding, held } from './gate.ts';

/** The target problems are gone and no others came, in the document and in open files that depend on it. */
export function diagnostics(request: FixRequest, shadow: Shadow | undefined, now: () => number): Check {
	let baseline: Promise<Baseline> | undefined;
	return {
		verification: 'diagnostic',
		...(shadow && { by: shadow.name }),
		async run(candidate, signal) {
			if (shadow === undefined) return held([], ['Whether problems are left was not checked: nothing here reports problems of this file.']);
			// Asked of the unchanged text once; what was cancelled is asked again.
			baseline ??= look(request, shadow, signal);
			const before = await baseline.catch((error: unknown) => {
				baseline = undefined;
				throw error;
			});
			if (before.kind === 'unseen') return held([], [before.reason]);
			const startMs = now();
			const after = await shadow.check(candidate.text, signal);
			return after.kind === 'unseen'
				? held([], [`Whether problems are left was not checked: ${sentence(after.reason)}`])
				: compare(candidate, before, after, { by: shadow.name, ms: now() - startMs });
		},
	};
}

type Seen = Extract<ShadowReport, { kind: 'seen' }>;

type Baseline =
	| { readonly kind: 'unseen'; readonly reason: string }
	| {
			readonly kind: 'seen';
			readonly report: Seen;
			/** The problems of the request that the checker reports as well. */
			readonly targets: readonly Problem[];
			/** Why these are not all. */
			readonly notVerified: readonly string[];
			/** Whether silence of this checker means that all is well. */
			readonly isTrusted: boolean;
	  };

async function look({ text, problems }: FixRequest, shadow: Shadow, signal: AbortSignal): Promise<Baseline> {
	const report = await shadow.check(text, signal);
	if (report.kind === 'unseen') return { kind: 'unseen', reason: `Whether problems are left was not checked: ${sentence(report.reason)}` };
	const targets = reported(problems, report.problems);
	const isTrusted = shadow.alwaysLooks === true || targets.length > 0 || (problems.length === 0 && report.problems.length > 0);
	if (!isTrusted) {
		const reason =
			problems.length > 0
				? `Whether the problem is gone was not checked: ${shadow.name} did not report it for a copy of the unchanged text.`
				: `Whether there are new problems was not checked: ${shadow.name} reported nothing for a copy of the unchanged text, so it may not have looked.`;
		return { kind: 'seen', report, targets, notVerified: [reason], isTrusted };
	}
	const notVerified =
		targets.length < problems.length
			? [
					`Whether ${targets.length === 0 ? 'the problem is' : 'all problems are'} gone was not checked: ${shadow.name} does not report ${targets.length === 0 ? 'it' : 'all of them'}.`,
				]
			: [];
	return { kind: 'seen', report, targets, notVerified, isTrusted };
}

function compare(
	{ text, changes }: Candidate,
	{ report, targets, notVerified, isTrusted }: Extract<Baseline, { kind: 'seen' }>,
	after: Seen,
	by: Pick<Verified, 'by' | 'ms'>,
): Finding {
	const left = remaining(targets, after.problems, changes);
	if (left.length > 0) return { kind: 'refused', reason: 'the problem is still there', evidence: described(left, text) };
	const fresh = newProblems(report.problems, after.problems, changes);
	if (fresh.length > 0) return { kind: 'refused', reason: 'it made new problems', evidence: described(fresh, text) };
	for (const { label, problems } of after.dependents) {
		const before = report.dependents.find((other) => other.label === label)?.problems ?? [];
		const inOther = newProblems(before, problems, []);
		if (inOther.length > 0) return { kind: 'refused', reason: `it made new problems in ${label}`, evidence: described(inOther, '') };
	}
	const diagnostic = targets.length > 0 && notVerified.length === 0 ? [{ verification: 'diagnostic' as const, ...by }] : [];
	const noNew = isTrusted ? [{ verification: 'noNewDiagnostics' as const, ...by }] : [];
	return held([...diagnostic, ...noNew], after.note === undefined ? notVerified : [...notVerified, after.note]);
}

function described(problems: readonly Problem[], text: string): string {
	const lines = text.split('\n');
	return problems
		.slice(0, 20)
		.map(({ lines: { first }, message, source }) => {
			const code = (lines[first] ?? '').trim().slice(0, 160);
			return `${code === '' ? `line ${first + 1}` : `at \`${code}\``}: ${message}${source === undefined ? '' : ` [${source}]`}`;
		})
		.join('\n');
}

const sentence = (reason: string): string => (/[.!?]$/u.test(reason) ? reason : `${reason}.`);
