/** Syntax trees of texts, through a port: core asks, and knows no parser. */
export interface SyntaxTrees {
	/** Loads the grammar of a language, if there is one, so that `read` answers from then on. Never rejects. */
	prepare(languageId: string): Promise<void>;
	/** What `look` sees in the tree of `text`, which is gone afterwards; `undefined` for a language without a grammar, or not yet loaded. */
	read<Seen>(languageId: string, text: string, look: (root: SyntaxNode) => Seen): Seen | undefined;
}

/** Offsets count UTF-16 units. */
export interface SyntaxNode {
	readonly type: string;
	/** Whether a rule of the grammar has this name; brackets, operators and keywords have none. */
	readonly isNamed: boolean;
	/** Text that fits no rule. */
	readonly isError: boolean;
	/** Not in the text: the parser put it in. */
	readonly isMissing: boolean;
	readonly hasError: boolean;
	readonly startIndex: number;
	readonly endIndex: number;
	readonly parent: SyntaxNode | null;
	readonly firstChild: SyntaxNode | null;
	readonly lastChild: SyntaxNode | null;
	readonly nextSibling: SyntaxNode | null;
	/** The smallest node that spans the range. */
	descendantForIndex(start: number, end?: number): SyntaxNode | null;
}

/** What the cursor lies in. */
export type Surroundings =
	| {
			readonly kind: 'code';
			/** Within a string, as an expression. */
			readonly isInterpolated: boolean;
	  }
	| {
			readonly kind: 'comment' | 'string';
			/** Begun on a line above. */
			readonly isFromAbove: boolean;
			/** Its end stands behind the cursor. */
			readonly isClosed: boolean;
	  };

/** What text written between the two texts would belong to. */
export function surroundingsAt(
	languageId: string,
	before: string,
	after: string,
	trees: SyntaxTrees | undefined,
): Surroundings | undefined {
	const at = before.length;
	// Something is put there, as nothing at the end of a text could lie in anything, and it closes a comment that nobody closed.
	const upTo = trees?.read(languageId, `${before}x*/`, (root) => literalAt(at, root));
	const whole = trees?.read(languageId, `${before}x${after}`, (root) => literalAt(at, root));
	const isWholeTold = whole?.kind !== 'code' || whole.isInterpolated;
	const told = upTo?.kind !== 'comment' && isWholeTold ? whole : upTo;
	const literal = told?.kind === 'code' && !told.isInterpolated ? unclosedAt(languageId, before, trees) : told;
	return literal === undefined || literal.kind === 'code'
		? literal
		: {
				kind: literal.kind,
				isFromAbove: literal.start <= before.lastIndexOf('\n'),
				isClosed: whole !== undefined && whole.kind === literal.kind && whole.isSound && whole.end > at + 1,
			};
}

/** A string of several lines that nobody closed is made out only when it is. */
function unclosedAt(languageId: string, before: string, trees: SyntaxTrees | undefined): Literal {
	for (const mark of ['`', '"""', "'''"].filter((quote) => before.split(quote).length % 2 === 0)) {
		const literal = trees?.read(languageId, `${before}x${mark}`, (root) => literalAt(before.length, root));
		if (literal?.kind === 'string') {
			return literal;
		}
	}
	return { kind: 'code', isInterpolated: false };
}

/** A comment or string, whole; or code, within a string or not. */
export type Literal =
	| { readonly kind: 'code'; readonly isInterpolated: boolean }
	| { readonly kind: 'comment' | 'string'; readonly start: number; readonly end: number; readonly isSound: boolean };

export function literalAt(offset: number, root: SyntaxNode): Literal {
	let literal: Literal = { kind: 'code', isInterpolated: false };
	for (const node of withAncestors(root.descendantForIndex(offset, offset + 1))) {
		if (isInterpolation(node)) {
			return literal.kind === 'code' ? { kind: 'code', isInterpolated: true } : literal;
		}
		if (isComment(node) || isString(node)) {
			const isSound = !node.hasError && node.parent?.hasError !== true;
			literal = { kind: isComment(node) ? 'comment' : 'string', start: node.startIndex, end: node.endIndex, isSound };
		}
	}
	return literal;
}

export const isComment = ({ type }: SyntaxNode): boolean => /comment/.test(type);

const isString = ({ type, isNamed }: SyntaxNode): boolean => isNamed && /string|heredoc|nowdoc|char_|character|regex/.test(type);

/** Code within a string. */
const isInterpolation = ({ type }: SyntaxNode): boolean => /interpolation|substitution|expansion/.test(type);

/** A node, what contains it, and so on up to the root. */
export function* withAncestors(node: SyntaxNode | null): Generator<SyntaxNode> {
	for (let at = node; at !== null; at = at.parent) {
		yield at;
	}
}
