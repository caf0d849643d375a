import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildSync } from 'esbuild';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { ShadowReport } from '../../src/core/fix/verification.ts';
import { type ShadowedFile, TypescriptChecker, type TypescriptCheckerOptions } from '../../src/inference/typescriptShadow.ts';
import { TsServer } from '../lib/tsserver.ts';

/** Inside the project, where TypeScript is found. */
const checkerPath = resolve(`out/test/checker-${process.pid}.cjs`);
buildSync({
	entryPoints: ['src/checker/main.ts'],
	bundle: true,
	platform: 'node',
	format: 'cjs',
	external: ['typescript-service'],
	outfile: checkerPath,
	logLevel: 'warning',
});

const never = new AbortController().signal;
const logged: string[] = [];
const note = (message: string | Error) => void logged.push(String(message));
const log = { trace: () => {}, info: note, warn: note, error: note };
const open = (options: Partial<TypescriptCheckerOptions> = {}) => {
	const checker = new TypescriptChecker({ checkerPath, log, ...options });
	opened.push(checker);
	return checker;
};
const opened: TypescriptChecker[] = [];
const shared = new TypescriptChecker({ checkerPath, log });
const folders: string[] = [];

afterEach(async () => {
	await Promise.all(opened.splice(0).map((checker) => checker.dispose()));
	logged.length = 0;
});
afterAll(async () => {
	await shared.dispose();
	for (const folder of folders) {
		rmSync(folder, { recursive: true, force: true });
	}
	rmSync(checkerPath, { force: true });
});

/** A folder with these files; a value that is no text is written as JSON. */
function project(files: Readonly<Record<string, string | object>>): string {
	const root = mkdtempSync(join(tmpdir(), 'lemma-checked-'));
	folders.push(root);
	for (const [name, content] of Object.entries(files)) {
		mkdirSync(dirname(join(root, name)), { recursive: true });
		writeFileSync(join(root, name), typeof content === 'string' ? content : JSON.stringify(content));
	}
	return root;
}

const languages: Readonly<Record<string, string>> = {
	ts: 'typescript',
	mts: 'typescript',
	tsx: 'typescriptreact',
	js: 'javascript',
	jsx: 'javascriptreact',
};

function shadow(root: string, name: string, more: Partial<ShadowedFile> = {}, checker = shared) {
	const languageId = languages[name.split('.').at(-1) ?? ''] ?? 'plaintext';
	return checker.shadowOf({ root, path: join(root, name), languageId, ...more });
}

/** `line source message`, of the file and, behind its label, of each dependent. */
function told(report: ShadowReport): readonly string[] {
	if (report.kind === 'unseen') {
		return [`unseen: ${report.reason}`];
	}
	const parts = [{ label: '', problems: report.problems }, ...report.dependents];
	return parts.flatMap(({ label, problems }) =>
		problems.map(({ lines, source, message }) => `${label}${lines.first} ${source} ${message.split('\n')[0]}`),
	);
}

const check = async (root: string, name: string, text: string, more: Partial<ShadowedFile> = {}): Promise<readonly string[]> =>
	told(await shadow(root, name, more).check(text, never));

const lax = { compilerOptions: { strict: false, module: 'preserve', types: [] } };
const strict = { compilerOptions: { strict: true, module: 'preserve', types: [] } };

