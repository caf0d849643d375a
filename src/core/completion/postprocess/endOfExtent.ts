import { indentOf } from '../extent.ts';
import type { Place } from '../place.ts';
import { literalAt, type SyntaxNode } from '../syntax.ts';
import { endBySyntax } from './endBySyntax.ts';
import { linesOf } from './filter.ts';
import { continues, endsBlock, firstWordIsWhole, isUnfinished } from './lineStart.ts';

/** Ends a completion with its line, statement or block: by syntax where a tree tells, else by indentation. */
export function endOfExtent(text: string, place: Place, isOpen: boolean): number | undefined {
	if (place.extent.kind === 'line') {
		return endOfLine(text, place);
	}
	const { linePrefix } = place;
	if (leavesBlock(text, place)) {
		return endByIndentation(text, place, linePrefix, isOpen);
	}
	const bySyntax = endBySyntax(text, place, isOpen);
	switch (bySyntax.kind) {
		case 'at':
			return bySyntax.end;
		case 'open':
			return undefined;
		case 'unsure': {
			const { from } = bySyntax;
			const end = endByIndentation(text.slice(from), place, from > 0 ? '' : linePrefix, isOpen);
			return end === undefined ? undefined : from + end;
		}
	}
}

/**
 * A comment ends where its mark closes it, and what was code behind it would be run on. A comment or a string begun above that the
 * file closes already ends before the mark.
 */
function endOfLine(text: string, { scope, surroundings, languageId, syntax }: Place): number | undefined {
	const lineEnd = text.indexOf('\n');
	const line = lineEnd < 0 ? text : text.slice(0, lineEnd);
	const literal = surroundings === undefined || surroundings.kind === 'code' ? undefined : surroundings;
	const isBound = literal !== undefined && (literal.kind === 'comment' || (literal.isFromAbove && literal.isClosed));
	const written = isBound && line !== '' ? syntax?.read(languageId, scope + line, (root) => endOfLiteral(scope, line, root)) : undefined;
	if (written === undefined) {
		return lineEnd < 0 ? undefined : lineEnd;
	}
	return literal?.isClosed === true ? written.end - written.mark : written.end;
}

/** Where the comment or string that `line` goes on with is closed in it, and the length of the closing mark. */
function endOfLiteral(before: string, line: string, root: SyntaxNode): { readonly end: number; readonly mark: number } | undefined {
	const literal = literalAt(before.length, root);
	// As long as the one begun above is not closed, a quote in it may look like a string.
	if (literal.kind === 'code' || (literal.kind === 'string' && literal.start > before.lastIndexOf('\n'))) {
		return undefined;
	}
	const end = literal.end - before.length;
	const opening = /^(?:\/\*|\w*("""|'''|["'`]))/.exec((before + line).slice(literal.start));
	const mark = opening?.[1] ?? '*/';
	return opening !== null && line.slice(0, end).endsWith(mark) && line[end - mark.length - 1] !== '\\'
		? { end, mark: mark.length }
		: undefined;
}

/** A statement that begins less deep than the place it was asked for. */
function leavesBlock(text: string, { extent, linePrefix }: Place): boolean {
	const start = text.search(/\S/);
	const first =
		(linePrefix + text)
			.slice(0, linePrefix.length + start + 1)
			.split('\n')
			.at(-1) ?? '';
	return extent.kind === 'statement' && start >= 0 && indentOf(first) < extent.indent;
}

function endByIndentation(text: string, { extent, languageId }: Place, linePrefix: string, isOpen: boolean): number | undefined {
	let goesOn = false;
	let isInCase = false;
	let base = extent.kind === 'block' ? extent.outerIndent : undefined;
	for (const { start, line, isLast } of linesOf(text)) {
		const whole = start === 0 ? linePrefix + line : line;
		const isGrowing = isLast && isOpen;
		if (whole.trim() === '' || (start === 0 && linePrefix.trim() !== '')) {
			continue;
		}
		const indent = indentOf(whole);
		const isWithin: boolean = goesOn || (isInCase && !/^\s*esac\b/.test(whole));
		isInCase = isInCase ? isWithin : base === undefined && /^\s*case\b.*\bin\s*$/.test(whole);
		goesOn = isAttribute(whole) || isUnfinished(whole, languageId);
		if (base === undefined) {
			base = indent;
			if (extent.kind === 'statement' && indent < extent.indent) {
				return lineEndBefore(start);
			}
			continue;
		}
		if (indent > base || (indent === base && isWithin) || (isGrowing && !firstWordIsWhole(whole))) {
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

/** A decorator or an attribute, which belongs to the line below. */
const isAttribute = (line: string): boolean => /^\s*(?:@[\w.]+(?:\(.*\))?|#!?\[.*\]|\[[A-Z]\w*(?:\(.*\))?\])\s*$/.test(line);

const lineEndBefore = (lineStart: number): number => Math.max(0, lineStart - 1);
