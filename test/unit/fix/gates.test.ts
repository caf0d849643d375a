import { describe, expect, it } from 'vitest';
import type { FixRequest, Problem } from '../../../src/core/fix/fixRequest.ts';
import { candidateOf } from '../../../src/core/fix/gates/gate.ts';
import { honestyGates, safetyGates } from '../../../src/core/fix/gates/index.ts';
import { isProtectedPath } from '../../../src/core/fix/gates/paths.ts';

const problem = (message: string, line = 0): Problem => ({ lines: { first: line, last: line }, message, severity: 'error' });

function refusal(before: string, after: string, more: Partial<FixRequest> = {}): string | undefined {
	const request: FixRequest = {
		label: 'src/a.ts',
		languageId: 'typescript',
		text: before,
		target: { first: 0, last: 0 },
		problems: [problem("Type 'string' is not assignable to type 'number'.")],
		definitions: [],
		effort: 'medium',
		...more,
	};
	const region = { first: 0, last: before.split('\n').length - 1 };
	const candidate = candidateOf(request, after, region);
	return [...safetyGates, ...honestyGates].map((gate) => gate(candidate)).find((found) => found !== undefined);
}

const python = { languageId: 'python', label: 'a.py' };

describe('an edit is refused that silences', () => {
	const line = 'const a: number = f(x);';
	it.each([
		['// @ts-ignore\n', line, {}],
		['// @ts-nocheck\n', line, {}],
		['/* @ts-expect-error */ ', line, {}],
		['// eslint-disable-next-line no-undef\n', line, {}],
		['/* eslint no-undef: 0 */\n', line, {}],
		['// biome-ignore lint/a/b: c\n', line, {}],
		['// oxlint-disable\n', line, {}],
		['# noqa\n', 'x = f(1)', python],
		['# type: ignore\n', 'x = f(1)', python],
		['# pylint: disable=all\n', 'x = f(1)', python],
		['# ruff: noqa\n', 'x = f(1)', python],
		['# pyright: ignore\n', 'x = f(1)', python],
		['#[allow(dead_code)]\n', 'fn f() { g(); }', { languageId: 'rust' }],
		['@SuppressWarnings("unchecked")\n', 'int a = f(x);', { languageId: 'java' }],
		['#pragma warning disable\n', 'int a = f(x);', { languageId: 'csharp' }],
		['// NOLINTNEXTLINE\n', 'int a = f(x);', { languageId: 'cpp' }],
		['# shellcheck disable=SC2086\n', 'echo $a', { languageId: 'shellscript' }],
		['declare const x: string;\n', line, {}],
	])('with %j', (added, code, more) => {
		expect(refusal(code, `${added}${code}`, more)).toMatch(/^it silenced the problem with /u);
	});

	it.each([
		['const a = f(x);', 'const a = f(x as any);'],
		['const a = f(x);', 'const a = f(x as unknown as number);'],
		['const a = f(x);', 'const a = f(<any>x);'],
		['const a = f(x);', 'const a: any = f(x);'],
		['function f(x: string) { g(x); }', 'function f(x: any) { g(x); }'],
		['function f(x: string[]) { g(x); }', 'function f(x: any[]) { g(x); }'],
		['let m: Map<string, number> = f();', 'let m: Map<string, any> = f();'],
		['const a = f(x);', 'const a = f(x as never);'],
	])('in TypeScript: %s → %s', (before, after) => {
		expect(refusal(before, after)).toMatch(/^it silenced/u);
	});

	it('with `!`, where the problem is a missing value', () => {
		const missing = { problems: [problem("Object is possibly 'undefined'.")] };
		for (const after of ['a = b!.c;', 'a = b.c!;', 'a = f(b!);', 'a = b![0];']) {
			expect(refusal('a = b.c;', after, missing)).toBe('it silenced the problem with `!` instead of handling the missing value');
		}
		expect(refusal('a = b.c;', 'a = b !== undefined && !c ? b.c : 0;', missing)).toBeUndefined();
		expect(refusal('a = b.c;', 'a = b?.c ?? 0;', missing)).toBeUndefined();
		expect(refusal('a = b.c;', 'a = b!.c;')).toBeUndefined();
	});

	it('but not one that moves what was there, or speaks of it', () => {
		expect(refusal('// @ts-ignore\nconst a = f(x as any);\ng(1);', 'g(2);\n// @ts-ignore\nconst a = f(x as any);')).toBeUndefined();
		expect(refusal('const a = f(x);', 'const any = f(x, "many");')).toBeUndefined();
		expect(refusal('x = f(1)', 'x: int = f(1)', python)).toBeUndefined();
	});
});

