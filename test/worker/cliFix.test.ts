// `lemma fix` as a person runs it: a process, the real TypeScript and real test commands; a server says what the model would.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { content, done, finished, models, type ScriptedServer, startScriptedServer, stream } from '../unit/server/scriptedServer.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'lemma-fix-')));
const servers: ScriptedServer[] = [];
afterEach(async () => {
	await Promise.all(servers.splice(0).map((server) => server.stop()));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let projects = 0;
function project(files: Readonly<Record<string, string | Buffer>>): string {
	const root = join(folder, `p${projects++}`);
	for (const [name, text] of Object.entries({ 'package.json': '{ "type": "module" }\n', ...files })) {
		mkdirSync(dirname(join(root, name)), { recursive: true });
		writeFileSync(join(root, name), text);
	}
	return root;
}

/** A model that says one reply after the other; the last one again and again. */
async function saying(...replies: readonly string[]): Promise<ScriptedServer> {
	let asked = 0;
	const server = await startScriptedServer({
		...models('scripted'),
		'/v1/chat/completions': (response, request) => {
			const reply = replies[Math.min(asked++, replies.length - 1)] ?? '';
			stream(content(reply), finished(), done)(response, request);
		},
	});
	servers.push(server);
	return server;
}

const block = (code: string): string => `\`\`\`typescript\n${code}\n\`\`\`\n`;

async function lemma(cwd: string, args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
	const child = spawn(process.execPath, [resolve('tools/cli/main.ts'), ...args], {
		env: { ...process.env, INIT_CWD: cwd, LEMMA_MODELS: join(folder, 'none') },
	});
	let out = '';
	let err = '';
	child.stdout.on('data', (data) => (out += data));
	child.stderr.on('data', (data) => (err += data));
	child.stdin.end();
	const [code] = await once(child, 'close');
	return { code, out, err };
}

const faulty = 'export function double(value: number): number {\n\treturn value.twice * 2;\n}\n';
const mended = 'export function double(value: number): number {\n\treturn value * 2;\n}\n';

describe('a problem that TypeScript reports', () => {
	test('is mended, and the file is left alone', async () => {
		const root = project({ 'a.ts': faulty });
		const { endpoint } = await saying(block(mended.trim()));
		const { code, out } = await lemma(root, ['fix', '--file', 'a.ts', '--json', '--server', endpoint]);
		expect(JSON.parse(out)).toEqual({
			text: mended,
			verified: ['applies', 'parses', 'diagnostic', 'noNewDiagnostics'],
			rounds: 1,
			tokens: expect.any(Number),
			ms: expect.any(Number),
		});
		expect(code).toBe(0);
		expect(readFileSync(join(root, 'a.ts'), 'utf8')).toBe(faulty);
	});

	test('is asked about again with the evidence where the first edit does not hold', async () => {
		const root = project({ 'a.ts': faulty });
		const server = await saying(block(mended.trim().replace('value *', 'valu *')), block(mended.trim()));
		const { out } = await lemma(root, ['fix', '--file', 'a.ts', '--json', '--server', server.endpoint]);
		expect(JSON.parse(out)).toMatchObject({ text: mended, rounds: 2 });
		expect(JSON.stringify(server.asked.map(({ body }) => body.messages).at(-1))).toContain("Cannot find name 'valu'");
	});

	test('goes into the file with --write, with its mark, its line ends and without a final newline', async () => {
		const stored = (text: string): string => `\ufeff${text.trim().replaceAll('\n', '\r\n')}`;
		const root = project({ 'a.ts': stored(faulty) });
		const { endpoint } = await saying(block(mended.trim()));
		const { code, out, err } = await lemma(root, ['fix', '--file', 'a.ts', '--write', '--server', endpoint]);
		expect({ code, out }).toEqual({ code: 0, out: '' });
		expect(err).toContain('target diagnostic gone');
		expect(readFileSync(join(root, 'a.ts'), 'utf8')).toBe(stored(mended));
	});

	test('stays where nothing holds, and exit code and reason say so', async () => {
		const root = project({ 'a.ts': faulty });
		const { endpoint } = await saying(block(faulty.trim().replace('\treturn', '\t// @ts-expect-error\n\treturn')));
		const { code, out } = await lemma(root, ['fix', '--file', 'a.ts', '--json', '--write', '--server', endpoint]);
		expect(JSON.parse(out)).toMatchObject({ text: null, verified: [], rounds: 3, reason: expect.stringContaining('No fix held') });
		expect(code).toBe(1);
		expect(readFileSync(join(root, 'a.ts'), 'utf8')).toBe(faulty);
	});

	test('is not looked for again with --single: one attempt without checks', async () => {
		const root = project({ 'a.ts': faulty });
		const still = faulty.replace('.twice', '.thrice');
		const server = await saying(block(still.trim()));
		const { code, out } = await lemma(root, ['fix', '--file', 'a.ts', '--single', '--json', '--server', server.endpoint]);
		expect(JSON.parse(out)).toMatchObject({ text: still, verified: [], rounds: 1 });
		expect(code).toBe(0);
		expect(server.asked.filter(({ path }) => path.endsWith('completions'))).toHaveLength(1);
	});
});

describe('a failing test', () => {
	const files = {
		'sum.js': 'export function sum(a, b) {\n\treturn a - b;\n}\n',
		'sum.test.js':
			"import test from 'node:test';\nimport assert from 'node:assert/strict';\nimport { sum } from './sum.js';\ntest('adds', () => assert.equal(sum(2, 3), 5));\n",
	};
	const command = ['--test', '--', process.execPath, '--test', 'sum.test.js'];

	test('is enough to go by, and passes in the end', async () => {
		const root = project(files);
		const wrong = 'export function sum(a, b) {\n\treturn a * b;\n}';
		const server = await saying(block(wrong), block(wrong.replace('*', '+')));
		const { code, out } = await lemma(root, ['fix', '--file', 'sum.js', '--json', '--server', server.endpoint, ...command]);
		expect(JSON.parse(out)).toMatchObject({ text: files['sum.js'].replace('a - b', 'a + b'), rounds: 2 });
		expect(JSON.parse(out).verified).toContain('tests');
		expect(code).toBe(0);
		expect(readFileSync(join(root, 'sum.js'), 'utf8')).toBe(files['sum.js']);
		expect(JSON.stringify(server.asked.at(-1)?.body.messages)).toContain('6 !== 5');
	});

	test('works for a language that nobody here checks', async () => {
		const root = project({ 'sum.py': 'def add(a, b):\n    return a - b\n', 'check.py': 'from sum import add\nassert add(2, 3) == 5\n' });
		const { endpoint } = await saying('```python\ndef add(a, b):\n    return a + b\n```\n');
		const args = ['fix', '--file', 'sum.py', '--json', '--server', endpoint, '--test', '--', 'python3', 'check.py'];
		expect(JSON.parse((await lemma(root, args)).out)).toMatchObject({
			text: 'def add(a, b):\n    return a + b\n',
			verified: ['applies', 'parses', 'tests'],
		});
	});

	test('that passes, or cannot run, leaves nothing to do', async () => {
		const root = project({ ...files, 'sum.js': files['sum.js'].replace('a - b', 'a + b') });
		const { endpoint } = await saying('');
		const fixed = await lemma(root, ['fix', '--file', 'sum.js', '--json', '--server', endpoint, ...command]);
		expect(JSON.parse(fixed.out)).toMatchObject({ text: null, reason: expect.stringContaining('tests pass') });
		const absent = await lemma(root, ['fix', '--file', 'sum.js', '--json', '--server', endpoint, '--test', '--', 'no-such-program']);
		expect(JSON.parse(absent.out)).toMatchObject({ text: null, reason: expect.stringContaining('no such program') });
	});
});

test('an instruction is followed where nothing is wrong', async () => {
	const root = project({ 'a.ts': mended });
	const named = mended.replaceAll('value', 'amount');
	const server = await saying(block(named.trim()));
	const args = ['fix', '--file', 'a.ts', '--instruction', 'Rename the parameter to amount', '--server', server.endpoint];
	const { code, out } = await lemma(root, args);
	expect({ code, out }).toEqual({ code: 0, out: named });
	expect(JSON.stringify(server.asked.at(-1)?.body.messages)).toContain('Rename the parameter');
});

describe('what cannot be mended is a sentence, with exit code 1', () => {
	const root = project({
		'good.ts': mended,
		'empty.ts': '\n',
		'binary.ts': Buffer.from([0x61, 0, 0x62]),
		'latin.ts': Buffer.from([0x61, 0xe9, 0x62]),
		'huge.ts': 'x'.repeat(3_000_000),
		'locked.ts': faulty,
	});
	symlinkSync(join(root, 'good.ts'), join(root, 'link.ts'));
	chmodSync(join(root, 'locked.ts'), 0o444);

	test.each([
		[['--file', 'good.ts'], 'reports no problem'],
		[['--file', 'none.ts'], 'There is no file none.ts'],
		[['--file', '.'], 'is a folder'],
		[['--file', 'link.ts'], 'is a link'],
		[['--file', 'empty.ts'], 'is empty'],
		[['--file', 'binary.ts'], 'is a binary file'],
		[['--file', 'latin.ts'], 'not UTF-8'],
		[['--file', 'huge.ts'], '3.0 MB'],
		[['--file', 'locked.ts', '--write'], 'may only be read'],
		[[], 'Name the file'],
		[['--file', 'good.ts', '--test'], 'stands at the end'],
		[['--file', 'good.ts', 'node'], 'stands at the end'],
		[['--file', 'good.ts', '--instruction', ' '], '--instruction'],
	])('%j', async (args, sentence) => {
		const { code, out, err } = await lemma(root, ['fix', ...args]);
		expect({ code, out }).toEqual({ code: 1, out: '' });
		expect(err).toContain(sentence);
		expect(err).not.toContain('    at ');
	});

	test('with --json an object', async () => {
		const { code, out } = await lemma(root, ['fix', '--file', 'empty.ts', '--json']);
		expect({ code, out: JSON.parse(out) }).toEqual({
			code: 1,
			out: { text: null, verified: [], rounds: 0, tokens: 0, ms: 0, reason: 'empty.ts is empty: there is nothing to fix.' },
		});
	});
});
