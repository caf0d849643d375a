import { endOfCodeSpan, endOfFence } from './code.ts';
import { numeralPattern } from './numeral.ts';
import type { Gap, Operator, Relation, Token } from './token.ts';

/** Reads a text as the tokens of sums. Takes time in proportion to the text: no pattern goes back over what it has read. */
export function tokenize(source: string): readonly Token[] {
	const tokens: Token[] = [];
	const scan = new RegExp(pattern);
	let gap: Gap = 'boundary';
	let at = 0;
	/** Where the code ends that is read as a sum. */
	let closerAt = -1;
	const widen = (next: Gap): void => {
		if (gap !== 'boundary') gap = next;
	};
	while (at < source.length) {
		scan.lastIndex = at;
		const match = scan.exec(source);
		const kind = match === null ? 'other' : (kinds[match.indexOf(match[0], 1) - 1]?.[0] ?? 'other');
		const text = match?.[0] ?? source.charAt(at);
		const start = at;
		at += text.length;
		const push = (token: Bare, end = at): void => {
			tokens.push({ ...token, start, end, gap });
			gap = 'none';
			at = end;
		};
		switch (kind) {
			case 'space':
				widen('space');
				break;
			case 'boundary':
				gap = 'boundary';
				break;
			case 'fence':
				push({ kind: 'stop', text: '```' }, endOfFence(source, at, text));
				break;
			case 'ticks': {
				const span = endOfCodeSpan(source, at, text.length);
				const isRead = span !== undefined && isSum(source.slice(at, span - text.length));
				if (isRead && start !== closerAt) closerAt = span - text.length;
				if (span === undefined || isRead || start === closerAt) gap = 'boundary';
				else push({ kind: 'unknown', text: 'code' }, span);
				break;
			}
			case 'stars':
				if (isPower(source, start, at)) push({ kind: 'operator', operator: '^', text });
				else gap = 'boundary';
				break;
			case 'star': {
				const role = roleOfStar(source, start, tokens.at(-1));
				if (role === 'times') push({ kind: 'operator', operator: '*', text });
				else gap = 'boundary';
				break;
			}
			case 'underscore':
				if (/^$|(?!\{)[\s\p{P}]/u.test(source.charAt(at)) || !/[\w})\]|]/u.test(source.charAt(start - 1))) gap = 'boundary';
				else push({ kind: 'unknown', text });
				break;
			default:
				push(tokenOf(kind, text, source, start));
		}
	}
	return tokens;
}

/** A token without its place. */
type Bare = Token extends infer T ? (T extends Token ? Omit<T, 'start' | 'end' | 'gap'> : never) : never;

const operators: Readonly<Record<string, Operator>> = {
	...{ '+': '+', plus: '+', '-': '-', '−': '-', '–': '-', '‐': '-', '‑': '-', minus: '-' },
	...{ '×': '*', '·': '*', '⋅': '*', '∙': '*', '∗': '*', '✕': '*', '✖': '*', '\\*': '*', times: '*', 'multiplied by': '*' },
	...{ '\\times': '*', '\\cdot': '*', '\\ast': '*', '\\div': '/', '/': '/', '÷': '/', '∕': '/', '⁄': '/', 'divided by': '/', over: '/' },
	...{ '//': '//', '^': '^', 'to the power of': '^', 'raised to the power of': '^', 'to the power': '^' },
	...{ mod: 'mod', modulo: 'mod', '\\bmod': 'mod', '\\mod': 'mod' },
};

const relations: Readonly<Record<string, Relation>> = {
	...{ '=': 'equal', '&=': 'equal', equals: 'equal', '\\equiv': 'congruent', '≡': 'congruent', '==': 'compare', '===': 'compare' },
	...{
		'≈': 'approximate',
		'≃': 'approximate',
		'≅': 'approximate',
		'≒': 'approximate',
		'~': 'approximate',
		'∼': 'approximate',
		'~=': 'approximate',
	},
	...{
		'\\approx': 'approximate',
		'\\simeq': 'approximate',
		'\\cong': 'approximate',
		'\\sim': 'approximate',
		'\\thickapprox': 'approximate',
	},
	...{ is: 'verb', are: 'verb', makes: 'verb', gives: 'verb', yields: 'verb' },
};

const fractionSigns: Readonly<Record<string, string>> = {
	...{ '½': '1/2', '⅓': '1/3', '⅔': '2/3', '¼': '1/4', '¾': '3/4', '⅕': '1/5', '⅖': '2/5', '⅗': '3/5', '⅘': '4/5' },
	...{ '⅙': '1/6', '⅚': '5/6', '⅛': '1/8', '⅜': '3/8', '⅝': '5/8', '⅞': '7/8', '⅐': '1/7', '⅑': '1/9', '⅒': '1/10' },
};

