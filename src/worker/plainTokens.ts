import type { LlamaModel, Token } from 'node-llama-cpp';

/** Tokens of a text in which nothing acts as a token: what would is split in two. Think tags act even where special tokens are not parsed. */
export const plainTokens = ({ model, steering }: { readonly model: LlamaModel; readonly steering: RegExp }, text: string): Token[] =>
	pieces(text, steering).flatMap((piece, index) => model.tokenize(piece, false, index === 0 ? undefined : 'trimLeadingSpace'));

function pieces(text: string, steering: RegExp): string[] {
	const cuts = [...text.matchAll(steering)].map(({ 0: [first = ''], index }) => index + first.length);
	return [0, ...cuts].map((from, index) => text.slice(from, cuts[index]));
}
