// Functions whose names say nothing, and the word that anybody who understands one would use for what it computes.
export interface ObscureFunction {
	readonly languageId: string;
	readonly code: string;
	readonly word: RegExp;
}

export const functions: readonly ObscureFunction[] = [
	{
		languageId: 'python',
		word: /\bmedian\b/iu,
		code: 'def middle(values):\n    ordered = sorted(values)\n    half = len(ordered) // 2\n    if len(ordered) % 2 == 1:\n        return ordered[half]\n    return (ordered[half - 1] + ordered[half]) / 2',
	},
	{
		languageId: 'python',
		word: /(?:moving|rolling|running|sliding)[- ](?:window )?(?:average|mean)/iu,
		code: 'def f(values, width):\n    result = []\n    for end in range(width, len(values) + 1):\n        window = values[end - width : end]\n        result.append(sum(window) / width)\n    return result',
	},
	{
		languageId: 'typescript',
		word: /greatest common divisor|\bGCD\b/iu,
		code: 'export function h(a: number, b: number): number {\n\twhile (b !== 0) {\n\t\t[a, b] = [b, a % b];\n\t}\n\treturn a;\n}',
	},
	{
		languageId: 'javascript',
		word: /binary search/iu,
		code: 'function find(list, x) {\n  let lo = 0;\n  let hi = list.length - 1;\n  while (lo <= hi) {\n    const mid = (lo + hi) >> 1;\n    if (list[mid] === x) return mid;\n    if (list[mid] < x) lo = mid + 1;\n    else hi = mid - 1;\n  }\n  return -1;\n}',
	},
	{
		languageId: 'python',
		word: /fibonacci/iu,
		code: 'def g(n):\n    a, b = 0, 1\n    for _ in range(n):\n        a, b = b, a + b\n    return a',
	},
	{
		languageId: 'go',
		word: /\bprime/iu,
		code: 'func ok(n int) bool {\n\tif n < 2 {\n\t\treturn false\n\t}\n\tfor d := 2; d*d <= n; d++ {\n\t\tif n%d == 0 {\n\t\t\treturn false\n\t\t}\n\t}\n\treturn true\n}',
	},
	{
		languageId: 'typescript',
		word: /palindrome/iu,
		code: "function same(s: string): boolean {\n\tconst t = s.toLowerCase().replace(/[^a-z0-9]/g, '');\n\treturn t === [...t].reverse().join('');\n}",
	},
	{
		languageId: 'python',
		word: /levenshtein|edit distance/iu,
		code: 'def d(a, b):\n    row = list(range(len(b) + 1))\n    for i, x in enumerate(a, 1):\n        previous, row[0] = row[0], i\n        for j, y in enumerate(b, 1):\n            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (x != y))\n    return row[-1]',
	},
	{
		languageId: 'javascript',
		word: /factorial/iu,
		code: 'const p = (n) => (n <= 1 ? 1 : n * p(n - 1));',
	},
	{
		languageId: 'python',
		word: /standard deviation/iu,
		code: 'def s(xs):\n    m = sum(xs) / len(xs)\n    return (sum((x - m) ** 2 for x in xs) / len(xs)) ** 0.5',
	},
	{
		languageId: 'rust',
		word: /\bleap\b/iu,
		code: 'fn l(y: u32) -> bool {\n    (y % 4 == 0 && y % 100 != 0) || y % 400 == 0\n}',
	},
	{
		languageId: 'typescript',
		word: /debounc/iu,
		code: 'function wait<T>(f: (x: T) => void, ms: number): (x: T) => void {\n\tlet t: number | undefined;\n\treturn (x) => {\n\t\tclearTimeout(t);\n\t\tt = setTimeout(() => f(x), ms);\n\t};\n}',
	},
];
