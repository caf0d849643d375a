import { identifiersOf } from './similarity.ts';

/** How a piece of text came to be thought of. */
export type ChunkOrigin = 'visited' | 'edited' | 'saved' | 'cell' | 'neighbour' | 'imported' | 'definition';

/** A piece of a file that may help elsewhere. */
export interface Chunk {
	/** Absolute, with `/`; an address where there is no file. */
	readonly path: string;
	/** As the model is told it. */
	readonly label: string;
	readonly origin: ChunkOrigin;
	/** Address of the document that this was collected for; absent where it was collected for all. */
	readonly wantedBy?: string | undefined;
	readonly text: string;
	readonly identifiers: ReadonlySet<string>;
	/** The same text in the pieces in which it is shown. */
	readonly passages: readonly Passage[];
}

export interface Passage {
	readonly text: string;
	readonly identifiers: ReadonlySet<string>;
}

export const chunkLines = 64;
/** Some 150 tokens. Of the names that were needed and not in the window, longer passages brought fewer into the same budget. */
const passageLines = 12;
const passageCharacters = 700;
/** A line without end is data. */
const longestLine = 400;

export type ChunkSource = Omit<Chunk, 'text' | 'identifiers' | 'passages'>;

/** `undefined` where there is too little text to be of use, or too much on one line. */
export function chunkOf(source: ChunkSource, text: string): Chunk | undefined {
	const lines = trimBlankLines(text.split('\n').slice(0, chunkLines));
	if (lines.filter((line) => line.trim() !== '').length < 2 || lines.some((line) => line.length > longestLine)) {
		return undefined;
	}
	const trimmed = lines.join('\n');
	return { ...source, text: trimmed, identifiers: identifiersOf(trimmed), passages: passagesOf(lines) };
}

/** The lines around one of them. */
export function chunkAround(source: ChunkSource, text: string, line: number): Chunk | undefined {
	const lines = text.split('\n');
	const from = Math.max(0, Math.min(line - chunkLines / 2, lines.length - chunkLines));
	return chunkOf(source, lines.slice(from, from + chunkLines).join('\n'));
}

/** The whole text, piece by piece. */
export function chunksOf(source: ChunkSource, text: string, most: number): readonly Chunk[] {
	const lines = text.split('\n');
	const starts = Array.from({ length: Math.min(most, Math.ceil(lines.length / chunkLines)) }, (_, index) => index * chunkLines);
	return starts.flatMap((start) => chunkOf(source, lines.slice(start, start + chunkLines).join('\n')) ?? []);
}

function trimBlankLines(lines: readonly string[]): readonly string[] {
	const hasText = (line: string): boolean => line.trim() !== '';
	return lines.slice(Math.max(0, lines.findIndex(hasText)), lines.findLastIndex(hasText) + 1);
}

/** Cut where the text itself pauses, as far as a piece may reach. */
function passagesOf(lines: readonly string[]): readonly Passage[] {
	const passages: Passage[] = [];
	let rest = trimBlankLines(lines);
	while (rest.length > 0) {
		const length = passageLength(rest);
		const text = `${trimBlankLines(rest.slice(0, length)).join('\n')}\n`;
		if (!isRemark(text)) {
			passages.push({ text, identifiers: identifiersOf(text) });
		}
		rest = trimBlankLines(rest.slice(length));
	}
	return passages;
}

/** Licences and long explanations are alike everywhere, and say little about how to go on. */
function isRemark(text: string): boolean {
	const lines = text.split('\n').filter((line) => line.trim() !== '');
	const remarks = lines.filter((line) => /^\s*(?:\/\/|\/?\*|--|;|#(?!\s*(?:include|import|define|if|el|end|pragma)|!?\[))/u.test(line));
	return remarks.length > lines.length * mostRemarks;
}

const mostRemarks = 0.7;

function passageLength(lines: readonly string[]): number {
	let characters = 0;
	let fitting = 0;
	while (fitting < Math.min(lines.length, passageLines) && characters <= passageCharacters) {
		characters += (lines[fitting]?.length ?? 0) + 1;
		fitting += characters <= passageCharacters || fitting === 0 ? 1 : 0;
	}
	if (fitting === lines.length) {
		return fitting;
	}
	const pause = lines.slice(0, fitting + 1).findLastIndex((line) => line.trim() === '');
	return pause > passageLines / 4 ? pause : fitting;
}
