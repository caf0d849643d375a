import { fileURLToPath } from 'node:url';
import { TreeSitter } from '../../src/inference/syntaxTrees.ts';
import type { CliIo } from './io.ts';
import { logTo } from './loadModel.ts';

/** Syntax trees with the grammars that the package carries. */
export const openTrees = (io: CliIo): TreeSitter =>
	new TreeSitter(fileURLToPath(new URL('../../node_modules/@vscode/tree-sitter-wasm/wasm', import.meta.url)), logTo(io));
