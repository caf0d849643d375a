import { execFileSync } from 'node:child_process';
import {
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	realpathSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type TestLimits, testRun } from '../../src/inference/testRun.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'lemma-runs-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const never = new AbortController().signal;
const node = process.execPath;
const copies = (): readonly string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('lemma-tests-'));

let workspaces = 0;
function workspace(files: Readonly<Record<string, string>>): string {
	const root = join(folder, `w${workspaces++}`);
	for (const [name, text] of Object.entries({ 'sum.mjs': 'export const sum = (a, b) => a - b;\n', ...files })) {
		mkdirSync(join(root, name, '..'), { recursive: true });
		writeFileSync(join(root, name), text);
	}
	return root;
}

const right = 'export const sum = (a, b) => a + b;\n';
const sumTest = `import test from 'node:test';
import assert from 'node:assert/strict';
import { sum } from './sum.mjs';
test('adds', () => assert.equal(sum(2, 3), 5));
test('adds nothing', () => assert.equal(sum(2, 0), 2));
`;

const over = (root: string, command: readonly string[], limits: Partial<TestLimits> = {}, env: NodeJS.ProcessEnv = process.env) =>
	testRun({ command, root, path: join(root, 'sum.mjs'), limits, env });
/** Runs a program of node's that is given as text. */
const script = (text: string, limits: Partial<TestLimits> = {}) =>
	over(workspace({ 'run.mjs': text }), [node, 'run.mjs'], limits).run(right, never);

describe('a test command', () => {
	test('passes over the text in question, with its tests counted, and the file stays as it was', async () => {
		const root = workspace({ 'sum.test.mjs': sumTest });
		const run = over(root, [node, '--test', 'sum.test.mjs']);
		expect(await run.run(right, never)).toEqual({ kind: 'passed', passed: 2 });
		expect(readFileSync(join(root, 'sum.mjs'), 'utf8')).toContain('a - b');
		expect(copies()).toEqual([]);
	});

	test('runs over a test file that is only proposed, beside the text in question', async () => {
		const root = workspace({});
		const file = join(root, 'sum.test.mjs');
		const command = [node, '--test', 'sum.test.mjs'];
		const run = testRun({ command, root, path: join(root, 'sum.mjs'), others: new Map([[file, sumTest]]) });
		expect(await run.run(right, never)).toEqual({ kind: 'passed', passed: 2 });
		expect(existsSync(file)).toBe(false);
		const outside = testRun({ command, root, path: join(root, 'sum.mjs'), others: new Map([[join(root, '../x.mjs'), sumTest]]) });
		expect(await outside.run(right, never)).toMatchObject({ kind: 'notRun' });
	});

	test('fails with what it printed, from the failure on', async () => {
		const root = workspace({ 'sum.test.mjs': sumTest });
		const report = await over(root, [node, '--test', 'sum.test.mjs']).run('export const sum = (a, b) => a * b;\n', never);
		const output = report.kind === 'failed' ? report.output : '';
		expect(output).toContain('6 !== 5');
		expect(output.split('\n').length).toBeLessThanOrEqual(60);
		expect(output).not.toContain('lemma-tests-');
	});

	test('that names a file of the workspace by its whole path means the copy', async () => {
		const root = workspace({ 'sum.test.mjs': sumTest });
		expect(await over(root, [node, '--test', join(root, 'sum.test.mjs')]).run(right, never)).toEqual({ kind: 'passed', passed: 2 });
	});

	test('gets its words exactly, without a shell', async () => {
		const words = ['$HOME', '; exit 3', '*', 'a b', '"'];
		const root = workspace({
			'run.mjs': `process.exit(JSON.stringify(process.argv.slice(2)) === ${JSON.stringify(JSON.stringify(words))} ? 0 : 1)`,
		});
		const run = over(root, [node, 'run.mjs', ...words]);
		expect(await run.run(right, never)).toEqual({ kind: 'passed' });
		expect(run.command).toContain('"; exit 3"');
	});

	test('sees nothing of the environment that is not needed', async () => {
		const root = workspace({ 'run.mjs': 'console.log(Object.keys(process.env).join(" ")); process.exit(1)' });
		const env = {
			...process.env,
			NPM_TOKEN: 'secret',
			GITHUB_TOKEN: 'secret',
			NODE_OPTIONS: '--no-warnings',
			AWS_SECRET_ACCESS_KEY: 'secret',
		};
		const report = await over(root, [node, 'run.mjs'], {}, env).run(right, never);
		expect(report.kind === 'failed' && report.output).toMatch(/\bPATH\b/u);
		expect(report.kind === 'failed' && report.output).not.toMatch(/TOKEN|NODE_OPTIONS|SECRET/u);
	});

	test('keeps the line ends and the mark of the stored file', async () => {
		const root = workspace({
			'sum.mjs': '\ufeffexport const sum = (a, b) =>\r\n\ta - b;',
			'run.mjs': `import { readFileSync } from 'node:fs';
process.exit(readFileSync('sum.mjs', 'utf8') === '\\ufeffexport const sum = (a, b) =>\\r\\n\\ta + b;' ? 0 : 1)`,
		});
		expect(await over(root, [node, 'run.mjs']).run('export const sum = (a, b) =>\n\ta + b;', never)).toEqual({ kind: 'passed' });
	});
});

