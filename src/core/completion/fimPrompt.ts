import type { ContextFile, FileIdentity, FillRequest } from '../model.ts';
import type { FillTokens } from '../models/families.ts';

/** A token of the model, by its text, or text in which nothing acts as a token. */
export type PromptPiece = { readonly kind: 'token'; readonly text: string } | { readonly kind: 'text'; readonly text: string };

/** The prompt in the order that the family was trained on, up to where the middle begins: what has begun of it is still to be appended. */
export function fimPrompt(fill: FillTokens, request: Pick<FillRequest, 'prefix' | 'suffix' | 'context' | 'file'>): readonly PromptPiece[] {
	const { before, head } = contextPieces(fill, request.context ?? [], request.file);
	const prefix = [token(fill.prefix), text(head + request.prefix)];
	const suffix = [token(fill.suffix), text(request.suffix)];
	const middle = fill.middle === undefined ? [] : [token(fill.middle)];
	const parts = fill.order === 'suffixFirst' ? [...suffix, ...prefix] : [...prefix, ...suffix];
	return [...before, ...parts, ...middle].filter((piece) => piece.text !== '');
}

const token = (mark: string): PromptPiece => ({ kind: 'token', text: mark });
const text = (content: string): PromptPiece => ({ kind: 'text', text: content });

interface ContextPieces {
	readonly before: readonly PromptPiece[];
	/** Text at the head of the prefix. */
	readonly head: string;
}

function contextPieces({ files }: FillTokens, context: readonly ContextFile[], file: FileIdentity | undefined): ContextPieces {
	if (context.length === 0) {
		return { before: [], head: '' };
	}
	const own = pathLine(file?.path ?? unnamed);
	if (files === undefined) {
		return { before: [], head: asComments(context, file) };
	}
	if (files.kind === 'comments') {
		const all = context.map((each) => `#${pathLine(each.path)}${withLineEnd(each.text)}`);
		return { before: [text(`${all.join('')}#${own}`)], head: '' };
	}
	const project = files.project === undefined ? [] : [token(files.project), text(pathLine(file?.project ?? unnamed))];
	const others = context.flatMap((each) => [token(files.file), text(pathLine(each.path) + withLineEnd(each.text))]);
	return files.ownPath === 'before'
		? { before: [...project, ...others, token(files.file), text(own)], head: '' }
		: { before: [...project, ...others, token(files.file)], head: own };
}

const unnamed = 'untitled';

/** A path is one line, whatever a file may be called. */
const pathLine = (path: string): string => `${path.replace(/\s+/gu, ' ').trim()}\n`;

const withLineEnd = (content: string): string => (content.endsWith('\n') ? content : `${content}\n`);

/** Where models have seen no other files: remarks in the language of the file, as people leave them. */
function asComments(context: readonly ContextFile[], file: FileIdentity | undefined): string {
	const { open, close } = commentOf(file?.languageId ?? '');
	const line = (content: string): string => `${open} ${close === '' ? content : content.replaceAll(close.trim(), '')}`.trimEnd() + close;
	return context
		.map(({ path, text: content }) => [`From ${pathLine(path).trimEnd()}:`, ...content.trimEnd().split('\n')].map(line).join('\n'))
		.map((snippet) => `${snippet}\n\n`)
		.join('');
}

interface CommentMarks {
	readonly open: string;
	readonly close: string;
}

/** The languages whose comments do not begin with two slashes. */
export const commentOf = (languageId: string): CommentMarks =>
	commentMarks.find(([languages]) => languages.includes(languageId))?.[1] ?? { open: '//', close: '' };

const commentMarks: readonly (readonly [languages: readonly string[], marks: CommentMarks])[] = [
	[
		'python ruby perl perl6 raku shellscript dockerfile makefile yaml toml r julia elixir powershell coffeescript tcl nix gdscript dotenv ini properties ignore cmake graphql terraform jupyter'.split(
			' ',
		),
		{ open: '#', close: '' },
	],
	['sql lua haskell ada elm vhdl purescript plsql'.split(' '), { open: '--', close: '' }],
	['css'.split(' '), { open: '/*', close: ' */' }],
	['html xml markdown vue svelte xsl'.split(' '), { open: '<!--', close: ' -->' }],
	['clojure lisp scheme commonlisp racket asm'.split(' '), { open: ';', close: '' }],
	['latex tex matlab erlang prolog postscript'.split(' '), { open: '%', close: '' }],
	['bat'.split(' '), { open: 'REM', close: '' }],
	['vb vba'.split(' '), { open: "'", close: '' }],
	['fortran fortran-modern'.split(' '), { open: '!', close: '' }],
];
