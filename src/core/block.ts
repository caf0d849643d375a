/** Zero-based lines, inclusive. */
export interface LineRange {
	readonly first: number;
	readonly last: number;
}

/**
 * The largest block around `target`, judged by indentation, that has at most `maxLines` lines; for a
 * statement at the top level its paragraph. What Fix may rewrite, and what Explain is about when nothing is selected.
 */
export function blockAround(lines: readonly string[], target: LineRange, maxLines = 60): LineRange {
	let region = opened(lines, target, maxLines) ?? paragraph(lines, target, maxLines);
	for (let block = enclosing(lines, region); block !== undefined; block = enclosing(lines, block)) {
		if (block.last - block.first >= maxLines) {
			break;
		}
		region = block;
	}
	return region;
}

const isBlank = (line: string | undefined): boolean => line === undefined || line.trim() === '';
const indentOf = (line: string): number => (/^[\t ]*/u.exec(line)?.[0] ?? '').replaceAll('\t', '    ').length;
const closes = (line: string): boolean => /^\s*(?:[)\]}]|end\b|<\/|else\b|elif\b|except\b|finally\b|catch\b)/u.test(line);

/** The whole block where `target` is the line that opens it. */
function opened(lines: readonly string[], target: LineRange, maxLines: number): LineRange | undefined {
	const body = lines.findIndex((line, index) => index > target.last && !isBlank(line));
	const block = body < 0 ? undefined : enclosing(lines, { first: body, last: body });
	return block !== undefined && block.first >= target.first && block.first <= target.last && block.last - target.first < maxLines
		? { first: target.first, last: block.last }
		: undefined;
}

/** Non-blank neighbours of `target` that are indented at least as deep as it is. */
function paragraph(lines: readonly string[], target: LineRange, maxLines: number): LineRange {
	const depth = Math.min(
		...lines
			.slice(target.first, target.last + 1)
			.filter((line) => !isBlank(line))
			.map(indentOf),
	);
	let { first, last } = target;
	const joins = (line: string | undefined): boolean =>
		line !== undefined && !isBlank(line) && indentOf(line) >= (Number.isFinite(depth) ? depth : 0);
	while (last - first + 1 < maxLines && joins(lines[first - 1])) {
		first--;
	}
	while (last - first + 1 < maxLines && joins(lines[last + 1])) {
		last++;
	}
	return { first, last };
}

/** The next larger block: from the nearest line above that is indented less, down to the line that closes it. */
function enclosing(lines: readonly string[], inner: LineRange): LineRange | undefined {
	const depth = Math.min(
		...lines
			.slice(inner.first, inner.last + 1)
			.filter((line) => !isBlank(line))
			.map(indentOf),
	);
	let first = inner.first - 1;
	while (first >= 0 && (isBlank(lines[first]) || indentOf(lines[first] ?? '') >= depth || closes(lines[first] ?? ''))) {
		first--;
	}
	if (first < 0 || !Number.isFinite(depth)) {
		return undefined;
	}
	const outerDepth = indentOf(lines[first] ?? '');
	let last = inner.last;
	for (let line = inner.last + 1; line < lines.length; line++) {
		const text = lines[line] ?? '';
		if (isBlank(text)) {
			continue;
		}
		if (indentOf(text) > outerDepth) {
			last = line;
			continue;
		}
		if (indentOf(text) === outerDepth && closes(text)) {
			last = line;
			if (/^\s*(?:[)\]}]|end\b|<\/)/u.test(text) && !/[{([:]\s*$/u.test(text)) {
				break;
			}
			continue;
		}
		break;
	}
	return { first, last };
}
