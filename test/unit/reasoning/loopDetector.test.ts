import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LoopDetector } from '../../../src/core/reasoning/loopDetector.ts';
import { cutAtRandom, randomFrom } from './streams.ts';

/** Where loops begin, in characters read. */
function loopsIn(text: string): number[] {
	const detector = new LoopDetector();
	return Array.from(text.split(''), (character, at) => (detector.push(character) ? at + 1 : 0)).filter((at) => at > 0);
}

const foreign = (path: string): string => readFileSync(join(import.meta.dirname, '../../../node_modules', path), 'utf8');
const lines = (count: number, line: (n: number) => string): string => Array.from({ length: count }, (_, n) => `${line(n)}\n`).join('');

const wait = 'Wait, let me check that again. If x is 3, then x squared is 9, and 9 minus 15 plus 6 is 0, so 3 is a root.';
const opening = 'We need the roots of the polynomial. First I factor it by hand, then I check each of the factors. ';

describe('a loop is seen:', () => {
	it.each([
		['a sentence over and over', `${wait} `],
		[
			'a paragraph over and over',
			`${wait}\n\nHmm, but the question asks for both roots. The other one is 2, since 4 minus 10 plus 6 is 0.\n\n`,
		],
		['sixty characters', `${'abcdefghij'.repeat(5)}klmnopqrst`],
		['two hundred characters', foreign('diff/README.md').slice(400, 600)],
		['a thousand characters', foreign('markdown-it/README.md').slice(1000, 2000)],
		['a line of code', '    result = result * base + digits[index] % modulus  # again and again\n'],
		[
			'emoji and other scripts',
			'让我再检查一遍。如果 x 等于 3,那么 x 的平方等于 9,所以 3 是一个根 🦊。让我再检查一遍,因为题目要求两个根都要写出来,还要验证。',
		],
	])('%s, when it comes for the fourth time', (_, unit) => {
		const [at, ...others] = loopsIn(opening + unit.repeat(12));
		expect(at).toBeGreaterThan(opening.length + 3 * unit.length);
		expect(at).toBeLessThanOrEqual(opening.length + 4 * unit.length);
		expect(others).toEqual([]);
	});

	it.each(['Wait, ', 'no ', 'a', '\n', 'So the answer is 42. ', '0, ', 'Hmm. Let me think. '])(
		'%j over and over, within 500 characters',
		(unit) => {
			const [at, ...others] = loopsIn(opening + unit.repeat(Math.ceil(2000 / unit.length)));
			expect(at).toBeLessThanOrEqual(opening.length + 500);
			expect(others).toEqual([]);
		},
	);

	it('a few sentences in changing order', () => {
		const random = randomFrom(1);
		const sentences = [
			wait,
			'But is that what was asked? The question says that both roots count, so I have to give both of them in the answer, and prove it. ',
			'Alternatively, I could complete the square, which gives the same roots, since the discriminant is one in any case, as seen above. ',
		];
		expect(loopsIn(Array.from({ length: 80 }, () => sentences[random(3)]).join('\n'))).toHaveLength(1);
	});

	it('once, and again only after something else was said', () => {
		const detector = new LoopDetector();
		expect(detector.push(opening + `${wait} `.repeat(3))).toBe(false);
		expect(detector.isLooping).toBe(false);
		expect(detector.push(`${wait} `)).toBe(true);
		expect(detector.push(`${wait} `.repeat(20))).toBe(false);
		expect(detector.push('Hmm. ')).toBe(false);
		expect(detector.push(`${wait} `.repeat(5))).toBe(false);
		expect(detector.isLooping).toBe(true);
		expect(detector.push(foreign('diff/README.md').slice(0, 3000))).toBe(false);
		expect(detector.isLooping).toBe(false);
		expect(detector.push('And again: nothing. '.repeat(40))).toBe(true);
		expect(detector.isLooping).toBe(true);
	});

	it('at the same place however the text is cut', () => {
		const text = opening + `${wait} `.repeat(6) + foreign('markdown-it/README.md').slice(0, 5000) + 'Wait, '.repeat(200);
		const expected = loopsIn(text);
		expect(expected).toHaveLength(2);
		const random = randomFrom(4);
		const detector = new LoopDetector();
		let read = 0;
		const begins = cutAtRandom(text, random).filter((chunk) => {
			read += chunk.length;
			return detector.push(chunk) && expected.some((at) => at <= read && at > read - chunk.length);
		});
		expect(begins).toHaveLength(2);
	});

	it('in the middle of a megabyte', () => {
		const text = foreign('typescript/dist/ast/factory.generated.js');
		expect(loopsIn(text + `${wait}\n`.repeat(8000))).toHaveLength(1);
	});
});

