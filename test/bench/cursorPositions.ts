import type { CursorSnapshot } from '../../src/core/completion/cursorSnapshot.ts';
import { textAround } from '../../src/core/completion/cursorSnapshot.ts';
import { Random } from '../lib/typing/random.ts';
import { type Language, languages, type Source, sourcesIn } from '../lib/typing/sources.ts';

export type PositionKind = 'mid-word' | 'after a dot' | 'in arguments' | 'line start' | 'comment' | 'closed brackets';

export const positionKinds: readonly PositionKind[] = [
	'mid-word',
	'after a dot',
	'in arguments',
	'line start',
	'comment',
	'closed brackets',
];

/** A place in a real file where somebody types: the rest of the line is not there yet, but for what the editor closed. */
export interface CursorPosition {
	readonly language: Language;
	readonly kind: PositionKind;
	readonly path: string;
	readonly offset: number;
	/** What follows on the line. */
	readonly closed: string;
	/** The rest of the line as the file has it. */
	readonly wanted: string;
}

/** Always the same for a seed; of each kind about as many in each language, by file and place. */
export function cursorPositions(seed: number, perKind: number): readonly CursorPosition[] {
	return languages.flatMap((language, index) => {
		const random = new Random(seed * 100 + index);
		const all = sourcesIn(language).flatMap((source) => candidatesIn(source, language));
		const chosen = positionKinds.flatMap((kind) =>
			sample(
				all.filter((each) => each.kind === kind),
				perKind,
				random,
			),
		);
		// A language may have too few of a kind.
		const others = sample(
			all.filter((each) => !chosen.includes(each)),
			perKind * positionKinds.length - chosen.length,
			random,
		);
		return [...chosen, ...others].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.offset - b.offset));
	});
}

/** What an editor would tell at the position. */
export function snapshotAt({ path, offset, closed, wanted }: CursorPosition, text: string, languageId: string): CursorSnapshot {
	return {
		document: `file://${path}`,
		version: 1,
		scheme: 'file',
		paths: [path],
		languageId,
		...textAround(text.slice(0, offset), closed + text.slice(offset + wanted.length)),
		eol: text.includes('\r\n') ? '\r\n' : '\n',
		trigger: 'automatic',
		selectionIsEmpty: true,
		cursors: 1,
		canReplace: true,
	};
}

function sample<T>(list: readonly T[], count: number, random: Random): readonly T[] {
	const left = [...list];
	return Array.from({ length: Math.min(count, left.length) }, () => left.splice(random.below(left.length), 1)).flat();
}

const patterns: Readonly<Record<Exclude<PositionKind, 'comment'>, RegExp>> = {
	'mid-word': /(?<=\b[A-Za-z]{2,})(?=[a-z]{2,})/g,
	'after a dot': /(?<=\w\.|^\s*\.)(?=[A-Za-z_])/g,
	'in arguments': /(?<=\w\([^()]*, ?)(?=\S)/g,
	'line start': /(?<=^[ \t]+)(?=[^\s})\]*/#])/g,
	'closed brackets': /(?<=\w\()(?=[^)\s])/g,
};

function candidatesIn({ path, text }: Source, language: Language): readonly CursorPosition[] {
	const from = text.length * 0.1;
	return [...text.matchAll(/^.*$/gm)]
		.filter(({ index, 0: line }) => index > from && line.length < longestLine)
		.flatMap(({ index, 0: line }) =>
			placesIn(line, language).map(({ kind, at }) => ({
				language,
				kind,
				path,
				offset: index + at,
				closed: kind === 'closed brackets' ? ')' : '',
				wanted: line.slice(at).replace(/\r$/, ''),
			})),
		)
		.filter(({ wanted }) => wanted.trim().length > 2);
}

const longestLine = 200;

function placesIn(line: string, language: Language): readonly { readonly kind: PositionKind; readonly at: number }[] {
	const comment = (language === 'python' ? /^\s*#\s/ : /^\s*(?:\/\/|\/?\*+)\s/).exec(line);
	if (comment !== null) {
		const [start] = comment;
		return [...line.matchAll(/(?<=\w )(?=\w)/g)]
			.filter(({ index }) => index > start.length + 5)
			.map(({ index }) => ({ kind: 'comment', at: index }));
	}
	return (Object.keys(patterns) as (keyof typeof patterns)[]).flatMap((kind) =>
		[...line.matchAll(patterns[kind])].map(({ index }) => ({ kind, at: index })),
	);
}
