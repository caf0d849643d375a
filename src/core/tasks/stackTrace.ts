import type { LineRange } from '../block.ts';

export interface TracePlace {
	/** As the text has it: absolute or relative, with `/`. */
	readonly path: string;
	/** Zero-based. */
	readonly line: number;
}

/** Files and lines that a stack trace, a compiler or a test runner names, in its order, each line once. */
export function placesIn(text: string): readonly TracePlace[] {
	const found = new Map<string, TracePlace>();
	for (const row of text.slice(0, longestText).split('\n')) {
		for (const [, quoted, quotedLine, file, line] of row.slice(0, longestRow).matchAll(place)) {
			const path = plainPath(quoted ?? file ?? '');
			const number = Number(quotedLine ?? line);
			if (path !== '' && number > 0 && !isOfOthers(path)) {
				found.set(`${path}:${number}`, { path, line: number - 1 });
			}
		}
	}
	return [...found.values()].slice(0, mostPlaces);
}

/** `File "a.py", line 3`, then `a.ts:3:7`, `a.ts(3,7)` and `a.go:3`, each with an extension, so that times and ports are none. */
const place =
	/\bFile "([^"\n]+)", line (\d+)|(?<![\w@%+~.\-/\\:])((?:file:\/\/\/?)?(?:[A-Za-z]:)?[\w@%+~.\-/\\[\]]*[\w\]-]\.[A-Za-z][\w]{0,9})(?::|\()(\d{1,7})(?=[:,)\s]|$)/gu;

const longestText = 100_000;
const longestRow = 1000;
const mostPlaces = 50;

function plainPath(path: string): string {
	const bare = path
		.replace(/^file:\/\/(?:\/(?=[A-Za-z]:))?/u, '')
		.replaceAll('\\', '/')
		.replace(/^\.\//u, '');
	try {
		return decodeURI(bare);
	} catch {
		// A percent sign of the name itself.
		return bare;
	}
}

/** Code that nobody here wrote explains little and fills the window. */
const isOfOthers = (path: string): boolean =>
	/(?:^|\/)(?:node_modules|site-packages|dist-packages|\.venv|vendor)\/|^(?:node|internal):/u.test(path);

/** The lines around some lines of one file, where they touch as one range. */
export function rangesAround(lines: readonly number[], lineCount: number, reach = 10): readonly LineRange[] {
	const ranges: LineRange[] = [];
	for (const line of [...lines].filter((at) => at < lineCount).sort((a, b) => a - b)) {
		const last = ranges.at(-1);
		const range = { first: Math.max(0, line - reach), last: Math.min(lineCount - 1, line + reach) };
		if (last !== undefined && range.first <= last.last + 1) {
			ranges[ranges.length - 1] = { first: last.first, last: range.last };
		} else {
			ranges.push(range);
		}
	}
	return ranges;
}
