import type { TurnAudit } from '../src/core/chat/turnAudit.ts';
import type { Equality } from '../src/core/reasoning/audit/equality.ts';
import { plural } from './format.ts';

const longest = 160;

/** `Refuted: 17 × 4 = 78. It should be 68.` */
export function describeSum({ text, verdict, expected }: Equality): string {
	const sum = readable(text);
	switch (verdict) {
		case 'checked':
			return `Checked: ${sum}`;
		case 'refuted':
			return expected === undefined
				? `Refuted: ${sum}`
				: `Refuted: ${sum}. ${expected.includes('≠') ? expected : `It should be ${expected}`}.`;
		case 'notCheckable':
			return `Not checkable: ${sum}`;
	}
}

const longestValue = 24;

/** What fits behind a sum; its description has all of it. */
export const shortValue = (value: string): string => (value.length <= longestValue ? value : `${value.slice(0, longestValue - 4)}…`);

/** `5 sums checked, 1 wrong`: of those that could be decided. */
export function sumFacts({ reasoning, answer, solution }: TurnAudit): { readonly checked: string; readonly wrong?: string } | undefined {
	const decided = [...reasoning, ...answer, ...solution].filter(({ verdict }) => verdict !== 'notCheckable');
	const wrong = decided.filter(({ verdict }) => verdict === 'refuted').length;
	if (decided.length === 0) return undefined;
	return { checked: `${plural(decided.length, 'sum')} checked`, ...(wrong === 0 ? {} : { wrong: `${wrong} wrong` }) };
}

const signs: Readonly<Record<string, string>> = {
	times: '×',
	cdot: '·',
	div: '÷',
	approx: '≈',
	equiv: '≡',
	pi: 'π',
	pmod: 'mod ',
	sqrt: '√',
	quad: ' ',
};

/** Mathematics in one line, for a place where no formula can be drawn. */
function readable(text: string): string {
	const line = text
		.replaceAll(/\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}/gu, '($1)/($2)')
		.replaceAll(/\((-?[\d.,]+)\)\//gu, '$1/')
		.replaceAll(/\/\((-?[\d.,]+)\)/gu, '/$1')
		.replaceAll(/\\(?:text|mathrm|mathbf|boxed)\s*\{([^{}]*)\}/gu, '$1')
		.replaceAll(/\\[()[\],;:!]|\\\\|\*\*|[`$&]|\\(?:left|right|boxed\{)/gu, '')
		.replaceAll(/\{,\}/gu, ',')
		.replaceAll(/\\([a-zA-Z]+)/gu, (command, name: string) => signs[name] ?? command)
		.replaceAll(/\s+/gu, ' ')
		.trim();
	return line.length <= longest ? line : `${line.slice(0, longest)}…`;
}
