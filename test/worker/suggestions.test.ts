import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript-service';
import { afterAll, describe, expect, it } from 'vitest';
import { suggestionsFor } from '../../src/checker/suggestions.ts';
import { TypescriptChecker } from '../../src/inference/typescriptShadow.ts';
import { buildChecker } from '../lib/checker.ts';
import { quiet } from '../lib/replayWith.ts';

const checkerPath = buildChecker(`out/test/suggestions-${process.pid}.cjs`);
const checker = new TypescriptChecker({ checkerPath, log: quiet });
const never = new AbortController().signal;
const folders: string[] = [];

afterAll(async () => {
	await checker.dispose();
	for (const path of [...folders, checkerPath]) {
		rmSync(path, { recursive: true, force: true });
	}
});

const options = { strict: true, module: 'preserve', target: 'es2023', lib: ['es2023'], types: [] };
const tsconfig = (more: object = {}): string => JSON.stringify({ compilerOptions: { ...options, ...more } });

/** What is offered for the problems of `a.ts` in a project of these files, the parts of one problem in one list. */
async function offered(text: string, others: Readonly<Record<string, string>> = {}, root = folderOf(others)): Promise<unknown> {
	const shadow = checker.shadowOf({ root, path: join(root, 'a.ts'), languageId: 'typescript' });
	const report = await shadow.suggest?.(text, never);
	return report?.kind === 'seen' ? report.problems.map(({ suggestions = [] }) => suggestions) : report;
}

function folderOf(files: Readonly<Record<string, string>>): string {
	const root = mkdtempSync(join(tmpdir(), 'lemma-suggested-'));
	folders.push(root);
	for (const [name, content] of Object.entries({ 'tsconfig.json': tsconfig(), ...files })) {
		mkdirSync(dirname(join(root, name)), { recursive: true });
		writeFileSync(join(root, name), content);
	}
	return root;
}

const point = 'export class Point {\n\tx = 0;\n}\n';
const usesPoint = 'export const origin = new Point();\n';

