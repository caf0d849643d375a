import { describe, expect, it } from 'vitest';
import type { FixRequest } from '../../../src/core/fix/fixRequest.ts';
import { diagnostics } from '../../../src/core/fix/gates/diagnostics.ts';
import { type Candidate, candidateOf } from '../../../src/core/fix/gates/gate.ts';
import { testsPass } from '../../../src/core/fix/gates/testsPass.ts';
import type { Shadow, TestReport } from '../../../src/core/fix/verification.ts';
import { fakeShadow, fakeTests, problemsIn } from '../../fakes/fakeShadow.ts';

const rules = { wrong: 'It is wrong.', odd: 'It is odd.' };
const text = 'const a = 1;\nconst b = wrong;\nconst c = 3;\n';
const never = new AbortController().signal;

const requestFor = (more: Partial<FixRequest> = {}): FixRequest => ({
	...{ label: 'src/a.ts', languageId: 'typescript', text, target: { first: 1, last: 1 }, definitions: [], effort: 'medium' },
	problems: problemsIn(text, rules),
	...more,
});

const candidate = (request: FixRequest, after: string): Candidate => candidateOf(request, after, { first: 0, last: 2 });

let clock = 0;
const now = (): number => (clock += 5);

async function look(after: string, shadow: Shadow | undefined, more: Partial<FixRequest> = {}) {
	const request = requestFor(more);
	const finding = await diagnostics(request, shadow, now).run(candidate(request, after), never);
	return finding.kind === 'refused'
		? `${finding.reason}: ${finding.evidence}`
		: { held: finding.verified.map(({ verification }) => verification), not: finding.notVerified };
}

const right = text.replace('wrong', '2');
const both = { held: ['diagnostic', 'noNewDiagnostics'], not: [] };

describe('the check for problems', () => {
	it('holds where the target is gone and nothing came', async () => {
		expect(await look(right, fakeShadow(rules))).toEqual(both);
	});
	it('names who looked, and how long it took', async () => {
		const request = requestFor();
		const finding = await diagnostics(request, fakeShadow(rules), now).run(candidate(request, right), never);
		expect(finding).toMatchObject({
			verified: [
				{ by: 'Fake', ms: 5 },
				{ by: 'Fake', ms: 5 },
			],
		});
	});
	it('refuses where the target is still there, or moved', async () => {
		expect(await look(`// b\n${text}`, fakeShadow(rules))).toBe(
			'the problem is still there: at `const b = wrong;`: It is wrong. [fake(1)]',
		);
	});
	it('refuses where others came', async () => {
		expect(await look(text.replace('wrong', 'odd'), fakeShadow(rules))).toBe(
			'it made new problems: at `const b = odd;`: It is odd. [fake(1)]',
		);
	});
	it('refuses where others came in a file that depends on it', async () => {
		const dependents = (of: string) => [{ label: 'src/b.ts', problems: of === right ? [...problemsIn('\nwrong', rules)] : [] }];
		expect(await look(right, fakeShadow(rules, { dependents }))).toBe('it made new problems in src/b.ts: line 2: It is wrong. [fake(1)]');
		const old = () => [{ label: 'src/b.ts', problems: [...problemsIn('\nwrong', rules)] }];
		expect(await look(right, fakeShadow(rules, { dependents: old }))).toEqual(both);
	});
	it('takes no old problem that an edit moved for a new one', async () => {
		const old = `${text}odd\n`;
		const problems = problemsIn(old, { wrong: rules.wrong });
		expect(await look(`// one\n// two\n${old.replace('wrong', '2')}`, fakeShadow(rules), { text: old, problems })).toEqual(both);
	});
	it('is not verified where the checker does not report the target for the unchanged text', async () => {
		const shadow = fakeShadow({ odd: rules.odd });
		expect(await look(right, shadow)).toEqual({
			held: [],
			not: [expect.stringContaining('Fake did not report it for a copy of the unchanged text')],
		});
	});
	it('then still refuses what is reported anew', async () => {
		expect(await look(text.replace('wrong', 'odd'), fakeShadow({ odd: rules.odd }))).toContain('it made new problems');
	});
	it('knows of a checker that always looks that there are no new problems at least', async () => {
		const shadow = fakeShadow({ odd: rules.odd }, { alwaysLooks: true });
		expect(await look(right, shadow)).toEqual({ held: ['noNewDiagnostics'], not: [expect.stringContaining('Fake does not report it')] });
	});
	it('needs no target where something else is asked', async () => {
		const clean = { text: right, problems: [], instruction: 'rename' };
		expect(await look(right.replace('b', 'd'), fakeShadow(rules, { alwaysLooks: true }), clean)).toEqual({
			held: ['noNewDiagnostics'],
			not: [],
		});
		expect(await look(right.replace('b', 'd'), fakeShadow(rules), clean)).toEqual({
			held: [],
			not: [expect.stringContaining('may not have looked')],
		});
		expect(await look(right.replace('2', 'odd'), fakeShadow(rules), clean)).toContain('it made new problems');
	});
	it('says what the checker did otherwise than the project says', async () => {
		const seen = fakeShadow(rules);
		const note = 'tsconfig.json cannot be read.';
		const noting: Shadow = {
			name: seen.name,
			async check(of, signal) {
				const report = await seen.check(of, signal);
				return report.kind === 'seen' ? { ...report, note } : report;
			},
		};
		expect(await look(right, noting)).toEqual({ ...both, not: [note] });
	});
	it('is not verified where nobody can look, before or after', async () => {
		const not = (reason: string) => ({ held: [], not: [`Whether problems are left was not checked: ${reason}`] });
		expect(await look(right, undefined)).toEqual(not('nothing here reports problems of this file.'));
		expect(await look(right, fakeShadow(rules, { unseen: (nth) => (nth === 1 ? 'it crashed' : undefined) }))).toEqual(not('it crashed.'));
		expect(await look(right, fakeShadow(rules, { unseen: (nth) => (nth === 2 ? 'it was slow.' : undefined) }))).toEqual(
			not('it was slow.'),
		);
	});
	it('looks at the unchanged text once, and again after it was cancelled meanwhile', async () => {
		const shadow = fakeShadow(rules);
		const request = requestFor();
		const check = diagnostics(request, shadow, now);
		await expect(check.run(candidate(request, right), AbortSignal.abort())).rejects.toThrow();
		await check.run(candidate(request, right), never);
		await check.run(candidate(request, text), never);
		expect(shadow.texts).toEqual([text, right, text]);
	});
});

