import { leavesCodeOut } from '../../chat/applyCode.ts';
import { hasInvisible, squeeze } from '../../text.ts';
import { lineCount } from '../changes.ts';
import { isImportLine } from '../importLines.ts';
import { addedLines, count, gain, removedLines, type TextGate } from './gate.ts';

/** Whether it is an edit at all, of the lines that may be edited, that a reader sees whole. */

export const changesSomething: TextGate = (candidate) =>
	squeeze(candidate.text) === squeeze(candidate.request.text) && !isIndentationTold(candidate.request.languageId)
		? 'it changed nothing'
		: candidate.text === candidate.request.text
			? 'it changed nothing'
			: undefined;

export const staysWithin: TextGate = ({ request, text }) => {
	if (request.within === undefined) return undefined;
	const lines = request.text.split('\n');
	const { first, last } = request.within;
	const [head, tail] = [lines.slice(0, first).map((line) => `${line}\n`), lines.slice(last + 1).map((line) => `\n${line}`)].map((part) =>
		part.join(''),
	);
	const isKept = text.startsWith(head ?? '') && text.endsWith(tail ?? '') && text.length >= (head ?? '').length + (tail ?? '').length;
	return isKept ? undefined : 'it changed lines outside the selection';
};

/** Characters that a reader does not see, or that turn the order of others around. */
export const isVisible: TextGate = (candidate) =>
	hasInvisible(addedLines(candidate).join('\n')) && gain(candidate, /\p{DI}/gu) > 0
		? 'it put invisible characters into the code'
		: undefined;

export const isWhole: TextGate = (candidate) => {
	const { request, region } = candidate;
	const added = addedLines(candidate).join('\n');
	if (isLeftOut(addedLines(candidate)) && !isLeftOut(removedLines(candidate))) return 'it left out code and only said so in a comment';
	if (count(added, placeholder) > count(removedLines(candidate).join('\n'), placeholder)) return 'it put a placeholder in place of code';
	const original = sizeOf(request.text.split('\n').slice(region.first, region.last + 1));
	const left = original - sizeOf(removedLines(candidate)) + sizeOf(addedLines(candidate));
	return left < (request.instruction === undefined ? 0.4 : 0.1) * original ? 'it left out most of the code' : undefined;
};

export const isNotMore: TextGate = (candidate) => {
	const { request, region } = candidate;
	const grown = addedLines(candidate).length - removedLines(candidate).filter((line) => !isImportLine(line)).length;
	const most = request.instruction === undefined ? lineCount(region) + 12 : 2 * lineCount(region) + 60;
	return grown > most ? 'it wrote much more than the lines in question' : undefined;
};

/** Line by line, and none that is too long to be such a comment, so that no text takes long. */
const isLeftOut = (lines: readonly string[]): boolean => lines.some((line) => line.length < 300 && leavesCodeOut(line.trim()));

const placeholder =
	/\bnot (?:yet )?implemented\b|\bNotImplementedError\b|\b(?:unimplemented|todo)!\(|(?:\/\/|#|\/\*)\s*(?:TODO\b|your code|implement (?:this|here|me)|add your|fix (?:this|me))/giu;

const sizeOf = (lines: readonly string[]): number => squeeze(lines.join('\n')).length;

/** Where white space alone can be what is wrong. */
const isIndentationTold = (languageId: string): boolean =>
	/^(?:python|yaml|dockercompose|makefile|coffeescript|haml|jade|pug|sass|fsharp|haskell|markdown)$/u.test(languageId);