describe('a check of a TypeScript file', () => {
	it('sees a wrong type, as VS Code words it, and that it is gone', async () => {
		const root = project({ 'tsconfig.json': strict, 'a.ts': '' });
		const wrong = 'export const a = 1;\nexport const b: string =\n\ta;\n';
		expect(await shadow(root, 'a.ts').check(wrong, never)).toEqual({
			kind: 'seen',
			problems: [
				{
					lines: { first: 1, last: 1 },
					message: "Type 'number' is not assignable to type 'string'.",
					severity: 'error',
					source: 'ts(2322)',
				},
			],
			dependents: [],
		});
		expect(await check(root, 'a.ts', wrong.replace('string', 'number'))).toEqual([]);
		expect(await check(root, 'a.ts', wrong)).toHaveLength(1);
	});

	it('names related places, flattens chains and shows what is unused as a warning', async () => {
		const root = project({
			'tsconfig.json': { compilerOptions: { noUnusedLocals: true, module: 'preserve' } },
			'item.ts': 'export interface Item {\n\tprice: number;\n\tin: { stock: boolean };\n}\n',
			'src/b.ts': '',
		});
		const text = [
			"import type { Item } from './item';",
			'export const f = (item: Item) => item.prise;',
			"export const g: Item = { price: 1, in: { stock: 'no' } };",
			'export const h = (a: { in: { stock: string } }): Item => ({ price: 1, ...a });',
			'const unused = 1;',
		].join('\n');
		const report = await shadow(root, 'src/a.ts').check(text.replace('./item', '../item'), never);
		const problems = report.kind === 'seen' ? report.problems : [];
		expect(problems[0]?.related).toEqual([{ label: 'item.ts', line: 1, message: "'price' is declared here." }]);
		expect(problems[2]?.message.split('\n')).toEqual([
			"Type '{ in: { stock: string; }; price: number; }' is not assignable to type 'Item'.",
			"  The types of 'in.stock' are incompatible between these types.",
			"    Type 'string' is not assignable to type 'boolean'.",
		]);
		expect(problems.map(({ severity }) => severity)).toEqual(['error', 'error', 'error', 'warning']);
	});

	it('sees a syntax error and a missing import, which appears when the module does', async () => {
		const root = project({ 'tsconfig.json': strict });
		expect(await check(root, 'a.ts', 'export const a = (1;\n')).toEqual(["0 ts(1005) ')' expected."]);
		const text = "import { b } from './b';\nexport const a: string = b;\n";
		expect(await check(root, 'a.ts', text)).toEqual(["0 ts(2307) Cannot find module './b' or its corresponding type declarations."]);
		writeFileSync(join(root, 'b.ts'), 'export const b = 1;\n');
		expect(await check(root, 'a.ts', text)).toEqual(["1 ts(2322) Type 'number' is not assignable to type 'string'."]);
	});

	it('sees what a change breaks in files that depend on it, with their unsaved texts', async () => {
		const root = project({ 'tsconfig.json': strict, 'a.ts': 'export const f = () => 1;\n', 'use.ts': '', 'b.ts': 'export {};\n' });
		const use = "import { f } from './a';\nexport const n: number = f();\n";
		const more = {
			dependents: ['use.ts', 'b.ts', 'gone.ts'].map((name) => join(root, name)),
			overlays: new Map([[join(root, 'use.ts'), use]]),
		};
		expect(await check(root, 'a.ts', 'export const f = () => 1;\n', more)).toEqual([]);
		expect(await check(root, 'a.ts', "export const f = () => '1';\n", more)).toEqual([
			"use.ts1 ts(2322) Type 'string' is not assignable to type 'number'.",
		]);
	});

	it('reads again what changed on the disk', async () => {
		const root = project({ 'tsconfig.json': strict, 'b.ts': 'export const b = 1;\n' });
		const text = "import { b } from './b';\nexport const a: number = b;\n";
		expect(await check(root, 'a.ts', text)).toEqual([]);
		writeFileSync(join(root, 'b.ts'), "export const b = 'one';\n");
		expect(await check(root, 'a.ts', text)).toHaveLength(1);
	});

	it('finds no fault in JSX, and in TypeScript written with CRLF and a BOM', async () => {
		const jsx = 'declare global { namespace JSX { interface IntrinsicElements { b: { id?: string } } } }\n';
		const root = project({ 'tsconfig.json': { compilerOptions: { jsx: 'preserve', types: [] } } });
		expect(await check(root, 'a.tsx', `${jsx}export const a = <b id="x">{1 + 1}</b>;\n`)).toEqual([]);
		expect(await check(root, 'a.tsx', `${jsx}export const a = <b id={1}></b>;\n`)).toEqual([
			"1 ts(2322) Type 'number' is not assignable to type 'string'.",
		]);
		expect(await check(root, 'b.ts', '\uFEFFexport const a = 1;\r\nexport const b: string = a;\r\n')).toEqual([
			"1 ts(2322) Type 'number' is not assignable to type 'string'.",
		]);
	});
});

