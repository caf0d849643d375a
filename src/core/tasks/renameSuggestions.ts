import type { ChatMessage } from '../model.ts';
import { fenced, stripInvisible } from '../text.ts';

export interface RenameRequest {
	readonly name: string;
	readonly label: string;
	readonly languageId: string;
	/** The code around the name. */
	readonly code: string;
	/** Every name of the document: none of them is suggested. */
	readonly taken: ReadonlySet<string>;
}

/** Asks for other names of one thing. */
export function renameMessages({ name, label, languageId, code }: RenameRequest): readonly ChatMessage[] {
	return [
		{
			role: 'system',
			content:
				'You choose names for things in code. A good name says what the thing is or does where it is used, in whole words. You reply with one name a line, and nothing else.',
		},
		{
			role: 'user',
			content: [
				`${stripInvisible(label)}:`,
				fenced(stripInvisible(code), languageId),
				`Suggest 8 better names for \`${name}\`, the best one first, written in ${styleOf(name)}. Say what it holds or does; leave the old name out. One name a line.`,
			].join('\n'),
		},
	];
}

const mostNames = 5;

/** The names of a reply that can be used: valid, new, in the style of the one that they replace. */
export function readNames(
	reply: string,
	{ name, languageId, taken }: Pick<RenameRequest, 'name' | 'languageId' | 'taken'>,
): readonly string[] {
	const names = reply
		.split('\n')
		.map((line) => /^\s*(?:\d+[.)]|[-*•])?\s*[`*"']*([^\s`*"':,;()]+)[`*"']*/u.exec(line)?.[1] ?? '')
		.filter(isIdentifier)
		.map((found) => inStyleOf(name, withoutOld(name, found)));
	return [...new Set(names)]
		.filter((found) => isIdentifier(found) && found !== name && found.length <= 50 && !taken.has(found) && !isKeyword(found, languageId))
		.slice(0, mostNames);
}

/** Small models build on a letter that says nothing: `d` becomes `dDelay`. */
const withoutOld = (name: string, found: string): string =>
	name.length <= 2 && found.startsWith(name) && /^(?:\p{Lu}|_)/u.test(found.slice(name.length)) ? found.slice(name.length) : found;

const isIdentifier = (word: string): boolean => /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(word);

/** What a document's text has for words; comments and strings count too, which costs a name at most. */
export const namesIn = (text: string): ReadonlySet<string> => new Set(text.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? []);

type Style = 'UPPER_CASE' | 'snake_case' | 'PascalCase' | 'camelCase';

/** A name of one lower-case word says nothing of how others are written, so camel case is only its likeliest style. */
function styleOf(name: string): Style {
	if (/^[\p{Lu}\p{N}_]+$/u.test(name) && name.length > 1) {
		return 'UPPER_CASE';
	}
	if (/[^_]_[^_]/u.test(name)) {
		return 'snake_case';
	}
	return /^\p{Lu}/u.test(name) ? 'PascalCase' : 'camelCase';
}

/** Written as the old name is: models change the style now and then, and a rename should not. */
function inStyleOf(name: string, found: string): string {
	const lead = /^[_$]*/u.exec(name)?.[0] ?? '';
	const words = found
		.replace(/^[_$]+/u, '')
		.split(/_+|(?<=\p{Ll}|\p{N})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u)
		.filter((word) => word !== '');
	const isPlain = /^[\p{Ll}\p{N}]+$/u.test(name);
	switch (styleOf(name)) {
		case 'UPPER_CASE':
			return lead + words.map((word) => word.toUpperCase()).join('_');
		case 'snake_case':
			return lead + words.map((word) => word.toLowerCase()).join('_');
		case 'PascalCase':
			return lead + words.map(capital).join('');
		case 'camelCase':
			return isPlain && found.includes('_')
				? lead + found.replace(/^_+/u, '')
				: lead + words.map((word, at) => (at === 0 ? small(word) : capital(word))).join('');
	}
}

const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);
const small = (word: string): string => (/^\p{Lu}+$/u.test(word) ? word.toLowerCase() : word.slice(0, 1).toLowerCase() + word.slice(1));

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));

/** Of any C-like language: a name that is a keyword elsewhere is a poor name here too. */
const cLike = words(
	'abstract any as assert async await auto bool boolean break byte case catch chan char class const constructor continue debugger declare default defer delete do double else enum export extends extern false final finally float fn for from func function get go goto if impl implements import in instanceof int interface internal is let long loop match mod module mut namespace never new null nullptr number object of operator override package private protected pub public range readonly ref register return self set short signed sizeof static string struct super switch symbol template this throw throws trait true try type typedef typename typeof undefined union unsafe unsigned use using var virtual void volatile when where while with yield',
);
const python = words(
	'False None True and as assert async await break case class continue def del elif else except finally for from global if import in is lambda list match nonlocal not or pass print raise return self str type try while with yield',
);
const ruby = words(
	'BEGIN END alias and begin break case class def defined do else elsif end ensure false for if in module next nil not or redo rescue retry return self super then true undef unless until when while yield',
);

const isKeyword = (word: string, languageId: string): boolean =>
	(languageId === 'python' ? python : languageId === 'ruby' ? ruby : cLike).has(word);
