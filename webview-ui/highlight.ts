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

/** A stretch of code of one look; `scope` as highlight.js names it, empty for plain text. */
export interface Run {
	readonly scope: string;
	readonly text: string;
}

/** A comment or a string that is longer than this is not read to its end. */
const longestRead = 16_000;
/** What lies further behind stays plain. */
const longestCode = 200_000;

const languages = {
	...{ bash, c, cpp, csharp, css, diff, dockerfile, go, ini, java, javascript, json, kotlin, lua, markdown },
	...{ php, python, ruby, rust, sql, swift, typescript, xml, yaml },
};

/**
 * The chunks of a code in colours, one step of the generator at a time. A chunk that ends within a string or a comment is read together with
 * the next, so the colours are those of the whole code; where that would take too long, all that follows is plain. The language is never guessed.
 */
export function* highlightChunks(chunks: readonly string[], language: string): Generator<readonly (readonly Run[])[]> {
	if (!highlighter.getLanguage(language)) return;
	let done = 0;
	for (let from = 0; from < chunks.length && done < longestCode; ) {
		let to = from + 1;
		let text = chunks[from] ?? '';
		let read = readRuns(text, language);
		while (read.isOpen && to < chunks.length && text.length < longestRead) {
			text += chunks[to++] ?? '';
			read = readRuns(text, language);
		}
		if (read.isOpen && to < chunks.length) return;
		yield shareOut(
			read.runs,
			chunks.slice(from, to).map(({ length }) => length),
		);
		done += text.length;
		from = to;
	}
}

function readRuns(code: string, language: string): { readonly runs: readonly Run[]; readonly isOpen: boolean } {
	const { _emitter: emitter, _top: top, errorRaised } = highlighter.highlight(code, { language, ignoreIllegals: true });
	const runs = emitter instanceof RunEmitter && errorRaised === undefined ? emitter.runs : [{ scope: '', text: code }];
	return { runs, isOpen: top !== undefined && 'parent' in top && top.parent !== undefined };
}

/** Cuts runs into parts of given lengths. */
function shareOut(runs: readonly Run[], lengths: readonly number[]): readonly (readonly Run[])[] {
	let index = 0;
	let offset = 0;
	return lengths.map((length) => {
		const part: Run[] = [];
		for (let left = length; left > 0 && index < runs.length; ) {
			const { scope, text } = runs[index] ?? { scope: '', text: '' };
			const piece = text.slice(offset, offset + left);
			part.push({ scope, text: piece });
			left -= piece.length;
			offset += piece.length;
			if (offset >= text.length) {
				index++;
				offset = 0;
			}
		}
		return part;
	});
}

/** "TypeScript" for `ts`; what the fence says where it is not one of ours. */
export const languageTitle = (language: string): string => highlighter.getLanguage(language)?.name?.split(',', 1)[0] ?? language;

/** Collects runs instead of an HTML string, so that no HTML is ever parsed. The innermost scope decides. */
class RunEmitter implements Emitter {
	readonly runs: Run[] = [];
	readonly #open: string[] = [];

	startScope(scope: string): void {
		this.#open.push(scope);
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
		const scope = this.#open.at(-1) ?? '';
		const last = this.runs.at(-1);
		if (last?.scope === scope) this.runs[this.runs.length - 1] = { scope, text: last.text + text };
		else if (text !== '') this.runs.push({ scope, text });
	}

	__addSublanguage(emitter: Emitter): void {
		if (emitter instanceof RunEmitter) this.runs.push(...emitter.runs);
	}

	toHTML(): string {
		return '';
	}

	finalize(): void {
		this.#open.length = 0;
	}
}

const highlighter = hljs.newInstance();
highlighter.configure({ __emitter: RunEmitter });
for (const [name, language] of Object.entries(languages)) highlighter.registerLanguage(name, language);
