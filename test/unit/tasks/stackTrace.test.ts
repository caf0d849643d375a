import { describe, expect, it } from 'vitest';
import { placesIn, rangesAround } from '../../../src/core/tasks/stackTrace.ts';

const places = (text: string) => placesIn(text).map(({ path, line }) => `${path}:${line + 1}`);

describe('the places of a trace', () => {
	it.each([
		['    at load (/home/me/app/src/load.ts:12:7)', ['/home/me/app/src/load.ts:12']],
		['    at file:///home/me/my%20app/a.mjs:3:1', ['/home/me/my app/a.mjs:3']],
		['    at async C:\\app\\a.js:3:1', ['C:/app/a.js:3']],
		['  File "/srv/app.py", line 7, in main', ['/srv/app.py:7']],
		['src/a.ts(3,7): error TS2322: no', ['src/a.ts:3']],
		['./pkg/a.go:9:2: undefined: x', ['pkg/a.go:9']],
		['  --> src/main.rs:4:5', ['src/main.rs:4']],
		['\tat com.acme.Main.run(Main.java:31)', ['Main.java:31']],
		['FAIL test/a.test.ts > adds\n ❯ test/a.test.ts:5:17', ['test/a.test.ts:5']],
		['app/[id]/page.tsx:2:1', ['app/[id]/page.tsx:2']],
	])('are found in %j', (text, found) => {
		expect(places(text)).toEqual(found);
	});

	it('are none of times, addresses, versions and other people’s code', () => {
		expect(places('12:30:45 http://localhost:8080/ node:internal/a.js:3:1 v1.2.3: x')).toEqual([]);
		expect(places('at x (/app/node_modules/y/z.js:1:1)\n  File "/usr/lib/python3/site-packages/z.py", line 2')).toEqual([]);
	});

	it('come once each, in order, and not without bounds', () => {
		expect(places('b.ts:2:1 a.ts:1:1 b.ts:2:9')).toEqual(['b.ts:2', 'a.ts:1']);
		expect(places(Array.from({ length: 900 }, (_, at) => `a.ts:${at + 1}:1`).join('\n'))).toHaveLength(50);
		const start = performance.now();
		placesIn('a/'.repeat(50_000));
		placesIn(`${'.'.repeat(900)}\n`.repeat(100));
		expect(performance.now() - start).toBeLessThan(10_000);
	});
});

describe('the code around lines', () => {
	it('is one piece where pieces touch, and stays inside the file', () => {
		expect(rangesAround([40, 5, 14, 400], 60, 5)).toEqual([
			{ first: 0, last: 19 },
			{ first: 35, last: 45 },
		]);
		expect(rangesAround([], 10)).toEqual([]);
	});
});
