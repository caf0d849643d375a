import { describe, expect, it } from 'vitest';
import { badge, standing } from '../../../src/core/fix/badge.ts';
import { beginning, progressed, progressText } from '../../../src/core/fix/progress.ts';

describe('the badge of a fix', () => {
	it('names what ran, who looked, how long it took, and which tests passed', () => {
		const verified = [
			{ verification: 'applies' },
			{ verification: 'parses' },
			{ verification: 'diagnostic', by: 'TypeScript', ms: 2100 },
			{ verification: 'noNewDiagnostics', by: 'TypeScript', ms: 2100 },
			{ verification: 'tests', by: 'npm test -- x', passed: 14, ms: 900 },
		] as const;
		expect(badge({ verified, notVerified: [] })).toBe(
			'applies · parses · target diagnostic gone · no new diagnostics (TypeScript 2.1 s) · tests 14/14 `npm test -- x`',
		);
	});

	it('says plainly what could not be verified', () => {
		expect(badge({ verified: [{ verification: 'applies' }], notVerified: ['No language server answered.'] })).toBe(
			'applies · not verified: no language server answered',
		);
		expect(badge({ verified: [], notVerified: ['Behaviour not verified.', 'Not verified: nothing ran.'] })).toBe(
			'behaviour not verified · not verified: nothing ran',
		);
	});

	it('stands by what looked at the change itself', () => {
		const looked = { verification: 'noNewDiagnostics', by: 'TypeScript' } as const;
		const notVerified = ['Behaviour not verified: no test ran.'];
		expect(standing({ verified: [{ verification: 'parses' }], notVerified })).toBe('not verified');
		expect(standing({ verified: [looked], notVerified })).toBe('checked');
		expect(standing({ verified: [looked, { verification: 'tests', by: 'npm test' }], notVerified: [] })).toBe('tested');
	});

	it('claims no count that nobody made', () => {
		expect(badge({ verified: [{ verification: 'tests', by: 'make check' }], notVerified: [] })).toBe('tests passed `make check`');
	});
});

describe('the progress of a fix', () => {
	it('shows the round, the gate and the time', () => {
		const round = progressed(beginning, { kind: 'round', round: 2, rounds: 3 });
		const draft = progressed(round, { kind: 'draft', text: 'let a;' });
		const checking = progressed(draft, { kind: 'checking', verification: 'noNewDiagnostics', by: 'TypeScript' });
		expect(progressText(checking, 4321)).toBe('round 2 of 3 · checking: no new diagnostics (TypeScript) · 4 s');
		expect(checking.draft).toBe('let a;');
	});

	it('stays one short line, whatever a check says', () => {
		const text = progressText(progressed(beginning, { kind: 'refused', reason: 'an error\n'.repeat(100) }), 0);
		expect(text).not.toContain('\n');
		expect(text.length).toBeLessThan(150);
	});
});
