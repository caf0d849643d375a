import type { CursorSnapshot } from '../../../src/core/completion/cursorSnapshot.ts';
import type { ContextFile } from '../../../src/core/model.ts';

interface Chunk extends ContextFile {
	readonly lines: readonly string[];
}

const mostChunks = 16;
const mostQueued = 16;
const chunkLines = 64;
const scopeLines = 1024;
const farLines = 32;
const similar = 0.9;
const restMs = 3000;

/** The ring of chunks of llama.vscode: pieces of files that were left or lie far from the cursor, one more a second while nobody types. */
export class InfillRing {
	readonly #window: { readonly linesBefore: number; readonly linesAfter: number };
	#chunks: readonly Chunk[] = [];
	#queued: readonly Chunk[] = [];
	#lastRequestAt = Number.NEGATIVE_INFINITY;
	#lastPick: number | undefined;
	#random = 1;

	constructor(window: { readonly linesBefore: number; readonly linesAfter: number }) {
		this.#window = window;
	}

	get chunks(): readonly ContextFile[] {
		return this.#chunks.map(({ path, text }) => ({ path, text }));
	}

	noteRequest(now: number): void {
		this.#lastRequestAt = now;
	}

	/** Takes one queued chunk in, unless a completion was asked for just now. Says whether the ring changed. */
	takeQueued(now: number): boolean {
		const [next, ...rest] = this.#queued;
		if (next === undefined || now - this.#lastRequestAt < restMs) {
			return false;
		}
		this.#queued = rest;
		this.#chunks = [...this.#chunks, next].slice(-mostChunks);
		return true;
	}

	/** The lines around the cursor, as when an editor is left or comes to the front. */
	pickAround(snapshot: CursorSnapshot): void {
		const { lines, line } = linesOf(snapshot);
		this.#pick(lines.slice(Math.max(0, line - chunkLines / 2), line + chunkLines / 2 + 1), snapshot, true);
	}

	/** After a jump: lines beyond both ends of the window. */
	noteCursor(snapshot: CursorSnapshot): void {
		const { lines, line } = linesOf(snapshot);
		if (this.#lastPick !== undefined && Math.abs(line - this.#lastPick) <= farLines) {
			return;
		}
		const { linesBefore, linesAfter } = this.#window;
		this.#pick(lines.slice(Math.max(0, line - scopeLines), Math.max(0, line - linesBefore) + 1), snapshot, false);
		this.#pick(lines.slice(line + linesAfter, line + linesAfter + chunkLines + 1), snapshot, false);
		this.#lastPick = line;
	}

	#pick(lines: readonly string[], { paths }: CursorSnapshot, evicts: boolean): void {
		if (lines.length < 3) {
			return;
		}
		const half = chunkLines / 2;
		const start = lines.length + 1 < chunkLines ? 0 : Math.floor(this.#next() * Math.max(0, lines.length - half + 1));
		const chosen = lines.length + 1 < chunkLines ? lines : lines.slice(start, start + half);
		const chunk = { path: paths[0] ?? '', text: `${chosen.join('\n')}\n`, lines: chosen };
		if (evicts) {
			if ([...this.#chunks, ...this.#queued].some(({ text }) => text === chunk.text)) {
				return;
			}
			const differs = (other: Chunk): boolean => similarity(other.lines, chosen) <= similar;
			this.#chunks = this.#chunks.filter(differs);
			this.#queued = this.#queued.filter(differs);
		}
		this.#queued = [...this.#queued, chunk].slice(-mostQueued);
	}

	/** From 0 to 1, the same in each run. */
	#next(): number {
		this.#random = (this.#random * 48_271) % 2_147_483_647;
		return this.#random / 2_147_483_647;
	}
}

function linesOf({ before, after }: CursorSnapshot): { readonly lines: readonly string[]; readonly line: number } {
	return { lines: (before + after).split('\n'), line: before.split('\n').length - 1 };
}

/** Jaccard's. */
function similarity(a: readonly string[], b: readonly string[]): number {
	const [first, second] = [new Set(a), new Set(b)];
	const shared = [...first].filter((line) => second.has(line)).length;
	const all = first.size + second.size - shared;
	return all === 0 ? 1 : shared / all;
}
