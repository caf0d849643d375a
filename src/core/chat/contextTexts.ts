import { isSecretPath } from '../secretFiles.ts';

/** The files of a folder as a tree, folders first; what is over the limit is counted instead. Paths are relative to the folder. */
export function folderOutline(paths: readonly string[], mostLines = 300): string {
	const root: Folder = { folders: new Map(), files: [] };
	for (const path of paths) {
		const parts = path.split('/');
		const name = parts.pop() ?? '';
		let folder = root;
		for (const part of parts) {
			const next = folder.folders.get(part) ?? { folders: new Map(), files: [] };
			folder.folders.set(part, next);
			folder = next;
		}
		folder.files.push(name);
	}
	const lines = linesOf(root, '');
	return lines.length <= mostLines
		? lines.join('\n')
		: [...lines.slice(0, mostLines), `… and ${(lines.length - mostLines).toLocaleString('en')} more`].join('\n');
}

interface Folder {
	readonly folders: Map<string, Folder>;
	readonly files: string[];
}

const linesOf = ({ folders, files }: Folder, indent: string): readonly string[] => [
	...[...folders]
		.sort(([a], [b]) => a.localeCompare(b))
		.flatMap(([name, folder]) => [`${indent}${name}/`, ...linesOf(folder, `${indent}  `)]),
	...files.sort((a, b) => a.localeCompare(b)).map((name) => indent + name),
];

export interface Problem {
	readonly severity: 'error' | 'warning' | 'information' | 'hint';
	/** Zero-based. */
	readonly line: number;
	readonly message: string;
	readonly source?: string;
	/** The line as it stands in the file. */
	readonly text: string;
}

/** Each problem with its line, errors first. */
export const problemsText = (problems: readonly Problem[]): string =>
	[...problems]
		.sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || a.line - b.line)
		.slice(0, mostProblems)
		.map(
			({ severity, line, message, source, text }) =>
				`line ${line + 1}: ${severity}: ${message}${source === undefined ? '' : ` (${source})`}\n    ${text.trim()}`,
		)
		.join('\n');

const severities = ['error', 'warning', 'information', 'hint'];
const mostProblems = 50;

/** A diff of git without the files of secrets, and how many of them there were. */
export function withoutSecrets(diff: string): { readonly text: string; readonly left: number } {
	const files = diff.split(/^(?=diff --git )/mu);
	const kept = files.filter((file) => !pathsOf(file).some(isSecretPath));
	return { text: kept.join(''), left: files.length - kept.length };
}

/** Both names of a file of a diff, from its own lines: a name with blanks cannot be read from the first one. */
const pathsOf = (file: string): readonly string[] => [
	...[...file.matchAll(/^(?:---|\+\+\+|rename from|rename to|copy from|copy to) "?(?:[ab]\/)?(.*?)"?\t?$/gmu)].map(([, path = '']) => path),
	...(/^diff --git "?a\/(.*?)"? "?b\/(.*?)"?$/mu.exec(file)?.slice(1) ?? []),
];

const imagePattern = /\.(?:png|jpe?g|gif|webp|bmp|ico|tiff?|avif|heic|svgz)$/iu;

export const isImage = (path: string): boolean => imagePattern.test(path);
