import { indentOf } from '../text.ts';

/** Indents `code` as `original` is: by tabs or blanks as it does, and as deep as all its lines are. Models often drop or change both. */
export function indentAs(code: string, original: string): string {
	return reindent(withUnitOf(code, original), original);
}

/** Moves `code` to the indentation of `original`: models often drop the indentation that all lines share. */
export function reindent(code: string, original: string): string {
	const from = commonIndent(code);
	const to = commonIndent(original);
	return from === to
		? code
		: code
				.split('\n')
				.map((line) => (line.trim() === '' ? line.trim() : to + line.slice(from.length)))
				.join('\n');
}

/** Each level of `code` written as `original` writes one; nothing is touched where either mixes tabs and blanks. */
function withUnitOf(code: string, original: string): string {
	const [from, to] = [unitOf(code), unitOf(original)];
	if (from === undefined || to === undefined || (from === '\t') === (to === '\t')) return code;
	return code
		.split('\n')
		.map((line) => {
			const indent = indentOf(line);
			// What is left over aligns with something.
			const levels = Math.floor(indent.length / from.length);
			return to.repeat(levels) + indent.slice(levels * from.length) + line.slice(indent.length);
		})
		.join('\n');
}

/** A tab, or as many blanks as one level seems to have. */
function unitOf(text: string): string | undefined {
	const indents = text
		.split('\n')
		.filter((line) => line.trim() !== '' && !/^\s*\*/u.test(line))
		.map(indentOf)
		.filter((indent) => indent !== '');
	if (indents.length === 0 || new Set(indents.flatMap((indent) => [...indent])).size > 1) return undefined;
	if (indents[0]?.startsWith('\t') === true) return '\t';
	const steps = [0, ...indents.map(({ length }) => length)].map((length, index, all) => Math.abs(length - (all[index - 1] ?? 0)));
	const smallest = Math.min(...steps.filter((step) => step > 1));
	return Number.isFinite(smallest) ? ' '.repeat(smallest) : undefined;
}

function commonIndent(text: string): string {
	const indents = text
		.split('\n')
		.filter((line) => line.trim() !== '')
		.map(indentOf);
	return indents.reduce((shared, indent) => {
		let length = 0;
		while (length < shared.length && shared[length] === indent[length]) {
			length++;
		}
		return shared.slice(0, length);
	}, indents[0] ?? '');
}
