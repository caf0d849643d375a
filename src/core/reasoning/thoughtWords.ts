/** What is put into a running thought, in its own voice. A bare close tag gives poor or empty answers. */
export const closingSentences = {
	budget: 'I have thought long enough. I will answer now.',
	user: 'I am asked for the answer, so I will give it now.',
	loop: 'I am repeating myself. I will answer now with what I have.',
} as const;

/** Stands where a thought was about to end, and makes the model look at it again. */
export const secondThought = 'Wait,';

/** One paragraph, whatever the remark looks like. */
export const remarkParagraph = (remark: string): string => `The user adds: ${remark.trim().replace(/\s*\n\s*\n\s*/gu, '\n')}`;

/** `text` with the line feeds that make it a paragraph of its own behind a text that ends with `before`. */
export const asParagraph = (text: string, before: string): string =>
	(before.endsWith('\n\n') ? '' : before.endsWith('\n') ? '\n' : '\n\n') + text;