describe('an edit is refused that makes tests pass by', () => {
	const test = "it('adds', () => {\n\tconst sum = add(1, 2);\n\texpect(sum).toBe(3);\n\texpect(sum).not.toBe(4);\n});";
	it.each([
		[
			'deleting one',
			test,
			"const none = 'there is nothing left here to test at all, at least not now';\nexport { none };",
			'it deleted a test',
		],
		['skipping one', test, test.replace("it('", "it.skip('"), 'it kept tests from running'],
		['keeping only another', test, test.replace("it('", "it.only('"), 'it kept tests from running'],
		['crossing one out', test, test.replace("it('", "xit('"), 'it deleted a test'],
		['deleting an assertion', test, test.replace('\texpect(sum).toBe(3);\n', ''), 'it deleted an assertion'],
		['asserting nothing', test, test.replace('expect(sum).toBe(3)', 'expect(true).toBe(true)'), 'it asserted what always holds'],
		[
			'leaving before them',
			test,
			test.replace('\texpect(sum).toBe(3)', '\treturn;\n\texpect(sum).toBe(3)'),
			'it left before the assertions are reached',
		],
	])('%s', (_, before, after, reason) => {
		expect(refusal(before, after)).toBe(reason);
	});

	it.each([
		['def test_a():\n    x = f()\n    assert x == 1\n    assert x', 'def test_a():\n    x = f()\n    assert x', 'it deleted an assertion'],
		[
			'def test_a():\n    x = f()\n    assert x == 1',
			'def test_a():\n    x = f()\n    return\n    assert x == 1',
			'it left before the assertions are reached',
		],
		['def test_a():\n    assert f() == 1', '@pytest.mark.skip\ndef test_a():\n    assert f() == 1', 'it kept tests from running'],
		['def test_a():\n    assert f() == 1', 'def test_a():\n    assert True', 'it asserted what always holds'],
	])('in Python: %j', (before, after, reason) => {
		expect(refusal(before, after, python)).toBe(reason);
	});

	it('but not one that has nothing to do with tests', () => {
		expect(refusal('if (/x/.test(name)) return;\nrun();', "if (name.includes('x')) return;\nrun();")).toBeUndefined();
		expect(refusal('model.predict(x)', 'model.fit(x)', python)).toBeUndefined();
		expect(refusal(test, test.replace('add(1, 2)', 'add(2, 1)'))).toBeUndefined();
		expect(refusal('let v = x.expect("set");', 'let v = x.unwrap_or(0);', { languageId: 'rust' })).toBeUndefined();
	});
});

