import { posix } from 'node:path';
import ts from 'typescript-service';
import { type GuardedFiles, isCaseSensitive } from './guardedFiles.ts';
import { type ProjectConfig, parseConfig } from './projectConfig.ts';

/** Where TypeScript's own `lib.*.d.ts` lie: beside it. */
export const librariesFolder = posix.dirname(ts.getDefaultLibFilePath({}));

/** Of a larger project only the files that are asked about are roots, and what they import; besides the typings. */
const mostRoots = 3000;

/** The language service over one project; it keeps what it has read and reads again only what changed. */
export class Project {
	readonly service: ts.LanguageService;
	readonly #files: GuardedFiles;
	#config: ProjectConfig;
	#asked: readonly string[] = [];
	#kinds: ReadonlyMap<string, ts.ScriptKind> = new Map();
	#giveUpAt = Number.POSITIVE_INFINITY;

	constructor(config: ProjectConfig, files: GuardedFiles, registry: ts.DocumentRegistry) {
		this.#config = config;
		this.#files = files;
		this.service = ts.createLanguageService(this.#host(), registry);
	}

	/** Sets what the next questions are about. */
	ask(config: ProjectConfig, asked: readonly string[], kinds: ReadonlyMap<string, ts.ScriptKind>, giveUpAt: number): void {
		this.#config = config;
		this.#asked = asked;
		this.#kinds = kinds;
		this.#giveUpAt = giveUpAt;
	}

	/** Leaves at most so much time for what is still asked. */
	hurry(leftMs: number): void {
		this.#giveUpAt = Math.min(this.#giveUpAt, Date.now() + leftMs);
	}

	dispose(): void {
		this.service.dispose();
	}

	#roots(): string[] {
		const { fileNames } = this.#config;
		const kept = fileNames.length <= mostRoots ? fileNames : fileNames.filter((name) => /\.d\.[cm]?ts$/u.test(name));
		return [...new Set([...kept, ...this.#asked])];
	}

	/** No plugin is ever loaded by a service without a server; there is no `require` here, and nothing that writes. */
	#host(): ts.LanguageServiceHost {
		const files = this.#files;
		const host = {
			getCompilationSettings: () => this.#config.options,
			getCurrentDirectory: () => this.#config.folder,
			getScriptFileNames: () => this.#roots(),
			getScriptKind: (path: string) => this.#kinds.get(path) ?? ts.ScriptKind.Unknown,
			getScriptVersion: (path: string) => files.version(path) ?? '',
			getScriptSnapshot: (path: string) => {
				const text = files.readFile(path);
				return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
			},
			getCancellationToken: () => ({ isCancellationRequested: () => Date.now() > this.#giveUpAt }),
			getDefaultLibFileName: (options: ts.CompilerOptions) => posix.join(librariesFolder, ts.getDefaultLibFileName(options)),
			getProjectReferences: () => this.#config.references,
			/** Not in its types: files of a project that is referred to are read as sources, as in the editor, not as what was built of them. */
			useSourceOfProjectReferenceRedirect: () => true,
			getParsedCommandLine: (path: string) => (files.fileExists(path) ? parseConfig(path, files) : undefined),
			useCaseSensitiveFileNames: () => isCaseSensitive,
			fileExists: files.fileExists,
			directoryExists: files.directoryExists,
			readFile: files.readFile,
			readDirectory: files.readDirectory,
			getDirectories: files.getDirectories,
			realpath: files.realpath,
		};
		return host;
	}
}
