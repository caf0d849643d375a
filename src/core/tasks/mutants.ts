import type { LineRange } from '../block.ts';
import type { SyntaxNode, SyntaxTrees } from '../completion/syntax.ts';
import { children } from './symbolAt.ts';

/** What stands for what where code is made wrong on purpose; a bracketed word is the type of a token with a text of its own. */
const opposites: ReadonlyMap<string, string> = new Map([
	['===', '!=='],
	['!==', '==='],
	['==', '!='],
	['!=', '=='],
	['<', '>='],
	['>', '<='],
	['<=', '>'],
	['>=', '<'],
	['&&', '||'],
	['||', '&&'],
	['and', 'or'],
	['or', 'and'],
	['+', '-'],
	['-', '+'],
	['*', '+'],
	['/', '*'],
	['%', '*'],
	['+=', '-='],
	['-=', '+='],
	['true', 'false'],
	['false', 'true'],
	['True', 'False'],
	['False', 'True'],
]);

/** The document with one thing in these lines turned into its opposite, several times: what tests of that code should notice. */
export function mutantsOf(
	{ languageId, text }: { readonly languageId: string; readonly text: string },
	lines: LineRange,
	trees: SyntaxTrees | undefined,
	most = 4,
): readonly string[] {
	const rows = text.split('\n');
	const start = rows.slice(0, lines.first).join('\n').length;
	const end = rows.slice(0, lines.last + 1).join('\n').length;
	const places = trees?.read(languageId, text, (root) => [...turnable(root, text, start, end)]) ?? [];
	return spread(places, most).map(({ from, to, by }) => text.slice(0, from) + by + text.slice(to));
}

interface Place {
	readonly from: number;
	readonly to: number;
	readonly by: string;
}

function* turnable(node: SyntaxNode, text: string, start: number, end: number): Generator<Place> {
	if (node.endIndex <= start || node.startIndex >= end || notRun.test(node.type)) {
		return;
	}
	const inner = children(node);
	if (inner.length > 0) {
		for (const child of inner) {
			yield* turnable(child, text, start, end);
		}
		return;
	}
	const token = text.slice(node.startIndex, node.endIndex);
	const by = /^(?:number|integer|decimal_integer_literal|int_literal|integer_literal|number_literal)$/.test(node.type)
		? nextNumber(token)
		: isOperand(node, token)
			? opposites.get(token)
			: undefined;
	if (by !== undefined && node.startIndex >= start && node.endIndex <= end) {
		yield { from: node.startIndex, to: node.endIndex, by };
	}
}

/** Nothing there changes what happens. */
const notRun = /comment|^type_|_type$|^string|string_fragment|regex|import|type_parameters|type_arguments|^decorator$|^attribute_item$/;

const nextNumber = (token: string): string | undefined => (/^\d{1,9}$/.test(token) ? String(Number(token) + 1) : undefined);

/** A `<` may open type arguments, and a `-` or `*` stand before one thing alone. */
const isOperand = (node: SyntaxNode, token: string): boolean =>
	/^[a-z]/iu.test(token) || /binary|boolean|comparison|assignment/.test(node.parent?.type ?? '');

function spread<Item>(items: readonly Item[], most: number): readonly Item[] {
	const step = Math.max(1, items.length / most);
	return Array.from({ length: Math.min(most, items.length) }, (_, index) => items[Math.floor(index * step)]).filter(
		(item) => item !== undefined,
	);
}
