import ts from 'typescript-service';
import type { CheckRequest, FromChecker } from '../protocol/checker.ts';
import { GuardedFiles, slashed } from './guardedFiles.ts';
import { diagnosticsOf, labelOf, problemOf } from './problems.ts';
import { librariesFolder, Project } from './project.ts';
import { configFor } from './projectConfig.ts';
import { type Suggestions, suggestionsFor } from './suggestions.ts';

/** Characters of a file to check: TypeScript takes seconds over more. */
const mostCharacters = 2_000_000;
const mostDependents = 20;
/** What suggestions may take; those that are not there by then are left out. */
const suggestingMs = 3000;
/** Projects that are kept warm. */
const mostProjects = 3;

export type Answer =
	Extract<FromChecker, { kind: 'checked' | 'unseen' }> extends infer Message
		? Message extends { readonly id: number }
			? Omit<Message, 'id'>
			: never
		: never;

/** Answers one request after the other; keeps the projects it saw last. */
export class Checker {
	readonly #registry = ts.createDocumentRegistry(ts.sys.useCaseSensitiveFileNames);
	readonly #folders = new Map<string, GuardedFiles>();
	readonly #projects = new Map<string, Project>();

	check(request: CheckRequest): Answer {
		const kind = kinds.get(request.languageId);
		if (kind === undefined) {
			return unseen(`TypeScript does not check ${request.languageId}`);
		}
		if (request.text.length > mostCharacters) {
			return unseen(`the file is larger than ${mostCharacters / 1e6} MB`);
		}
		const giveUpAt = Date.now() + request.boundMs;
		try {
			return this.#look(request, kind, giveUpAt);
		} catch (error) {
			if (error instanceof ts.OperationCanceledException) {
				return unseen(`TypeScript took longer than ${request.boundMs / 1000} seconds`);
			}
			throw error;
		}
	}

	#look(request: CheckRequest, kind: ts.ScriptKind, giveUpAt: number): Answer {
		const root = withoutEnd(slashed(request.root));
		const path = withExtension(slashed(request.path), request.languageId);
		const files = this.#filesOf(root);
		files.lay([...request.overlays.map(([name, text]) => [slashed(name), text] as const), [path, request.text]]);
		const dependents = request.dependents
			.map(slashed)
			.filter((name) => name !== path && scripts.test(name) && files.fileExists(name))
			.slice(0, mostDependents);
		const config = configFor(path, root, files, request.typescriptMajor);
		const project = this.#projectOf(`${root}\n${config.id}`, () => new Project(config, files, this.#registry));
		project.ask(config, [path, ...dependents], new Map([[path, kind]]), giveUpAt);
		const { service } = project;
		const own = diagnosticsOf(service, path);
		const others = dependents.map((name) => ({ label: labelOf(name, root), found: diagnosticsOf(service, name) }));
		project.hurry(suggestingMs);
		const suggestions: Suggestions = request.suggests === true ? suggestionsFor(service, path, own) : new Map();
		return {
			kind: 'checked',
			problems: own.map((diagnostic) => problemOf(diagnostic, root, suggestions.get(diagnostic))),
			dependents: others.map(({ label, found }) => ({ label, problems: found.map((diagnostic) => problemOf(diagnostic, root)) })),
			...(config.note === undefined ? {} : { note: config.note }),
		};
	}

	#filesOf(root: string): GuardedFiles {
		const files = this.#folders.get(root) ?? new GuardedFiles(root, librariesFolder);
		this.#folders.set(root, files);
		return files;
	}

	/** The least recently used one goes. */
	#projectOf(id: string, make: () => Project): Project {
		const project = this.#projects.get(id) ?? make();
		this.#projects.delete(id);
		this.#projects.set(id, project);
		for (const [old, oldest] of [...this.#projects].slice(0, -mostProjects)) {
			oldest.dispose();
			this.#projects.delete(old);
		}
		return project;
	}
}

const unseen = (reason: string): Answer => ({ kind: 'unseen', reason });

const kinds: ReadonlyMap<string, ts.ScriptKind> = new Map([
	['typescript', ts.ScriptKind.TS],
	['typescriptreact', ts.ScriptKind.TSX],
	['javascript', ts.ScriptKind.JS],
	['javascriptreact', ts.ScriptKind.JSX],
]);

const extensions: Readonly<Record<string, string>> = {
	typescript: '.ts',
	typescriptreact: '.tsx',
	javascript: '.js',
	javascriptreact: '.jsx',
};

const scripts = /\.(?:[cm]?[jt]s|[jt]sx)$/u;

/** An untitled document has none, and TypeScript goes by it. */
const withExtension = (path: string, languageId: string): string => (scripts.test(path) ? path : `${path}${extensions[languageId] ?? ''}`);

const withoutEnd = (folder: string): string => (folder.length > 1 ? folder.replace(/\/+$/u, '') : folder);
