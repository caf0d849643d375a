import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Edit, Parser, Point, Tree } from '@vscode/tree-sitter-wasm';
import type { SyntaxNode, SyntaxTrees } from '../core/completion/syntax.ts';
import type { Logger } from '../core/log.ts';
import { fileOf, grammarOf } from './grammars.ts';

/** Trees by tree-sitter. Nothing is loaded before the first `prepare`, and no grammar before its own. */
export class TreeSitter implements SyntaxTrees {
	readonly #folder: string;
	readonly #log: Pick<Logger, 'warn'>;
	readonly #loading = new Map<string, Promise<void>>();
	readonly #parsers = new Map<string, Parser>();
	#library: Promise<Library> | undefined;
	/** The one tree that is kept: the next text is mostly this one with a few characters more. */
	#last: { readonly grammar: string; readonly text: string; readonly tree: Tree } | undefined;

	/** `folder` holds tree-sitter.wasm and the grammars. */
	constructor(folder: string, log: Pick<Logger, 'warn'>) {
		this.#folder = folder;
		this.#log = log;
	}

	prepare(languageId: string): Promise<void> {
		const grammar = grammarOf.get(languageId);
		if (grammar === undefined) {
			return Promise.resolve();
		}
		const loading = this.#loading.get(grammar) ?? this.#load(grammar);
		this.#loading.set(grammar, loading);
		return loading;
	}

	read<Seen>(languageId: string, text: string, look: (root: SyntaxNode) => Seen): Seen | undefined {
		const grammar = grammarOf.get(languageId) ?? '';
		const parser = this.#parsers.get(grammar);
		const tree = parser === undefined ? undefined : this.#parse(parser, grammar, text);
		return tree === undefined ? undefined : look(tree.rootNode);
	}

	dispose(): void {
		this.#forget();
		for (const parser of this.#parsers.values()) {
			parser.delete();
		}
		this.#parsers.clear();
	}

	async #load(grammar: string): Promise<void> {
		try {
			this.#library ??= openLibrary(this.#folder);
			const { Language, Parser } = await this.#library;
			const language = await Language.load(await readFile(join(this.#folder, fileOf(grammar))));
			this.#parsers.set(grammar, new Parser().setLanguage(language));
		} catch (error) {
			// Completions then go by indentation.
			this.#log.warn(`no syntax trees for ${grammar}: ${String(error)}`);
		}
	}

	#parse(parser: Parser, grammar: string, text: string): Tree | undefined {
		const last = this.#last?.grammar === grammar ? this.#last : undefined;
		if (last?.text === text) {
			return last.tree;
		}
		const edit = last === undefined ? undefined : editBetween(last.text, text);
		if (edit !== undefined) {
			last?.tree.edit(edit);
		}
		let steps = 0;
		const tree = parser.parse(text, edit === undefined ? undefined : last?.tree, { progressCallback: () => ++steps > mostSteps });
		this.#forget();
		if (tree === null) {
			parser.reset();
			return undefined;
		}
		this.#last = { grammar, text, tree };
		return tree;
	}

	#forget(): void {
		this.#last?.tree.delete();
		this.#last = undefined;
	}
}

/** A source file of 20,000 characters takes some 100 steps of the parser (1 to 3 ms); a text that takes more is no source file. */
const mostSteps = 1000;

type Library = typeof import('@vscode/tree-sitter-wasm');

async function openLibrary(folder: string): Promise<Library> {
	const imported: Library & { readonly default?: Library } = await import('@vscode/tree-sitter-wasm');
	// Node puts what a CommonJS module exports below `default`; in the bundle it is beside.
	const library = imported.default ?? imported;
	await library.Parser.init({ locateFile: (file) => join(folder, file) });
	return library;
}

/** The one change that makes `to` of `from`; nothing where they share too little for the old tree to be of use. */
function editBetween(from: string, to: string): Edit | undefined {
	const shorter = Math.min(from.length, to.length);
	let same = 0;
	while (same < shorter && from.charCodeAt(same) === to.charCodeAt(same)) {
		same++;
	}
	if (same < shorter / 2) {
		return undefined;
	}
	return {
		startIndex: same,
		oldEndIndex: from.length,
		newEndIndex: to.length,
		startPosition: pointAt(from, same),
		oldEndPosition: pointAt(from, from.length),
		newEndPosition: pointAt(to, to.length),
	};
}

function pointAt(text: string, end: number): Point {
	let row = 0;
	let lineStart = 0;
	for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) {
		row++;
		lineStart = at + 1;
	}
	return { row, column: end - lineStart };
}
