/** What stands between a token and the one before. A boundary is the edge of a formula, of emphasis or of quotes: what it parts is not multiplied. */
export type Gap = 'none' | 'space' | 'boundary';

export type Relation =
	| 'equal'
	| 'approximate'
	| 'congruent'
	/** `==`: a claim in prose, a condition in code. */
	| 'compare'
	/** `is`, `makes`: an equality only between a sum and a number. */
	| 'verb';

export type Operator = '+' | '-' | '*' | '/' | '//' | '^' | 'mod';

export type Token = {
	readonly start: number;
	readonly end: number;
	readonly gap: Gap;
} & (
	| { readonly kind: 'number'; readonly text: string }
	| { readonly kind: 'operator'; readonly operator: Operator; readonly text: string }
	| { readonly kind: 'relation'; readonly relation: Relation; readonly text: string }
	| { readonly kind: 'open' | 'close'; readonly text: string }
	/** A word, or the unit that a TeX text holds. */
	| { readonly kind: 'word'; readonly text: string }
	/** Of TeX or a sign that stands for one, without its backslash: `frac`, `sqrt`, `pi`. */
	| { readonly kind: 'command'; readonly text: string }
	| { readonly kind: 'raised'; readonly text: string }
	| { readonly kind: 'bang' | 'percent' | 'pipe' | 'newline' | 'ellipsis' | 'remainder'; readonly text: string }
	/** Ends what is before it: punctuation, another relation, code, a sign that has no part in sums. */
	| { readonly kind: 'stop'; readonly text: string }
	/** Cannot be a number, nor can what it is joined to: a variable, a date, a ratio, a subscript. */
	| { readonly kind: 'unknown'; readonly text: string }
);

export type TokenKind = Token['kind'];
