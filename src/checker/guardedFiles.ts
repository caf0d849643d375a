import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { posix } from 'node:path';
import ts from 'typescript-service';

/** TypeScript's own limit for files that it is not asked about. */
const mostBytes = 4 * 1024 * 1024;
/** A tree this large is no project, or one that was never meant to be searched. */
const mostFolders = 20_000;

export const slashed = (path: string): string => path.replaceAll('\\', '/');

/** Case-insensitive where file names are, as TypeScript has it. */
export const isCaseSensitive = ts.sys.useCaseSensitiveFileNames;
const keyOf = (path: string): string => (isCaseSensitive ? path : path.toLowerCase());

interface Overlay {
	readonly path: string;
	readonly text: string;
	readonly version: string;
}

/**
 * The files that a check may see, read-only: the workspace's own, wherever a symlink claims to lie; typings, and what says how they are meant,
 * in the folders above; and the texts that are laid over the disk.
 */
export class GuardedFiles {
	/** As it is given, and where it really lies. */
	readonly #given: string;
	readonly #root: string;
	readonly #libraries: string;
	readonly #realPaths = new Map<string, string | undefined>();
	#overlays: ReadonlyMap<string, Overlay> = new Map();

	constructor(root: string, libraries: string) {
		this.#given = root;
		this.#root = slashed(realPathOf(root) ?? root);
		this.#libraries = slashed(realPathOf(libraries) ?? libraries);
	}

