import { existsSync } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Clock } from '../../../src/core/clock.ts';
import type { ChunkOrigin } from '../../../src/core/completion/context/chunk.ts';
import { ContextCollector, type OpenText } from '../../../src/core/completion/context/contextCollector.ts';
import type { FileAccess } from '../../../src/core/completion/context/fileAccess.ts';
import { SnippetStore } from '../../../src/core/completion/context/snippetStore.ts';
import { isAbort } from '../../../src/core/errors.ts';

/** Where somebody is, and whether they just wrote there. */
export interface Whereabouts {
	readonly open: OpenText;
	readonly line: number;
	readonly isEdit: boolean;
}

/** What the editor collects from the project while somebody pauses, for the documents of a replay. */
export class ProjectContext {
	readonly snippets = new SnippetStore();
	readonly #clock: Clock;
	readonly #during: <T>(task: Promise<T>) => Promise<T>;
	readonly #texts = new Map<string, OpenText>();
	readonly #visits = new Map<string, { readonly document: string; readonly line: number; readonly origin: ChunkOrigin }>();
	readonly #collector: ContextCollector;
	#last: Whereabouts | undefined;
	#pause = new AbortController();

	/** `during` is told of what takes time, so that a virtual clock can stand still. */
	constructor(clock: Clock, during: <T>(task: Promise<T>) => Promise<T>) {
		this.#clock = clock;
		this.#during = during;
		this.#collector = new ContextCollector({
			store: this.snippets,
			files: this.#files(),
			roots: () => [...this.#texts.values()].flatMap(({ path }) => (path === undefined ? [] : [projectOf(path)])),
		});
	}

	note(here: Whereabouts): void {
		const last = this.#last;
		const { document } = here.open;
		this.#texts.set(document, here.open);
		if (here.isEdit) {
			this.#visits.set(`${document} edited`, { document, line: here.line, origin: 'edited' });
		}
		if (last !== undefined && (last.open.document !== document || Math.abs(last.line - here.line) > jumpLines)) {
			this.#visits.set(`${last.open.document} visited`, { document: last.open.document, line: last.line, origin: 'visited' });
		}
		this.#last = here;
		this.#pause.abort();
		this.#pause = new AbortController();
		void this.#collectSoon(here, this.#pause.signal);
	}

	stop(): void {
		this.#pause.abort();
	}

	async #collectSoon(here: Whereabouts, signal: AbortSignal): Promise<void> {
		try {
			await this.#clock.sleep(pauseMs, signal);
			await this.#during(this.#collect(here, signal));
		} catch (error) {
			if (!isAbort(error)) throw error;
		}
	}

	async #collect({ open, line }: Whereabouts, signal: AbortSignal): Promise<void> {
		for (const [key, visit] of [...this.#visits]) {
			signal.throwIfAborted();
			this.#visits.delete(key);
			const text = this.#texts.get(visit.document);
			if (text !== undefined) {
				await this.#collector.note(text, visit.line, visit.origin);
			}
		}
		await this.#collector.collectRelated(open, line, signal);
	}

	/** A text that is open counts as it stands in the editor. */
	#files(): FileAccess {
		return {
			read: async (path) => [...this.#texts.values()].find((open) => open.path === path)?.text ?? readProjectFile(path),
			list: async (folder) =>
				(await readdir(folder, { withFileTypes: true }).catch(() => [])).filter((entry) => entry.isFile()).map(({ name }) => name),
			realPath: async (path) => (await realpath(path).catch(() => path)).replaceAll('\\', '/'),
		};
	}
}

const jumpLines = 32;
const pauseMs = 700;
const largestBytes = 200_000;

async function readProjectFile(path: string): Promise<string | undefined> {
	const facts = await stat(path).catch(() => undefined);
	if (facts?.isFile() !== true || facts.size > largestBytes) {
		return undefined;
	}
	const text = new TextDecoder().decode(await readFile(path));
	return text.includes('\0') ? undefined : text.replace(/\r\n?/g, '\n');
}

/** The nearest folder that is marked as a project's, as a workspace would be opened on it; else the file's own. */
function projectOf(path: string): string {
	const own = dirname(path);
	for (let folder = own; folder !== dirname(folder); folder = dirname(folder)) {
		if (projectMarks.some((mark) => existsSync(join(folder, mark)))) {
			return folder.replaceAll('\\', '/');
		}
	}
	return own.replaceAll('\\', '/');
}

const projectMarks: readonly string[] = ['.git', 'package.json', 'pyproject.toml', 'go.mod', 'Cargo.toml'];