describe('a check of a JavaScript file', () => {
	const wrong = "/** @type {number} */\nexport const a = 'one';\n";

	it('says nothing of types unless asked to', async () => {
		const root = project({});
		expect(await check(root, 'a.js', wrong)).toEqual([]);
		expect(await check(root, 'a.js', `// @ts-check\n${wrong}`)).toEqual(["2 ts(2322) Type 'string' is not assignable to type 'number'."]);
		const checked = project({ 'jsconfig.json': { compilerOptions: { checkJs: true } } });
		expect(await check(checked, 'a.js', wrong)).toHaveLength(1);
	});

	it('always sees a syntax error', async () => {
		expect(await check(project({}), 'a.js', 'export const a = [1;\n')).toEqual(["0 ts(1005) ',' expected."]);
		expect(await check(project({}), 'a.jsx', 'export const a = () => <b></i>;\n')).toHaveLength(1);
	});
});

describe('the configuration of a check', () => {
	const loose = 'export const f = (a) => a;\n';

	it('is the nearest one, with what it extends', async () => {
		const root = project({
			'base.json': strict,
			'tsconfig.json': lax,
			'strict/tsconfig.json': { extends: '../base.json' },
			'inherits/tsconfig.json': { extends: 'shared-config' },
			'node_modules/shared-config/tsconfig.json': strict,
		});
		expect(await check(root, 'a.ts', loose)).toEqual([]);
		expect(await check(root, 'strict/deep/a.ts', loose)).toEqual(["0 ts(7006) Parameter 'a' implicitly has an 'any' type."]);
		expect(await check(root, 'inherits/a.ts', loose)).toHaveLength(1);
	});

	it('is one that is referred to, or lies above, where the nearest does not list the file', async () => {
		const root = project({
			'tsconfig.json': { files: [], references: [{ path: './tsconfig.app.json' }, { path: './tsconfig.node.json' }] },
			'tsconfig.app.json': { ...strict, include: ['src'] },
			'tsconfig.node.json': { ...lax, include: ['vite.config.ts'] },
			'src/tsconfig.json': { ...lax, include: ['none'] },
			'src/types.d.ts': 'interface Global { a: number }\n',
		});
		expect(await check(root, 'src/a.ts', loose)).toHaveLength(1);
		expect(await check(root, 'vite.config.ts', loose)).toEqual([]);
		expect(await check(root, 'src/a.ts', 'export const g: Global = { a: 1 };\n')).toEqual([]);
	});

	it('is the editor’s own without one, and where one is broken, which is said', async () => {
		expect(await check(project({}), 'a.ts', loose)).toHaveLength(1);
		const report = await shadow(project({ 'tsconfig.json': '{ "compilerOptions": { "strict": fal' }), 'a.ts').check(loose, never);
		expect(told(report)).toHaveLength(1);
		expect(report).toMatchObject({ note: "tsconfig.json cannot be read, so VS Code's default options were used." });
		const missing = await shadow(project({ 'tsconfig.json': { extends: './gone.json' } }), 'a.ts').check('export {};', never);
		expect(missing).toMatchObject({ kind: 'seen', note: expect.stringContaining('gone.json') });
	});

	it('has the defaults of the TypeScript that the editor has, else of the one that the project has', async () => {
		const version = (text: string): object => ({ name: 'typescript', version: text });
		const silent = { 'tsconfig.json': {}, 'node_modules/@types/global/index.d.ts': 'declare const everywhere: number;\n' };
		const text = `${loose}export const g: string = everywhere;\n`;
		const is6 = ["0 ts(7006) Parameter 'a' implicitly has an 'any' type.", "1 ts(2304) Cannot find name 'everywhere'."];
		const is5 = ["1 ts(2322) Type 'number' is not assignable to type 'string'."];
		expect(await check(project(silent), 'a.ts', text)).toEqual(is6);
		const old = project({ ...silent, 'node_modules/typescript/package.json': version('5.4.2') });
		expect(await check(old, 'a.ts', text)).toEqual(is5);
		expect(await check(project({ ...silent, 'node_modules/typescript/package.json': version('6.0.3') }), 'a.ts', text)).toEqual(is6);
		expect(told(await shadow(old, 'a.ts', {}, open({ editorsMajor: () => 6 })).check(text, never))).toEqual(is6);
		expect(told(await shadow(project(silent), 'a.ts', {}, open({ editorsMajor: () => 5 })).check(text, never))).toEqual(is5);
	});

	it('above the workspace folder is not taken, but may be extended', async () => {
		const root = project({
			'tsconfig.json': lax,
			'tsconfig.base.json': lax,
			'in/tsconfig.json': { extends: '../tsconfig.base.json' },
			'out/a': '',
		});
		expect(await check(join(root, 'in'), 'a.ts', loose)).toEqual([]);
		expect(await check(join(root, 'out'), 'a.ts', loose)).toHaveLength(1);
	});

	it('cannot have a plugin run', async () => {
		const trap = "require('node:fs').writeFileSync(__dirname + '/ran', '');\n";
		const root = project({
			'tsconfig.json': { compilerOptions: { ...strict.compilerOptions, plugins: [{ name: 'trap' }, { name: './trap.js' }] } },
			'trap.js': trap,
			'node_modules/trap/index.js': trap,
			'node_modules/trap/package.json': { name: 'trap', main: 'index.js' },
			'node_modules/typescript/lib/typescript.js': trap,
			'node_modules/typescript-service/lib/typescript.js': trap,
		});
		expect(await check(root, 'a.ts', 'export const a: string = 1;\n')).toHaveLength(1);
		expect(['ran', 'node_modules/trap/ran', 'node_modules/typescript/lib/ran'].filter((name) => existsSync(join(root, name)))).toEqual([]);
	});
});

