import { indentOf, opensBlock } from '../extent.ts';
import type { Place } from '../place.ts';
import { linesOf } from './filter.ts';

/** Ends a completion with its line, statement or block, judged by indentation. */
export function endOfExtent(text: string, place: Place, isOpen: boolean): number | undefined {
	const { extent, linePrefix } = place;
	if (extent.kind === 'line') {
		const lineEnd = text.indexOf('\n');
		return lineEnd < 0 ? undefined : lineEnd;
	}
	let base = extent.kind === 'block' ? extent.outerIndent : undefined;
	for (const { start, line, isLast } of linesOf(text)) {
		const whole = start === 0 ? linePrefix + line : line;
		const isGrowing = isLast && isOpen;
		if (whole.trim() === '' || (start === 0 && linePrefix.trim() !== '')) {
			continue;
		}
		const indent = indentOf(whole);
		if (base === undefined) {
			base = indent;
			if (extent.kind === 'statement' && indent < extent.indent) {
				return lineEndBefore(start);
			}
			continue;
		}
		if (indent > base || (isGrowing && !firstWordIsWhole(whole))) {
			continue;
		}
		if (indent < base || !continues(whole)) {
			return lineEndBefore(start);
		}
		if (!isGrowing && endsBlock(whole)) {
			return start + line.length;
		}
	}
	return undefined;
}

const lineEndBefore = (lineStart: number): number => Math.max(0, lineStart - 1);

const firstWordIsWhole = (line: string): boolean => /^\s*(?:\w+\W|[^\w\s])/.test(line);

/** Lines that belong to the statement above though they are not indented deeper. */
const continues = (line: string): boolean =>
	/^\s*(?:[)\]}]|<\/|(?:else|elif|elsif|elseif|except|catch|finally|rescue|ensure|end|fi|done|esac)\b|\|\||&&|\.\w|\?\.)/.test(line);

const endsBlock = (line: string): boolean => /^\s*(?:[)\]}]|<\/|(?:end|fi|done|esac)\b)/.test(line) && !opensBlock(line.trimEnd());
