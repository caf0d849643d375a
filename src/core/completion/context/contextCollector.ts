import { isSecretPath } from '../../secretFiles.ts';
import { type Chunk, type ChunkOrigin, chunkAround, chunksOf } from './chunk.ts';
import type { FileAccess } from './fileAccess.ts';
import { IgnoreRules, rootOf } from './ignoreRules.ts';
import { folderOf, importedPaths } from './imports.ts';
import { identifiersOf, jaccard } from './similarity.ts';
import type { SnippetStore } from './snippetStore.ts';

/** A text that is open in the editor. */
export interface OpenText {
	/** Address, as in a snapshot of the cursor. */
	readonly document: string;
	/** Absolute path with `/` of a file, `undefined` of what was never saved. */
	readonly path: string | undefined;
	/** Its name where it has no path. */
	readonly title: string;
	readonly languageId: string;
	readonly text: string;
}

export interface CollectorPorts {
	readonly files: FileAccess;
	readonly store: SnippetStore;
	/** Folders of the projects that are open. */
	readonly roots: () => readonly string[];
}

/** Fills the store from what the user does, and from the files that theirs rest on. Nothing secret or ignored gets in. */
export class ContextCollector {
	readonly #ports: CollectorPorts;
	readonly #rules: IgnoreRules;

	constructor(ports: CollectorPorts) {
		this.#ports = ports;
		this.#rules = new IgnoreRules(ports.files);
	}

	/** The lines around one that the user was at. */
	async note(open: OpenText, line: number, origin: ChunkOrigin): Promise<void> {
		const label = open.path === undefined ? open.title : await this.#labelOf(open.path);
		if (label !== undefined) {
			this.#add(chunkAround({ path: open.path ?? open.document, label, origin }, open.text, line));
		}
	}

	/** Cells of a notebook above the one that is written in; what was known of the notebook before is forgotten. */
	async noteCells(notebook: string, cells: readonly string[], wantedBy: string): Promise<void> {
		const label = await this.#labelOf(notebook);
		this.#ports.store.forget((path) => path === notebook);
		if (label !== undefined) {
			for (const text of cells.slice(-mostCells)) {
				this.#add(chunksOf({ path: notebook, label, origin: 'cell', wantedBy }, text, 1)[0]);
			}
		}
	}

	/** Files that a text imports, and those beside it in its folder that are most like what is written at a line. */
	async collectRelated(open: OpenText, line: number, signal: AbortSignal): Promise<void> {
		const { path } = open;
		const root = path === undefined ? undefined : rootOf(path, this.#ports.roots());
		if (path === undefined || root === undefined || (await this.#labelOf(path)) === undefined) {
			return;
		}
		const lines = open.text.split('\n');
		const near = identifiersOf(lines.slice(Math.max(0, line - nearLines), line + nearLines).join('\n'));
		const imported = await this.#readFirsts(importedPaths(path, open.languageId, open.text, root), mostImported, signal);
		const known = new Set([path, ...imported.map((file) => file.path)]);
		const beside = (await this.#besides(path)).filter((each) => !known.has(each));
		const neighbours = await this.#readFirsts(
			beside.map((each) => [each]),
			mostNeighbours,
			signal,
		);
		const chosen = [
			...bestChunks(neighbours, 'neighbour', open.document, near).slice(0, neighbourChunks),
			...imported.flatMap((file) => bestChunks([file], 'imported', open.document, near).slice(0, 1)),
		];
		signal.throwIfAborted();
		for (const chunk of chosen) {
			this.#add(chunk);
		}
	}

	/** Where something is defined that the user is writing with. */
	async noteDefinition(path: string, line: number, wantedBy: string): Promise<void> {
		const label = await this.#labelOf(path);
		const text = label === undefined ? undefined : await this.#ports.files.read(path);
		if (label !== undefined && text !== undefined) {
			// A definition is read downwards.
			const from = text.split('\n').slice(Math.max(0, line - 2), line + definitionLines);
			this.#add(chunksOf({ path, label, origin: 'definition', wantedBy }, from.join('\n'), 1)[0]);
		}
	}

	/** A file is gone, or no longer what it was. */
	forget(path: string): void {
		if (path.endsWith('/.gitignore')) {
			this.#rules.clear();
			this.#ports.store.clear();
		}
		this.#ports.store.forget((each) => each === path || each.startsWith(`${path}/`));
	}

	#add(chunk: Chunk | undefined): void {
		if (chunk !== undefined) {
			this.#ports.store.add(chunk);
		}
	}

	/** The path as the model is told it; `undefined` where nothing of the file may be told. */
	async #labelOf(path: string): Promise<string | undefined> {
		const root = rootOf(path, this.#ports.roots());
		if (root === undefined || isSecretPath(path) || (await this.#rules.isIgnored(path, root))) {
			return undefined;
		}
		return isSecretPath(await this.#ports.files.realPath(path)) ? undefined : path.slice(root.length + 1);
	}

	/** The first of each list of candidates that is there. */
	async #readFirsts(lists: readonly (readonly string[])[], most: number, signal: AbortSignal): Promise<readonly FileText[]> {
		const found: FileText[] = [];
		for (const candidates of lists) {
			for (const path of candidates) {
				signal.throwIfAborted();
				if (found.length >= most) {
					return found;
				}
				const text = found.some((file) => file.path === path) ? undefined : await this.#ports.files.read(path);
				const label = text === undefined ? undefined : await this.#labelOf(path);
				if (text !== undefined && label !== undefined) {
					found.push({ path, label, text });
				}
				if (text !== undefined) {
					break;
				}
			}
		}
		return found;
	}

	/** Files of the same kind in the same folder, nearest in name first, as a test and its subject are. */
	async #besides(path: string): Promise<readonly string[]> {
		const folder = folderOf(path);
		const own = path.slice(folder.length + 1);
		const ending = own.slice(own.lastIndexOf('.'));
		const names = (await this.#ports.files.list(folder)).filter((name) => name !== own && name.endsWith(ending));
		const shared = (name: string): number => {
			const end = [...name].findIndex((character, index) => character !== own[index]);
			return end < 0 ? name.length : end;
		};
		return names.sort((a, b) => shared(b) - shared(a) || (a < b ? -1 : 1)).map((name) => `${folder}/${name}`);
	}
}

interface FileText {
	readonly path: string;
	readonly label: string;
	readonly text: string;
}

const mostCells = 8;
const nearLines = 40;
const mostImported = 8;
const mostNeighbours = 8;
const neighbourChunks = 4;
const chunksOfFile = 12;
const definitionLines = 24;

function bestChunks(files: readonly FileText[], origin: ChunkOrigin, wantedBy: string, near: ReadonlySet<string>): readonly Chunk[] {
	const chunks = files.flatMap(({ path, label, text }) => chunksOf({ path, label, origin, wantedBy }, text, chunksOfFile));
	return [...chunks].sort((a, b) => jaccard(near, b.identifiers) - jaccard(near, a.identifiers));
}
