import type { LlamaModel, Token } from 'node-llama-cpp';

/** Texts of the tokens that steer the model. In what a user or a file says they must be read as plain text. */
export function steeringTexts(model: LlamaModel, template: string, tags: readonly string[]): string[] {
	const texts: string[] = [...tags];
	for (const token of model.iterateAllTokens()) {
		const attributes = model.getTokenAttributes(token);
		if (attributes.control || attributes.userDefined) {
			const text = model.detokenize([token], true);
			// User-defined tokens are ordinary text too (runs of blanks, HTML tags) unless the template writes them.
			if (text.trim() !== '' && (attributes.control || template.includes(text))) {
				texts.push(text);
			}
		}
	}
	return texts;
}

/** The one token that `text` stands for, where it is one. */
export function specialToken(model: LlamaModel, text: string): Token | undefined {
	const tokens = model.tokenize(text, true);
	return tokens.length === 1 ? tokens[0] : undefined;
}

export const specialTokens = (model: LlamaModel, texts: readonly string[]): Token[] =>
	texts.map((text) => specialToken(model, text)).filter((token) => token !== undefined);