describe('what a check reads', () => {
	it('is not outside the workspace, by no way that leads there', async () => {
		const outside = project({
			'secret.ts': "export const secret = 'x';\n",
			'more.d.ts': 'declare const leaked: 1;\n',
			'tsconfig.x.json': lax,
		});
		const root = project({
			'tsconfig.json': { ...strict, include: ['**/*', join(outside, '**/*')] },
			'in.ts': 'export const inside = 1;\n',
		});
		symlinkSync(join(outside, 'secret.ts'), join(root, 'link.ts'));
		symlinkSync(outside, join(root, 'folder'));
		symlinkSync(join(root, 'in.ts'), join(root, 'alias.ts'));
		const text = [
			"import { secret } from './link';",
			"import * as b from './folder/secret';",
			`import * as c from '${join(outside, 'secret')}';`,
			"import { inside } from './alias';",
			`/// <reference path="${join(outside, 'more.d.ts')}" />`,
			'export const all = [secret, b, c, inside, leaked];',
		].join('\n');
		expect(await check(root, 'a.ts', text)).toEqual([
			"0 ts(2307) Cannot find module './link' or its corresponding type declarations.",
			"1 ts(2307) Cannot find module './folder/secret' or its corresponding type declarations.",
			`2 ts(2307) Cannot find module '${join(outside, 'secret')}' or its corresponding type declarations.`,
			"5 ts(2304) Cannot find name 'leaked'.",
		]);
	});

	it('is the typings of packages, in the folders above as well, and not their code', async () => {
		const root = project({
			'app/tsconfig.json': { compilerOptions: { ...strict.compilerOptions, allowJs: true, maxNodeModuleJsDepth: 2 } },
			'node_modules/typed/index.d.ts': 'export declare const a: number;\n',
			'node_modules/plain/index.js': 'exports.b = 1;\n',
			'node_modules/@types/global/index.d.ts': 'declare const everywhere: number;\n',
		});
		const text = "import { a } from 'typed';\nimport { b } from 'plain';\nexport const c: string = a;\nexport { b };\n";
		expect(await check(join(root, 'app'), 'a.ts', text)).toEqual([
			`1 ts(7016) Could not find a declaration file for module 'plain'. '${join(root, 'node_modules/plain/index.js')}' implicitly has an 'any' type.`,
			"2 ts(2322) Type 'number' is not assignable to type 'string'.",
		]);
		expect(await check(join(root, 'other'), 'a.js', '// @ts-check\nexport const d = everywhere;\n')).toEqual([]);
	});

	it('is the same file by whatever link it is reached inside the workspace', async () => {
		const real = project({
			'tsconfig.json': strict,
			'packages/one/package.json': { name: 'one', types: './index.ts' },
			'packages/one/index.ts': 'export const one: number = 1;\n',
			'use.ts': "import { one } from 'one';\nexport const n: number = one;\n",
			'node_modules/other/index.d.ts': 'export {};\n',
		});
		symlinkSync('../packages/one', join(real, 'node_modules/one'));
		const root = join(project({}), 'linked');
		symlinkSync(real, root);
		for (const folder of [real, root]) {
			const more = { dependents: [join(folder, 'use.ts')] };
			expect(await check(folder, 'packages/one/index.ts', "export const one = 'one';\n", more)).toEqual([
				"use.ts1 ts(2322) Type 'string' is not assignable to type 'number'.",
			]);
		}
	});

	it('is no pipe, no device, and no folder that contains itself', async () => {
		const root = project({ 'tsconfig.json': strict });
		execFileSync('mkfifo', [join(root, 'pipe.ts')]);
		symlinkSync('/dev/zero', join(root, 'zero.ts'));
		symlinkSync(root, join(root, 'again'));
		symlinkSync('loop.ts', join(root, 'loop.ts'));
		expect(await check(root, 'a.ts', "import './pipe';\nimport './zero';\nimport './loop';\n")).toHaveLength(3);
	});

	it('may be an untitled document, or a file that is not there', async () => {
		const root = project({});
		expect(await check(root, 'Untitled-1', 'const a: string = 1;\n', { languageId: 'typescript' })).toHaveLength(1);
		expect(await check(root, 'no/such/folder/a.ts', 'const a: string = 1;\n')).toHaveLength(1);
		expect(await check(join(root, 'gone'), 'a.ts', 'const a: string = 1;\n')).toHaveLength(1);
	});
});