describe('an edit is refused that catches more', () => {
	it.each([
		['x = f(a)\n', 'try:\n    x = f(a)\nexcept Exception:\n    x = None\n', python],
		['try:\n    f()\nexcept ValueError:\n    g()\n', 'try:\n    f()\nexcept:\n    g()\n', python],
		['try:\n    f()\nexcept Exception:\n    g()\n', 'try:\n    f()\nexcept:\n    g()\n', python],
		['try { f(); } catch (IOException e) { g(); }', 'try { f(); } catch (Exception e) { g(); }', { languageId: 'java' }],
	])('%j → %j', (before, after, more) => {
		expect(refusal(before, after, more)).toBe('it caught more errors than before');
	});

	it.each([
		['f();', 'try {\n\tf();\n} catch {}', {}],
		['f();', 'try {\n\tf();\n} catch (error) {\n\t// nothing\n}', {}],
		['await f();', 'await f().catch(() => {});', {}],
		['f()\n', 'try:\n    f()\nexcept ValueError:\n    pass\n', python],
	])('or swallows: %j → %j', (before, after, more) => {
		expect(refusal(before, after, more)).toBe('it swallowed an error with an empty handler');
	});

	it('but not one that names what it catches', () => {
		expect(refusal('try:\n    f()\nexcept:\n    g()\n', 'try:\n    f()\nexcept Exception:\n    g()\n', python)).toBeUndefined();
		expect(refusal('x = f(a)\n', 'try:\n    x = f(a)\nexcept KeyError:\n    x = 0\n', python)).toBeUndefined();
	});
});

describe('an edit is refused that is no fix', () => {
	const code =
		'export function area(w: number, h: number) {\n\tconst size = w * h;\n\treturn size;\n}\n\nfunction other() {\n\treturn area(1, "2");\n}\n';
	it.each([
		['deletes what is declared', code.replace(/\nfunction other[\s\S]*/u, ''), 'it deleted `other`'],
		['only deletes the line', code.replace('\treturn area(1, "2");\n', ''), 'it only deleted code'],
		['comments the line out', code.replace('\treturn area', '\t// return area'), 'it only deleted code'],
		[
			'leaves out the rest',
			code.replace('\treturn area(1, "2");', '\t// ... existing code ...'),
			'it left out code and only said so in a comment',
		],
		[
			'puts a placeholder',
			code.replace('return area(1, "2");', 'throw new Error("Not implemented");'),
			'it put a placeholder in place of code',
		],
		['leaves out most', 'x();\n', 'it left out most of the code'],
		['writes much more', code + 'more();\n'.repeat(40), 'it wrote much more than the lines in question'],
	])('since it %s', (_, after, reason) => {
		expect(refusal(code, after, { problems: [problem('Expected 1 argument, but got 2.', 6)] })).toBe(reason);
	});

	it('but may delete what makes trouble for another line', () => {
		const shadowing = 'let a = 0;\n{\n\tconst a = 1;\n\ta += 1;\n}';
		const constant = { problems: [problem("Cannot assign to 'a' because it is a constant.", 3)] };
		expect(refusal(shadowing, shadowing.replace('\tconst a = 1;\n', ''), constant)).toBeUndefined();
		expect(refusal(shadowing, shadowing.replace('\ta += 1;\n', ''), constant)).toBe('it only deleted code');
	});

	it('but may delete what is superfluous, rename, and do what it is told', () => {
		const unused = { problems: [problem("'other' is declared but its value is never read.")] };
		expect(refusal(code, code.replace(/\nfunction other[\s\S]*/u, ''), unused)).toBeUndefined();
		expect(refusal('function fomat() {}\nformat();', 'function format() {}\nformat();')).toBeUndefined();
		expect(refusal(code, code.replace(/\nfunction other[\s\S]*/u, ''), { problems: [], instruction: 'remove other' })).toBeUndefined();
		expect(refusal('f(a));\ng();', 'f(a);\ng();', { problems: [problem("';' expected.")] })).toBeUndefined();
		expect(refusal('f();\n)\ng();', 'f();\ng();', { problems: [problem('Declaration or statement expected.')] })).toBeUndefined();
	});

	it('since it changes lines outside the selection', () => {
		const within = { within: { first: 1, last: 2 } };
		expect(refusal('a\nb\nc\nd', 'a\nB\nd', within)).toBeUndefined();
		expect(refusal('a\nb\nc\nd', 'A\nb\nc\nd', within)).toBe('it changed lines outside the selection');
		expect(refusal('a\nb\nc\nd', 'a\nb\nc\nd\ne', within)).toBe('it changed lines outside the selection');
		expect(refusal('a\na', 'a', { within: { first: 0, last: 0 } })).toBe('it changed lines outside the selection');
	});

	it.each(['\u200B', '\u202E', '\u2066', '\u{E0041}', '\uFEFF', '\u00AD'])('since it hides %j', (sign) => {
		expect(refusal('const a = f(1);', `const a = f(${sign}2);`)).toBe('it put invisible characters into the code');
	});

	it('but may keep or take out what was hidden before', () => {
		expect(refusal('const a = "\u200B";\nf(1);', 'const a = "\u200B";\nf(2);')).toBeUndefined();
		expect(refusal('const a = f("\u200B");', 'const a = f("");')).toBeUndefined();
	});

	it('unless white space is what counts', () => {
		expect(refusal('f(1)', 'f(1) ')).toBe('it changed nothing');
		expect(refusal('if a:\nf(1)\n', 'if a:\n    f(1)\n', python)).toBeUndefined();
	});
});

