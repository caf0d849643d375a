import { describe, expect, it } from 'vitest';
import type { TestReport } from '../../../src/core/fix/verification.ts';
import { checkTests, evidenceOf, verdictText } from '../../../src/core/tasks/checkTests.ts';
import { isTestPath, libraryIn, nearestTo, specifierOf, testPathFor } from '../../../src/core/tasks/testFiles.ts';
import { isExported, readTests, testMessages } from '../../../src/core/tasks/testGeneration.ts';

const block = (text: string): string => `Sure:\n\`\`\`ts\n${text}\n\`\`\`\n`;
const read = (text: string, languageId = 'typescript') => readTests(block(text), { name: 'clamp', languageId, specifier: './clamp.ts' });

describe('tests in a reply', () => {
	it('import the function from where it is, whatever the model said', () => {
		const body = "it('clamps', () => { expect(clamp(1)).toBe(1); });";
		expect(read(`import { clamp } from './your-module';\n${body}`)).toBe(`import { clamp } from './clamp.ts';\n${body}\n`);
		expect(read(`import {\n\tother,\n\tclamp,\n} from "../src/x";\n${body}`)).toContain('} from "./clamp.ts";');
		expect(read(`const { clamp } = require('./x');\n${body}`)).toContain("require('./clamp.ts')");
		expect(read(`import { it } from 'vitest';\n${body}`)).toBe(
			`import { clamp } from './clamp.ts';\nimport { it } from 'vitest';\n${body}\n`,
		);
	});

	it('do not test a copy of the function', () => {
		const text = read('function clamp(x) {\n\treturn x;\n}\n\nexpect(clamp(1)).toBe(1);');
		expect(text).toBe("import { clamp } from './clamp.ts';\n\nexpect(clamp(1)).toBe(1);\n");
	});

	it('are none without an assertion, without the function, or cut off', () => {
		expect(read('clamp(1);')).toBeUndefined();
		expect(read('expect(1).toBe(1);')).toBeUndefined();
		expect(readTests('```ts\nexpect(clamp(1))', { name: 'clamp', languageId: 'typescript' })).toBeUndefined();
	});

	it('of another language stay as they are', () => {
		expect(read('from clamp import clamp\n\ndef test_it():\n    assert clamp(1) == 1', 'python')).toMatch(/^from clamp import clamp\n/u);
	});
});

describe('the file of tests', () => {
	const path = (of: string, languageId: string, sample?: string, taken: readonly string[] = []) =>
		testPathFor(of, languageId, (found) => taken.includes(found), sample);

	it('lies where others do', () => {
		expect(path('src/clamp.ts', 'typescript')).toBe('src/clamp.test.ts');
		expect(path('src/clamp.ts', 'typescript', 'src/x.spec.ts')).toBe('src/clamp.spec.ts');
		expect(path('src/clamp.ts', 'typescript', 'test/unit/x.test.ts')).toBe('test/unit/clamp.test.ts');
		expect(path('clamp.py', 'python')).toBe('test_clamp.py');
		expect(path('app/clamp.py', 'python', 'tests/test_x.py')).toBe('tests/test_clamp.py');
		expect(path('a/clamp.go', 'go')).toBe('a/clamp_test.go');
	});

	it('is a new one', () => {
		expect(path('clamp.ts', 'typescript', undefined, ['clamp.test.ts', 'clamp2.test.ts'])).toBe('clamp3.test.ts');
	});

	it.each([
		['src/clamp.test.ts', 'src/clamp.ts', '', './clamp'],
		['src/clamp.test.ts', 'src/clamp.ts', "import { a } from './a.ts';", './clamp.ts'],
		['test/unit/clamp.test.ts', 'src/core/clamp.ts', "import { a } from './a.js';", '../../src/core/clamp.js'],
		['clamp.test.js', 'clamp.js', '', './clamp.js'],
	])('in %s imports %s in the manner of the project', (from, to, text, specifier) => {
		expect(specifierOf(from, to, text)).toBe(specifier);
	});

	it('is known by its name, and the nearest one is the sample', () => {
		const paths = [
			'src/a.ts',
			'src/a.test.ts',
			'test/b_test.go',
			'tests/test_c.py',
			'D.spec.js',
			'ETest.java',
			'latest.ts',
			'contest_x.py',
		];
		expect(paths.filter(isTestPath)).toEqual(['src/a.test.ts', 'test/b_test.go', 'tests/test_c.py', 'D.spec.js', 'ETest.java']);
		expect(nearestTo('src/core/x.ts', ['test/a.test.ts', 'src/core/deep/b.test.ts', 'src/c.test.ts'])).toBe('src/core/deep/b.test.ts');
		expect(nearestTo('x.ts', [])).toBeUndefined();
	});

	it('is written with what the project has', () => {
		expect(libraryIn('typescript', "import { it } from 'vitest';", undefined)).toBe('vitest');
		expect(libraryIn('typescript', undefined, '{ "devDependencies": { "mocha": "1" } }')).toBe('mocha');
		expect(libraryIn('typescript', undefined, undefined)).toBe('node:test and node:assert/strict');
		expect(libraryIn('python', undefined, undefined)).toBe('pytest');
		expect(libraryIn('rust', undefined, undefined)).toBeUndefined();
	});

	it.each([
		['export async function clamp() {}', true],
		['export const clamp = () => 1;', true],
		['function clamp() {}\nexport { clamp };', true],
		['function clamp() {}\nmodule.exports = { clamp };', true],
		['function clamp() {}', true],
		['function clamp() {}\nexport const other = 1;', false],
	])('can have the function of %j: %s', (text, is) => {
		expect(isExported('clamp', text)).toBe(is);
	});
});

