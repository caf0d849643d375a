/** Where the files may lie that a text imports by path: for each import its candidates, the likeliest first. */
export function importedPaths(path: string, languageId: string, text: string, root: string): readonly (readonly string[])[] {
	const rule = rules.find(({ languages }) => languages.includes(languageId));
	const folder = folderOf(path);
	const found = rule === undefined ? [] : [...text.matchAll(rule.pattern)].map(({ groups }) => groups ?? {});
	const lists = found.slice(0, mostImports).map((groups) => rule?.candidates({ folder, root, path, ...groups }) ?? []);
	return lists.map((list) => list.filter((each) => each !== path)).filter((list) => list.length > 0);
}

const mostImports = 40;

interface Import {
	readonly folder: string;
	readonly root: string;
	readonly path: string;
	/** As it stands in the text. */
	readonly name?: string;
	/** What is taken from it, and a module that is taken whole. */
	readonly names?: string;
	readonly module?: string;
}

interface ImportRule {
	readonly languages: readonly string[];
	readonly pattern: RegExp;
	readonly candidates: (found: Import) => readonly string[];
}

const scriptEndings = ['.ts', '.tsx', '.d.ts', '.js', '.jsx', '.mts', '.mjs', '.cts', '.cjs', '.vue', '.svelte'];

const rules: readonly ImportRule[] = [
	{
		languages: ['javascript', 'javascriptreact', 'typescript', 'typescriptreact', 'vue', 'svelte'],
		pattern: /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(?<quote>['"])(?<name>\.{1,2}\/[^'"\n]+)\k<quote>/gu,
		candidates: ({ folder, name = '' }) => {
			const target = joined(folder, name);
			const bare = target.replace(/\.[cm]?jsx?$/u, '');
			const written = /\.\w+$/u.test(target) ? [target] : [];
			return [
				...written,
				...scriptEndings.map((ending) => bare + ending),
				...scriptEndings.slice(0, 4).map((ending) => `${target}/index${ending}`),
			];
		},
	},
	{
		languages: ['python'],
		pattern: /^[ \t]*(?:from[ \t]+(?<name>[.\w]+)[ \t]+import[ \t]+(?<names>[\w, \t]+|\()|import[ \t]+(?<module>[\w.]+))/gmu,
		candidates: ({ folder, root, module, name = module ?? '', names }) => {
			const dots = /^\.*/u.exec(name)?.[0].length ?? 0;
			const parts = name.slice(dots).replaceAll('.', '/');
			const bases = dots > 0 ? [joined(folder, '../'.repeat(dots - 1))] : foldersUpTo(folder, root);
			const submodules = dots > 0 && parts === '' ? (names ?? '').split(',').map((each) => each.trim().split(/\s/u)[0] ?? '') : [parts];
			return bases.flatMap((base) =>
				submodules.filter((each) => each !== '').flatMap((each) => [`${base}/${each}.py`, `${base}/${each}/__init__.py`]),
			);
		},
	},
	{
		languages: ['c', 'cpp', 'objective-c', 'objective-cpp', 'cuda-cpp'],
		pattern: /^[ \t]*#[ \t]*(?:include|import)[ \t]+"(?<name>[^"\n]+)"/gmu,
		candidates: ({ folder, root, name = '' }) => [
			joined(folder, name),
			...foldersUpTo(folder, root).flatMap((base) => [joined(base, name), joined(base, `include/${name}`), joined(base, `src/${name}`)]),
		],
	},
	{
		languages: ['css', 'scss', 'less'],
		pattern: /@(?:import|use|forward)\s+(?:url\(\s*)?(?<quote>['"])(?<name>\.{0,2}\/?[^'"\n:]+)\k<quote>/gu,
		candidates: ({ folder, name = '' }) => ['', '.css', '.scss', '.less'].map((ending) => joined(folder, name) + ending),
	},
	{
		languages: ['ruby'],
		pattern: /\brequire_relative\s*\(?\s*(?<quote>['"])(?<name>[^'"\n]+)\k<quote>/gu,
		candidates: ({ folder, name = '' }) => [`${joined(folder, name).replace(/\.rb$/u, '')}.rb`],
	},
	{
		languages: ['rust'],
		pattern: /^[ \t]*(?:pub(?:\([^)\n]*\))?[ \t]+)?mod[ \t]+(?<name>\w+)[ \t]*;/gmu,
		candidates: ({ folder, path, name = '' }) => {
			const own = path.replace(/\.rs$/u, '');
			return [folder, own].flatMap((base) => [`${base}/${name}.rs`, `${base}/${name}/mod.rs`]);
		},
	},
	{
		languages: ['php'],
		pattern: /\b(?:require|include)(?:_once)?\s*\(?\s*(?:__DIR__\s*\.\s*)?(?<quote>['"])\/?(?<name>[^'"\n]+)\k<quote>/gu,
		candidates: ({ folder, name = '' }) => [joined(folder, name)],
	},
];

export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** Resolves `.` and `..`; never leaves the root of the file system. */
function joined(folder: string, name: string): string {
	const parts: string[] = [];
	for (const part of `${folder}/${name}`.split('/')) {
		if (part === '..') {
			parts.pop();
		} else if (part !== '.' && (part !== '' || parts.length === 0)) {
			parts.push(part);
		}
	}
	return parts.join('/');
}

/** The folder itself and those above it, to the root of the project. */
export function foldersUpTo(folder: string, root: string): readonly string[] {
	const folders: string[] = [];
	for (let each = folder; each === root || each.startsWith(`${root}/`); each = folderOf(each)) {
		folders.push(each);
	}
	return folders.slice(0, mostFolders);
}

const mostFolders = 12;