describe('what TypeScript suggests for a problem', () => {
	it('is the import of a name that another file of the project exports', async () => {
		expect(await offered(usesPoint, { 'lib/point.ts': point })).toEqual([
			['Add import from "./lib/point": `import { Point } from "./lib/point";`'],
		]);
		expect(
			await offered("import { euros } from './format.ts';\nexport const f = euros(percent(1));\n", {
				'tsconfig.json': tsconfig({ allowImportingTsExtensions: true, noEmit: true }),
				'format.ts': 'export const euros = (a: number) => String(a);\nexport const percent = (a: number) => a / 100;\n',
			}),
		).toEqual([['Update import from "./format.ts": `import { euros, percent } from \'./format.ts\';`']]);
	});

	it('is an import as the project writes them, where the file has none to go by', async () => {
		const allowed = { 'tsconfig.json': tsconfig({ allowImportingTsExtensions: true, noEmit: true }), 'point.ts': point };
		expect(await offered(usesPoint, allowed)).toEqual([['Add import from "./point.ts": `import { Point } from "./point.ts";`']]);
		const other = (specifier: string): string => `import { Point } from '${specifier}';\nexport const p = new Point();\n`;
		expect(await offered(usesPoint, { ...allowed, 'b.ts': other('./point') })).toEqual([
			['Add import from "./point": `import { Point } from \'./point\';`'],
		]);
		expect(await offered(usesPoint, { 'point.ts': point, 'b.ts': other('./point.js') })).toEqual([
			['Add import from "./point.js": `import { Point } from \'./point.js\';`'],
		]);
	});

	it('is no other spelling of a name that can be imported', async () => {
		const others = { 'point.ts': point, 'global.d.ts': 'declare class Paint {}\n' };
		expect(await offered(usesPoint, { 'global.d.ts': others['global.d.ts'] })).toEqual([
			["Change spelling to 'Paint': `export const origin = new Paint();`"],
		]);
		expect(await offered(usesPoint, others)).toEqual([['Add import from "./point": `import { Point } from "./point";`']]);
	});

	it('is the right spelling, `await`, `this.` and `new`', async () => {
		expect(await offered('const slugify = (a: string) => a;\nexport const f = slugfy("a");\n')).toEqual([
			['Change spelling to \'slugify\': `export const f = slugify("a");`'],
		]);
		expect(await offered('declare function load(): Promise<string>;\nexport async function f() {\n\treturn load().length;\n}\n')).toEqual([
			["Add 'await': `return (await load()).length;`"],
		]);
		expect(await offered('class A {\n\tb = 1;\n\tc() {\n\t\treturn b;\n\t}\n}\nexport const d = A();\n')).toEqual([
			["Add 'this.' to unresolved variable: `return this.b;`"],
			["Add missing 'new' operator to call: `export const d = new A();`"],
		]);
	});

	it('is no `await` in a function that is not async', async () => {
		const text = 'declare const all: Promise<number>[];\nexport async function f() {\n\treturn all.map((one) => one + 1);\n}\n';
		expect(await offered(text)).toEqual([[]]);
		expect(await offered(text.replace('(one) =>', 'async (one) =>'))).toEqual([
			["Add 'await': `return all.map(async (one) => await one + 1);`"],
		]);
	});

	it('never silences a problem, nor makes up what is missing', async () => {
		const text = [
			'interface User { readonly name: string; }',
			'export const f = (user: User | undefined) => user.name;',
			'export const g = (user: User) => user.age;',
			'export const h = () => nowhere(1);',
			'export const i = (a) => a;',
			'export const user: User = {};',
			'export class J { k: number; }',
			'export const l = 1 as string;',
		].join('\n');
		expect(await offered(text)).toEqual(Array.from({ length: 7 }, () => []));
		expect(await offered('// @ts-check\nexport const a: string = 1;\n')).toEqual([[]]);
	});

	it('names nothing outside the workspace', async () => {
		const outside = folderOf({ 'point.ts': point });
		const root = folderOf({ 'tsconfig.json': JSON.stringify({ compilerOptions: options, include: ['**/*', join(outside, '**/*')] }) });
		symlinkSync(join(outside, 'point.ts'), join(root, 'link.ts'));
		symlinkSync(outside, join(root, 'folder'));
		expect(await offered(usesPoint, {}, root)).toEqual([[]]);
	});

	it('is nothing where a quick fix fails or is late', () => {
		const path = join(folderOf({ 'a.ts': usesPoint }), 'a.ts');
		const program = ts.createProgram([path], { noLib: true });
		const diagnostics = program.getSemanticDiagnostics(program.getSourceFile(path));
		expect(diagnostics.length).toBeGreaterThan(0);
		for (const error of [new Error('Debug Failure'), new ts.OperationCanceledException()]) {
			const fails = (): never => {
				throw error;
			};
			const service = { getProgram: () => program, getCodeFixesAtPosition: fails } as unknown as ts.LanguageService;
			expect([...suggestionsFor(service, path, diagnostics).values()].flat()).toEqual([]);
		}
	});

	it('is asked about few problems, and only where it is wanted', async () => {
		const many = `const slugify = 1;\n${Array.from({ length: 12 }, () => 'slugfy;\n').join('')}export {};\n`;
		const lists = await offered(many);
		expect(lists).toEqual([...Array.from({ length: 10 }, () => ["Change spelling to 'slugify': `slugify;`"]), [], []]);
		const root = folderOf({ 'point.ts': point });
		const report = await checker.shadowOf({ root, path: join(root, 'a.ts'), languageId: 'typescript' }).check(usesPoint, never);
		expect(report).toMatchObject({ kind: 'seen', problems: [{ message: "Cannot find name 'Point'." }] });
		expect(JSON.stringify(report)).not.toContain('suggestions');
	});
});