describe('tests that were written', () => {
	const passed: TestReport = { kind: 'passed', passed: 2 };
	const failed: TestReport = { kind: 'failed', output: 'FAIL a.test.ts\nexpected 1' };
	/** What the command says of each text; a file that cannot be read fails. */
	const check = (reports: Readonly<Record<string, TestReport>>) =>
		checkTests({ source: 'right', mutants: ['wrong', 'worse'], tests: 'tests', fileName: 'a.test.ts' }, async ({ source, tests }) =>
			tests === 'tests' ? (reports[source] ?? passed) : (reports.broken ?? failed),
		);

	it('must pass, and notice a change', async () => {
		expect(await check({ wrong: failed })).toEqual({ kind: 'held', caught: 1, of: 2 });
		expect(await check({})).toEqual({ kind: 'blind', of: 2 });
		expect(await check({ right: failed })).toEqual(failed);
		expect(await check({ right: { kind: 'notRun', reason: 'no npm' } })).toEqual({ kind: 'notRun', reason: 'no npm' });
	});

	it('did not run where the command passes without them, or only other tests notice', async () => {
		expect(await check({ broken: passed, wrong: failed })).toMatchObject({ kind: 'notRun', reason: expect.stringContaining('a.test.ts') });
		expect(await check({ wrong: { kind: 'failed', output: 'FAIL b.test.ts' } })).toEqual({ kind: 'blind', of: 2 });
	});

	it('are told apart in words', async () => {
		expect(verdictText(await check({ wrong: failed }), 'npm test')).toBe(
			'They pass with npm test, and 1 of 2 deliberate mistakes in the function make them fail.',
		);
		expect(verdictText({ kind: 'notRun', reason: 'No test command.' }, '')).toBe('Not run: No test command.');
		expect(evidenceOf(await check({ right: failed }))).toContain('expected 1');
		expect(evidenceOf(await check({}))).toContain('still pass');
	});

	it('are asked for with a sample, and again with what was wrong', () => {
		const request = { name: 'clamp', label: 'a.ts', languageId: 'typescript', code: 'function clamp() {}', surroundings: '' };
		const again = testMessages({
			...request,
			sample: { label: 'b.test.ts', text: 'sample' },
			library: 'vitest',
			specifier: './a.ts',
			evidence: { tests: 'old', reason: 'They fail' },
		});
		expect(again.at(-1)?.content).toMatch(/sample[\s\S]*function clamp[\s\S]*with vitest[\s\S]*'\.\/a\.ts'[\s\S]*old[\s\S]*They fail/u);
		expect(testMessages(request).at(-1)?.content).not.toContain('undefined');
	});
});
