import type { LlamaModel, Token } from 'node-llama-cpp';
import { markTexts, type ThoughtFormat } from '../core/reasoning/thoughtFormat.ts';
import { specialToken } from './vocabulary.ts';

/** The marks of a format as a vocabulary knows them. */
export interface ThoughtMarks {
	readonly format: ThoughtFormat;
	/** Each mark is one token, so that the same text from other tokens is a quotation. */
	readonly areTokens: boolean;
	/** Also where the file calls them control tokens, whose text is hidden. */
	readonly texts: ReadonlyMap<Token, string>;
	/** Marks behind which a turn goes on, also where the file says that they end it, as some do of `<|end|>`. */
	readonly within: ReadonlySet<Token>;
}

export function thoughtMarks(model: LlamaModel, format: ThoughtFormat): ThoughtMarks {
	const answerTags = format.kind === 'tags' && format.answer ? [format.answer.open ?? format.answer.close, format.answer.close] : [];
	const texts = new Map(
		[...markTexts(format), ...answerTags].flatMap((text) => {
			const token = specialToken(model, text);
			return token === undefined ? [] : [[token, text] as const];
		}),
	);
	const known = new Set(texts.values());
	const [begin = ''] = markTexts(format); // a tag may go on in plain text behind its token
	const needed = format.kind === 'harmony' ? ['<|channel|>', '<|message|>'] : [begin, format.close, ...answerTags];
	const within = new Set([...texts].filter(([, text]) => !lastMarks.includes(text)).map(([token]) => token));
	return { format, texts, within, areTokens: needed.every((text) => known.has(text)) };
}

const lastMarks = ['<|return|>', '<|call|>'];

/** Where the marks begin that close a thought at the end of `text`; its length where there are none. */
export function closeStart(format: ThoughtFormat, text: string): number {
	const at = format.kind === 'harmony' ? text.search(harmonyClose) : text.lastIndexOf(format.close);
	return at < 0 ? text.length : at;
}

const harmonyClose = /(?:<\|end\|>)?(?:<\|start\|>[^<]*)?(?:<\|channel\|>[^<]*)?<\|message\|>$/u;
