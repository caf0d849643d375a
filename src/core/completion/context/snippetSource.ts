import type { ContextFile } from '../../model.ts';
import type { CursorSnapshot } from '../cursorSnapshot.ts';

/** Text from elsewhere in the project that may help at the cursor: collected while nobody types, so that asking costs no time. */
export interface SnippetSource {
	/** In the order of the prompt, which changes as little as possible from call to call: a changed beginning is read anew. */
	snippets(snapshot: CursorSnapshot, budgetCharacters: number): readonly ContextFile[];
}
