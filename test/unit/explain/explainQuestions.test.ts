import { describe, expect, it } from 'vitest';
import { explainProblem, explainRange, explainSymbol, explainTerminal } from '../../../src/core/explain/explainQuestions.ts';

describe('what Explain asks', () => {
	it('of a problem names its place, its code and the places that belong to it', () => {
		const question = explainProblem({
			...{ label: 'src/a.ts', line: 4, severity: 'error', message: 'No.\nReally\u200b not.', source: 'ts(2322)' },
			related: [{ label: 'src/b.ts', line: 1, message: 'declared here' }],
		});
		expect(question).toBe(
			'Why is this an error in src/a.ts:5, and what would mend it?\n\n> No.\n> Really not. (ts(2322))\n\nIt names these places:\n- src/b.ts:2: declared here',
		);
		expect(explainProblem({ label: 'a', line: 0, severity: 'hint', message: 'Unused', related: [] })).toBe(
			'Why is this reported in a:1, and what would mend it?\n\n> Unused',
		);
	});

	it('of a name says where it is used and defined', () => {
		expect(explainSymbol('load', 'a.ts', 2)).toBe('Explain `load` in a.ts:3.');
		expect(explainSymbol('load', 'a.ts', 2, { label: 'b.ts', line: 0 })).toContain('which a.ts:3 uses and b.ts:1 defines');
	});

	it('of lines names them', () => {
		expect(explainRange('a.ts', { first: 0, last: 2 })).toBe('Explain a.ts:1–3.');
		expect(explainRange('a.ts', { first: 1, last: 1 })).toBe('Explain a.ts:2.');
		expect(explainRange('a.ts', undefined)).toBe('Explain a.ts.');
	});

	it('of the terminal points to code only where there is some', () => {
		expect(explainTerminal(true)).toContain('in the code above');
		expect(explainTerminal(false)).not.toContain('in the code above');
	});
});
