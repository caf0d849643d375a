import { readFileSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';

/** A file of an installed package that computes something, and calls by which its behaviour is recorded. */
export interface Host {
	/** Below node_modules. */
	readonly path: string;
	/** Files that it imports. */
	readonly others?: readonly string[];
	readonly uses?: string;
	readonly calls: readonly string[];
}

const modules = resolve(import.meta.dirname, '../../../node_modules');

/** Its text; imports name the file's extension, as Node wants it. */
export const textOf = (path: string): string =>
	readFileSync(join(modules, path), 'utf8')
		.replaceAll('\r\n', '\n')
		.replace(/(from\s+['"]\.[^'"]*?)(['"])/gu, (whole, start: string, quote: string) =>
			extname(start) === '' ? `${start}${extname(path)}${quote}` : whole,
		);

export const fileOf = (path: string): string => basename(path);

const each = (name: string, lists: readonly (readonly unknown[])[]): readonly string[] =>
	lists.map((list) => `${name}(${list.map((value) => JSON.stringify(value)).join(', ')})`);

const reader = (text: string): string =>
	`{ pos: 0, next() { return ${JSON.stringify(text)}.charCodeAt(this.pos++); }, peek() { return ${JSON.stringify(text)}.charCodeAt(this.pos); } }`;
const written = (number: number): string =>
	`((codes) => (m.encodeInteger({ write: (code) => codes.push(code) }, ${number}), codes.slice(0, 9)))([])`;
const segments = '[[0], [3], [3], [3], [8], [12]]';

export const hosts: readonly Host[] = [
	{
		path: 'mdurl/lib/encode.mjs',
		uses: 'import encode from',
		calls: each('encode', [
			['a b'],
			['100%'],
			['%20%zz%4'],
			['ключ'],
			['\ud83d\ude00!'],
			['\ud83d'],
			['\ude00x'],
			['a/b?c=d', ''],
			['%25', false],
			['%41%', true],
			['[x]^y', "[]'"],
		]),
	},
	{
		path: 'diff/libesm/util/string.js',
		calls: [
			...each('m.longestCommonPrefix', [
				['abcd', 'abxd'],
				['abc', 'abc'],
				['', 'a'],
				['ab', 'abc'],
			]),
			...each('m.longestCommonSuffix', [
				['xbcd', 'ybcd'],
				['abc', 'abc'],
				['', 'a'],
				['a', 'b'],
				['bc', 'abc'],
			]),
			...each('m.replacePrefix', [['abc', 'ab', 'x']]),
			...each('m.replaceSuffix', [
				['abc', 'bc', 'x'],
				['abc', '', 'x'],
			]),
			...each('m.maximumOverlap', [
				['abcab', 'abx'],
				['xaab', 'aabc'],
				['aaa', 'aaaa'],
				['abc', 'x'],
				['xyab', 'abab'],
			]),
			...each('m.hasOnlyWinLineEndings', [['a\r\nb'], ['a\nb\r\n'], ['a']]),
			...each('m.hasOnlyUnixLineEndings', [['a\nb'], ['a\r\n'], ['a']]),
			...each('m.trailingWs', [['ab  '], ['  '], ['x']]),
			...each('m.leadingWs', [['  ab'], ['x']]),
			...each('m.leadingAndTrailingWs', [[' a  ']]),
		],
	},
	{
		path: 'diff/libesm/util/distance-iterator.js',
		uses: 'import distances from',
		calls: [
			[2, 0, 4],
			[0, 0, 3],
			[3, 0, 3],
			[5, 3, 6],
			[1, 1, 1],
		].map(([start, least, most]) => `((next) => Array.from({ length: 8 }, () => next() ?? 'end'))(distances(${start}, ${least}, ${most}))`),
	},
	{
		path: 'entities/src/decode-codepoint.ts',
		calls: [
			...each('m.replaceCodePoint', [[0], [65], [128], [129], [150], [159], [160], [0xd800], [0xdfff], [0xe000], [0x10ffff], [0x110000]]),
			...each('m.replaceCodePointXML', [[0], [65], [128], [0xdabc], [0x110000]]),
			...each('m.codePointToString', [[0], [65], [127], [128], [160], [0xd7ff], [0xd800], [0x1f600], [0x110000]]),
		],
	},
	{
		path: 'entities/src/escape.ts',
		calls: [
			...each('m.encodeXML', [['a < b & "c"'], ['plain'], ['ü\ud83d\ude00x'], [`${'long '.repeat(12)}<end>`], ["it's"], ['']]),
			...each('m.escapeUTF8', [['<a & ü>'], ['plain'], ['"']]),
			...each('m.escapeAttribute', [['"a & b"'], ['<\u00a0>']]),
			...each('m.escapeText', [['<a & "b">'], ['\u00a0']]),
		],
	},
	{
		path: '@jridgewell/sourcemap-codec/src/vlq.ts',
		others: ['@jridgewell/sourcemap-codec/src/strings.ts'],
		calls: [
			...['A', 'C', 'gB', '+/D', 'wjC'].map((text) => `m.decodeInteger(${reader(text)})`),
			...each('m.decodeSign', [[0], [1], [2], [3], [11]]),
			...each('m.encodeSign', [[0], [-1], [5], [-9]]),
			...[0, 31, 32, 1000].map(written),
			...['A,', ',A', 'A'].map((text) => `m.hasMoreVlq(${reader(text)}, 1)`),
		],
	},
	{
		path: '@jridgewell/trace-mapping/src/binary-search.ts',
		others: ['@jridgewell/trace-mapping/src/sourcemap-segment.ts'],
		calls: [
			...[0, 3, 8, 12, -1, 5, 20].map((needle) => `m.binarySearch(${segments}, ${needle}, 0, 5)`),
			...[1, 2, 3].flatMap((index) => [`m.upperBound(${segments}, 3, ${index})`, `m.lowerBound(${segments}, 3, ${index})`]),
			...[0, 3, 12].map((needle) => `m.memoizedBinarySearch(${segments}, ${needle}, m.memoizedState(), 0)`),
			`((state) => [0, 3, 3, 12, 5].map((needle) => m.memoizedBinarySearch(${segments}, needle, state, 1)))(m.memoizedState())`,
		],
	},
	{
		path: 'katex/src/unicodeScripts.ts',
		calls: [
			...each('m.scriptFromCodepoint', [
				[0x41],
				[0x100],
				[0x24f],
				[0x250],
				[0x400],
				[0x4ff],
				[0x500],
				[0x905],
				[0x3040],
				[0x3042],
				[0x30ff],
				[0xac00],
				[0xd7af],
			]),
			...each('m.supportedCodepoint', [[0x41], [0x100], [0x24f], [0x250], [0x4ff], [0x500], [0xd7af], [0xd7b0]]),
		],
	},
	{
		path: 'balanced-match/dist/esm/index.js',
		calls: [
			...each('m.balanced', [
				['{', '}', 'a{b{c}d}e'],
				['{', '}', '{a}{b}'],
				['{', '}', '{{a}'],
				['<b>', '</b>', 'x<b>y</b>z'],
				['(', ')', 'none'],
				['|', '|', 'a|b|c'],
				['{', '}', '}{'],
			]),
			...each('m.range', [
				['{', '}', '{a{b}c}'],
				['(', ')', '((x)'],
				['[', ']', 'no'],
			]),
		],
	},
];
