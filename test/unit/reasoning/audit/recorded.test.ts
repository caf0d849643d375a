import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { audit } from '../../../../src/core/reasoning/audit/audit.ts';

interface Recorded {
	readonly question: string;
	readonly reasoning: string;
	readonly answer: string;
}

/** What Qwen2.5-Coder 0.5B wrote to sums (effort low), as it came. */
const recorded: readonly Recorded[] = JSON.parse(readFileSync(new URL('../../../eval/auditRecorded.json', import.meta.url), 'utf8'));

/** Read by a person: the wrong equalities of each text, with what is right, and how many are right. */
const labels: Readonly<Record<string, { readonly wrong: readonly string[]; readonly right: number }>> = {
	'What is 17 * 24?': { wrong: ['17 \\times 24 = 17 + 24 | 408'], right: 1 },
	'What is 36 * 48 + 125?': { wrong: ['36 \\times 48 = 36 \\times (50 - 4) | 1728', '1656 + 125 = 1881 | 1781'], right: 3 },
	'Compute 1004 - 567 + 89.': {
		wrong: ['567 \\times 89 = 49033 | 50463', '1004 - 49033 = -39000 | -48029', '1004 - 567 + 89 = \\boxed{-39000} | 526'],
		right: 0,
	},
	'What is 144 / 9 + 7 * 8?': { wrong: [], right: 4 },
	'What is 387 * 46? Show the partial products.': {
		wrong: ['387 \\times 46 = (387 \\times 4) + (387 \\times 6) | 17802', '387 \\times 4 = 1518 | 1548', '387 \\times 6 = 2302 | 2322'],
		right: 1,
	},
	'What is 15 % of 248?': { wrong: ['15% of 248 is \\(\\boxed{368} | 37.2'], right: 0 },
	'What is 3/4 + 5/6 as a fraction in lowest terms?': { wrong: [], right: 0 },
	'What is 2^10 - 24 * 3?': { wrong: [], right: 4 },
};

describe('in what the real 0.5B wrote', () => {
	it.each(recorded.map((turn) => [turn.question, turn] as const))(
		'to "%s" each wrong sum is marked, and no right one',
		(question, { reasoning, answer }) => {
			const found = [...audit(reasoning), ...audit(answer)];
			const wrong = found.filter(({ verdict }) => verdict === 'refuted').map(({ text, expected }) => `${text} | ${expected}`);
			expect(wrong).toEqual(labels[question]?.wrong);
			expect(found.filter(({ verdict }) => verdict === 'checked')).toHaveLength(labels[question]?.right ?? 0);
		},
	);
});
