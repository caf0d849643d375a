/** How sure a model was of a text: the geometric mean of its tokens' probabilities, so that one wild guess among them counts. */
export const confidenceOf = (probabilities: readonly number[]): number | undefined =>
	probabilities.length === 0
		? undefined
		: Math.exp(probabilities.reduce((sum, probability) => sum + Math.log(Math.max(probability, least)), 0) / probabilities.length);

const least = 1e-6;
