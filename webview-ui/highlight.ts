import type { Emitter } from 'highlight.js';
import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import dockerfile from 'highlight.js/lib/languages/dockerfile';
import go from 'highlight.js/lib/languages/go';
import ini from 'highlight.js/lib/languages/ini';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import kotlin from 'highlight.js/lib/languages/kotlin';
import lua from 'highlight.js/lib/languages/lua';
import markdown from 'highlight.js/lib/languages/markdown';
import php from 'highlight.js/lib/languages/php';
import python from 'highlight.js/lib/languages/python';
import ruby from 'highlight.js/lib/languages/ruby';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import swift from 'highlight.js/lib/languages/swift';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';

export type HighlightedNode = string | { readonly scope: string; readonly children: readonly HighlightedNode[] };

/** Above this the colours are not worth the wait. */
const longestCode = 30_000;

const languages = {
	...{ bash, c, cpp, csharp, css, diff, dockerfile, go, ini, java, javascript, json, kotlin, lua, markdown },
	...{ php, python, ruby, rust, sql, swift, typescript, xml, yaml },
};

/** The code as a tree of scopes; plain text where the language is not one of ours (it is never guessed). */
export function highlight(code: string, language: string): readonly HighlightedNode[] {
	if (code.length > longestCode || !highlighter.getLanguage(language)) return [code];
	const { _emitter: emitter, errorRaised } = highlighter.highlight(code, { language, ignoreIllegals: true });
	return emitter instanceof TreeEmitter && errorRaised === undefined ? emitter.root : [code];
}

/** "TypeScript" for `ts`; what the fence says where it is not one of ours. */
export const languageTitle = (language: string): string => highlighter.getLanguage(language)?.name?.split(',', 1)[0] ?? language;

interface Scope {
	readonly scope: string;
	readonly children: HighlightedNode[];
}

/** Collects nodes instead of an HTML string, so that no HTML is ever parsed. */
class TreeEmitter implements Emitter {
	readonly root: HighlightedNode[] = [];
	readonly #open: Scope[] = [];

	startScope(scope: string): void {
		const node: Scope = { scope, children: [] };
		this.#top().push(node);
		this.#open.push(node);
	}

	endScope(): void {
		this.#open.pop();
	}

	/** The library calls both names, whatever its types say. */
	openNode(name: string): void {
		this.startScope(name);
	}

	closeNode(): void {
		this.endScope();
	}

	addText(text: string): void {
		if (text !== '') this.#top().push(text);
	}

	__addSublanguage(emitter: Emitter): void {
		if (emitter instanceof TreeEmitter) this.#top().push(...emitter.root);
	}

	toHTML(): string {
		return '';
	}

	finalize(): void {
		this.#open.length = 0;
	}

	#top(): HighlightedNode[] {
		return this.#open.at(-1)?.children ?? this.root;
	}
}

const highlighter = hljs.newInstance();
highlighter.configure({ __emitter: TreeEmitter });
for (const [name, language] of Object.entries(languages)) highlighter.registerLanguage(name, language);
