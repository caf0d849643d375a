import { describe, expect, it } from 'vitest';
import { explanations } from '../../../src/core/completion/explanations.ts';
import { RequestHistory } from '../../../src/core/completion/history.ts';
import { fenced, requestPage, requestRow } from '../../../src/core/completion/requestPage.ts';
import type { RequestRecord } from '../../../src/core/completion/requestRecord.ts';

const record: RequestRecord = {
	id: 1,
	atMs: 0,
	document: 'file:///project/a%20b/main%20file.ts',
	languageId: 'typescript',
	reason: 'shown',
	source: 'generated',
	debounceMs: 75,
	firstTokenMs: 120,
	totalMs: 1340,
	promptTokens: 400,
	reusedTokens: 398,
	evaluatedTokens: 2,
	spelledTokens: 1,
	answerTokens: 9,
	confidence: 0.914,
	prompt: { prefix: 'const a = 1;\n', middle: 'const b = ', suffix: '' },
	raw: 'a + 1;\nmore',
	shown: 'a + 1;',
};

describe('the list of requests', () => {
	it('holds the last twenty, newest first', () => {
		const history = new RequestHistory();
		for (let id = 1; id <= 25; id++) {
			history.add({ ...record, id });
		}
		expect(history.newestFirst.map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, index) => 25 - index));
	});

	it('holds requests in a row that ended alike before anything was computed as one', () => {
		const history = new RequestHistory();
		for (const reason of ['shown', 'snoozed', 'snoozed', 'snoozed', 'deletion', 'snoozed'] as const) {
			history.add({ ...record, reason, source: reason === 'shown' ? 'cache' : 'none' });
		}
		expect(history.newestFirst.map(({ reason, times }) => [reason, times])).toEqual([
			['snoozed', 1],
			['deletion', 1],
			['snoozed', 3],
			['shown', 1],
		]);
	});

	it.each(Object.entries(explanations))('has a row for %s', (_, sentence) => {
		expect(sentence).toMatch(/^[A-Z].*[^.]$/);
		expect(sentence.length).toBeLessThanOrEqual(75);
	});

	it('says of each what happened, where, how long it took and what was read', () => {
		expect(requestRow({ ...record, times: 1 }, '14:03:22')).toEqual({
			label: 'Shown',
			description: '',
			detail: '14:03:22 · main file.ts · computed anew · 1.3 s · 2 tokens read, 398 reused, 9 written',
		});
	});

	it('says in plain words what stood in the way', () => {
		const { label, description, detail } = requestRow(
			{
				...record,
				times: 4,
				reason: 'textToTheRight',
				source: 'none',
				totalMs: 0.2,
				evaluatedTokens: 0,
				reusedTokens: 0,
			},
			'14:03:22',
		);
		expect(label).toBe('The cursor is in the middle of a line: more than closing brackets follows');
		expect(description).toBe('4 times in a row');
		expect(detail).toBe('14:03:22 · main file.ts · nothing computed · 0 ms');
	});
});

describe('the page of a request', () => {
	it('shows all that is known', () => {
		const page = requestPage(record, '14:03:22');
		for (const text of [
			'# Shown',
			'14:03:22',
			'main file.ts',
			'2 read, 398 reused',
			'91 %',
			'```typescript\na + 1;\n```',
			'Begun middle',
		]) {
			expect(page).toContain(text);
		}
		expect(page).toContain('### After the cursor\n\nNothing.');
	});

	it('shows what was put in from other files', () => {
		const prompt = { prefix: '', middle: '', suffix: '', context: [{ path: 'src/b`.ts', text: 'const b = 1;' }] };
		expect(requestPage({ ...record, prompt }, '')).toContain('### From elsewhere: `src/b .ts`\n\n```\nconst b = 1;\n```');
	});

	it('leaves out what there is not', () => {
		const page = requestPage({ ...record, reason: 'disabled', source: 'none', prompt: undefined, raw: undefined, shown: undefined }, '');
		expect(page).not.toContain('```');
		expect(page).not.toContain('## ');
		expect(page).toContain('- Stopped by: `disabled`\n');
	});

	it('lets no text out of its fence', () => {
		expect(fenced('```\n# free\n````', 'a b')).toBe('`````\n```\n# free\n````\n`````');
	});

	it('writes out characters that hide or turn text around', () => {
		expect(fenced('a\u202Eb\u200B\r\n\tc\u0000\uFEFF', 'c++')).toBe('```c++\na\\u{202e}b\\u{200b}\n\tc\\u{0}\\u{feff}\n```');
	});

	it('lets no file name out of its line', () => {
		const page = requestPage({ ...record, document: 'file:///a%7C%60x%60%0A%23%20h.ts' }, '');
		expect(page).toContain('- File: `a| x  # h.ts` (`typescript`)\n');
	});
});
