import type { Verification, Verified } from './verification.ts';

/** What happens while a fix is looked for. A stream of them ends with `proposed`, or throws a UserError `noEdit`. */
export type FixEvent =
	| { readonly kind: 'round'; readonly round: number; readonly rounds: number }
	| { readonly kind: 'reasoning'; readonly text: string }
	| { readonly kind: 'writing'; readonly tokens: number }
	/** A candidate is complete and is about to be checked: the whole document, which nobody has looked at yet. */
	| { readonly kind: 'draft'; readonly text: string }
	| { readonly kind: 'checking'; readonly verification: Verification; readonly by?: string }
	| { readonly kind: 'refused'; readonly reason: string }
	| {
			readonly kind: 'proposed';
			/** The whole document. */
			readonly text: string;
			readonly verified: readonly Verified[];
			/** Why something could not be checked, a sentence each; empty where all of it held. */
			readonly notVerified: readonly string[];
			readonly reasoning: string;
			/** Rounds that it took, and tokens that were written in all of them. */
			readonly rounds: number;
			readonly tokens: number;
	  };