describe('no loop is seen in', () => {
	it.each([
		'katex/README.md',
		'diff/README.md',
		'markdown-it/README.md',
		'@huggingface/jinja/README.md',
		'node-llama-cpp/README.md',
		'markdown-it/dist/markdown-it.mjs',
		'typescript/dist/ast/factory.generated.js',
		'typescript/package.json',
	])('%s', (path) => {
		expect(loopsIn(foreign(path))).toEqual([]);
	});

	it.each([
		[
			'a table of values',
			lines(200, (n) => `| x = ${n} | x^2 - 5x + 6 = ${n * n - 5 * n + 6} | ${n === 2 || n === 3 ? 'a root' : 'no root'} |`),
		],
		['a truth table', lines(64, (n) => `| ${[...n.toString(2).padStart(6, '0')].map((bit) => (bit === '1' ? 'T' : 'F')).join(' | ')} |`)],
		[
			'cases in the same words',
			lines(
				60,
				(n) =>
					`Case n = ${n}: then n^2 + n + 41 = ${n * n + n + 41}. I check the divisors up to the square root, and find none, so this is a prime, and we continue with the next case.`,
			),
		],
		[
			'long cases in the same words',
			lines(
				30,
				(n) =>
					`Case ${n}. Suppose that the first digit is ${n}. Then the remaining digits must add up to ${100 - n}, and since none of them may be larger than nine, we need at least twelve of them. This contradicts the assumption that the number has ten digits, so that this case is impossible as well, and we may go on to the next one.`,
			),
		],
		[
			'a long multiplication',
			lines(12, (n) => `${' '.repeat(12 - n)}${(987654321 * (n + 1)).toString().padStart(14, ' ')}${'0'.repeat(n)}`),
		],
		['a sum step by step', lines(200, (n) => `The sum is now ${(n * (n + 1)) / 2} + ${n + 1} = ${((n + 1) * (n + 2)) / 2}.`)],
		[
			'primes',
			Array.from({ length: 900 }, (_, n) => n + 2)
				.filter((n) => Array.from({ length: n - 2 }, (_, d) => d + 2).every((d) => n % d !== 0))
				.join(', '),
		],
		['a list', lines(100, (n) => `${n + 1}. **Item ${n + 1}**: see the description of item ${n + 1} in the documentation.`)],
		['a table with rulers', `${'| --- '.repeat(30)}|\n+${'-'.repeat(100)}+\n${'='.repeat(120)}\n`],
		['a zero matrix', lines(9, () => `  [${Array.from({ length: 9 }, () => '0').join(', ')}],`)],
		[
			'tests of the same shape',
			lines(40, (n) => `\tit('adds ${n}', () => {\n\t\tconst result = add(${n}, ${n + 1});\n\t\texpect(result).toBe(${2 * n + 1});\n\t});`),
		],
		[
			'a trace of a loop in code',
			lines(
				50,
				(n) =>
					`Iteration ${n}: i = ${n}, total = ${n * 3}, condition i < 50 is true, so the body runs: total += 3 makes total = ${n * 3 + 3}, and i becomes ${n + 1}.`,
			),
		],
		[
			'code that is written a second and a third time',
			foreign('markdown-it/dist/markdown-it.mjs').slice(0, 1800).concat('\n\nLet me write that again.\n\n').repeat(3),
		],
		[
			'a board whose queens move',
			lines(60, (n) => Array.from({ length: 8 }, (_, column) => (column === (n * n + (n >> 2)) % 8 ? 'Q' : '.')).join(' ')),
		],
	])('%s', (_, text) => {
		expect(loopsIn(text)).toEqual([]);
	});
});
