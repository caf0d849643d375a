import { describe, expect, it } from 'vitest';
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

	it('says of each what happened, where, how long it took and what was read', () => {
		expect(requestRow(record)).toEqual({
			label: 'Shown',
			description: 'main file.ts',
			detail: 'a generation of its own · 1.3 s · 2 tokens read, 398 reused, 9 written',
		});
	});

	it('says in plain words what stood in the way', () => {
		const { label, detail } = requestRow({
			...record,
			reason: 'textToTheRight',
			source: 'none',
			totalMs: 0.2,
			evaluatedTokens: 0,
			reusedTokens: 0,
		});
		expect(label).toBe('The cursor is in the middle of a line: text follows that is more than closing brackets');
		expect(detail).toBe('nothing computed · 0 ms');
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

	it('leaves out what there is not', () => {
		const page = requestPage({ ...record, reason: 'disabled', source: 'none', prompt: undefined, raw: undefined, shown: undefined }, '');
		expect(page).not.toContain('```');
		expect(page).not.toContain('## ');
		expect(page).toContain('| Stopped by | `disabled` |');
	});

	it('lets no text out of its fence', () => {
		expect(fenced('```\n# free\n````', 'a b')).toBe('`````\n```\n# free\n````\n`````');
	});

	it('writes out characters that hide or turn text around', () => {
		expect(fenced('a\u202Eb\u200B\r\n\tc\u0000\uFEFF', 'c++')).toBe('```c++\na\\u{202e}b\\u{200b}\n\tc\\u{0}\\u{feff}\n```');
	});

	it('lets no file name out of its row', () => {
		const page = requestPage({ ...record, document: 'file:///a%7C%60x%60%0A%23%20h.ts' }, '');
		expect(page).toContain('| File | `a  x  # h.ts` (`typescript`) |');
	});
});
