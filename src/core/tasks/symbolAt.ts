import { blockAround, type LineRange } from '../block.ts';
import { type SyntaxNode, type SyntaxTrees, withAncestors } from '../completion/syntax.ts';

/** A function, or something else that is declared, as far as it can be told apart. */
export interface CodeSymbol {
	/** Where only indentation could tell, there is no name. */
	readonly name?: string;
	readonly isFunction: boolean;
	/** Zero-based, whole lines, with what belongs to it as `export` or a decorator. */
	readonly lines: LineRange;
	/** The line of its first statement, where it has a body that begins on a line of its own. */
	readonly bodyLine?: number;
}

/** What is declared around an offset: the smallest function, or with `any` the smallest declaration. By indentation where no tree can be read. */
export function symbolAt(
	{ languageId, text }: { readonly languageId: string; readonly text: string },
	offset: number,
	trees: SyntaxTrees | undefined,
	which: 'function' | 'any' = 'any',
): CodeSymbol | undefined {
	const seen = trees?.read(languageId, text, (root) => ({ symbol: declaredAround(root, text, wordEnd(text, offset), which) }));
	if (seen !== undefined) {
		return seen.symbol;
	}
	const line = lineAt(text, offset);
	const lines = blockAround(text.split('\n'), { first: line, last: line });
	return text
		.split('\n')
		.slice(lines.first, lines.last + 1)
		.join('')
		.trim() === ''
		? undefined
		: { isFunction: false, lines };
}

/** A cursor before a line's first word, or behind its last one, means that line. */
function wordEnd(text: string, offset: number): number {
	const start = text.lastIndexOf('\n', offset - 1) + 1;
	const end = text.indexOf('\n', offset);
	const line = text.slice(start, end < 0 ? text.length : end);
	const first = start + line.length - line.trimStart().length;
	return Math.min(Math.max(offset, first), Math.max(first, start + line.trimEnd().length - 1));
}

function declaredAround(root: SyntaxNode, text: string, offset: number, which: 'function' | 'any'): CodeSymbol | undefined {
	for (const at of withAncestors(root.descendantForIndex(offset, offset))) {
		const node = declaredBy(at);
		const isFunction = isNamedFunction(node);
		if (isFunction || (which === 'any' && isDeclaration(node))) {
			return symbolOf(node, text, isFunction);
		}
	}
	return undefined;
}

/** Of a cursor on `export`, `const` or a decorator: what stands behind it. */
function declaredBy(node: SyntaxNode): SyntaxNode {
	const inner = wrapperType.test(node.type)
		? children(node)
				.map(declaredBy)
				.filter((child) => isNamedFunction(child) || isDeclaration(child))
		: [];
	return inner.length === 1 && inner[0] !== undefined ? inner[0] : node;
}

const wrapperType =
	/^(?:export_statement|decorated_definition|template_declaration|lexical_declaration|variable_declaration|variable_declarator)$/;
const functionType =
	/^(?:(?:generator_)?function(?:_declaration|_definition|_item|_expression)?|arrow_function|method(?:_declaration|_definition)?|singleton_method|constructor_declaration|local_function_statement)$/;
const declarationType =
	/^(?:(?:abstract_)?class(?:_declaration|_definition|_specifier)?|(?:interface|enum|record|struct|trait|type|type_alias)(?:_declaration|_item|_specifier|_definition)|impl_item|mod_item|module|internal_module|const_item|static_item)$/;
const holderType = /^(?:variable_declarator|pair|(?:public_)?field_definition|assignment_expression)$/;

/** A function that is handed over in passing has no name, and is a part of the one around it. */
const isNamedFunction = (node: SyntaxNode): boolean =>
	node.isNamed &&
	functionType.test(node.type) &&
	(!/^(?:arrow_function|function|function_expression|generator_function)$/.test(node.type) || holderType.test(node.parent?.type ?? ''));

const isDeclaration = (node: SyntaxNode): boolean =>
	node.isNamed &&
	node.parent !== null &&
	(declarationType.test(node.type) ||
		// Of the file, not of a function.
		(/^(?:lexical_declaration|variable_declaration)$/.test(node.type) && /^(?:program|export_statement)$/.test(node.parent.type)));

function symbolOf(node: SyntaxNode, text: string, isFunction: boolean): CodeSymbol {
	const whole = [...withAncestors(node)].find((at) => !belongsTo(at.parent, at)) ?? node;
	const name = nameOf(holderType.test(node.parent?.type ?? '') && node.parent !== null ? node.parent : node, text);
	const body = children(node).find(({ type }) => /^(?:block|statement_block|compound_statement|class_body|body_statement)$/.test(type));
	const first = body === undefined ? undefined : children(body).find(({ isNamed }) => isNamed);
	const lines = { first: lineAt(text, whole.startIndex), last: lineAt(text, Math.max(whole.startIndex, whole.endIndex - 1)) };
	const bodyLine = first === undefined ? undefined : lineAt(text, first.startIndex);
	return {
		...(name === undefined ? {} : { name }),
		...{ isFunction, lines },
		...(bodyLine === undefined || text.slice(text.lastIndexOf('\n', first?.startIndex ?? 0) + 1, first?.startIndex).trim() !== ''
			? {}
			: { bodyLine }),
	};
}

/** Whether `outer` only says more of `inner`: that it is exported, decorated, or the value of a name. */
const belongsTo = (outer: SyntaxNode | null, inner: SyntaxNode): boolean =>
	outer !== null &&
	(/^(?:export_statement|decorated_definition|template_declaration)$/.test(outer.type) ||
		(holderType.test(outer.type) && outer.type !== 'variable_declarator') ||
		(outer.type === 'variable_declarator' && inner.type !== 'variable_declarator') ||
		(/^(?:lexical_declaration|variable_declaration)$/.test(outer.type) && inner.type === 'variable_declarator') ||
		(outer.type === 'expression_statement' && inner.type === 'assignment_expression'));

/** C has the name within a declarator. */
function nameOf(node: SyntaxNode, text: string): string | undefined {
	for (const child of children(node)) {
		if (/^(?:(?:\w+_)?identifier|name|constant)$/.test(child.type) && !/^(?:type_identifier)$/.test(child.type)) {
			return text.slice(child.startIndex, child.endIndex);
		}
		if (/_declarator$|^lexical_declaration$|^variable_declaration$/.test(child.type)) {
			return nameOf(child, text);
		}
	}
	const typeName = children(node).find(({ type }) => type === 'type_identifier' || type === 'word');
	return typeName === undefined ? undefined : text.slice(typeName.startIndex, typeName.endIndex);
}

export function children(node: SyntaxNode): readonly SyntaxNode[] {
	const found: SyntaxNode[] = [];
	for (let child = node.firstChild; child !== null; child = child.nextSibling) {
		found.push(child);
	}
	return found;
}

function lineAt(text: string, offset: number): number {
	let line = 0;
	for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
		line++;
	}
	return line;
}