describe('what goes wrong is a sentence, and nothing stays behind', () => {
	test.each([
		['a program that is not there', ['no-such-program-here', 'x'], 'there is no such program'],
		['a program that a shell does not find', ['sh', '-c', 'no-such-program-here'], 'not found'],
		['a file that may not run', ['./sum.mjs'], 'EACCES'],
		['a word that no program can have', [`a${String.fromCharCode(0)}b`], 'did not start'],
	])('%s', async (_, command, sentence) => {
		const report = await over(workspace({}), command).run(right, never);
		expect(report.kind === 'notRun' && report.reason).toContain(sentence);
		expect(copies()).toEqual([]);
	});

	test('a command that never ends is stopped', async () => {
		expect(await script('setInterval(() => {}, 1000)', { ms: 700 })).toEqual({
			kind: 'notRun',
			reason: 'The test command was stopped: it had not ended after 0.7 s.',
		});
	});

	test('a command that heeds no signal is stopped', async () => {
		expect(await script('process.on("SIGTERM", () => {}); process.on("SIGINT", () => {}); for (;;);', { ms: 700 })).toMatchObject({
			kind: 'notRun',
		});
	});

	test('children are ended with it, also those that left its group', async () => {
		const text = `import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
const idle = [process.execPath, ['-e', 'setInterval(() => {}, 1000)']];
const pids = [spawn(...idle).pid, spawn(...idle, { detached: true, stdio: 'ignore' }).pid];
writeFileSync(${JSON.stringify(join(folder, 'pids'))}, pids.join(' '));
setInterval(() => {}, 1000);`;
		expect(await script(text, { ms: 1500 })).toMatchObject({ kind: 'notRun' });
		expect(await areGone()).toBe(true);
	});

	test('a child that stays behind a command that ended is ended, and is not waited for', async () => {
		const text = `import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'inherit' });
writeFileSync(${JSON.stringify(join(folder, 'pids'))}, String(child.pid));
child.unref();`;
		const startedAt = performance.now();
		expect(await script(text)).toEqual({ kind: 'passed' });
		expect(performance.now() - startedAt).toBeLessThan(10_000);
		expect(await areGone()).toBe(true);
	});

	test('a fork bomb is stopped', async () => {
		const text = `import { spawn } from 'node:child_process';
const depth = Number(process.argv[2] ?? 0);
if (depth < 4) for (let i = 0; i < 2; i++) spawn(process.execPath, [process.argv[1], String(depth + 1)], { stdio: 'ignore', detached: true });
setInterval(() => {}, 1000);`;
		expect(await script(text, { ms: 1500 })).toMatchObject({ kind: 'notRun' });
		expect(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })).not.toContain(`run.mjs ${'4'}`);
	});

	test('a command that prints a gigabyte is stopped soon, at little memory', async () => {
		const text = `const piece = 'x'.repeat(1 << 20);
let left = 1024;
const more = () => { while (left-- > 0) if (!process.stdout.write(piece)) return process.stdout.once('drain', more); };
more();`;
		const before = process.memoryUsage().rss;
		expect(await script(text)).toEqual({ kind: 'notRun', reason: 'The test command was stopped: it printed more than 1 MB.' });
		expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
	});

	test('an abort ends it', async () => {
		const aborted = new AbortController();
		const running = over(workspace({}), [node, '-e', 'setInterval(() => {}, 1000)']).run(right, aborted.signal);
		setTimeout(() => aborted.abort(), 500);
		await expect(running).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
		expect(copies()).toEqual([]);
	});

	test('a run that finds no test is none', async () => {
		const root = workspace({ 'empty.test.mjs': '' });
		const report = await over(root, [node, '--test', '--test-name-pattern=nothing', 'sum.test.mjs']).run(right, never);
		expect(report.kind).not.toBe('passed');
		expect(await script('console.log("# tests 0\\n# pass 0")')).toMatchObject({
			kind: 'notRun',
			reason: expect.stringContaining('no test'),
		});
	});

	test('a workspace that is too large is not copied', async () => {
		const root = workspace({ 'a.txt': 'x'.repeat(2000), 'b.txt': '' });
		for (const limits of [{ bytes: 1000 }, { entries: 2 }]) {
			const report = await over(root, [node, '-e', ''], limits).run(right, never);
			expect(report.kind === 'notRun' && report.reason).toContain('too large');
		}
		expect(copies()).toEqual([]);
	});
});

