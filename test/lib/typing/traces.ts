import { Random } from './random.ts';
import { type Language, type Source, sourcesIn } from './sources.ts';
import { type TypedEvent, Typist } from './typist.ts';

export type TraceKind = 'region' | 'mixed';

export interface TypingTrace {
	readonly name: string;
	readonly events: readonly TypedEvent[];
	/** Events before this one only open the first file, at the place of the first key: it loads the model and reads the prompt, and is not counted. */
	readonly countsFrom: number;
	/** The files as they are in the end, by their paths. */
	readonly truths: ReadonlyMap<string, string>;
}

/** Somebody reads before they type, and the engine may read as well. */
const readingMs = 3000;

/** A typing trace over installed files, always the same for a seed. `keys`: about as many as are typed. */
export function typingTrace(language: Language, kind: TraceKind, seed: number, keys: number): TypingTrace {
	const events: TypedEvent[] = [];
	const shared = { time: { now: 0 }, emit: (typed: TypedEvent): void => void events.push(typed) };
	const random = new Random(seed);
	const sources = sourcesIn(language);
	const [main, ...others] = sources;
	if (main === undefined) {
		throw new Error(`there is no file in ${language}`);
	}
	const firstKey = (): number => events.findIndex(({ event }, index) => 'cursor' in (events[index - 1]?.event ?? {}) && 'at' in event);
	const used = kind === 'region' ? region(main, keys, random, seed, shared) : mixed(main, random.pick(others), keys, random, seed, shared);
	return {
		name: `${language} ${kind} ${seed}`,
		events,
		countsFrom: firstKey() + 1,
		truths: new Map(used.map(({ path, text }) => [path, text])),
	};
}

/** One word below is set right for about as many. */
const keysOfDetour = 50;

type Shared = ConstructorParameters<typeof Typist>[4];

/** One place is typed, and now and then a word a few lines below is set right. */
function region(source: Source, keys: number, random: Random, seed: number, shared: Shared): readonly Source[] {
	const main = partAt(source.text, 0.35 + 0.25 * random.next(), keys);
	const below = wordEnds(source.text, main[1], random).slice(0, Math.ceil(keys / keysOfDetour));
	const typist = new Typist(source.path, source.text, [main, ...below], seed, shared);
	typist.open();
	typist.wait(300);
	typist.dig();
	typist.goTo(0);
	typist.wait(500);
	typist.type(0, 1);
	typist.wait(readingMs);
	for (const [index] of below.entries()) {
		typist.type(0, keys / (below.length + 1));
		typist.wait(500);
		typist.goTo(index + 1);
		typist.wait(450);
		typist.type(index + 1, 10);
		typist.wait(450);
		typist.goTo(0);
		typist.wait(500);
	}
	finish(typist, 0);
	return [source];
}

/** Two places of a file and one of another, letters taken back, and a piece that is pasted. */
function mixed(source: Source, other: Source, keys: number, random: Random, seed: number, shared: Shared): readonly Source[] {
	const share = keys / 4;
	const holes = [0.15, 0.5, 0.8].map((at) => partAt(source.text, at + 0.1 * random.next(), share));
	const typist = new Typist(source.path, source.text, holes, seed, shared);
	const second = new Typist(other.path, other.text, [partAt(other.text, 0.3 + 0.3 * random.next(), share)], seed + 1, shared);
	const pasted = 2;
	typist.open();
	typist.wait(300);
	typist.dig();
	typist.goTo(1);
	typist.wait(500);
	typist.type(1, 1);
	typist.wait(readingMs);
	typist.type(1, share);
	typist.takeBack(1, 8);
	typist.wait(700);
	typist.type(1, share / 2);
	typist.wait(800);
	typist.goTo(0);
	typist.wait(1000);
	typist.type(0, share / 2);
	typist.wait(600);
	typist.goTo(pasted);
	typist.wait(900);
	typist.paste(pasted);
	typist.wait(1200);
	second.open();
	second.wait(300);
	second.dig();
	second.goTo(0);
	second.wait(readingMs / 2);
	finish(second, 0);
	typist.open();
	typist.goTo(0);
	typist.wait(1000);
	finish(typist, 0);
	typist.goTo(1);
	typist.wait(800);
	finish(typist, 1);
	return [source, other];
}

function finish(typist: Typist, hole: number): void {
	while (!typist.isDone(hole)) {
		typist.type(hole, 50);
	}
	typist.pause();
}

/** Whole lines from about a share of the file on, with some `size` units; the first of them is neither blank nor far longer. */
function partAt(text: string, share: number, size: number): readonly [number, number] {
	const start = text.indexOf('\n', Math.floor(text.length * share)) + 1;
	const first = [...text.slice(start).matchAll(/[^\n]*\n/g)].find(([line]) => line.trim() !== '' && line.trim().length <= 2 * size);
	const from = start + (first?.index ?? 0);
	let to = from;
	let typed = 0;
	while (to < text.length && typed < size) {
		const end = text.indexOf('\n', to);
		const lineEnd = end < 0 ? text.length : end;
		typed += text.slice(to, lineEnd).trim().length + 1;
		to = lineEnd + 1;
	}
	return [from, to - (text[to - 2] === '\r' ? 2 : 1)];
}

/** The last three letters of two words, three to twelve lines below. */
function wordEnds(text: string, from: number, random: Random): readonly (readonly [number, number])[] {
	const lines = [...text.slice(from).matchAll(/[^\n]*\n/g)].slice(3, 13);
	const words = lines.flatMap((line) =>
		[...line[0].matchAll(/[A-Za-z]{6,}/g)].map((word) => from + line.index + word.index + word[0].length),
	);
	const first = words[random.below(Math.max(1, words.length >> 1))];
	const second = words[(words.length >> 1) + random.below(Math.max(1, words.length >> 1))];
	return [first, second].flatMap((end) => (end === undefined ? [] : [[end - 3, end] as const]));
}
