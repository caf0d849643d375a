/** How a model marks its thought in its output. */
export type ThoughtFormat =
	| (ThinkTags & { readonly kind: 'tags' })
	/** Channels of gpt-oss: `<|channel|>analysis<|message|>…<|end|><|start|>assistant<|channel|>final<|message|>…`. */
	| { readonly kind: 'harmony' };

/** The tags that a ThoughtFormat is read by, for those that have a pair. */
export interface ThinkTags {
	readonly open: string;
	readonly close: string;
	/** Tags that some families put around their answer: Granite's `<response>`, Apriel's `[END FINAL RESPONSE]`, which has no beginning. */
	readonly answer?: { readonly open?: string; readonly close: string };
}

/** What is put into the prompt or the stream to open a thought. */
export const openMarks = (format: ThoughtFormat): string =>
	format.kind === 'tags' ? `${format.open}\n` : '<|channel|>analysis<|message|>';

/** What is put into the stream to close a thought and begin the answer. */
export const closeMarks = (format: ThoughtFormat): string =>
	format.kind === 'tags' ? `${format.close}\n\n` : '<|end|><|start|>assistant<|channel|>final<|message|>';

/** Texts of a format that must count as marks where they come as tokens, and as plain text where a user writes them. */
export const markTexts = (format: ThoughtFormat): readonly string[] =>
	format.kind === 'tags' ? [...new Set([tokenOf(format.open), format.open, format.close])] : harmonyMarks;

/** A tag may go on in plain text behind its token: of Gemma's `<|channel>thought` the channel alone is one. */
const tokenOf = (tag: string): string => /^<[^<>]+>/u.exec(tag)?.[0] ?? tag;

export const harmonyMarks = ['<|start|>', '<|channel|>', '<|message|>', '<|end|>', '<|return|>', '<|call|>', '<|constrain|>'] as const;
