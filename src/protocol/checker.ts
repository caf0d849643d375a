import type { Problem } from '../core/fix/fixRequest.ts';

/** One look at a text in place of a file. All texts that are not on disk come along, so that the process keeps no state of the user's. */
export interface CheckRequest {
	/** Absolute. Nothing outside is read, but for typings. */
	readonly root: string;
	/** Absolute; the file need not exist. */
	readonly path: string;
	readonly languageId: string;
	readonly text: string;
	/** Absolute paths of files that may depend on it. */
	readonly dependents: readonly string[];
	/** Texts of other files, where they differ from the disk. */
	readonly overlays: readonly (readonly [path: string, text: string])[];
	/** The version of TypeScript whose defaults hold, where the editor's is known; else that of the project. */
	readonly typescriptMajor?: number;
	/** Whether the file's errors come with what quick fixes would do. */
	readonly suggests?: boolean;
	/** When to give up. */
	readonly boundMs: number;
}

export interface ToChecker {
	readonly kind: 'check';
	readonly id: number;
	readonly request: CheckRequest;
}

/** One for each request. */
export type FromChecker =
	| {
			readonly kind: 'checked';
			readonly id: number;
			readonly problems: readonly Problem[];
			readonly dependents: readonly { readonly label: string; readonly problems: readonly Problem[] }[];
			/** What was done otherwise than the project says, a sentence. */
			readonly note?: string;
	  }
	| { readonly kind: 'unseen'; readonly id: number; readonly reason: string }
	/** A bug. */
	| { readonly kind: 'failed'; readonly id: number; readonly message: string };
