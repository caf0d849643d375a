import { describe, expect, it } from 'vitest';
import { audit } from '../../../../src/core/reasoning/audit/audit.ts';
import type { Equality } from '../../../../src/core/reasoning/audit/equality.ts';
import { snippets } from '../../../eval/auditSnippets.ts';

const marks = { checked: '✓', refuted: '✗', notCheckable: '?' } as const;
const claim = ({ verdict, text, expected }: Equality): string =>
	`${marks[verdict]} ${text}${expected === undefined ? '' : ` | ${expected}`}`;
const found = snippets.map(({ text, claims }) => ({ text, claims, said: audit(text).map(claim) }));

describe('the hand-labelled snippets', () => {
	it('are at least 150, each another', () => {
		expect(new Set(snippets.map(({ text }) => text)).size).toBe(snippets.length);
		expect(snippets.length).toBeGreaterThanOrEqual(150);
	});

	it.each(found.map((snippet) => [snippet.text, snippet] as const))('%s', (_, { claims, said }) => {
		expect(said).toEqual(claims);
	});
});
