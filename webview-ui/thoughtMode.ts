import { createContext } from 'preact';

/** One line; a window of fixed height on it; all of it. */
export type ThoughtMode = 'headline' | 'preview' | 'expanded';

/** How the reader last chose to see a thought that runs; the next one begins so. */
export interface ThoughtChoice {
	readonly last: () => ThoughtMode | undefined;
	readonly keep: (mode: ThoughtMode) => void;
}

export const KeptThoughtChoice = createContext<ThoughtChoice>({ last: () => undefined, keep: () => undefined });
