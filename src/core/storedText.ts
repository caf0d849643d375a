const mark = '\ufeff';

/** As everything works with it: no byte order mark, `\n` line ends. */
export const plainText = (stored: string): string => stored.replace(/^\ufeff/u, '').replaceAll('\r\n', '\n');

/**
 * `text`, which was made of `stored`, as it is to be stored: with its byte order mark and its line ends. Lines that are the same at the top
 * and the bottom keep their own, where a file mixes both; those between get the file's usual one.
 */
export function storedLike(stored: string, text: string): string {
	const before = linesOf(stored.replace(/^\ufeff/u, ''));
	const after = linesOf(text);
	const most = Math.min(before.length, after.length);
	const isSame = (one: Line | undefined, other: Line | undefined): boolean => one !== undefined && one.text === other?.text;
	let top = 0;
	while (top < most && isSame(before[top], after[top])) {
		top++;
	}
	let bottom = 0;
	while (bottom < most - top && isSame(before.at(-1 - bottom), after.at(-1 - bottom))) {
		bottom++;
	}
	const crlf = before.filter(({ end }) => end === '\r\n').length;
	const usual = crlf > before.filter(({ end }) => end === '\n').length ? '\r\n' : '\n';
	const between = after.slice(top, after.length - bottom).map(({ text, end }) => text + (end === '' ? '' : usual));
	const kept = (lines: readonly Line[]): readonly string[] => lines.map(({ text, end }) => text + end);
	const lines = [...kept(before.slice(0, top)), ...between, ...kept(before.slice(before.length - bottom))];
	return (stored.startsWith(mark) ? mark : '') + ended(lines, usual).join('');
}

interface Line {
	readonly text: string;
	readonly end: '\r\n' | '\n' | '';
}

function linesOf(text: string): readonly Line[] {
	const lines = text.split('\n');
	return lines.map((line, index) =>
		index === lines.length - 1
			? { text: line, end: '' }
			: line.endsWith('\r')
				? { text: line.slice(0, -1), end: '\r\n' }
				: { text: line, end: '\n' },
	);
}

/** A line that was the last one, and is not now, had no end to keep; one that is the last now has none. */
const ended = (lines: readonly string[], usual: string): readonly string[] =>
	lines.map((line, index) => {
		const bare = line.replace(/\r?\n$/u, '');
		return index === lines.length - 1 ? bare : bare === line ? line + usual : line;
	});
