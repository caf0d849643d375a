import { basename, extname } from 'node:path';

/** The language id that VS Code gives a file of this name. */
export function languageOfPath(path: string): string {
	const name = basename(path).toLowerCase();
	const extension = extname(name).slice(1);
	return byName[name] ?? byExtension[extension] ?? (extension === '' ? 'plaintext' : extension);
}

const byName: Readonly<Record<string, string>> = {
	dockerfile: 'dockerfile',
	makefile: 'makefile',
	'cmakelists.txt': 'cmake',
};

const byExtension: Readonly<Record<string, string>> = {
	bash: 'shellscript',
	c: 'c',
	cc: 'cpp',
	cjs: 'javascript',
	cpp: 'cpp',
	cs: 'csharp',
	cts: 'typescript',
	cxx: 'cpp',
	fs: 'fsharp',
	gyp: 'python',
	gypi: 'python',
	h: 'c',
	hh: 'cpp',
	hpp: 'cpp',
	htm: 'html',
	js: 'javascript',
	jsx: 'javascriptreact',
	kt: 'kotlin',
	log: 'plaintext',
	markdown: 'markdown',
	md: 'markdown',
	mjs: 'javascript',
	mts: 'typescript',
	pl: 'perl',
	ps1: 'powershell',
	py: 'python',
	pyi: 'python',
	rb: 'ruby',
	rs: 'rust',
	sh: 'shellscript',
	ts: 'typescript',
	tsx: 'typescriptreact',
	txt: 'plaintext',
	yml: 'yaml',
	zsh: 'shellscript',
};
