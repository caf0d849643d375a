import { join } from 'node:path';
import { TreeSitter } from '../../src/inference/syntaxTrees.ts';

/** The real grammars, as the package carries them. */
export const grammarFolder = join(import.meta.dirname, '../../node_modules/@vscode/tree-sitter-wasm/wasm');

export const openTrees = (): TreeSitter => new TreeSitter(grammarFolder, { warn: (message) => Promise.reject(new Error(message)) });
