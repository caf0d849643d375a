import { ContextCollector, type OpenText } from '../../../../src/core/completion/context/contextCollector.ts';
import type { FileAccess } from '../../../../src/core/completion/context/fileAccess.ts';
import { SnippetStore } from '../../../../src/core/completion/context/snippetStore.ts';
import type { CursorSnapshot } from '../../../../src/core/completion/cursorSnapshot.ts';

export const never = new AbortController().signal;

/** A file system in memory. */
export const filesOf = (texts: Readonly<Record<string, string>>, links: Readonly<Record<string, string>> = {}): FileAccess => ({
	read: async (path) => texts[links[path] ?? path],
	list: async (folder) =>
		Object.keys(texts)
			.filter((path) => path.slice(0, path.lastIndexOf('/')) === folder)
			.map((path) => path.slice(folder.length + 1)),
	realPath: async (path) => links[path] ?? path,
});

export const openText = (path: string, text: string, languageId = 'typescript'): OpenText => ({
	document: `file://${path}`,
	path,
	title: '',
	languageId,
	text,
});

export function project(texts: Readonly<Record<string, string>>, links: Readonly<Record<string, string>> = {}) {
	const store = new SnippetStore();
	const collector = new ContextCollector({ files: filesOf(texts, links), store, roots: () => ['/p'] });
	const open = (path: string, languageId?: string): OpenText => openText(path, texts[path] ?? '', languageId);
	return { store, collector, open };
}

export const snapshotOf = (path: string, before: string, after = ''): CursorSnapshot => ({
	document: `file://${path}`,
	version: 1,
	scheme: 'file',
	paths: [path],
	languageId: 'typescript',
	before,
	after,
	eol: '\n',
	trigger: 'automatic',
	selectionIsEmpty: true,
	cursors: 1,
	canReplace: true,
});

/** Some lines about one thing. */
export const about = (thing: string, lines = 6): string =>
	Array.from({ length: lines }, (_, index) => `const ${thing}Value${index} = make${thing}(${index}, ${thing}Options);`).join('\n');