function tokenOf(kind: string, text: string, source: string, start: number): Bare {
	const lower = text.toLowerCase().replaceAll(/\s+/gu, ' ');
	switch (kind) {
		case 'number':
			return { kind: 'number', text };
		case 'operator':
			return { kind: 'operator', operator: operators[lower] ?? '+', text };
		case 'relation':
			return { kind: 'relation', relation: relations[lower] ?? 'equal', text };
		case 'open':
		case 'close':
		case 'bang':
		case 'percent':
		case 'pipe':
		case 'newline':
		case 'ellipsis':
		case 'remainder':
		case 'raised':
		case 'unknown':
			return { kind, text };
		case 'vulgar':
			return { kind: 'command', text: fractionSigns[text] ?? text };
		case 'command':
			return { kind: 'command', text: commandNames[text] ?? text.replace(/^\\/u, '') };
		case 'unitText':
			return {
				kind: 'word',
				text: text
					.replace(/^\\\w+\s*\{/u, '')
					.slice(0, -1)
					.trim(),
			};
		case 'cross':
			return { kind: 'operator', operator: '*', text };
		case 'word':
			return /^[xX]$/u.test(text) && isCross(source, start) ? { kind: 'operator', operator: '*', text } : { kind: 'word', text };
		default:
			return { kind: 'stop', text };
	}
}

const commandNames: Readonly<Record<string, string>> = {
	...{ '√': 'sqrt', '∛': 'cbrt', π: 'pi', '⌊': 'lfloor', '⌋': 'rfloor', '⌈': 'lceil', '⌉': 'rceil' },
	...{ '\\dfrac': 'frac', '\\tfrac': 'frac', '\\cfrac': 'frac', '\\dbinom': 'binom', '\\tbinom': 'binom' },
};

/** `3 x 4`, `3x4`: between two numbers, x is no unknown. */
const isCross = (source: string, at: number): boolean =>
	/[\d)%]\s?$|\p{L}\s$/u.test(source.slice(Math.max(0, at - 2), at)) && /^\s?[-−(]?\$?[\d.]/u.test(source.slice(at + 1, at + 5));

/** `2**3` and `2 ** 3`; all others are emphasis. */
const isPower = (source: string, start: number, end: number): boolean =>
	end - start === 2 &&
	(/^[\w)]\*\*[\d(-]/u.test(source.slice(start - 1, end + 1)) || /^[\w)] \*\* [\d(-]/u.test(source.slice(start - 2, end + 2)));

/** One star is a product, the edge of emphasis, or the mark of a list. */
function roleOfStar(source: string, at: number, before: Token | undefined): 'times' | 'emphasis' {
	const isOperand = before !== undefined && operandEnds.has(before.kind);
	const next = source.charAt(at + 1);
	if (!isOperand) return 'emphasis';
	// A closing star stands at the end of a word, and what follows it is no operand.
	return /^\s*[-−(\d.√\\*$a-z]/iu.test(source.slice(at + 1, at + 6)) && !(/\S/u.test(source.charAt(at - 1)) && /[\s.,;:]/u.test(next))
		? 'times'
		: 'emphasis';
}

const operandEnds: ReadonlySet<string> = new Set(['number', 'close', 'raised', 'bang', 'percent', 'pipe', 'word', 'command', 'unknown']);

/** Code that holds nothing but numbers and signs is read like any other sum. */
const isSum = (code: string): boolean => /\d/u.test(code) && !/==|[<>!:+*/-]=/u.test(code) && /^[-\d\s+−*/^=().,%×·÷√!$€£≈]*$/u.test(code);

/** Each kind of token as it begins and goes on: none of them reads on and then turns back, so the whole takes linear time. */
const kinds: readonly (readonly [kind: string, pattern: string])[] = [
	['newline', '\\r?\\n[ \\t>]*(?:\\r?\\n[ \\t>\\r\\n]*)?|\\\\\\\\(?:\\[\\d{1,3}\\w{1,3}\\])?[ \\t]*(?:\\r?\\n)?'],
	['fence', '(?=`{3}|~{3})(?<=(?:^|\\n)[ \\t>]*(?:[-*+][ \\t]+|\\d{1,9}[.)][ \\t]+)?)(?:`{3,}|~{3,})'],
	['ticks', '`+'],
	[
		'space',
		'[ \\t\\u00A0\\u2000-\\u200A\\u202F\\u3000\\uFEFF]+|\\\\[,;:! ]|\\\\(?:quad|qquad|left|right|bigl?|bigr?|Bigl?|Bigr?|displaystyle|limits|hspace\\{[^{}]{0,20}\\})(?![a-zA-Z])\\.?|&(?!=)',
	],
	[
		'boundary',
		'\\\\[()[\\]]|\\\\(?:boxed|mathbf|textbf|mathit|textit|bf|color\\{\\w{0,20}\\}|displaystyle)(?![a-zA-Z])|\\$\\$?|\\\\\\$|[€£¥₹₽]|["“”„«»‘’]|(?<!_)__(?!_)(?![\\s,.)]|$)|(?<![\\s(=_])__(?!_)',
	],
	[
		'unknown',
		'https?:\\/\\/[^\\s)>\\]]+|\\d{4}-\\d{1,2}-\\d{1,2}(?:T[\\d:.]+Z?)?|\\d{1,2}\\/\\d{1,2}\\/\\d{4}|\\d{1,2}\\.\\d{1,2}\\.\\d{4}(?!\\d)|\\d+(?::\\d+)+|\\d+(?:\\.\\d+){2,}-?(?:alpha|beta|rc)[\\w.]*|[₀-₉ₐ-ₜ]+|_{3,}|(?<![^\\s(=])_{1,2}(?=[\\s,.)]|$)|±|∓|\\\\(?:pm|mp)(?![a-zA-Z])|∞|∑|∏|∫|#\\d+',
	],
	['number', `(?:(?<!\\p{L})|(?<=[\\d)][xX]|\\\\[a-zA-Z]{2,8}))(?:${numeralPattern})`],
	['ellipsis', '\\.{2,}|…|⋯|\\\\(?:[lc]?dots|dotsb|dotsc)(?![a-zA-Z])'],
	['unitText', '\\\\(?:text|mathrm|textrm|mbox|operatorname|textsf)\\s*\\{[^{}\\d=]{0,80}\\}'],
	[
		'stop',
		'[<>≤≥≠≢⇒→←⇔⟹≟;,?:]|[-=]{1,3}>|[!:+*/<>]=|=(?:\\?|\\/=|<)|={4,}|-{2,}|&&|\\|\\||\\\\(?:n(?:e|eq|ot)|l(?:e|eq|t)|g(?:e|eq|t)|leqslant|geqslant|to|implies|iff|[Rr]ightarrow|Longrightarrow|Leftrightarrow|therefore|because|text\\w*|mbox|begin\\{[\\w*]{1,20}\\}(?:\\{[\\w|@ ]{0,20}\\})?|end\\{[\\w*]{1,20}\\}|qed|blacksquare|checkmark)(?![a-zA-Z])|\\.(?!\\d)',
	],
	[
		'relation',
		'&=|={1,3}|~=|[≈≃≅≒∼≡~]|\\\\(?:approx|simeq|cong|sim|equiv|thickapprox)(?![a-zA-Z])|(?<![\\p{L}\\d_])(?:(?:is|are|was)\\s+equal\\s+to|equals(?:\\s+to)?|equal\\s+to|is|are|makes|gives|yields)(?![\\p{L}\\d_-])',
	],
	[
		'operator',
		'\\/\\/|[-+−–‐‑×·⋅∙∗✕✖÷∕⁄/^]|\\\\\\*|\\\\(?:times|cdot|ast|div|bmod|mod)(?![a-zA-Z])|(?<![\\p{L}\\d_])(?:plus|minus|times|multiplied\\s+by|divided\\s+by|over|mod|modulo|(?:raised\\s+)?to\\s+the\\s+power(?:\\s+of)?)(?![\\p{L}\\d_])',
	],
	['stars', '\\*{2,}'],
	['star', '\\*'],
	['underscore', '_'],
	['bang', '!+'],
	['percent', '\\\\?%|(?<![\\p{L}\\d_])(?:percent|per\\s+cent)(?![\\p{L}\\d_])|％'],
	['raised', '[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+'],
	['vulgar', '[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅐⅑⅒]'],
	['open', '[([{]'],
	['close', '[)\\]}]'],
	['pipe', '\\||\\\\[lr]?vert(?![a-zA-Z])|\\\\[|]'],
	['remainder', '(?<=[\\d)}$]\\s{0,3}|,\\s)(?:(?:with\\s+)?(?:a\\s+)?remainder(?:\\s+of)?|[Rr](?=\\s?\\d))(?![\\p{L}_])'],
	['command', '[√∛π⌊⌋⌈⌉]|\\\\(?:[a-zA-Z]+|[%{}])'],
	['cross', '(?<=[\\d)])[xX](?=[\\d(])'],
	['word', "[\\p{L}°′″µ][\\p{L}\\p{M}\\d°']*(?:-\\p{L}+)*"],
];

// Numbered, since an object of names for each token would cost more than the rest.
const pattern = new RegExp(kinds.map(([, source]) => `(${source})`).join('|'), 'iuy');
