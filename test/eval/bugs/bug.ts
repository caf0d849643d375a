// Small bugs with a repair, edits that look right, a visible sign of the bug (diagnostics or a failing test), and a hidden test that judges.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';

export interface Bug {
	readonly id: string;
	readonly kind: string;
	/** The name of the file that has the bug. */
	readonly file: string;
	readonly source: string;
	/** Files beside it. */
	readonly others: ReadonlyMap<string, string>;
	/** The whole text, repaired. */
	readonly right: string;
	/** Whole texts that diagnostics and the visible test accept, and that are wrong all the same. */
	readonly plausible: readonly string[];
	/** The failing test that a user would see; where there is none, diagnostics show the bug. */
	readonly visible?: { readonly name: string; readonly body: string };
	/** Assertions that only the judge sees. */
	readonly hidden: string;
	/** How tests import the file: `m` is the module where nothing else is said. */
	readonly uses?: string;
}

const folder = import.meta.dirname;

/** The bugs that are written by hand, those of one kind together. */
export function writtenBugs(): readonly Bug[] {
	const files = readdirSync(folder).filter((name) => extname(name) === '.txt');
	return files.sort().flatMap((name) => readBugs(readFileSync(join(folder, name), 'utf8')));
}

/** `##### id | kind | file`, then sections: `--- source`, `--- other NAME`, `--- right`, `--- plausible`, `--- visible: NAME`, `--- hidden`. */
export function readBugs(text: string): readonly Bug[] {
	return text
		.split(/^##### /mu)
		.slice(1)
		.map(readBug);
}

function readBug(text: string): Bug {
	const [head = '', ...pieces] = text.split(/^--- /mu);
	const [id = '', kind = '', file = ''] = head.trim().split(' | ');
	const sections = pieces.map((piece) => {
		const end = piece.indexOf('\n');
		return { title: piece.slice(0, end), body: piece.slice(end + 1).trimEnd() };
	});
	const bodies = (title: string): readonly string[] => sections.filter((section) => section.title === title).map(({ body }) => body);
	const only = (title: string): string => {
		const [body, ...more] = bodies(title);
		if (body === undefined || more.length > 0) throw new Error(`${id}: there must be one section "${title}"`);
		return body;
	};
	const source = `${only('source')}\n`;
	const others = sections.filter(({ title }) => title.startsWith('other '));
	const visible = sections.find(({ title }) => title.startsWith('visible: '));
	return {
		...{ id, kind, file, source },
		others: new Map(others.map(({ title, body }) => [title.slice('other '.length), `${body}\n`])),
		right: edited(source, only('right'), id),
		plausible: bodies('plausible').map((edit) => edited(source, edit, id)),
		...(visible === undefined ? {} : { visible: { name: visible.title.slice('visible: '.length), body: visible.body } }),
		hidden: only('hidden'),
	};
}

/** An edit is the text that is there, once, `===>`, and the text that takes its place. */
function edited(source: string, edit: string, id: string): string {
	const [find = '', replacement = ''] = edit.split('\n===>\n');
	if (source.split(find).length !== 2) throw new Error(`${id}: "${find}" is not there just once`);
	return source.replace(find, () => replacement);
}

export const testFileOf = ({ file }: Bug): string => `${file.slice(0, -extname(file).length)}.test.mjs`;

const importLine = ({ uses, file }: Bug): string => `${uses ?? 'import * as m from'} './${file}';`;

/** The hidden test as a program: it ends well or not. */
export const hiddenProgram = (bug: Bug): string => `import assert from 'node:assert/strict';\n${importLine(bug)}\n${bug.hidden}\n`;

/** A small project around the bug, with `text` in its place. */
export function writeProject(bug: Bug, to: string, text = bug.source): void {
	const files = new Map([
		['package.json', '{ "type": "module", "private": true }\n'],
		['tsconfig.json', `${JSON.stringify({ compilerOptions, include: ['**/*'] }, undefined, '\t')}\n`],
		...bug.others,
		[bug.file, text],
	]);
	if (bug.visible !== undefined) {
		files.set(
			testFileOf(bug),
			`import test from 'node:test';\nimport assert from 'node:assert/strict';\n${importLine(bug)}\n\ntest(${JSON.stringify(bug.visible.name)}, async () => {\n${bug.visible.body.replace(/^/gmu, '\t')}\n});\n`,
		);
	}
	for (const [name, content] of files) {
		mkdirSync(dirname(join(to, name)), { recursive: true });
		writeFileSync(join(to, name), content);
	}
}

const compilerOptions = {
	...{ target: 'es2023', lib: ['ES2023'], module: 'preserve', moduleResolution: 'bundler', types: [] },
	...{ strict: true, noImplicitAny: false, noImplicitReturns: true, allowJs: true, checkJs: true },
	...{ noEmit: true, allowImportingTsExtensions: true, skipLibCheck: true },
};
