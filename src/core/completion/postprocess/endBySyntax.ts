import { openersOf } from '../brackets.ts';
import { opensBlock } from '../extent.ts';
import type { Place } from '../place.ts';
import { isComment, type SyntaxNode, withAncestors } from '../syntax.ts';
import { firstWordIsWhole, followsOn } from './lineStart.ts';

/** `unsure`: the tree does not tell; what stands before `from` belongs to what begins there. */
type End = { readonly kind: 'at'; readonly end: number } | { readonly kind: 'open' } | { readonly kind: 'unsure'; readonly from: number };

/**
 * Where the statement or block that `text` writes ends, by its syntax tree. What follows the cursor stays out of the tree: up to the
 * cursor a file is mostly sound.
 */
export function endBySyntax(text: string, { scope, extent, languageId, syntax }: Place, isOpen: boolean): End {
	const full = scope + text;
	const isBlock = extent.kind === 'block';
	const from = isBlock ? scope.trimEnd().length : scope.length + Math.max(0, text.search(/\S/));
	const found = syntax?.read(languageId, full, (root): End => {
		const unit = isBlock ? blockBehind(from, full, root) : statementAt(from, full, root);
		const end = unit.kind === 'at' ? full.slice(0, unit.end).trimEnd().length : 0;
		return unit.kind === 'at' ? endOfLastLine(full, { from, end: Math.max(end, scope.length), languageId }, root, isOpen) : unit;
	});
	switch (found?.kind) {
		case 'at':
			return { kind: 'at', end: found.end - scope.length };
		case 'unsure':
			return { kind: 'unsure', from: Math.max(0, found.from - scope.length) };
		case 'open':
			return found;
		case undefined:
			return { kind: 'unsure', from: 0 };
	}
}

/** A unit has the whole line on which it ends; and what follows must be known well enough to belong to it no more. */
function endOfLastLine(
	full: string,
	unit: { readonly from: number; readonly end: number; readonly languageId: string },
	root: SyntaxNode,
	isOpen: boolean,
): End {
	const end = endOfChain(full, unit.end, root);
	const lineEnd = end === undefined ? -1 : full.indexOf('\n', end);
	if (lineEnd < 0 || isInString(full.slice(unit.from, lineEnd))) {
		return { kind: 'open' };
	}
	if (opensBlock(lineOf(full, lineEnd), unit.languageId)) {
		return { kind: 'unsure', from: 0 };
	}
	const nextAt = lineEnd + full.slice(lineEnd).search(/\S|$/);
	const next = full.slice(nextAt);
	const leaf = root.descendantForIndex(nextAt, nextAt + 1);
	const isUndecided = leaf?.isError === true || leaf?.parent?.isError === true;
	const isOver = next.startsWith('{') ? /[;{}]$/.test(full.slice(0, lineEnd).trimEnd()) : lineOf(full, unit.from) === '{';
	const mayGoOn = isUndecided && !isOver && followsOn(next);
	return mayGoOn || (isOpen && !firstWordIsWhole(next)) ? { kind: 'open' } : { kind: 'at', end: lineEnd };
}

/** Where something opens behind a unit in its last line, as in `} finally {`, it has that as well. */
function endOfChain(full: string, unitEnd: number, root: SyntaxNode): number | undefined {
	let end = unitEnd;
	for (;;) {
		const lineEnd = full.indexOf('\n', end);
		if (lineEnd < 0 || openersOf(full.slice(end, lineEnd)).length === 0) {
			return end;
		}
		const next = unitAt(end + full.slice(end).search(/\S/), root);
		if (next === undefined || next.parent?.isError === true || endsMissing(next)) {
			return undefined;
		}
		end = next.endIndex;
	}
}

