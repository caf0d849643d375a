/** The grammar that reads a language, by VS Code's language id. */
export const grammarOf: ReadonlyMap<string, string> = new Map([
	['c', 'cpp'],
	['cpp', 'cpp'],
	['csharp', 'c-sharp'],
	['css', 'css'],
	['go', 'go'],
	['java', 'java'],
	['javascript', 'javascript'],
	['javascriptreact', 'javascript'],
	['php', 'php'],
	['python', 'python'],
	['ruby', 'ruby'],
	['rust', 'rust'],
	['shellscript', 'bash'],
	['typescript', 'typescript'],
	['typescriptreact', 'tsx'],
]);

export const fileOf = (grammar: string): string => `tree-sitter-${grammar}.wasm`;

/** What must lie beside each other: the parser itself and the grammars. */
export const grammarFiles: readonly string[] = ['tree-sitter.wasm', ...new Set([...grammarOf.values()].map(fileOf))];
