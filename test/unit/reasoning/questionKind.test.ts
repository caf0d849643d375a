import { describe, expect, it } from 'vitest';
import { type QuestionKind, questionKind } from '../../../src/core/reasoning/questionKind.ts';

const labelled: Readonly<Record<QuestionKind, readonly string[]>> = {
	mathematics: [
		'What is 17 * 24?',
		'what is 3+4',
		'Compute 12 × 13.',
		'How much is 15 % of 80?',
		'Solve x^2 - 5x + 6 = 0.',
		'Solve for x: 2x + 3 = 11',
		'A train goes 60 km in 45 minutes. What is its speed in km/h?',
		'If I have 3 apples and buy 5 more, how many apples do I have?',
		'What is the sum of the first 100 positive integers?',
		'Find the derivative of x^3 + 2x.',
		'What is the greatest common divisor of 84 and 126?',
		'How many primes are there below 50? Calculate.',
		'What is 7 factorial divided by 5!?',
		'Evaluate \\frac{3}{4} + \\frac{1}{6}.',
		'Anna is twice as old as Ben, who is 7. How old is Anna?',
		'The area of a circle with radius 3?  What is it?',
		'A shirt costs 40 dollars and is 25% off. What do I pay, calculate the price.',
		'What is the probability of rolling two sixes with 2 dice?',
		'What is 2 to the power of 10?',
		'12 plus 30',
		'What is the square root of 144?',
		'A rectangle is 4 m by 7 m. Find its perimeter.',
		'How many minutes are in 3.5 hours?',
		'Prove that the sum of two even numbers is even.',
		'solve x^2-5x+6=0',
		'how many primes below 100',
		'Is 91 prime?',
		'sqrt(144)',
		'∫ x dx from 0 to 3',
		'convert 255 to binary',
		'What comes next: 2, 4, 8, 16?',
		'what is five times six?',
		'What is half of a dozen?',
		'How many ways are there to arrange the letters of MISSISSIPPI?',
		'Tom is three years older than Sue. Together they are twenty-one. How old is Sue?',
		'A farmer has seventeen sheep and all but nine die. How many are left?',
		'A bat and a ball cost $1.10. The bat costs $1 more than the ball. How much is the ball?',
		'٣ + ٤ = ?',
		'१२ × ५',
		'１２＋３４は？',
		'Was ist 17 mal 24?',
		'¿Cuánto es 15 por 12?',
		'A class of 30 has 18 girls. What percentage of the class are boys?',
		'Find the minimum of the function f(x) = x^2 - 4x + 1.',
	],
	trace: [
		'What does this print?\n```js\nconsole.log([1,2,3].map(x => x * 2));\n```',
		'What does the following program output?\n```python\nprint(2 ** 3 ** 2)\n```',
		'What will f(3) return?\n```ts\nfunction f(n: number) { return n * 2; }\n```',
		'What is printed by this code?\n```python\nfor i in range(3): print(i)\n```',
		'what would this log: console.log(typeof null);',
		'what is the output of [1,2,3].map(String)',
		'What is the result of\n```js\n[1, 2] + [3]\n```',
	],
	code: [
		'Write a function that adds 2 numbers.',
		'Why does this fail?\n```js\nfoo.bar();\n```',
		'How do I sort a list in Python?',
		'What is a closure in JavaScript?',
		'Explain this code:\n```c\nint main() { return 0; }\n```',
		'Refactor this method to use a map.',
		'How many parameters does this function take?\n```js\nfunction f(a, b) {}\n```',
		'What is wrong with my regex?',
		'what is the time complexity of quicksort?',
		'how do I reverse a linked list',
		'How do I center a div?',
		'Why is my loop infinite?',
		'what is a mutex?',
		'Implement binary search in Rust.',
		'How do I undo the last git commit?',
		'What is the difference between let and const in TypeScript?',
		'Write a SQL query that finds the 3 newest rows.',
		'How much memory does a Python list take?',
		'Add unit tests for this class.',
		'What error does this program give when n is 0?',
		'Translate this script to Go: `for i in 1 2 3; do echo $i; done`',
	],
	other: [
		'Hello!',
		'Who are you?',
		'What can you do?',
		'Thanks, that helped.',
		'Which licence should I choose?',
		'Tell me about the history of Unix.',
		'What is a good name for a dog?',
		'Summarise what we said so far.',
		'Explain what a monad is.',
		'Is it going to rain?',
		'Say it shorter, please.',
		'What do you mean?',
		'Can you repeat that in German?',
		'What is open source?',
		'what does this print',
		'What happened in 1969?',
		'What is 3D printing?',
		'What is HTTP 404?',
		'What are 3 good books on chess?',
		'What is new in version 2.0?',
		'What does 2>&1 mean?',
		'When do I use each?',
		'What is an integer?',
		'Write a poem about 2 cats',
	],
};

describe('the kind of a question', () => {
	for (const [kind, questions] of Object.entries(labelled)) {
		it.each(questions)(`is ${kind}: %s`, (question) => {
			expect(questionKind(question, false)).toBe(kind);
		});
	}

	it('is about code as soon as code is attached, unless it asks what the code prints', () => {
		expect(questionKind('What is 17 * 24?', true)).toBe('code');
		expect(questionKind('What does it print?', true)).toBe('trace');
	});

	it('is found in linear time for a very long question', () => {
		expect(questionKind('what is '.repeat(20_000), false)).toBe('other');
		expect(questionKind(`what does ${'a'.repeat(200_000)}`, false)).toBe('other');
		expect(questionKind('what does '.repeat(20_000), true)).toBe('code');
		expect(questionKind('class '.repeat(40_000), false)).toBe('code');
	});
});
