import { isComment, type SyntaxNode, type SyntaxTrees } from '../completion/syntax.ts';
import { children } from './symbolAt.ts';

/** Whether two texts are the same but for their comments and documentation strings; `undefined` where no tree can be read. */
export function isSameCode(languageId: string, before: string, after: string, trees: SyntaxTrees | undefined): boolean | undefined {
	const [from, to] = [before, after].map((text) => trees?.read(languageId, text, (root) => codeOf(root, text)));
	return from === undefined || to === undefined ? undefined : from === to;
}

/** Every token that counts, with something between them that no token has. */
function codeOf(root: SyntaxNode, text: string): string {
	const tokens: string[] = [];
	const visit = (node: SyntaxNode): void => {
		if (isComment(node) || isDocumentation(node)) {
			return;
		}
		const inner = children(node);
		// A string is one token: what stands between its parts counts too.
		if (inner.length === 0 || /string|template|regex/.test(node.type)) {
			tokens.push(text.slice(node.startIndex, node.endIndex));
		} else {
			inner.forEach(visit);
		}
	};
	visit(root);
	return tokens.filter((token) => token.trim() !== '').join('\0');
}

/** A string as the first statement of a Python module, class or function. */
function isDocumentation(node: SyntaxNode): boolean {
	const only = node.type === 'expression_statement' ? children(node) : [];
	const block = node.parent;
	return (
		only.length === 1 &&
		only[0]?.type === 'string' &&
		block !== null &&
		/^(?:module|block)$/.test(block.type) &&
		children(block).find((child) => !isComment(child))?.startIndex === node.startIndex
	);
}
