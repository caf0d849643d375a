/** Words by which texts are compared; short ones say little. */
export const identifiersOf = (text: string): ReadonlySet<string> => new Set(text.match(/[\p{L}_$][\p{L}\p{N}_$]{2,}/gu) ?? []);

/** Share of the words of two texts that both have. */
export function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
	const shared = sharedCount(a, b);
	return shared === 0 ? 0 : shared / (a.size + b.size - shared);
}

function sharedCount(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
	let count = 0;
	for (const word of a.size < b.size ? a : b) {
		count += (a.size < b.size ? b : a).has(word) ? 1 : 0;
	}
	return count;
}

/** The same share with words weighed by how few of the texts have them, so that keywords count for nothing. */
export function weighedSimilarity(texts: readonly ReadonlySet<string>[]): (a: ReadonlySet<string>, b: ReadonlySet<string>) => number {
	const counts = new Map<string, number>();
	for (const words of texts) {
		for (const word of words) {
			counts.set(word, (counts.get(word) ?? 0) + 1);
		}
	}
	const weight = (word: string): number => Math.log(1 + texts.length / (1 + (counts.get(word) ?? 0)));
	return (a, b) => {
		let shared = 0;
		let all = 0;
		for (const word of a) {
			const its = weight(word);
			all += its;
			shared += b.has(word) ? its : 0;
		}
		for (const word of b) {
			all += a.has(word) ? 0 : weight(word);
		}
		return all === 0 ? 0 : shared / all;
	};
}
