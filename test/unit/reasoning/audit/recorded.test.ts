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
	'What is 58 * 67?': { wrong: ['58 \\times 60 = 58 \\times (60 + 7) | 3480'], right: 31 },
	'What is 999 * 12 - 45?': { wrong: [], right: 2 },
	'What is 625 / 25 + 13 * 4?': { wrong: [], right: 3 },
	'What is 23 % of 450?': { wrong: [], right: 1 },
	'What is 7/8 - 1/3 as a fraction?': { wrong: [], right: 0 },
	'What is 3^7 - 2^9?': { wrong: ['3^7 - 2^9 = 3^{7-9} | 1675', '3^7 - 2^9 = \\boxed{\\frac{1}{9}} | 1675'], right: 5 },
	'Compute 12.5 * 8 + 3.75.': { wrong: [], right: 2 },
	'What is the square root of 1369 plus 18?': { wrong: ['1369 = 121^2 | 14641', '121 + 18 = 149 | 139'], right: 0 },
	'What is 6! / 4!?': {
		wrong: [
			'\\frac{6 \\times 5 \\times 4 \\times 3 \\times 2 \\times 1}{4 \\times 3 \\times 2 \\times 1} = \\frac{6 \\times 5 \\times 4}{4 \\times 3 \\times 2} | 30',
		],
		right: 6,
	},
	'What is 1234 mod 17?': { wrong: [], right: 0 },
	'A shirt costs 48 euros and is reduced by 15 %. What does it cost?': { wrong: [], right: 2 },
	'What is the sum of the numbers from 1 to 40?': { wrong: [], right: 2 },
	'What is 5/12 + 7/18?': { wrong: [], right: 6 },
	'What is 0.2 * 0.3 + 0.04?': { wrong: ['0.2 \\times 0.3 = 0.6 | 0.06'], right: 1 },
	'If 3x + 7 = 52, what is x?': { wrong: [], right: 0 },
	'What is 81 * 19 - 64 * 11?': { wrong: [], right: 4 },
	'What is 15^2 + 20^2, and its square root?': { wrong: [], right: 6 },
	'How many minutes are 3.75 hours?': { wrong: [], right: 1 },
	'What is 2/3 of 210 plus 1/4 of 88?': { wrong: [], right: 7 },
	'What is (48 - 19) * (7 + 6)?': { wrong: ['29 \\times 13 = 357 | 377'], right: 2 },
	'A car uses 6.5 litres per 100 km. How much for 340 km?': { wrong: [], right: 2 },
	'What is 1000 / 8 - 3 * 17?': { wrong: [], right: 4 },
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