/** The end of the largest unit that begins on the line which ends at `opened`, and reaches behind it. */
function blockBehind(opened: number, full: string, root: SyntaxNode): End {
	const first = lineStartOf(full, opened) + full.slice(lineStartOf(full, opened)).search(/\S/);
	let unit: SyntaxNode | undefined;
	for (const node of withAncestors(root.descendantForIndex(opened - 1, opened))) {
		if (node.startIndex < first || node.isError || isList(node)) {
			break;
		}
		if (node.endIndex > opened) {
			unit = node;
		}
	}
	return unit === undefined || endsMissing(unit) ? openOrUnsure(full, first, 0, unit) : { kind: 'at', end: unit.endIndex };
}

/** The end of the largest unit that begins at `start`; comments, decorators and attributes belong to what they stand above. */
function statementAt(start: number, full: string, root: SyntaxNode): End {
	let unit = unitAt(start, root);
	let from = 0;
	while (unit !== undefined && standsAbove(unit)) {
		const next: SyntaxNode | null = unit.nextSibling;
		if (next === null) {
			return { kind: 'open' };
		}
		if (isComment(unit) && /\n\s*\n/.test(full.slice(unit.endIndex, next.startIndex))) {
			return { kind: 'at', end: unit.endIndex };
		}
		unit = next;
		from = lineStartOf(full, unit.startIndex);
	}
	if (unit === undefined || unit.isError || endsMissing(unit) || (unit.parent?.isError === true && !isWhole(unit))) {
		return openOrUnsure(full, Math.max(start, from), from, unit);
	}
	return { kind: 'at', end: unit.endIndex };
}

const lineStartOf = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;

const lineOf = (text: string, end: number): string => text.slice(lineStartOf(text, end), end).trim();

function unitAt(start: number, root: SyntaxNode): SyntaxNode | undefined {
	let unit: SyntaxNode | undefined;
	for (const node of withAncestors(root.descendantForIndex(start, start + 1))) {
		if (node.startIndex < start || node.isError || node.parent === null || isList(node)) {
			break;
		}
		unit = node;
	}
	return unit;
}

/** A sequence without brackets of its own, which begins where its first member does. */
const isList = ({ type, firstChild }: SyntaxNode): boolean =>
	/^(?:block|body_statement|block_body|then|do|statement_list|module|program|source_file|translation_unit|compilation_unit|stylesheet)$/.test(
		type,
	) && firstChild?.isNamed !== false;

const standsAbove = (node: SyntaxNode): boolean =>
	isComment(node) || /^(?:decorator|attribute_item|inner_attribute_item|attribute_list|annotation|marker_annotation)$/.test(node.type);

/** Among the ruins of an enclosing block that is not closed yet, these are whole. */
const isWhole = ({ type }: SyntaxNode): boolean => /statement|declaration|definition|rule_set|_item$|_arm$|directive$/.test(type);

function endsMissing(unit: SyntaxNode): boolean {
	let last = unit;
	while (last.lastChild !== null) {
		last = last.lastChild;
	}
	return last.isMissing;
}

/** Open where the parser puts the end behind all of the text, or where a bracket or a string is at each line end. */
function openOrUnsure(full: string, start: number, from: number, unit: SyntaxNode | undefined): End {
	if (unit !== undefined && endsMissing(unit) && full.slice(unit.endIndex).trim() === '') {
		return { kind: 'open' };
	}
	const lines = full.slice(start).split('\n');
	const soFar = lines.slice(0, -1).map((_, index) => lines.slice(0, index + 1).join('\n'));
	const isOpen = soFar.every((upTo) => upTo.trim() === '' || openersOf(upTo).length > 0 || isInString(upTo));
	return isOpen ? { kind: 'open' } : { kind: 'unsure', from };
}

/** Whether a string of several lines was begun and not closed; a parser makes anything of it until it is. */
const isInString = (text: string): boolean => ['"""', "'''", '`'].some((mark) => withoutComments(text).split(mark).length % 2 === 0);

const withoutComments = (text: string): string => text.replace(/\/\/.*|\/\*[\s\S]*?\*\/|(?<!\S)#.*/g, '');
