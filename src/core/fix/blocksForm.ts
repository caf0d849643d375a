import { marks, readEditBlocks } from './editBlocks.ts';
import type { EditForm, Place, Reading } from './editForm.ts';
import { endOfImports } from './importLines.ts';
import { type Match, matchEdit } from './matchEdit.ts';

/** Only what changes, each change as the lines that are there and those that take their place. */
export const blocksForm: EditForm = {
	order: () =>
		[
			'Write each change as a block of this form, with lines copied from the code above them, and nothing else:',
			`${marks.search}\nlines as they are\n${marks.divider}\nlines as they should be\n${marks.end}`,
			'Change only what is needed.',
		].join('\n'),
	opener: () => `${marks.search}\n`,
	// Another block may follow.
	isComplete: (reply) => /^>{5,9} ?REPLACE\s*\n\s*(?!<)\S[^\n]*\n/mu.test(reply.slice(reply.lastIndexOf(marks.search.slice(0, 5)))),
	read(reply, place) {
		const read = readEditBlocks(reply);
		if (read.kind === 'unreadable') return read;
		const edits: Edit[] = [];
		for (const { search, replacement } of read.blocks) {
			const match = find(search, replacement, place);
			if (match.kind === 'missing') return { kind: 'unreadable', reason: 'the code holds no such lines', evidence: search };
			if (match.kind === 'ambiguous') {
				return {
					kind: 'unreadable',
					reason: `the code holds these lines ${match.places} times, so that it is not clear which are meant`,
					evidence: search,
				};
			}
			edits.push(match);
		}
		return apply(place.lines.join('\n'), edits);
	},
};

type Edit = Extract<Match, { kind: 'found' }>;

/** In the lines that the model was shown, the region first; offsets are those of the document. */
function find(search: string, replacement: string, { lines, region, withImports }: Place): Match {
	const within = (first: number, last: number): Match => {
		const match = matchEdit(lines.slice(first, last + 1).join('\n'), search, replacement);
		const offset = lines.slice(0, first).reduce((sum, line) => sum + line.length + 1, 0);
		return match.kind === 'found' ? { ...match, start: match.start + offset, end: match.end + offset } : match;
	};
	const found = within(region.first, region.last);
	const head = Math.min(endOfImports(lines) ?? 0, region.first);
	return found.kind === 'missing' && withImports && head > 0 ? within(0, head - 1) : found;
}

function apply(text: string, edits: readonly Edit[]): Reading {
	const sorted = edits.toSorted((a, b) => b.start - a.start);
	if (sorted.some((edit, index) => edit.end > (sorted[index - 1]?.start ?? Number.POSITIVE_INFINITY))) {
		return { kind: 'unreadable', reason: 'its blocks change the same lines twice' };
	}
	return {
		kind: 'text',
		text: sorted.reduce((before, { start, end, replacement }) => {
			// Lines that are gone leave no empty one.
			const isLine = replacement === '' && (start === 0 || before[start - 1] === '\n') && before[end] === '\n';
			return before.slice(0, start) + replacement + before.slice(isLine ? end + 1 : end);
		}, text),
	};
}
