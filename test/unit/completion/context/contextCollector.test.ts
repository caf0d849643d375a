import { describe, expect, test } from 'vitest';
import { IgnoreRules } from '../../../../src/core/completion/context/ignoreRules.ts';
import { importedPaths } from '../../../../src/core/completion/context/imports.ts';
import { about, filesOf, never, openText, project, snapshotOf } from './project.ts';

const ownText = "import { makePear } from './fruit/pear.ts';\n\nmakePear(PearOptions, ";

const files = {
	'/p/src/own.ts': ownText,
	'/p/src/fruit/pear.ts': `export ${about('Pear')}`,
	'/p/src/own.test.ts': about('Pear', 5).replaceAll('const ', 'let '),
	'/p/src/other.py': about('Pear'),
	'/p/src/.env': about('Pear'),
	'/p/.gitignore': 'dist/\n*.gen.ts\n',
	'/p/dist/out.ts': about('Pear'),
	'/p/src/big.gen.ts': about('Pear'),
	'/q/outside.ts': about('Pear'),
};

async function shown(collect: (its: ReturnType<typeof project>) => Promise<void>, links = {}): Promise<readonly string[]> {
	const its = project(files, links);
	await collect(its);
	return its.store.snippets(snapshotOf('/p/src/own.ts', ownText), 5000).map(({ path }) => path);
}

describe('what is collected', () => {
	test('are imported files, and those beside the open one of the same kind', async () => {
		const paths = await shown(({ collector, open }) => collector.collectRelated(open('/p/src/own.ts'), 2, never));
		expect([...paths].sort()).toEqual(['src/fruit/pear.ts', 'src/own.test.ts']);
	});

	test.each([['/p/dist/out.ts'], ['/p/src/big.gen.ts'], ['/p/src/.env'], ['/q/outside.ts'], ['/p/.git/x.ts']])(
		'is nothing of %s',
		async (path) => {
			expect(await shown(({ collector }) => collector.note(openText(path, about('Pear')), 1, 'visited'))).toEqual([]);
			expect(await shown(({ collector }) => collector.noteDefinition(path, 0, 'file:///p/src/own.ts'))).toEqual([]);
		},
	);

	test('is nothing of a link to a secret file', async () => {
		const links = { '/p/src/innocent.ts': '/p/src/.env' };
		expect(await shown(({ collector }) => collector.note(openText('/p/src/innocent.ts', about('Pear')), 1, 'visited'), links)).toEqual([]);
	});

	test('are the lines around the place that was visited', async () => {
		const text = `${about('Plum', 100)}\n${about('Pear', 5)}\n${about('Plum', 100)}`;
		const its = project(files);
		await its.collector.note(openText('/p/src/far.ts', text), 102, 'visited');
		const [snippet] = its.store
			.snippets(snapshotOf('/p/src/own.ts', ownText), 5000)
			.filter(({ text: each }) => each.includes('PearValue3'));
		expect(snippet?.path).toBe('src/far.ts');
	});

	test('is an untitled text by its title', async () => {
		const untitled = {
			document: 'untitled:Untitled-1',
			path: undefined,
			title: 'Untitled-1',
			languageId: 'typescript',
			text: about('Pear'),
		};
		expect(await shown(({ collector }) => collector.note(untitled, 0, 'visited'))).toEqual(['Untitled-1']);
	});

	test('is a definition, from its line on', async () => {
		expect(await shown(({ collector }) => collector.noteDefinition('/p/src/fruit/pear.ts', 1, 'file:///p/src/own.ts'))).toEqual([
			'src/fruit/pear.ts',
		]);
	});

	test('is forgotten with the file, the folder, or a new .gitignore', async () => {
		for (const gone of ['/p/src/fruit/pear.ts', '/p/src/fruit', '/p/.gitignore']) {
			expect(
				await shown(async ({ collector }) => {
					await collector.noteDefinition('/p/src/fruit/pear.ts', 1, 'file:///p/src/own.ts');
					collector.forget(gone);
				}),
			).toEqual([]);
		}
	});

	test('are the cells of a notebook above, as they are now', async () => {
		const notebook = '/p/src/work.ipynb';
		const cells = (...texts: readonly string[]) =>
			shown(async ({ collector }) => {
				for (const text of texts) await collector.noteCells(notebook, [about('Plum', 3), text], 'file:///p/src/own.ts');
			});
		expect(await cells(about('Pear', 3))).toEqual(['src/work.ipynb']);
		expect(await cells(about('Pear', 3), about('Apple', 3))).toEqual([]);
	});

	test('stops with its signal', async () => {
		await expect(
			shown(({ collector, open }) => collector.collectRelated(open('/p/src/own.ts'), 2, AbortSignal.abort())),
		).rejects.toMatchObject({
			name: 'AbortError',
		});
	});
});

describe('imports by path', () => {
	test.each([
		['a/b.ts', 'typescript', "import x from '../c.ts';", ['/p/c.ts']],
		['a/b.ts', 'typescript', "export * from './c.js';", ['/p/a/c.ts', '/p/a/c.js']],
		['a/b.js', 'javascript', "const c = require('./c')", ['/p/a/c.js', '/p/a/c/index.js']],
		['a/b.ts', 'typescript', "import fs from 'node:fs'; import './style.css'", ['/p/a/style.css']],
		['a/b.py', 'python', 'from .c import d', ['/p/a/c.py']],
		['a/b.py', 'python', 'from .. import d as e, f', ['/p/d.py', '/p/f.py']],
		['a/b.py', 'python', 'import gyp.common', ['/p/a/gyp/common.py', '/p/gyp/common.py']],
		['a/b.cc', 'cpp', '#include "x/y.h"\n#include <z.h>', ['/p/a/x/y.h', '/p/include/x/y.h']],
		['a/b.css', 'css', "@import url('c.css');", ['/p/a/c.css']],
		['a/b.rb', 'ruby', "require_relative '../c'", ['/p/c.rb']],
		['a/b.rs', 'rust', 'pub mod c;', ['/p/a/c.rs', '/p/a/b/c.rs']],
		['a/b.php', 'php', "require_once __DIR__ . '/c.php';", ['/p/a/c.php']],
	])('in %s (%s): %s', (path, languageId, text, expected) => {
		const candidates = importedPaths(`/p/${path}`, languageId, text, '/p').flat();
		expect(candidates).toEqual(expect.arrayContaining(expected));
		expect(candidates.every((each) => each.startsWith('/p/'))).toBe(true);
	});

	test('are none in a language without them', () => {
		expect(importedPaths('/p/a.txt', 'plaintext', "import './b'", '/p')).toEqual([]);
	});
});

describe('what git ignores', () => {
	const rules = new IgnoreRules(
		filesOf({
			'/p/.gitignore': 'dist/\n*.log\n/top.ts\n!kept.log\n',
			'/p/sub/.gitignore': '!again.log\nonly/*\n!only/this.ts\n',
			'/p/dist/.gitignore': '!*',
		}),
	);
	test.each([
		['/p/a.ts', false],
		['/p/dist/a.ts', true],
		['/p/deep/dist/b/a.ts', true],
		['/p/a.log', true],
		['/p/kept.log', false],
		['/p/top.ts', true],
		['/p/sub/top.ts', false],
		['/p/sub/again.log', false],
		['/p/sub/other.log', true],
		['/p/sub/only/that.ts', true],
		['/p/sub/only/this.ts', false],
		['/elsewhere/a.ts', true],
	])('%s: %s', async (path, expected) => {
		expect(await rules.isIgnored(path, '/p')).toBe(expected);
	});
});
