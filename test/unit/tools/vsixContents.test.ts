import { describe, expect, it } from 'vitest';
import { differences, linesOf } from '../../../tools/vsixContents.mjs';

const list = linesOf([
	'extension/package.json',
	'extension/dist/worker.mjs',
	'extension/dist/node_modules/a/index.js',
	'extension/dist/node_modules/a/LICENSE',
	'extension/dist/node_modules/a/node_modules/@b/c/index.js',
]);

describe('the list of what a package holds', () => {
	it('has a line for each file, and one for each package below node_modules', () => {
		expect(list).toEqual([
			'extension/dist/node_modules/a/ 2 files',
			'extension/dist/node_modules/a/node_modules/@b/c/ 1 files',
			'extension/dist/worker.mjs',
			'extension/package.json',
		]);
	});

	it('differs when a file comes or goes', () => {
		const found = linesOf(['extension/package.json', 'extension/dist/worker.mjs.map', 'extension/dist/node_modules/a/index.js']);
		expect(differences(found, list)).toEqual([
			'- extension/dist/node_modules/a/ 2 files',
			'- extension/dist/node_modules/a/node_modules/@b/c/ 1 files',
			'- extension/dist/worker.mjs',
			'+ extension/dist/node_modules/a/ 1 files',
			'+ extension/dist/worker.mjs.map',
		]);
	});

	it('names a source map or a type file in a package', () => {
		const found = linesOf(['extension/dist/node_modules/a/index.js', 'extension/dist/node_modules/a/index.d.ts']);
		expect(found).toContain('extension/dist/node_modules/a/index.d.ts');
	});

	it('holds the declarations of the language that TypeScript reads, and no other types', () => {
		const lib = 'extension/dist/node_modules/typescript-service/lib';
		const found = linesOf([`${lib}/typescript.js`, `${lib}/lib.d.ts`, `${lib}/lib.es2015.symbol.wellknown.d.ts`, `${lib}/typescript.d.ts`]);
		expect(found).toEqual(['extension/dist/node_modules/typescript-service/ 3 files', `${lib}/typescript.d.ts`]);
	});

	it('is the same for every platform but for the engine, which may hold libraries only', () => {
		const linux = ['extension/dist/node_modules/@node-llama-cpp/linux-x64/bins/linux-x64/llama-addon.node'];
		const windows = ['extension/dist/node_modules/@node-llama-cpp/win-x64/bins/win-x64/llama.dll'];
		expect(differences(linesOf(windows), linesOf(linux))).toEqual([]);
		const notes = 'extension/dist/node_modules/@node-llama-cpp/win-x64/notes.txt';
		expect(differences(linesOf([...windows, notes]), linesOf(linux))).toEqual([`+ ${notes}`]);
	});
});