describe('hostile text', () => {
	it.each([
		['catch {', '// ', ''],
		['catch (', 'x', ''],
		['', 'catch (', ''],
		['', 'except Exception', ''],
		['', '\n', 'assert'],
		['', ' ', 'x'],
		['', 'expect(expect.', ''],
		['', '/* eslint a', ''],
		['const x', ': any', ' {'],
		['', 'assert.a', ''],
		['', '{ // ;', ''],
	])('%j and %j again and again is judged within seconds', (head, piece, tail) => {
		const startMs = performance.now();
		refusal('const a = 1;', `${head}${piece.repeat(200_000 / piece.length)}${tail}`);
		refusal('x = 1', `${head}${piece.repeat(200_000 / piece.length)}${tail}`, python);
		expect(performance.now() - startMs).toBeLessThan(10_000);
	});
});

describe('protected files', () => {
	it.each([
		'.vscode/settings.json',
		'a/.git/config',
		'.github/workflows/ci.yml',
		'.env',
		'.eslintrc.js',
		'vite.config.ts',
		'next.config.mjs',
		'package-lock.json',
		'yarn.lock',
		'pnpm-lock.yaml',
		'Cargo.lock',
		'go.sum',
		'Makefile',
		'tests/conftest.py',
		'build.rs',
		'a\\.vscode\\x.json',
	])('include %s', (label) => expect(isProtectedPath(label)).toBe(true));

	it.each(['src/a.ts', '../b/c.py', './d.js', 'src/config.ts', 'lock.ts', 'package.json', 'Untitled-1', 'makefile.ts'])(
		'do not include %s',
		(label) => expect(isProtectedPath(label)).toBe(false),
	);

	it('the scripts of package.json stay what they are', () => {
		const of = (scripts: object, name = 'a') => JSON.stringify({ name, scripts }, undefined, '\t');
		const label = { label: 'web/package.json', languageId: 'json' };
		expect(refusal(of({ test: 'a' }), of({ test: 'a' }, 'b'), label)).toBeUndefined();
		expect(refusal(of({ test: 'a' }), of({ test: 'rm' }), label)).toBe('it changed the scripts of package.json');
		expect(refusal(of({ test: 'a' }), `${of({ test: 'a' })}}`, label)).toBe('package.json has to be readable before and after');
	});
});

describe('a declaration', () => {
	const item = 'export interface Item {\n\tprice: number;\n}\n';
	const use = 'const total = (item: Item) => item.prize;\n';

	it('is not written a second time', () => {
		const again = `${item}${item}${use.replace('prize', 'price')}`;
		expect(refusal(`${item}${use}`, again)).toBe('it declares interface Item a second time');
	});

	it('that stood there twice may stay so, and signatures of a function may be added', () => {
		const twice = `${item}${item}`;
		expect(refusal(`${twice}${use}`, `${twice}${use.replace('prize', 'price')}`)).toBeUndefined();
		const one = 'function f(a: string): void;\n';
		const body = 'function f(a: unknown): void { g(a); }\n';
		expect(refusal(`${one}${body}`, `${one}function f(a: number): void;\n${body}`)).toBeUndefined();
	});
});
