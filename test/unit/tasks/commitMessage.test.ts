import { describe, expect, it } from 'vitest';
import { boundedDiff, commitMessages, readCommitMessage } from '../../../src/core/tasks/commitMessage.ts';

const file = (name: string, lines: number): string =>
	`diff --git a/${name} b/${name}\n--- a/${name}\n+++ b/${name}\n@@ -1 +1,${lines} @@\n${Array.from({ length: lines }, (_, at) => `+line ${at}\n`).join('')}`;

describe('a commit message', () => {
	it.each([
		['Add a limit', 'Add a limit'],
		['```\nAdd a limit\n```', 'Add a limit'],
		['Commit message:\n\n"Add a limit."', 'Add a limit'],
		['**Commit message:** `feat: add a limit`', 'feat: add a limit'],
		['Add a limit\n\n- It is 5.\n* And kept.\n\nThis commit is good.', 'Add a limit\n\n- It is 5.\n- And kept.'],
		[`${'Word '.repeat(20)}`, `${'Word '.repeat(14)}`.trim()],
	])('is read from %j', (reply, message) => {
		expect(readCommitMessage(reply)).toBe(message);
	});

	it('is nothing where nothing was said', () => {
		expect(readCommitMessage(' \n')).toBeUndefined();
		expect(readCommitMessage('""')).toBeUndefined();
	});

	it('is asked for with the diff and the style of earlier ones, but without their words', () => {
		const asked = (...earlier: readonly string[]) => commitMessages('diff --git a/a b/a\n+x\n', earlier).at(-1)?.content ?? '';
		const typed = asked('feat: one\n\nbody', 'fix(core)!: two', 'Merge branch b');
		expect(typed).toContain('"feat: "');
		expect(typed).not.toMatch(/one\n|body|Merge/u);
		expect(typed).toContain('```diff\ndiff --git a/a b/a\n+x\n```');
		expect(asked('Add one', 'feat: two', 'Take three')).toContain('in the imperative');
		expect(asked()).toContain('in the imperative');
	});
});

describe('a diff', () => {
	it('stays whole where it fits', () => {
		const diff = file('a.ts', 3) + file('b.ts', 2);
		expect(boundedDiff(diff, 10_000)).toBe(diff);
	});

	it('keeps its small files and the beginning of large ones, in their order', () => {
		const bounded = boundedDiff(file('large.ts', 1000) + file('small.ts', 3), 800);
		expect(bounded.length).toBeLessThanOrEqual(800);
		expect(bounded.indexOf('large.ts')).toBeLessThan(bounded.indexOf('small.ts'));
		expect(bounded).toMatch(/\+line 0\n[\s\S]*\(9\d\d more lines\)\n/u);
		expect(bounded).toContain(file('small.ts', 3));
	});

	it('says of files that a tool writes only that they changed', () => {
		expect(boundedDiff(file('sub/package-lock.json', 500), 10_000)).toBe(
			'diff --git a/sub/package-lock.json b/sub/package-lock.json\n(written by a tool)\n',
		);
	});
});
