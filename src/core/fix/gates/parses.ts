import type { SyntaxNode, SyntaxTrees } from '../../completion/syntax.ts';
import { type Check, held } from './gate.ts';

/** No more errors of syntax than the text had. */
export const parses = (trees: SyntaxTrees): Check => ({
	verification: 'parses',
	async run({ request, text }, signal) {
		await trees.prepare(request.languageId);
		signal.throwIfAborted();
		const before = trees.read(request.languageId, request.text, errorsIn);
		const after = trees.read(request.languageId, text, errorsIn);
		if (before === undefined || after === undefined) {
			return held([], [`Whether it parses was not checked: there is no grammar for ${request.languageId} here, or the file is too large.`]);
		}
		if (after.length <= before.length) return held([{ verification: 'parses' }]);
		const lines = text.split('\n');
		const known = new Set(before.map(({ at }) => request.text.slice(at, at + 40)));
		const fresh = after.filter(({ at }) => !known.has(text.slice(at, at + 40)));
		const evidence = (fresh.length > 0 ? fresh : after).slice(0, 5).map(({ at, missing }) => {
			const line = text.slice(0, at).split('\n').length;
			return `line ${line}: ${missing === undefined ? 'syntax error' : `\`${missing}\` is missing`} at \`${(lines[line - 1] ?? '').trim().slice(0, 160)}\``;
		});
		return { kind: 'refused', reason: 'it does not parse', evidence: evidence.join('\n') };
	},
});

interface SyntaxError {
	readonly at: number;
	/** What the parser had to put in. */
	readonly missing: string | undefined;
}

/** Errors, the outermost of each, and missing pieces, in order. */
function errorsIn(root: SyntaxNode): readonly SyntaxError[] {
	const found: SyntaxError[] = [];
	const waiting = [root];
	for (let node = waiting.pop(); node !== undefined && found.length < mostErrors; node = waiting.pop()) {
		if (node.isError || node.isMissing) {
			found.push({ at: node.startIndex, missing: node.isMissing ? node.type : undefined });
		} else if (node.hasError) {
			const faulty = childrenOf(node).filter((child) => child.isError || child.isMissing || child.hasError);
			waiting.push(...faulty.reverse());
			// Walking from sibling to sibling skips pieces without text.
			if (faulty.length === 0)
				found.push({ at: node.endIndex, missing: node.lastChild?.isMissing === true ? node.lastChild.type : undefined });
		}
	}
	return found;
}

const mostErrors = 1000;

function childrenOf(node: SyntaxNode): SyntaxNode[] {
	const children: SyntaxNode[] = [];
	for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
	return children;
}
