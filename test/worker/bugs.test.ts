// The set of bugs that fixes are measured with: each is one, shows itself, and is judged rightly. And what the loop makes of edits that were
// labelled before anybody thought of gates: with the real TypeScript and the real visible tests.
import { rmSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { TypescriptChecker } from '../../src/inference/typescriptShadow.ts';
import { shownOf } from '../eval/bugs/askOracle.ts';
import { type Bug, writtenBugs } from '../eval/bugs/bug.ts';
import { withFaulty } from '../eval/bugs/faulty.ts';
import { solves } from '../eval/bugs/judge.ts';
import { mutants } from '../eval/bugs/mutator.ts';
import { type LabelledEdit, labelledEdits } from '../eval/bugs/oracle.ts';
import { buildChecker } from '../lib/checker.ts';

const checkerPath = buildChecker(`out/test/checker-bugs-${process.pid}.cjs`);
const quiet = { trace: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const checker = new TypescriptChecker({ checkerPath, log: quiet });
afterAll(async () => {
	await checker.dispose();
	rmSync(checkerPath, { force: true });
});
const never = new AbortController().signal;

const written = writtenBugs();
const made = await mutants(1);

test('there are forty bugs that people would make and twenty that a seed makes, all of them different', async () => {
	expect(written.length).toBeGreaterThanOrEqual(40);
	expect(made.length).toBeGreaterThanOrEqual(20);
	expect(new Set([...written, ...made].map(({ id }) => id)).size).toBe(written.length + made.length);
	expect(new Set(written.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(8);
});

test('the same seed makes the same bugs, another one others', async () => {
	expect(await mutants(1)).toEqual(made);
	expect((await mutants(2)).map(({ id }) => id)).not.toEqual(made.map(({ id }) => id));
});

describe.each([...written, ...made].map((bug) => [bug.id, bug] as const))('%s', (_, bug: Bug) => {
	test('is seen by the hidden test, which its repair passes and look-alikes do not', async () => {
		expect(await solves(bug, bug.source)).toBe(false);
		expect(await solves(bug, bug.right)).toBe(true);
		for (const text of bug.plausible) expect(await solves(bug, text)).toBe(false);
	});

	test('shows itself, and not once it is repaired', async () => {
		await withFaulty(bug, checker, async ({ request, shadow, tests }) => {
			const isShown = bug.visible === undefined ? request.problems.length > 0 : (request.failure ?? '') !== '';
			expect(isShown).toBe(true);
			const after = await shadow.check(bug.right, never);
			const errors = after.kind === 'seen' ? after.problems.filter(({ severity }) => severity === 'error') : [];
			if (bug.visible === undefined && written.includes(bug)) expect(errors).toEqual([]);
			if (tests !== undefined) expect(await tests.run(bug.right, never)).toEqual({ kind: 'passed', passed: 1 });
		});
	});
});

describe.each(written.filter(({ plausible }) => plausible.length > 0).map((bug) => [bug.id, bug] as const))(
	'of edits to %s',
	(_, bug: Bug) => {
		test('the right one is accepted, no harmful one is shown, a plausible one says that its behaviour was not verified', async () => {
			await withFaulty(bug, checker, async (faulty) => {
				const edits = labelledEdits(bug, faulty.request);
				const outcomes: (LabelledEdit & { readonly isShown: boolean; readonly notVerified: string })[] = [];
				for (const edit of edits) {
					const shown = await shownOf(faulty, [edit], 'blocks');
					outcomes.push({ ...edit, isShown: shown !== undefined, notVerified: shown?.notVerified.join(' ') ?? '' });
				}
				const named = (label: string, isShown: boolean) =>
					outcomes.filter((outcome) => outcome.label === label && outcome.isShown === isShown).map(({ what }) => what);
				expect({ rightRefused: named('right', false), harmfulShown: named('harmful', true) }).toEqual({
					rightRefused: [],
					harmfulShown: [],
				});
				expect(named('harmful', false).length).toBeGreaterThanOrEqual(4);
				for (const { label, isShown, notVerified } of outcomes) {
					// A test that passes is named on the badge; it does not say more than it tests.
					if (label === 'plausible' && isShown && bug.visible === undefined) expect(notVerified).toMatch(/behaviour not verified/iu);
				}
			});
		});

		test('the right one is shown after harmful ones were sent back, and as lines of the region too', async () => {
			await withFaulty(bug, checker, async (faulty) => {
				const edits = labelledEdits(bug, faulty.request).filter(({ within }) => within === undefined);
				const harmful = edits.filter(({ label }) => label === 'harmful').slice(0, 2);
				const right = edits.filter(({ label }) => label === 'right');
				for (const [tries, form] of [
					[[...harmful, ...right], 'blocks'],
					[right, 'region'],
				] as const) {
					const shown = await shownOf(faulty, tries, form);
					// An import may come to stand elsewhere.
					expect(shown !== undefined && (shown.text === bug.right || (await solves(bug, shown.text)))).toBe(true);
				}
			});
		});
	},
);
