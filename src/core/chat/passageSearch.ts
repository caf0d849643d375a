import type { ContextItem } from './session.ts';

/**
 * Ranks passages of many files by the words of a question (BM25). Only the words of the question are counted, so a file is read once and
 * nothing of it is kept but the passages that have some of them.
 */
export class PassageSearch {
	readonly #terms: readonly string[];
	readonly #documentCounts: number[];
	#passages: Candidate[] = [];
	#total = 0;
	#totalWords = 0;

	constructor(question: string) {
		this.#terms = [...new Set(termsOf(question))].slice(0, mostTerms);
		this.#documentCounts = this.#terms.map(() => 0);
	}

	/** False where the question has no word to search for. */
	get isPossible(): boolean {
		return this.#terms.length > 0;
	}

	/** `label`: the path as it is shown, whose words count too. */
	add(label: string, text: string): void {
		const inPath = new Set(termsOf(label));
		for (const { first, last, text: passage } of passagesOf(text)) {
			const words = termsOf(passage);
			this.#total++;
			this.#totalWords += words.length;
			const counts = this.#terms.map((term) => words.filter((word) => word === term).length);
			for (const [index, count] of counts.entries()) {
				this.#documentCounts[index] = (this.#documentCounts[index] ?? 0) + (count > 0 ? 1 : 0);
			}
			if (counts.some((count) => count > 0)) {
				const weighed = counts.map((count, index) => count + (inPath.has(this.#terms[index] ?? '') ? pathWeight : 0));
				this.#passages.push({ label, first, last, text: passage, counts: weighed, words: words.length });
			}
		}
		if (this.#passages.length > 2 * mostKept) {
			this.#passages = this.#ranked()
				.slice(0, mostKept)
				.map(({ candidate }) => candidate);
		}
	}

	/** The best passages that together are not longer than `roomCharacters`; few of one file, none that is far behind the best. */
	best(roomCharacters: number): readonly ContextItem[] {
		const ranked = this.#ranked();
		const least = (ranked[0]?.score ?? 0) * leastShare;
		const perFile = new Map<string, number>();
		let room = roomCharacters;
		const chosen: Candidate[] = [];
		for (const { candidate, score } of ranked) {
			const ofFile = perFile.get(candidate.label) ?? 0;
			if (chosen.length < mostPassages && score >= least && ofFile < mostOfOneFile && candidate.text.length <= room) {
				perFile.set(candidate.label, ofFile + 1);
				room -= candidate.text.length;
				chosen.push(candidate);
			}
		}
		return chosen.map(({ label, first, last, text }) => ({
			...{ kind: 'passage', label, lines: { first, last }, text },
			languageId: /\.([\w+-]+)$/u.exec(label)?.[1] ?? '',
		}));
	}

	#ranked(): readonly { readonly candidate: Candidate; readonly score: number }[] {
		const averageWords = this.#totalWords / Math.max(1, this.#total);
		const rarity = this.#documentCounts.map((count) => Math.log(1 + (this.#total - count + 0.5) / (count + 0.5)));
		return this.#passages
			.map((candidate) => ({ candidate, score: bm25(candidate, rarity, averageWords) }))
			.sort((a, b) => b.score - a.score);
	}
}

interface Candidate extends Passage {
	readonly label: string;
	/** Of each term of the question. */
	readonly counts: readonly number[];
	readonly words: number;
}

interface Passage {
	readonly first: number;
	readonly last: number;
	readonly text: string;
}

const mostTerms = 32;
const mostPassages = 6;
const mostOfOneFile = 2;
const mostKept = 2000;
const pathWeight = 1;
/** Of the best score: what is below it shares only common words with the question. */
const leastShare = 0.35;

/** The usual constants: how soon a repeated word counts no more, and how much a long passage is held against it. */
const saturation = 1.2;
const lengthWeight = 0.75;

function bm25({ counts, words }: Candidate, rarity: readonly number[], averageWords: number): number {
	const damping = saturation * (1 - lengthWeight + (lengthWeight * words) / Math.max(1, averageWords));
	return counts.reduce((sum, count, index) => sum + ((rarity[index] ?? 0) * count * (saturation + 1)) / (count + damping), 0);
}

const passageLines = 40;
/** A passage ends at the blank line nearest to its full length, if there is one so near. */
const reach = 12;
const longestLine = 500;

function passagesOf(text: string): readonly Passage[] {
	const lines = text.split('\n');
	const passages: Passage[] = [];
	for (let first = 0; first < lines.length; ) {
		const end = endOf(lines, first);
		const part = lines.slice(first, end);
		// A line without end is data.
		if (part.some((line) => line.trim() !== '') && part.every((line) => line.length <= longestLine)) {
			passages.push({ first, last: end - 1, text: part.join('\n') });
		}
		first = end;
	}
	return passages;
}

function endOf(lines: readonly string[], first: number): number {
	const full = Math.min(lines.length, first + passageLines);
	if (full === lines.length) {
		return full;
	}
	for (let distance = 0; distance <= reach; distance++) {
		if (lines[full - distance]?.trim() === '') {
			return full - distance + 1;
		}
	}
	return full;
}

/** Words in lower case and without their plural; a name of several words is all of them and itself. */
export function termsOf(text: string): readonly string[] {
	const terms: string[] = [];
	for (const word of text.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? []) {
		const parts = word.split(/_+|\$|(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu).filter((part) => part !== '');
		for (const part of parts.length > 1 ? [word, ...parts] : parts) {
			const term = stemOf(part.toLowerCase());
			if (term.length > 1 && !commonWords.has(term)) {
				terms.push(term);
			}
		}
	}
	return terms;
}

const stemOf = (word: string): string =>
	word.length > 4 ? word.replace(/(?:ies$)/u, 'y').replace(/(?<=[^s])s$|(?<=..)(?:ing|ed)$/u, '') : word;

const commonWords: ReadonlySet<string> = new Set(
	'a an and are as at be been but by can codebase could did do doe does file for from had has have how if in into is it its me my not of on or our please project should show so tell than that the their them then there these they this to use used using was we were what when where which who why will with work would you your'.split(
		' ',
	),
);
