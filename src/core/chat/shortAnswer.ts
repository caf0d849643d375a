import { evaluate, readingsOf } from '../reasoning/audit/evaluate.ts';
import { parseExpression } from '../reasoning/audit/parseExpression.ts';
import { tokenize } from '../reasoning/audit/tokenize.ts';
import { isExact } from '../reasoning/audit/value.ts';

/** What a reply comes down to. Two replies agree where their keys are equal. */
export interface ShortAnswer {
	readonly key: string;
	/** As the reply wrote it. */
	readonly text: string;
}

/** The final answer of a reply: a number, a fraction, yes or no, a letter of choices, or a few words. Nothing where it has none that is short. */
export function shortAnswer(reply: string): ShortAnswer | undefined {
	const boxed = lastBoxed(reply);
	if (boxed !== undefined) {
		return keyed(boxed);
	}
	const said = plain(announced(reply) ?? lastLine(reply) ?? '');
	return (
		candidates(said)
			.map(asValue)
			.find((value) => value !== undefined) ??
		(said !== '' && said.length <= longestWords ? { key: `text:${foldedText(said)}`, text: said } : undefined)
	);
}

/** Longer replies are texts: no two of them are equal, so there is nothing to count. */
const longestWords = 60;

function keyed(text: string): ShortAnswer | undefined {
	const said = plain(text);
	return said === ''
		? undefined
		: (candidates(said)
				.map(asValue)
				.find((value) => value !== undefined) ?? { key: `text:${foldedText(said)}`, text: said });
}

/** The content of the last `\boxed{…}`, whose braces are counted. */
function lastBoxed(reply: string): string | undefined {
	const start = reply.lastIndexOf('\\boxed{');
	if (start < 0) {
		return undefined;
	}
	const from = start + '\\boxed{'.length;
	let depth = 1;
	for (let at = from; at < reply.length; at++) {
		depth += reply[at] === '{' ? 1 : reply[at] === '}' ? -1 : 0;
		if (depth === 0) {
			return reply.slice(from, at);
		}
	}
	return undefined;
}

/** What stands behind the last `Answer:`, up to the end of its line. */
const announced = (reply: string): string | undefined =>
	[...reply.matchAll(/\b(?:final\s+answer|answer|result)\b\**\s*(?::|\bis\b)\**:?\s*([^\n]+)/giu)].at(-1)?.[1];

const lastLine = (reply: string): string | undefined => reply.trim().split('\n').at(-1);

/** Without what only dresses it: marks of Markdown and mathematics, a full stop at its end. */
const plain = (text: string): string =>
	text
		.replace(/\\(?:text|mathrm|mathbf|textbf)\{([^{}]*)\}/gu, '$1')
		.replace(/\\[()[\]]|\$|\*\*|`|\\[,;!]/gu, ' ')
		.replace(/\s+/gu, ' ')
		.trim()
		.replace(/(?<=\S)[.!]+$/u, '')
		.trim();

/** The whole, then what stands behind its last equals sign, then behind its last `is`, then its one number. */
function candidates(said: string): readonly string[] {
	const behind = (pattern: RegExp): readonly string[] => {
		const parts = said.split(pattern);
		return parts.length > 1 ? [parts.at(-1) ?? ''] : [];
	};
	const numbers = said.match(/(?<![\w.,])[-−]?\d[\d,.]*(?:\s*\/\s*\d+)?(?![\w])/gu) ?? [];
	return [
		said,
		...behind(/[=≈]/u),
		...behind(/\b(?:is|are|equals|becomes)\b(?:\s+(?:equal\s+to|exactly))?:?/iu),
		...(numbers.length === 1 ? numbers : []),
	].map((text) => text.trim());
}

function asValue(text: string): ShortAnswer | undefined {
	const word = /^(yes|no|true|false)\b(?:[,;:–—-].*)?$/iu.exec(text)?.[1];
	if (word !== undefined) {
		return { key: `word:${word.toLowerCase()}`, text: word };
	}
	const letter = /^(?:option\s+)?\(?([A-Z])(?:\)|\.|:)?$/u.exec(text)?.[1] ?? /^\(?([A-Z])[).:]\s/u.exec(text)?.[1];
	return letter === undefined ? asNumber(text) : { key: `letter:${letter}`, text: letter };
}

/** By its value, so that `1/2`, `0.5` and `\frac{1}{2}` are one. A unit behind it is not compared: samples name it or not, as they please. */
function asNumber(text: string): ShortAnswer | undefined {
	if (text.length > longestNumber || !/\d/u.test(text)) {
		return undefined;
	}
	const tokens = tokenize(text.replace(/^[$€£]\s*/u, ''));
	const parsed = parseExpression(tokens, 0, tokens.length);
	if (parsed === undefined || parsed.next !== tokens.length) {
		return undefined;
	}
	const [reading] = readingsOf([parsed.expression]);
	const value = reading && evaluate(parsed.expression, reading);
	return value === undefined
		? undefined
		: { key: isExact(value) ? `number:${value.low.toFraction()}` : `number:~${value.low.toString(12)}`, text };
}

const longestNumber = 80;

const foldedText = (text: string): string =>
	text
		.toLowerCase()
		.normalize('NFKC')
		.replace(/^(?:the|a|an)\s+/u, '');
