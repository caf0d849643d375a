import { posix } from 'node:path';
import ts from 'typescript-service';
import { type GuardedFiles, isCaseSensitive } from './guardedFiles.ts';
import { withOldDefaults } from './oldDefaults.ts';

/** How a file is to be understood. */
export interface ProjectConfig {
	/** Names the project: the path of its configuration, or what stands for one. */
	readonly id: string;
	readonly folder: string;
	readonly options: ts.CompilerOptions;
	readonly fileNames: readonly string[];
	readonly references: readonly ts.ProjectReference[];
	/** What was done otherwise than the project says. */
	readonly note?: string;
}

/** Configurations that one may refer to, all together. */
const mostConfigs = 50;

/**
 * The configuration that `path` belongs to, found as VS Code finds it: the nearest one, where that lists the file or refers to one that does,
 * else one in a folder above, up to `root`; else what VS Code takes for a file without one. `major` is the version of
 * TypeScript whose defaults hold.
 */
export function configFor(path: string, root: string, files: GuardedFiles, major: number | undefined): ProjectConfig {
	for (const folder of foldersUp(posix.dirname(path), root)) {
		const configPath = ['tsconfig.json', 'jsconfig.json'].map((name) => posix.join(folder, name)).find(files.fileExists);
		if (configPath !== undefined) {
			const found = findIn(configPath, path, files, major ?? installedMajor(folder, files));
			if (found !== undefined) {
				return found;
			}
		}
	}
	return withoutConfig(path, root);
}

export function parseConfig(configPath: string, files: GuardedFiles): ts.ParsedCommandLine & { readonly isBroken: boolean } {
	const source = ts.readJsonConfigFile(configPath, files.readFile);
	const parsed = ts.parseJsonSourceFileConfigFileContent(source, files.parseHost, posix.dirname(configPath), undefined, configPath);
	const { plugins: _, ...options } = parsed.options; // code of the workspace's
	const isBroken = (source as unknown as { readonly parseDiagnostics: readonly ts.Diagnostic[] }).parseDiagnostics.length > 0;
	return { ...parsed, options, isBroken };
}

function findIn(first: string, path: string, files: GuardedFiles, major: number): ProjectConfig | undefined {
	const queue = [first];
	for (let index = 0; index < Math.min(queue.length, mostConfigs); index++) {
		const configPath = queue[index] ?? '';
		const parsed = parseConfig(configPath, files);
		if (parsed.isBroken) {
			return brokenConfig(path, configPath);
		}
		if (parsed.fileNames.some((name) => isSame(name, path))) {
			return {
				id: `${configPath} ${major < 6 ? 5 : 6}`,
				folder: posix.dirname(configPath),
				options: major < 6 ? withOldDefaults(parsed.options) : parsed.options,
				fileNames: parsed.fileNames,
				references: parsed.projectReferences ?? [],
				...noteOf(parsed, configPath),
			};
		}
		const next = (parsed.projectReferences ?? []).map((reference) => ts.resolveProjectReferencePath(reference));
		queue.push(...next.filter((name) => !queue.includes(name) && files.fileExists(name)));
	}
	return undefined;
}

const brokenConfig = (path: string, configPath: string): ProjectConfig => ({
	...withoutConfig(path, posix.dirname(configPath)),
	id: `broken ${configPath}`,
	note: `${posix.basename(configPath)} cannot be read, so VS Code's default options were used.`,
});

/** A configuration that is extended but cannot be had changes what is reported; other mistakes in it do not. */
function noteOf(parsed: ts.ParsedCommandLine, configPath: string): { readonly note?: string } {
	const missing = parsed.errors.find(({ code }) => missingBase.has(code));
	return missing === undefined
		? {}
		: { note: `${posix.basename(configPath)}: ${ts.flattenDiagnosticMessageText(missing.messageText, ' ')}` };
}

/** File not found; cannot read file. */
const missingBase = new Set([6053, 5083, 5012]);

/** What VS Code 1.139 takes, and its TypeScript server adds, for a file that no configuration lists. */
function withoutConfig(path: string, folder: string): ProjectConfig {
	const isJavascript = /\.[cm]?jsx?$/u.test(path);
	return {
		id: `${isJavascript ? 'javascript' : 'typescript'} ${folder}`,
		folder,
		options: {
			module: ts.ModuleKind.Preserve,
			moduleResolution: ts.ModuleResolutionKind.Bundler,
			target: ts.ScriptTarget.ES2022,
			jsx: ts.JsxEmit.ReactJSX,
			allowImportingTsExtensions: true,
			strict: true,
			strictNullChecks: true,
			strictFunctionTypes: true,
			allowJs: true,
			allowNonTsExtensions: true,
			// For JavaScript the editor gets typings that it misses by itself; here those that are installed must do.
			...(isJavascript ? { types: ['*'], maxNodeModuleJsDepth: 2 } : {}),
		},
		fileNames: [],
		references: [],
	};
}

/** The compiler that the project brings along, of which nothing but its version is read. */
function installedMajor(folder: string, files: GuardedFiles): number {
	const manifests: string[] = [];
	for (let above = folder; above !== posix.dirname(above); above = posix.dirname(above)) {
		manifests.push(posix.join(above, 'node_modules/typescript/package.json'));
	}
	const text = files.readFile(manifests.find(files.fileExists) ?? '') ?? '';
	return Number(/"version"\s*:\s*"(\d{1,3})\./u.exec(text)?.[1] ?? 6);
}

function foldersUp(from: string, root: string): readonly string[] {
	const folders = [];
	for (let folder = from; folder === root || folder.startsWith(root.endsWith('/') ? root : `${root}/`); folder = posix.dirname(folder)) {
		folders.push(folder);
		if (folder === root || folder === posix.dirname(folder)) {
			break;
		}
	}
	return folders;
}

const isSame = (a: string, b: string): boolean => a === b || (!isCaseSensitive && a.toLowerCase() === b.toLowerCase());