	/** Begins a check: what was known of the disk is forgotten. */
	lay(texts: Iterable<readonly [path: string, text: string]>): void {
		this.#realPaths.clear();
		this.#overlays = new Map(
			[...texts].map(([path, text]) => [keyOf(path), { path, text, version: createHash('sha1').update(text).digest('hex') }]),
		);
	}

	/** That a package of the workspace has code is known, though the code is not read outside. */
	fileExists = (path: string): boolean =>
		this.#overlays.has(keyOf(path)) ||
		(statOf(path)?.isFile() === true &&
			(this.#permitted(path) !== undefined || this.#isAboveIn(packagesOf(slashed(realPathOf(path) ?? '')))));

	directoryExists = (path: string): boolean => statOf(path)?.isDirectory() === true && this.#permittedFolder(path);

	/** A name for the content; undefined where there is none. */
	version(path: string): string | undefined {
		const overlay = this.#overlays.get(keyOf(path));
		const stats = overlay === undefined && this.#permitted(path) !== undefined ? statOf(path) : undefined;
		return overlay?.version ?? (stats?.isFile() === true ? `${stats.mtimeMs} ${stats.size} ${stats.ino}` : undefined);
	}

	readFile = (path: string): string | undefined => this.#overlays.get(keyOf(path))?.text ?? this.#readDisk(path);

	getDirectories = (path: string): string[] => [...this.#entries(path).directories];

	readDirectory = (
		path: string,
		extensions?: readonly string[],
		excludes?: readonly string[],
		includes?: readonly string[],
		depth?: number,
	): string[] => {
		let left = mostFolders;
		const entries = (folder: string): Entries => (left-- > 0 ? this.#entries(folder) : nothing);
		return patterns.matchFiles(path, extensions, excludes, includes, isCaseSensitive, path, depth, entries, this.realpath);
	};

	/** A workspace folder that is itself reached by a link keeps its name, so that a file has one name however it is come by. */
	realpath = (path: string): string => {
		const real = this.#permitted(path) ?? path;
		return isInside(real, this.#root) ? posix.join(this.#given, real.slice(this.#root.length)) : real;
	};

	/** What TypeScript asks of a host that parses configurations. */
	get parseHost(): ts.ParseConfigHost {
		const { fileExists, readFile, readDirectory, directoryExists } = this;
		return Object.assign({ useCaseSensitiveFileNames: isCaseSensitive, fileExists, readFile, readDirectory }, { directoryExists });
	}

	/** Opened by its real name and without waiting, so that neither a link put there meanwhile nor a pipe is followed. */
	#readDisk(path: string): string | undefined {
		const real = this.#permitted(path);
		if (real === undefined || statOf(real)?.isFile() !== true) {
			return undefined;
		}
		const file = openOf(real);
		if (file === undefined) {
			return undefined;
		}
		try {
			const stats = fstatSync(file);
			return stats.isFile() && stats.size <= mostBytes ? readFileSync(file, 'utf8').replace(/^\uFEFF/u, '') : undefined;
		} finally {
			closeSync(file);
		}
	}

	#entries(path: string): Entries {
		const files: string[] = [];
		const directories: string[] = [];
		for (const entry of this.directoryExists(path) ? entriesOf(path) : []) {
			const kind = entry.isSymbolicLink() ? statOf(posix.join(path, entry.name)) : entry;
			if (kind?.isDirectory() === true) {
				directories.push(entry.name);
			} else if (kind?.isFile() === true) {
				files.push(entry.name);
			}
		}
		const laid = [...this.#overlays.values()].filter((overlay) => keyOf(posix.dirname(overlay.path)) === keyOf(path));
		return {
			files: [...new Set([...files, ...laid.map((overlay) => posix.basename(overlay.path))])].sort(),
			directories: directories.sort(),
		};
	}

	/** The real path, where it may be read. */
	#permitted(path: string): string | undefined {
		const known = this.#realPaths.get(path);
		if (known !== undefined || this.#realPaths.has(path)) {
			return known;
		}
		const real = statOf(path) === undefined ? undefined : slashed(realPathOf(path) ?? '');
		const permitted = real !== undefined && real !== '' && this.#isPermitted(real) ? real : undefined;
		this.#realPaths.set(path, permitted);
		return permitted;
	}

	#permittedFolder(path: string): boolean {
		const real = slashed(realPathOf(path) ?? '');
		return isInside(real, this.#root) || isInside(real, this.#libraries) || this.#isAboveIn(packagesOf(real)) || isInside(this.#root, real);
	}

	#isPermitted(real: string): boolean {
		return (
			isInside(real, this.#root) ||
			isInside(real, this.#libraries) ||
			(typing.test(real) && this.#isAboveIn(packagesOf(real))) ||
			(configuration.test(real) && isInside(this.#root, posix.dirname(real)))
		);
	}

	/** Whether packages in that folder are those of the workspace. */
	#isAboveIn(folder: string | undefined): boolean {
		return folder !== undefined && isInside(this.#root, folder);
	}
}

const typing = /\.d\.(?:[cm]?ts|\w+\.ts)$|\.json$/u;
const configuration = /\/(?:[jt]sconfig[\w.-]*|package)\.json$/u;

const isInside = (path: string, folder: string): boolean =>
	path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);

/** The folder whose `node_modules` the path lies in, or is. */
function packagesOf(path: string): string | undefined {
	const at = `${path}/`.indexOf('/node_modules/');
	return at < 0 ? undefined : path.slice(0, at) || '/';
}

interface Entries {
	readonly files: readonly string[];
	readonly directories: readonly string[];
}

const nothing: Entries = { files: [], directories: [] };

/** Part of TypeScript, but not of its types: how `include` and `exclude` are read, over any file system. */
interface Patterns {
	matchFiles(
		path: string,
		extensions: readonly string[] | undefined,
		excludes: readonly string[] | undefined,
		includes: readonly string[] | undefined,
		isCaseSensitive: boolean,
		currentFolder: string,
		depth: number | undefined,
		entriesOf: (path: string) => Entries,
		realpath: (path: string) => string,
	): string[];
}

const patterns = ts as unknown as Patterns;

// What cannot be looked at is not there, for a check.
const attempt = <T>(look: () => T): T | undefined => {
	try {
		return look();
	} catch {
		return undefined;
	}
};

const statOf = (path: string): Stats | undefined => attempt(() => statSync(path, { throwIfNoEntry: false }));
const realPathOf = (path: string): string | undefined => attempt(() => realpathSync.native(path));
const entriesOf = (path: string) => attempt(() => readdirSync(path, { withFileTypes: true })) ?? [];
const openOf = (path: string): number | undefined =>
	attempt(() => openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0)));
