import { describe, expect, test } from 'vitest';
import { noOutline, outlineThought } from '../../../src/core/reasoning/steps.ts';
import recorded from './recordedThoughts.json' with { type: 'json' };

/** In the manner of the models that were trained to think. */
const pondering = [
	'Okay, so I need to find the smallest number that leaves a remainder of 2 when it is divided by 3, 4 and 5. Let me think. If it leaves 2 each time, then the number minus 2 is a multiple of all three.\n\n',
	'The least common multiple of 3, 4 and 5 is 60, since they share no factor. So the numbers are 2, 62, 122 and so on. The smallest of them would be 2 itself.\n\n',
	'Wait, but is 2 allowed? Divided by 3 it gives 0 with a remainder of 2, so it seems so. But maybe the problem wants one that is larger than the divisors. Hmm.\n\n',
	'\\[\n60 \\cdot 1 + 2 = 62\n\nWait, this line is inside of a formula.\n\\]\n\n',
	'Alternatively, I could read "smallest number" as the smallest one above 5, which would be 62. That is how such problems are usually meant, and it is the more interesting answer.\n\n',
	'Let me check 62: divided by 3 it is 20 with a remainder of 2; by 4 it is 15 with a remainder of 2; by 5 it is 12 with a remainder of 2. All of them fit.\n\n',
	'```python\n# Therefore this is no step\n\n\n# Wait, nor is this\n```\n\n',
	'Therefore, the answer is $\\boxed{62}$.',
].join('');

const picture = (text: string): readonly string[] => outlineThought(text).steps.map(({ kind, title }) => `${kind}: ${title}`);

describe('the steps of a thought', () => {
	test('are named by how they open, and none begins in code or in a formula', () => {
		expect(picture(pondering)).toEqual([
			'plan: Okay, so I need to find the smallest number that leaves a remainder…',
			'work: The least common multiple of 3, 4 and 5 is 60',
			'backtrack: Wait, but is 2 allowed',
			'alternative: Alternatively, I could read "smallest number" as the smallest one…',
			'verify: Let me check 62',
			'conclude: Therefore, the answer is 62',
		]);
	});

	test('begin where they stand in the text', () => {
		for (const { at, title } of outlineThought(pondering).steps) expect(pondering.slice(at, at + 6)).toBe(title.slice(0, 6));
	});

	test('of what a real model wrote', () => {
		expect(Object.fromEntries(recorded.map(({ question, thought }) => [question, picture(thought)]))).toEqual({
			'What is 17 * 24?': [
				'plan: To solve the problem of finding 17 multiplied by 24',
				'work: Identify the numbers involved in the multiplication',
				'work: Apply the multiplication rule',
				'conclude: Therefore, the answer to the problem is 41',
			],
			'What is 144 / 9 + 7 * 8?': [
				'plan: To solve the expression 144 ÷ 9 + 7 × 8',
				'work: Parentheses',
				'work: Multiplication and Division',
				'work: Addition and Subtraction',
				'conclude: Therefore, the value of the expression 144 ÷ 9 + 7 × 8 is 72',
			],
			'What is 3/4 + 5/6 as a fraction in lowest terms?': [
				'plan: To solve the problem of adding 3/4 and 5/6 as a fraction in lowest…',
				'work: Find a common denominator',
				'work: Convert each fraction to have the common denominator',
				'work: Add the fractions',
				"work: Let's implement this in Python using the sympy library",
				'conclude: The sum of 3/4 and 5/6 as a fraction in lowest terms is 11/12',
			],
		});
	});

	test.each([1, 3, 17, 400])('are the same when the text comes in pieces of %i characters', (size) => {
		for (const text of [pondering, ...recorded.map(({ thought }) => thought)]) {
			let outline = noOutline;
			for (let end = size; end < text.length + size; end += size) outline = outlineThought(text.slice(0, end), outline);
			expect(outline).toEqual(outlineThought(text));
		}
	});

	test('join what is too short to be one', () => {
		expect(picture('Okay.\n\nHm.\n\nSo:\n\nx = 1\n\ny = 2\n\nz = 3\n')).toHaveLength(1);
		expect(picture(`${'Some long work on it. '.repeat(10)}\n\nx = 1\n\n${'More of the same work. '.repeat(10)}`)).toEqual([
			'work: Some long work on it',
			'work: More of the same work',
		]);
	});

	test('are at most 60, and those with a label stay', () => {
		const many = Array.from({ length: 300 }, (_, index) =>
			index % 30 === 10
				? `Wait, that is not what was asked for in part ${index}, so back to it.\n\n`
				: `Part ${index} goes on ${'and on '.repeat(25)}.\n\n`,
		).join('');
		const { steps } = outlineThought(many);
		expect(steps).toHaveLength(60);
		expect(steps.filter(({ kind }) => kind === 'backtrack')).toHaveLength(10);
	});

	test('cost no more than the text that is new', () => {
		let outline = outlineThought('Some work that goes on and on. '.repeat(8).concat('\n\n').repeat(1000));
		const { steps } = outline.scan;
		outline = outlineThought('Some work that goes on and on. '.repeat(8).concat('\n\n').repeat(1000).concat('Wait, no.'), outline);
		expect(outline.scan.steps[999]).toBe(steps[999]);
	});
});

describe('a label', () => {
	test.each([
		['Let me double-check that.', 'verify'],
		['Wait, let me verify this with n = 1.', 'verify'],
		['Hmm, wait, that is not right.', 'backtrack'],
		['But wait, the list is empty.', 'backtrack'],
		['Actually, I misread it.', 'backtrack'],
		['No, that is wrong.', 'backtrack'],
		["Let's try another approach.", 'alternative'],
		['Maybe I can use a map.', 'alternative'],
		['So the final answer is 4.', 'conclude'],
		['**Final Answer**', 'conclude'],
		['First, count the pages.', 'plan'],
		['The user wants a function.', 'plan'],
		['等等，不对。', 'backtrack'],
		['因此，答案是 4。', 'conclude'],
		['Multiply both sides by 2.', 'work'],
		['Notice that 4 is even.', 'work'],
		['Waiting for the lock takes time.', 'work'],
		['Checkers is a game.', 'work'],
	])('of %j is %s', (text, kind) => {
		expect(outlineThought(`${text}\n`).steps[0]?.kind).toBe(kind);
	});
});
