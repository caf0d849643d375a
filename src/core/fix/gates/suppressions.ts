import type { FixRequest } from '../fixRequest.ts';
import { gain, type TextGate } from './gate.ts';

/** A fix that only keeps a checker from speaking is none. */
export const silencesNothing: TextGate = (candidate) => {
	const { request } = candidate;
	const lists = [comments, isTypescript(request.languageId) ? casts : [], request.languageId === 'python' ? pythonTypes : []];
	const found = lists.flat().find(({ pattern }) => gain(candidate, pattern) > 0);
	if (found !== undefined) return `it silenced the problem with ${found.name} instead of mending it`;
	const isAboutNothing = request.problems.some(({ message }) => /\b(?:undefined|null)\b/u.test(message));
	return isTypescript(request.languageId) && isAboutNothing && gain(candidate, nonNull) > 0
		? 'it silenced the problem with `!` instead of handling the missing value'
		: undefined;
};

interface Silencer {
	readonly name: string;
	readonly pattern: RegExp;
}

const isTypescript = (languageId: FixRequest['languageId']): boolean => /^typescript/u.test(languageId);

const comments: readonly Silencer[] = [
	{ name: 'a comment that quiets the compiler', pattern: /@ts-(?:(?:i|I)gnore|(?:n|N)ocheck|expect-error)\b/gu },
	{ name: 'a lint suppression', pattern: /\b(?:eslint|tslint|jshint|stylelint|oxlint|xo|standard)[- :]+(?:disable|ignore)/giu },
	{ name: 'a lint suppression', pattern: /\/\*\s*eslint\s+[^*]*:\s*(?:0|["']?off)/giu },
	{ name: 'a lint suppression', pattern: /\b(?:biome|deno-lint|oxc|v8|istanbul|c8)[- ]ignore/giu },
	{ name: '`@flow` suppression', pattern: /\$Flow(?:FixMe|Ignore|ExpectedError|Issue)|@noflow/gu },
	{ name: '`# type: ignore`', pattern: /#\s*(?:type|pyright|mypy|pyre|ty)\s*:\s*(?:ignore|basic|disable)|#\s*pyre-(?:ignore|fixme)/giu },
	{ name: '`# noqa`', pattern: /#\s*(?:(?:flake8|ruff)\s*:\s*)?noqa\b|#\s*nosec\b/giu },
	{ name: 'a lint suppression', pattern: /#\s*(?:pylint|ruff|shellcheck|rubocop|isort)\s*:?\s*(?:disable|skip|ignore)/giu },
	{
		name: 'a lint suppression',
		pattern: /\bNOLINT|\/\/\s*nolint\b|\/\/\s*lint:ignore|@phpstan-ignore|@psalm-suppress|phpcs:(?:ignore|disable)/gu,
	},
	{ name: 'a suppression of warnings', pattern: /@SuppressWarnings|@Suppress\b|\bSuppressMessage\b|#!?\[(?:allow|expect)\(/gu },
	{ name: 'a pragma', pattern: /#\s*pragma\s+(?:warning\s*(?:\(\s*)?disable|(?:GCC|clang)\s+diagnostic\s+ignored)/gu },
	{ name: '`nolint`', pattern: /\bignore_for_file:|\/\/\s*ignore:/gu },
];

const casts: readonly Silencer[] = [
	{ name: 'a cast to `any`', pattern: /\bas\s+any\b/gu },
	{ name: '`any`', pattern: /<\s*any\s*>|[:|&]\s*any\b(?=\s*(?:[[\]>;,)=|&{}]|$))|[<,]\s*any\s*[>[]/gmu },
	{ name: '`as unknown as`', pattern: /\bas\s+unknown\s+as\b|<unknown>/gu },
	{ name: '`as never`', pattern: /\bas\s+never\b/gu },
	{ name: 'an ambient declaration', pattern: /^[\t ]*declare\s+(?:module|const|let|var|function|global|class)\b/gmu },
];

const pythonTypes: readonly Silencer[] = [
	{ name: '`Any`', pattern: /(?::|->)\s*(?:typing\.)?Any\b|\bcast\(\s*["']?(?:typing\.)?Any\b/gu },
	{ name: '`warnings.filterwarnings`', pattern: /\bwarnings\.(?:filterwarnings|simplefilter)\(\s*["']ignore/gu },
];

/** `a!.b`, `f()!`, but neither `a != b` nor `!a`. */
const nonNull = /[\w)\]]!(?=\s*(?:[.,;)\]}:?[(+*/<>-]|\n|$))(?!=)/gu;