describe('the copy', () => {
	test('links packages, each by itself: a cache beside them is the copy’s own', async () => {
		const root = workspace({
			'node_modules/plus/index.js': 'exports.plus = (a, b) => a + b;',
			'node_modules/@scope/minus/index.js': 'exports.minus = (a, b) => a - b;',
			'run.cjs': `require('node:fs').mkdirSync('node_modules/.cache/x', { recursive: true });
process.exit(require('plus').plus(1, require('@scope/minus').minus(2, 1)) === 2 ? 0 : 1)`,
		});
		expect(await over(root, [node, 'run.cjs']).run(right, never)).toEqual({ kind: 'passed' });
		expect(readdirSync(join(root, 'node_modules')).sort()).toEqual(['@scope', 'plus']);
	});

	test('has links within the workspace lead into the copy', async () => {
		const root = workspace({ 'run.mjs': "import { sum } from './link/sum.mjs'; process.exit(sum(2, 3) === 5 ? 0 : 1)" });
		symlinkSync(root, join(root, 'link'));
		expect(await over(root, [node, '--preserve-symlinks', 'run.mjs']).run(right, never)).toEqual({ kind: 'passed' });
	});

	test('never writes through a link', async () => {
		const outside = workspace({});
		const root = workspace({});
		symlinkSync(outside, join(root, 'elsewhere'));
		const run = testRun({ command: [node, '-e', ''], root, path: join(root, 'elsewhere/sum.mjs') });
		expect(await run.run(right, never)).toMatchObject({ kind: 'notRun', reason: expect.stringContaining('behind a link') });
		rmSync(join(root, 'sum.mjs'));
		symlinkSync(join(outside, 'sum.mjs'), join(root, 'sum.mjs'));
		expect(await over(root, [node, '-e', '']).run(right, never)).toEqual({ kind: 'passed' });
		expect(readFileSync(join(outside, 'sum.mjs'), 'utf8')).toContain('a - b');
	});

	test('leaves out history, pipes and sockets', async () => {
		const root = workspace({
			'.git/config': '',
			'run.mjs': "import { readdirSync } from 'node:fs'; console.log(readdirSync('.').join()); process.exit(1)",
		});
		execFileSync('mkfifo', [join(root, 'pipe')]);
		expect(await over(root, [node, 'run.mjs']).run(right, never)).toEqual({ kind: 'failed', output: 'run.mjs,sum.mjs' });
	});

	test('of a file that may only be read is made all the same', async () => {
		const root = workspace({ 'sum.test.mjs': sumTest });
		chmodSync(join(root, 'sum.mjs'), 0o444);
		expect(await over(root, [node, '--test', 'sum.test.mjs']).run(right, never)).toMatchObject({ kind: 'passed' });
	});
});

/** Gives ended processes a moment to be reaped. */
async function areGone(): Promise<boolean> {
	const pids = readFileSync(join(folder, 'pids'), 'utf8').split(' ').map(Number);
	expect(pids.length).toBeGreaterThan(0);
	for (let tries = 0; tries < 20; tries++) {
		if (pids.every((pid) => !existsSync(`/proc/${pid}`) || readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z '))) {
			return true;
		}
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	return false;
}
