import type { ContextItem } from './session.ts';

/** Of each folder the first that is there. */
export const instructionFiles = ['AGENTS.md', '.github/copilot-instructions.md'] as const;

/** Some 2,000 tokens: they are read with every new chat, and a small model follows few of many rules. */
const mostCharacters = 8000;

/** A file of standing instructions as the model is told it: cut at a line where it is long, which its label says. */
export function standingItem(label: string, text: string): ContextItem | undefined {
	const trimmed = text.trim();
	if (trimmed === '') {
		return undefined;
	}
	const isCut = trimmed.length > mostCharacters;
	const cut = trimmed.slice(0, mostCharacters);
	const lineEnd = cut.lastIndexOf('\n');
	return {
		kind: 'instructions',
		label: isCut ? `${label} (beginning)` : label,
		languageId: 'markdown',
		text: isCut ? cut.slice(0, lineEnd < mostCharacters / 2 ? undefined : lineEnd) : trimmed,
	};
}
