import ignore, { type Ignore } from 'ignore';
import type { FileAccess } from './fileAccess.ts';

/** Whether git ignores a file, by the `.gitignore` files of its project. */
export class IgnoreRules {
	readonly #files: Pick<FileAccess, 'read'>;
	readonly #byFolder = new Map<string, Promise<Ignore | undefined>>();

	constructor(files: Pick<FileAccess, 'read'>) {
		this.#files = files;
	}

	/** `root` is the folder of the project. What lies outside it is not of the project, and counts as ignored. */
	async isIgnored(path: string, root: string): Promise<boolean> {
		if (!path.startsWith(`${root}/`)) {
			return true;
		}
		const parts = path.slice(root.length + 1).split('/');
		if (parts.includes('.git')) {
			return true;
		}
		for (let depth = 1; depth <= parts.length; depth++) {
			// Nothing in an ignored folder can be taken back in.
			const ending = depth < parts.length ? '/' : '';
			if (await this.#isMatched(root, parts.slice(0, depth), ending)) {
				return true;
			}
		}
		return false;
	}

	/** After a `.gitignore` changed. */
	clear(): void {
		this.#byFolder.clear();
	}

	/** The deepest file that says something about it counts. */
	async #isMatched(root: string, parts: readonly string[], ending: string): Promise<boolean> {
		let isMatched = false;
		for (let depth = 0; depth < parts.length; depth++) {
			const rules = await this.#rulesOf([root, ...parts.slice(0, depth)].join('/'));
			const verdict = rules?.test(parts.slice(depth).join('/') + ending);
			isMatched = verdict?.ignored === true || (isMatched && verdict?.unignored !== true);
		}
		return isMatched;
	}

	#rulesOf(folder: string): Promise<Ignore | undefined> {
		const known = this.#byFolder.get(folder) ?? this.#read(folder);
		if (this.#byFolder.size >= mostFolders) {
			this.#byFolder.clear();
		}
		this.#byFolder.set(folder, known);
		return known;
	}

	async #read(folder: string): Promise<Ignore | undefined> {
		const text = await this.#files.read(`${folder}/.gitignore`);
		return text === undefined ? undefined : ignore().add(text);
	}
}

const mostFolders = 2000;

/** The project that a file is of: the innermost of the folders that hold it. */
export const rootOf = (path: string, roots: readonly string[]): string | undefined =>
	roots.filter((root) => path.startsWith(`${root}/`)).sort((a, b) => b.length - a.length)[0];