describe('the checker', () => {
	const wrong = 'export const a: string = 1;\n';
	/** Its types take TypeScript far longer than any wait here. */
	const endless = `type Digit = ${[...'0123456789'].map((digit) => `'${digit}'`).join(' | ')};
		type Spread<T extends string, N extends unknown[] = []> = N['length'] extends 400 ? T : Spread<\`\${T}\`, [...N, T]>;
		${Array.from({ length: 4000 }, (_, index) => `export const x${index}: Spread<\`${index}\${Digit}\${Digit}\`> = 0;`).join('\n')}`;

	it('refuses what it cannot check, with a reason', async () => {
		const root = project({});
		expect(await check(root, 'a.css', 'a {}')).toEqual(['unseen: TypeScript does not check plaintext']);
		expect(await check(root, 'a.ts', `//${'x'.repeat(5_000_000)}`)).toEqual(['unseen: the file is larger than 2 MB']);
	});

	it('takes a large file beside it for one that is not there', async () => {
		const root = project({ 'tsconfig.json': strict, 'large.ts': `export const large = 1; //${'x'.repeat(5_000_000)}` });
		expect(await check(root, 'a.ts', "export { large } from './large';\n")).toHaveLength(1);
	});

	it('gives up after its time, and goes on', async () => {
		const root = project({ 'tsconfig.json': strict });
		const checker = open({ waits: { firstBoundMs: 3000, graceMs: 2000 } });
		expect(told(await shadow(root, 'a.ts', {}, checker).check(endless, never))).toEqual([
			expect.stringMatching(/^unseen: TypeScript (?:stopped: it )?took longer than 3 seconds$/u),
		]);
		expect(told(await shadow(root, 'a.ts', {}, open()).check(wrong, never))).toHaveLength(1);
	});

	it('rejects at once when it is cancelled, before, during and while another runs', async () => {
		const root = project({ 'tsconfig.json': strict });
		const checker = open();
		const file = shadow(root, 'a.ts', {}, checker);
		await expect(file.check(wrong, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
		expect(checker.pid).toBeUndefined();
		const first = new AbortController();
		const second = new AbortController();
		const running = file.check(wrong, first.signal);
		const waiting = file.check(wrong, second.signal);
		second.abort(new Error('some other reason'));
		first.abort();
		const begun = performance.now();
		await expect(running).rejects.toMatchObject({ name: 'AbortError' });
		await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
		expect(performance.now() - begun).toBeLessThan(100);
		expect(told(await file.check(wrong, never))).toHaveLength(1);
	});

	it('says so when its process is killed, and starts another for the next check', async () => {
		const root = project({ 'tsconfig.json': strict });
		const checker = open();
		const file = shadow(root, 'a.ts', {}, checker);
		const cut = file.check(wrong, never);
		const next = file.check(wrong, never);
		const { pid } = checker;
		expect(pid).toBeDefined();
		process.kill(pid ?? 0, 'SIGKILL');
		expect(told(await cut)).toEqual([expect.stringContaining('unseen: TypeScript stopped: it was killed')]);
		expect(told(await next)).toHaveLength(1);
		process.kill(checker.pid ?? 0, 'SIGKILL');
		await expect.poll(() => checker.pid).toBeUndefined();
		expect(told(await file.check(wrong, never))).toHaveLength(1);
	});

	it('says so when its memory does not do, and when it cannot start', async () => {
		const root = project({ 'tsconfig.json': strict });
		expect(told(await shadow(root, 'a.ts', {}, open({ memoryMb: 40 })).check(wrong, never))).toEqual([
			'unseen: TypeScript stopped: it needed more than 40 MB of memory',
		]);
		const absent = open({ checkerPath: join(root, 'none.cjs') });
		expect(told(await shadow(root, 'a.ts', {}, absent).check(wrong, never))).toEqual([
			expect.stringContaining('unseen: TypeScript stopped'),
		]);
	});

	it('ends its process when nobody has asked for a while, and when it is closed', async () => {
		const root = project({ 'tsconfig.json': strict });
		const checker = open({ waits: { idleMs: 50 } });
		await shadow(root, 'a.ts', {}, checker).check(wrong, never);
		await expect.poll(() => checker.pid).toBeUndefined();
		const file = shadow(root, 'a.ts', {}, checker);
		const [running, waiting] = [file.check(wrong, never), file.check(wrong, never)];
		const pid = checker.pid ?? 0;
		await checker.dispose();
		expect([...told(await running), ...told(await waiting)]).toEqual([
			'unseen: TypeScript stopped: it was closed',
			'unseen: TypeScript was closed',
		]);
		expect(() => process.kill(pid, 0)).toThrow();
		expect(told(await file.check(wrong, never))).toEqual(['unseen: TypeScript was closed']);
	});

	it('is gone soon after its parent, however busy it is', async () => {
		const script = `
			import { fork } from 'node:child_process';
			const child = fork(${JSON.stringify(checkerPath)});
			const request = { root: '/', path: '/a.ts', languageId: 'typescript', dependents: [], overlays: [], boundMs: 60000 };
			child.send({ kind: 'check', id: 1, request: { ...request, root: ${JSON.stringify(project({}))}, text: ${JSON.stringify(endless)} } });
			console.log(child.pid);
			setTimeout(() => process.kill(process.pid, 'SIGKILL'), 1500);`;
		const file = join(project({ 'parent.mjs': script }), 'parent.mjs');
		let pid = 0;
		try {
			execFileSync(process.execPath, [file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
		} catch (error) {
			pid = Number(Object(error).stdout);
		}
		expect(pid).toBeGreaterThan(0);
		await sleep(3000);
		expect(() => process.kill(pid, 0)).toThrow();
	});

	it('gives its process nothing of the environment that could change what it does', async () => {
		process.env.NODE_OPTIONS = '--require=/nowhere/trap.cjs';
		process.env.NODE_PATH = '/nowhere';
		try {
			expect(told(await shadow(project({}), 'a.ts', {}, open()).check(wrong, never))).toHaveLength(1);
		} finally {
			delete process.env.NODE_OPTIONS;
			delete process.env.NODE_PATH;
		}
	});
});

describe('what is told of a stranger’s code', () => {
	const server = new TsServer();
	afterAll(() => server.dispose());

	/** Each file as it is, with a line taken out, and with a mistake put in. */
	const textsOf = (path: string): readonly string[] => {
		const text = readFileSync(path, 'utf8');
		const lines = text.split('\n');
		const without = (at: number): string => lines.toSpliced(Math.floor(lines.length * at), 1).join('\n');
		return [text, without(0.1), without(0.5), without(0.8), `${text}\nlet wrong = 1; wrong.gone(); wrong = 'one'; missing();\nif (`];
	};

	it.each([
		['@huggingface/jinja', 'src/*.ts'],
		['editions', 'source/*.ts'],
		['version-range', 'source/*.ts'],
		['side-channel', '*.js'],
		['has-symbols', '*.js'],
		['semver', 'classes/*.js'],
	])('is what the editor’s own server says: %s', async (name, pattern) => {
		const root = resolve('node_modules', name);
		const paths = globSync(pattern, { cwd: root }).slice(0, 2);
		expect(paths.length).toBeGreaterThan(0);
		for (const path of paths) {
			for (const text of textsOf(join(root, path))) {
				const report = await shadow(root, path).check(text, never);
				const problems =
					report.kind === 'seen' ? report.problems.map(({ lines, message, source }) => ({ lines, message, source })) : report;
				expect({ path, problems }).toEqual({ path, problems: await server.problems(root, join(root, path), text) });
			}
		}
	});
});
