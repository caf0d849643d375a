import type { ContextFile } from '../../model.ts';
import { isSecretPath } from '../../secretFiles.ts';
import type { CursorSnapshot } from '../cursorSnapshot.ts';
import type { Chunk, Passage } from './chunk.ts';
import { ChunkRing } from './chunkRing.ts';
import { identifiersOf, weighedSimilarity } from './similarity.ts';
import type { SnippetSource } from './snippetSource.ts';

/** What was collected, and what of it helps at a cursor. */
export class SnippetStore implements SnippetSource {
	/** What the user went through, and what their files rest on: neither may push out the other. */
	readonly #visited = new ChunkRing();
	readonly #related = new ChunkRing();
	#chosen: readonly Candidate[] = [];

	add(chunk: Chunk): void {
		if (!isSecretPath(chunk.path)) {
			(isRelated(chunk) ? this.#related : this.#visited).add(chunk);
		}
	}

	/** Forgets a file that was deleted, renamed, or is ignored from now on. */
	forget(isGone: (path: string) => boolean): void {
		for (const ring of [this.#visited, this.#related]) {
			ring.remove(({ path }) => isGone(path));
		}
	}

	clear(): void {
		this.forget(() => true);
	}

	snippets(snapshot: CursorSnapshot, budgetCharacters: number): readonly ContextFile[] {
		const candidates = budgetCharacters <= 0 ? [] : this.#candidates(snapshot);
		this.#chosen = choose(this.#chosen, candidates, budgetCharacters);
		return this.#chosen.map(({ label, passage }) => ({ path: label, text: passage.text }));
	}

	#candidates(snapshot: CursorSnapshot): readonly Candidate[] {
		const window = linesWithText(snapshot.before.slice(-windowBefore) + snapshot.after.slice(0, windowAfter));
		const all = [...this.#visited.chunks, ...this.#related.chunks].flatMap((chunk) =>
			chunk.passages.map((passage) => ({ chunk, passage })),
		);
		const fresh = all.filter(({ passage }) => !isInWindow(passage, window));
		const similarity = weighedSimilarity(fresh.map(({ passage }) => passage.identifiers));
		const here = identifiersOf(snapshot.before.slice(-nearBefore) + snapshot.after.slice(0, nearAfter));
		return fresh
			.map(({ chunk, passage }) => {
				const bonus = isRelated(chunk) && chunk.origin !== 'neighbour' && chunk.wantedBy === snapshot.document ? relatedBonus : 1;
				return { label: chunk.label, passage, score: similarity(here, passage.identifiers) * bonus };
			})
			.filter(({ score }) => score >= leastScore);
	}
}

interface Candidate {
	readonly label: string;
	readonly passage: Passage;
	readonly score: number;
}

const isRelated = ({ origin }: Chunk): boolean => ['imported', 'definition', 'cell', 'neighbour'].includes(origin);
const relatedBonus = 1.2;
/** Passages that share less with the text at the cursor cost more than they help. */
const leastScore = 0.02;

/** Text that the prompt of the file itself may reach; more than it does, as its window moves in steps. */
const windowBefore = 4000;
const windowAfter = 1000;
/** Text that tells what is written about here; with more of it, what the whole file is about hides that. */
const nearBefore = 250;
const nearAfter = 100;

const linesWithText = (text: string): ReadonlySet<string> => new Set(text.split('\n').map((line) => line.trim()));

/** Three lines in a row are no chance. */
function isInWindow({ text }: Passage, window: ReadonlySet<string>): boolean {
	let run = 0;
	for (const line of text.split('\n')) {
		const content = line.trim();
		run = content === '' ? run : window.has(content) ? run + 1 : 0;
		if (run >= 3) {
			return true;
		}
	}
	return run > 0 && run >= linesWithText(text).size - 1;
}

/**
 * What was chosen before keeps its place unless something else fits far better; what is new is added behind it, the best one last, next to the
 * file. So the beginning of the prompt stays as it is for as long as it can.
 */
function choose(before: readonly Candidate[], candidates: readonly Candidate[], budget: number): readonly Candidate[] {
	const ranked = [...candidates].sort((a, b) => b.score - a.score || (a.passage.text < b.passage.text ? -1 : 1));
	const best = fitting(ranked, budget);
	const least = Math.min(...best.map(({ score }) => score));
	const current = before.flatMap((old) => ranked.find((candidate) => isSame(candidate, old)) ?? []);
	const kept = fitting(
		current.filter((candidate) => candidate.score * patience >= least),
		budget,
	);
	const added = fitting(best, budget, kept).filter((candidate) => !kept.includes(candidate));
	return [...kept, ...added.reverse()];
}

/** How many times better another passage must fit. */
const patience = 2;

const isSame = (a: Candidate, b: Candidate): boolean => a.label === b.label && a.passage.text === b.passage.text;

/** Those that fit into what `taken` leaves of the budget, without what says the same again. */
function fitting(candidates: readonly Candidate[], budget: number, taken: readonly Candidate[] = []): Candidate[] {
	let room = budget - taken.reduce((sum, candidate) => sum + cost(candidate), 0);
	const said = new Set(taken.flatMap(({ passage }) => [...linesWithText(passage.text)]));
	return candidates.filter((candidate) => {
		const lines = [...linesWithText(candidate.passage.text)].filter((line) => line !== '');
		const isNew = lines.filter((line) => said.has(line)).length <= lines.length / 3;
		const fits = isNew && cost(candidate) <= room;
		if (fits) {
			room -= cost(candidate);
			for (const line of lines) said.add(line);
		}
		return fits;
	});
}

/** With the line of its path. */
const cost = ({ label, passage }: Candidate): number => label.length + 1 + passage.text.length;
