import type { Operator } from './token.ts';

/** A sum as it was read. What several countries or schools read in several ways is decided by the evaluation. */
export type Expression =
	| { readonly kind: 'number'; readonly text: string }
	| { readonly kind: 'pi' }
	| { readonly kind: 'variable'; readonly name: string }
	| { readonly kind: 'negative'; readonly of: Expression; readonly isDoubtful: boolean }
	| {
			readonly kind: 'binary';
			readonly operator: Operator;
			readonly left: Expression;
			readonly right: Expression;
			/** Schools differ in what it means, as in `6/2(3)` or `2^3^2`: where it does not come out right, it may be meant otherwise. */
			readonly isDoubtful: boolean;
			/** Whether blanks stand around its sign. */
			readonly isSpaced?: boolean;
	  }
	/** `2 1/2`; in TeX `2\frac{1}{2}` may also be a product. */
	| { readonly kind: 'mixed'; readonly whole: Expression; readonly part: Expression; readonly orProduct: boolean }
	| { readonly kind: 'percent'; readonly of: Expression }
	/** `orNone`: the mark may end the sentence. */
	| { readonly kind: 'factorial'; readonly of: Expression; readonly orNone: boolean }
	| { readonly kind: 'root'; readonly of: Expression; readonly degree: Expression }
	| { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
	| { readonly kind: 'group'; readonly of: Expression }
	/** Digits that go on: `0.333…`. */
	| { readonly kind: 'cut'; readonly of: Expression }
	| { readonly kind: 'measured'; readonly of: Expression; readonly unit: string; readonly isGlued: boolean };

/** A number without a sum: with its sign, unit or per cent. */
export function isBare(expression: Expression): boolean {
	switch (expression.kind) {
		case 'number':
			return true;
		case 'negative':
		case 'percent':
		case 'group':
		case 'cut':
		case 'measured':
			return isBare(expression.of);
		case 'factorial':
			return expression.orNone && isBare(expression.of);
		default:
			return false;
	}
}

/** An expression and all it is made of. */
export function partsOf(expression: Expression): readonly Expression[] {
	switch (expression.kind) {
		case 'number':
		case 'pi':
		case 'variable':
			return [expression];
		case 'binary':
			return [expression, ...partsOf(expression.left), ...partsOf(expression.right)];
		case 'mixed':
			return [expression, ...partsOf(expression.whole), ...partsOf(expression.part)];
		case 'root':
			return [expression, ...partsOf(expression.of), ...partsOf(expression.degree)];
		case 'call':
			return [expression, ...expression.args.flatMap(partsOf)];
		default:
			return [expression, ...partsOf(expression.of)];
	}
}
