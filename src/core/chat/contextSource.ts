import { bestMatches } from './fuzzyMatch.ts';
import type { SlashCommand } from './slashCommands.ts';

/** What the user can attach to a question. */
export type ContextSource =
	| { readonly kind: 'selection' | 'openFile' | 'problems' | 'terminal' | 'changes' }
	/** Of a folder the outline is attached. */
	| { readonly kind: 'file' | 'folder'; readonly uri: string };

/** One line of what is offered behind `@` or `/`. */
export interface Suggestion {
	readonly label: string;
	readonly detail: string;
	readonly choice: { readonly kind: 'attach'; readonly source: ContextSource } | { readonly kind: 'insert'; readonly text: string };
}

/** The word that asks for a search of the workspace. */
export const codebaseWord = '@codebase';

export const asksForCodebase = (question: string): boolean => /(?<!\S)@codebase(?!\w)/u.test(question);

export const withoutCodebaseWord = (question: string): string => question.replaceAll(/(?<!\S)@codebase(?!\w)[ \t]*/gu, '').trim();

const attach = (label: string, detail: string, kind: 'selection' | 'openFile' | 'problems' | 'terminal' | 'changes'): Suggestion => ({
	...{ label, detail },
	choice: { kind: 'attach', source: { kind } },
});

const fixedSuggestions: readonly Suggestion[] = [
	attach('selection', 'What is selected, or the block around the cursor', 'selection'),
	attach('file', 'The file in the editor', 'openFile'),
	attach('problems', 'Errors and warnings of the file in the editor', 'problems'),
	attach('changes', 'What git says has changed', 'changes'),
	attach('terminal', 'What is selected in the terminal', 'terminal'),
	{ label: 'codebase', detail: 'Search the workspace for the question', choice: { kind: 'insert', text: `${codebaseWord} ` } },
];

export interface ListedFile {
	/** As it is shown: relative to the workspace. */
	readonly label: string;
	readonly uri: string;
	readonly isFolder: boolean;
}

/** What is offered behind `@`: the fixed sources first, then files and folders, the best match first. */
export function contextSuggestions(query: string, files: readonly ListedFile[], most = 12): readonly Suggestion[] {
	const fixed = bestMatches(query, fixedSuggestions, ({ label }) => label, most);
	const found = bestMatches(query, files, ({ label }) => label, most - fixed.length).map(
		({ label, uri, isFolder }): Suggestion => ({
			label,
			detail: isFolder ? 'Outline of the folder' : '',
			choice: { kind: 'attach', source: { kind: isFolder ? 'folder' : 'file', uri } },
		}),
	);
	return [...fixed, ...found];
}

/** What is offered behind `/`. */
export const commandSuggestions = (query: string, commands: readonly SlashCommand[]): readonly Suggestion[] =>
	bestMatches(query, commands, ({ name }) => name, commands.length).map(({ name, description }) => ({
		label: name,
		detail: description,
		choice: { kind: 'insert', text: `/${name} ` },
	}));

/** The folders that hold files, each once. */
export function foldersOf(files: readonly ListedFile[]): readonly ListedFile[] {
	const folders = new Map<string, ListedFile>();
	for (const { label, uri } of files) {
		let [path, address] = [label, uri];
		while (path.includes('/')) {
			path = path.slice(0, path.lastIndexOf('/'));
			address = address.slice(0, address.lastIndexOf('/'));
			if (folders.has(path)) {
				break;
			}
			folders.set(path, { label: path, uri: address, isFolder: true });
		}
	}
	return [...folders.values()];
}

/** What stands between the cursor and the `@` or `/` that began it, where the user is at such a word. */
export interface Trigger {
	readonly trigger: '@' | '/';
	readonly query: string;
	/** Where its sign stands. */
	readonly start: number;
}

/** `/` counts at the start of the question only, `@` at the start of a word: an address such as `a@b` is none. */
export function triggerAt(text: string, cursor: number): Trigger | undefined {
	const before = text.slice(0, cursor);
	const command = /^\/([\w-]*)$/u.exec(before);
	if (command) {
		return { trigger: '/', query: command[1] ?? '', start: 0 };
	}
	const mention = /(?<!\S)@([^\s@]{0,100})$/u.exec(before);
	return mention === null ? undefined : { trigger: '@', query: mention[1] ?? '', start: mention.index };
}
