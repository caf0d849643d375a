import recorded from '../unit/reasoning/recordedThoughts.json' with { type: 'json' };

/** Paragraphs of a long thought: prose, mathematics, lists, code and second thoughts, as reasoning models write them. */
const paragraphs: readonly string[] = [
	'Okay, so I need to find out how the cache grows when a request is repeated, and whether the bound that the question names still holds once entries are shared between two callers. Let me think about the smallest case first and then see what changes.',
	'If there are $n$ callers and each of them asks for $k$ entries, then at most $nk$ entries are read, and at least $\\frac{nk}{2}$ of them are shared when every entry has exactly two readers. So the cost is \\(O(nk)\\) in any case.',
	'Wait, that is not quite right. An entry with three readers would be counted twice here, so the sum over all entries is not $nk$ but $\\sum_{i=1}^{n} k_i$, and these need not be equal.',
	'\\[\n\\sum_{i=1}^{n} i^2 = \\frac{n(n+1)(2n+1)}{6}\n\\]',
	'1. Take the first entry and mark it as read.\n2. For each further entry, compare its key with the marked one.\n3. If they are equal, skip it; otherwise mark it as well.\n4. At the end, count the marks.',
	'Alternatively, I could sort the keys first. That takes $O(n \\log n)$ and makes the comparison a single pass, which may be what the question is after, since it says that memory does not matter much.',
	'```ts\nexport function countMarks(keys: readonly string[]): number {\n\tconst seen = new Set<string>();\n\tlet marks = 0;\n\tfor (const key of keys) {\n\t\tif (seen.has(key)) continue; // it was there before\n\t\tseen.add(key);\n\t\tmarks += 1;\n\t}\n\treturn marks;\n}\n```',
	'Let me check this with a small example: for the keys a, b, a, c the set holds a, b and c at the end, so there are 3 marks, and 4 - 1 = 3. That fits what the formula gives for one repetition.',
	'Hmm, but is the order of the callers of any importance? If the second caller comes before the first has written its entry, both of them find nothing, and both compute it. So 2 * 3 = 6 computations where 3 would have done, which is what the lock is there for.',
	'| keys | marks | cost |\n|:--|--:|--:|\n| a, b | 2 | 2 |\n| a, a | 1 | 2 |\n| a, b, c | 3 | 3 |',
	'Therefore, the number of marks is the number of different keys, $m \\le n$, and the whole takes time $O(n)$ when the set is a hash set. I think that is the answer, but the bound for shared entries still needs a word.',
];

/** A thought of so many characters. Each paragraph has its number, so that no two are the same. */
export function longThought(characters: number): string {
	const all = [...paragraphs, ...recorded.map(({ thought }) => thought)];
	let text = '';
	for (let index = 0; text.length < characters; index++) text += `${numbered(all[index % all.length] ?? '', index)}\n\n`;
	return text.slice(0, characters);
}

const numbered = (paragraph: string, index: number): string =>
	/^[\w]/u.test(paragraph) && !/^\d/u.test(paragraph) ? `${paragraph} (${index})` : paragraph;

/** An answer that is mostly code: a few blocks, one of them long. */
export function codeAnswer(characters: number): string {
	let text = 'The module below does it.\n\n';
	for (let block = 0; text.length < characters; block++) {
		const functions = Array.from({ length: block % 3 === 0 ? 120 : 8 }, (_, index) => functionNamed(`step${block}x${index}`));
		text += `### Part ${block}\n\nIt takes $O(n^${block})$ time, see \`src/part.ts:${block + 1}\`.\n\n\`\`\`ts\n${functions.join('\n\n')}\n\`\`\`\n\n`;
	}
	return text;
}

const functionNamed = (name: string): string => `/** What \`${name}\` is for. */
export function ${name}(items: readonly string[], limit = 10): Map<string, number> {
	const counts = new Map<string, number>();
	for (const item of items.slice(0, limit)) {
		// one more of the same
		counts.set(item, (counts.get(item) ?? 0) + 1);
	}
	return counts;
}`;
