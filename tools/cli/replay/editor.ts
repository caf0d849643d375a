import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { OpenText } from '../../../src/core/completion/context/contextCollector.ts';
import { type CursorSnapshot, linesAfter, linesBefore, textAround } from '../../../src/core/completion/cursorSnapshot.ts';
import { languageOfPath } from '../languageOfPath.ts';
import type { Part, TraceAction } from './trace.ts';

/** A file as it lies on the disk. */
export interface SourceFile {
	/** The path the user sees and, where it differs, the one it leads to. */
	readonly paths: readonly string[];
	readonly text: string;
}

interface Document {
	readonly file: SourceFile;
	text: string;
	cursor: number;
	version: number;
}

/** Ghost text at the cursor: what it would insert, and how much of what follows it would replace. */
export interface Ghost {
	readonly text: string;
	readonly replaces: number;
}

/** The editor of a replay: documents, one cursor, and the text that is shown at it. What it is told comes from a trace. */
export class ReplayEditor {
	readonly #documents = new Map<string, Document>();
	#active: Document | undefined;
	#lastChange: CursorSnapshot['lastChange'];
	#ghost: Ghost | undefined;

	/** What is shown at the cursor. */
	get ghost(): Ghost | undefined {
		return this.#ghost;
	}

	get isOpen(): boolean {
		return this.#active !== undefined;
	}

	get text(): string {
		return this.#document.text;
	}

	get cursor(): number {
		return this.#document.cursor;
	}

	/** Another document comes to the front; one that was open before is as it was left. */
	open(file: SourceFile): void {
		const [path = ''] = file.paths;
		const document = this.#documents.get(path) ?? { file, text: file.text, cursor: 0, version: 1 };
		this.#documents.set(path, document);
		this.#active = document;
		this.#ghost = undefined;
		this.#lastChange = undefined;
	}

	/** Says what cannot be done; nothing is changed then. */
	apply(action: Exclude<TraceAction, { open: string }>): string | undefined {
		if ('cursor' in action) {
			return this.#move(action.cursor);
		}
		return 'accept' in action ? this.#accept(action.accept) : this.#edit(action);
	}

	show(ghost: Ghost | undefined): void {
		this.#ghost = ghost === undefined || ghost.text === '' ? undefined : ghost;
	}

	/** What an editor would tell the extension at this moment. */
	snapshot(): CursorSnapshot {
		const { file, text, cursor, version } = this.#document;
		const [path = ''] = file.paths;
		return {
			document: pathToFileURL(path).href,
			version,
			scheme: 'file',
			paths: file.paths,
			languageId: languageOfPath(basename(path)),
			...textAround(lastLines(text.slice(0, cursor), linesBefore), firstLines(text.slice(cursor), linesAfter)),
			eol: text.includes('\r\n') ? '\r\n' : '\n',
			trigger: 'automatic',
			selectionIsEmpty: true,
			cursors: 1,
			lastChange: this.#lastChange,
			canReplace: true,
		};
	}

	/** The document in front, and the line of the cursor. */
	whereabouts(): { readonly open: OpenText; readonly line: number } {
		const { file, text, cursor } = this.#document;
		const path = (file.paths[0] ?? '').replaceAll('\\', '/');
		const { href } = pathToFileURL(path);
		const open = { document: href, path, title: path, languageId: languageOfPath(basename(path)), text: text.replace(/\r\n?/g, '\n') };
		return { open, line: text.slice(0, cursor).split('\n').length - 1 };
	}

	get #document(): Document {
		if (this.#active === undefined) {
			throw new Error('no document is open');
		}
		return this.#active;
	}

	#move(cursor: number): string | undefined {
		const document = this.#document;
		if (cursor > document.text.length) {
			return outside(cursor, document);
		}
		document.cursor = cursor;
		this.#ghost = undefined;
		this.#lastChange = undefined;
		return undefined;
	}

	/** Ghost text stays where somebody types along it. */
	#edit({ at, del, ins }: Extract<TraceAction, { at: number }>): string | undefined {
		const document = this.#document;
		if (at + del > document.text.length) {
			return outside(at + del, document);
		}
		const ghost = this.#ghost;
		const isTypedAlong = ghost !== undefined && at === document.cursor && ins !== '' && ghost.text.startsWith(ins);
		this.show(isTypedAlong ? { text: ghost.text.slice(ins.length), replaces: Math.max(0, ghost.replaces - del) } : undefined);
		this.#replace(at, del, ins);
		this.#lastChange = ins === '' && del > 0 ? 'deletion' : undefined;
		return undefined;
	}

	#accept(part: Part): string | undefined {
		const ghost = this.#ghost;
		if (ghost === undefined) {
			return 'nothing is shown that could be accepted';
		}
		const taken = ghost.text.slice(0, lengthOf(part, ghost.text));
		const isWhole = taken.length === ghost.text.length;
		this.#replace(this.#document.cursor, isWhole ? ghost.replaces : 0, taken);
		this.show(isWhole ? undefined : { text: ghost.text.slice(taken.length), replaces: ghost.replaces });
		this.#lastChange = undefined;
		return undefined;
	}

	#replace(at: number, del: number, ins: string): void {
		const document = this.#document;
		document.text = document.text.slice(0, at) + ins + document.text.slice(at + del);
		document.cursor = at + ins.length;
		document.version++;
	}
}

const outside = (offset: number, { text, file }: Document): string =>
	`${basename(file.paths[0] ?? '')} has ${text.length} UTF-16 units at this point; there is no offset ${offset}`;

/** As in VS Code: a word with the blanks or signs before it, a line with its break. */
function lengthOf(part: Part, text: string): number {
	if (part === 'all') {
		return text.length;
	}
	if (part === 'line') {
		const lineEnd = text.indexOf('\n');
		return lineEnd < 0 ? text.length : lineEnd + 1;
	}
	const word = /-?\d*\.\d\w*|[^`~!@#%^&*()\-=+[{\]}\\|;:'",.<>/?\s]+/.exec(text);
	const toWord = word === null ? text.length : word.index === 0 ? word[0].length : word.index;
	const blank = /\s+/.exec(text);
	return blank === null ? toWord : Math.min(toWord, blank.index + blank[0].length);
}

function lastLines(text: string, count: number): string {
	let start = text.length;
	for (let line = 0; line <= count && start >= 0; line++) {
		start = start === 0 ? -1 : text.lastIndexOf('\n', start - 1);
	}
	return text.slice(start + 1);
}

function firstLines(text: string, count: number): string {
	let end = -1;
	for (let line = 0; line < count; line++) {
		end = text.indexOf('\n', end + 1);
		if (end < 0) {
			return text;
		}
	}
	return text.slice(0, end + 1);
}