describe('the check by tests', () => {
	async function run(report: (text: string) => TestReport, failure?: string) {
		const tests = fakeTests(report);
		const request = requestFor(failure === undefined ? {} : { failure });
		const finding = await testsPass(request, tests, now).run(candidate(request, right), never);
		return { finding, runs: tests.texts.length };
	}
	const failed = (output: string): TestReport => ({ kind: 'failed', output });

	it('counts what passed', async () => {
		const { finding, runs } = await run(() => ({ kind: 'passed', passed: 14 }));
		expect(finding).toMatchObject({ verified: [{ verification: 'tests', by: 'npm test', passed: 14, ms: 5 }] });
		expect(runs).toBe(1);
	});
	it('refuses where the failing test goes on failing, without a run of the unchanged text', async () => {
		const { finding, runs } = await run(() => failed('Error: expected 1'), 'Error: expected 1');
		expect(finding).toEqual({ kind: 'refused', reason: 'the tests fail', evidence: 'Error: expected 1' });
		expect(runs).toBe(1);
	});
	it('refuses where they passed before, or fail otherwise', async () => {
		expect((await run((of) => (of === right ? failed('Error: a') : { kind: 'passed' }))).finding).toMatchObject({ kind: 'refused' });
		expect((await run((of) => failed(of === right ? 'Error: a\nError: b' : 'Error: a'))).finding).toMatchObject({ kind: 'refused' });
	});
	it('is not verified where they failed the same way before', async () => {
		const { finding } = await run((of) =>
			failed(of === right ? '✖ adds (12 ms)\n  Error: a\n    at /tmp/x1/a.ts:3:4' : '✖ adds (9.5ms)\n  Error: a\n    at /tmp/x2/a.ts:5:6'),
		);
		expect(finding).toMatchObject({
			kind: 'held',
			verified: [],
			notVerified: [expect.stringContaining('fails without the change as well')],
		});
	});
	it('is not verified where they cannot be run', async () => {
		const { finding } = await run(() => ({ kind: 'notRun', reason: 'there is no npm.' }));
		expect(finding).toMatchObject({ kind: 'held', notVerified: [expect.stringContaining('there is no npm.')] });
	});
});
