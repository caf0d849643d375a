// Files of installed packages, which nobody here wrote, in five languages.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../codeServer.ts';

export interface Source {
	readonly path: string;
	readonly text: string;
}

export type Language = 'javascript' | 'typescript' | 'css' | 'cpp' | 'python';

export const languages: readonly Language[] = ['javascript', 'typescript', 'css', 'cpp', 'python'];

/** Of about five hundred lines each, the first; the others are shorter or longer. */
const paths: Readonly<Record<Language, readonly string[]>> = {
	javascript: ['mocha/lib/suite.js', 'yauzl/index.js', 'mocha/lib/hook.js', 'mocha/lib/test.js'],
	typescript: ['katex/src/MacroExpander.ts', 'katex/src/buildHTML.ts', 'katex/src/Options.ts', 'entities/src/encode.ts'],
	css: ['mocha/mocha.css', 'katex/dist/katex.css', 'highlight.js/styles/github.css'],
	cpp: [
		'node-llama-cpp/llama/addon/addon.cpp',
		'node-llama-cpp/llama/addon/AddonGgufMetadata.cpp',
		'node-llama-cpp/llama/addon/AddonModelLora.cpp',
	],
	python: [
		'node-gyp/gyp/pylib/gyp/MSVSVersion.py',
		'node-gyp/gyp/pylib/gyp/common.py',
		'node-gyp/gyp/pylib/gyp/win_tool.py',
		'node-gyp/gyp/pylib/gyp/ninja_syntax.py',
	],
};

export const sourcesIn = (language: Language): readonly Source[] => paths[language].map(sourceAt);

/** Line breaks are those of the file. */
export function sourceAt(path: string): Source {
	const full = join(root, 'node_modules', path);
	return { path: full, text: readFileSync(full, 'utf8') };
}
