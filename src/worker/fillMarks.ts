import type { LlamaModel, Token } from 'node-llama-cpp';
import type { FillTokens } from '../core/models/families.ts';
import { specialToken } from './vocabulary.ts';

/** How a family fills in the middle, with what of it the vocabulary has. */
export interface FillMarks {
	readonly format: FillTokens;
	/** By their texts. */
	readonly tokens: ReadonlyMap<string, Token>;
	/** Those that would act as tokens in the text of a file. */
	readonly steering: RegExp;
}

export function fillMarks(model: LlamaModel, fill: FillTokens | undefined): FillMarks | undefined {
	if (fill === undefined) {
		return undefined;
	}
	const needed = [fill.prefix, fill.suffix, ...(fill.middle === undefined ? [] : [fill.middle])];
	const forFiles =
		fill.files?.kind === 'tokens' ? [fill.files.file, ...(fill.files.project === undefined ? [] : [fill.files.project])] : [];
	const tokens = tokensOf(model, [...needed, ...forFiles]);
	if (needed.some((text) => !tokens.has(text))) {
		return undefined;
	}
	const { files, ...single } = fill;
	const knowsFiles = files !== undefined && forFiles.every((text) => tokens.has(text));
	return { format: knowsFiles ? { ...single, files } : single, tokens, steering: actingTexts(model, tokens) };
}

function tokensOf(model: LlamaModel, texts: readonly string[]): ReadonlyMap<string, Token> {
	return new Map(
		texts.flatMap((text) => {
			const token = specialToken(model, text);
			return token === undefined ? [] : [[text, token] as const];
		}),
	);
}

/** A token that its vocabulary calls user-defined acts even where special tokens are not parsed. */
function actingTexts(model: LlamaModel, tokens: ReadonlyMap<string, Token>): RegExp {
	const acting = [...tokens].filter(([text, token]) => model.tokenize(text, false).includes(token)).map(([text]) => text);
	return acting.length === 0 ? /(?!)/gu : new RegExp(acting.map((text) => text.replace(/[\\^$.*+?()[\]{}|/-]/gu, '\\$&')).join('|'), 'gu');
}
