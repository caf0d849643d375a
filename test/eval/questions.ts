// Questions with one right answer, written for the comparison of guided reasoning with direct answers. The answers of `trace` were found by
// running the code.
export interface Question {
	readonly kind: 'mathematics' | 'trace';
	readonly question: string;
	/** As `isRight` compares it: digits without separators, a fraction as `a/b`, or the printed text. */
	readonly answer: string;
}

const mathematics: readonly (readonly [question: string, answer: string])[] = [
	['What is 17 * 24?', '408'],
	['What is 36 * 48?', '1728'],
	['What is 123 + 989?', '1112'],
	['Compute 1004 - 567.', '437'],
	['What is 144 / 9 + 7 * 8?', '72'],
	['What is (15 - 6) * (4 + 7)?', '99'],
	['What is 2^10 - 24?', '1000'],
	['What is 15 % of 240?', '36'],
	['What is the square root of 1764?', '42'],
	['What is 7! / 5!?', '42'],
	['What is 1000 mod 37?', '1'],
	['What is 3/4 + 1/6 as a fraction in lowest terms?', '11/12'],
	['Solve 2x + 3 = 17 for x.', '7'],
	['Solve 5x - 8 = 2x + 13 for x.', '7'],
	['Solve for x: 3(x - 4) = 2x + 5.', '17'],
	['What is the larger root of x^2 - 7x + 10 = 0?', '5'],
	['What is the sum of the roots of x^2 - 9x + 14 = 0?', '9'],
	['If x + y = 12 and x - y = 4, what is x?', '8'],
	['If 2x + y = 11 and x + y = 7, what is y?', '3'],
	['If f(x) = 3x^2 - 2x + 1, what is f(4)?', '41'],
	['Find the positive solution of x^2 = 169.', '13'],
	['If 3^x = 81, what is x?', '4'],
	['What is the greatest common divisor of 84 and 126?', '42'],
	['What is the least common multiple of 12 and 18?', '36'],
	['How many prime numbers are there between 10 and 30?', '6'],
	['What is the sum of the integers from 1 to 50?', '1275'],
	['What is the next number in the sequence 2, 6, 12, 20, 30?', '42'],
	['What is the 10th term of the arithmetic sequence 5, 8, 11, 14?', '32'],
	['How many positive divisors does 36 have?', '9'],
	['What is the remainder when 7^4 is divided by 5?', '1'],
	['A rectangle is 14 cm long and 9 cm wide. What is its area in square centimetres?', '126'],
	['The perimeter of a square is 52 m. What is its area in square metres?', '169'],
	['A right triangle has legs of 9 and 12. How long is the hypotenuse?', '15'],
	['Two angles of a triangle are 47 and 68 degrees. How many degrees is the third angle?', '65'],
	['What is the volume of a box of 3 by 5 by 8?', '120'],
	['A shop sells pens at 3 dollars each. Ann buys 7 pens and pays with a 50 dollar note. How many dollars does she get back?', '29'],
	['Tom has 24 apples. He gives a third of them to Eva and eats 2. How many apples does he have left?', '14'],
	['A train travels 180 km in 2.5 hours. What is its average speed in km/h?', '72'],
	['A shirt costs 40 dollars and is reduced by 15 %. What does it cost now, in dollars?', '34'],
	['Eggs come in boxes of 12. How many boxes are needed for 100 eggs?', '9'],
	['Maria reads 18 pages a day. How many days does she need for a book of 270 pages?', '15'],
	['A recipe for 4 people needs 300 g of flour. How many grams are needed for 10 people?', '750'],
	['Sam is 3 times as old as Lea. Together they are 48 years old. How old is Sam?', '36'],
	[
		'A tank holds 500 litres. 20 litres flow in and 8 litres flow out each minute. After how many minutes is the half-full tank full? Round up.',
		'21',
	],
	['The average of five numbers is 12. Four of them are 8, 10, 14 and 15. What is the fifth?', '13'],
	['A car uses 6 litres of petrol per 100 km. How many litres does it use for 350 km?', '21'],
	['There are 5 red and 3 blue balls in a bag. What is the probability of drawing a blue ball, as a fraction?', '3/8'],
	['In how many ways can 4 books be arranged on a shelf?', '24'],
	['How many different pairs can be chosen from 7 people?', '21'],
	['Two dice are thrown. In how many of the 36 outcomes is the sum 7?', '6'],
	['A worker earns 14 dollars an hour and works 6 hours a day for 5 days. How many dollars does the worker earn?', '420'],
	['Ben saves 15 dollars a week and already has 60 dollars. How many weeks until he has 240 dollars?', '12'],
	['A farmer has chickens and cows, 20 animals with 56 legs in all. How many cows are there?', '8'],
	['A book costs 12 dollars more than a pen. Together they cost 20 dollars. What does the pen cost, in dollars?', '4'],
	['A clock gains 3 minutes every hour. How many minutes is it ahead after 8 hours?', '24'],
	['If 4 workers build a wall in 6 days, how many days do 3 workers need at the same pace?', '8'],
	['A class of 30 has 18 girls. What percentage of the class are boys?', '40'],
	['Anna runs 5 rounds of 400 m and then walks 1.2 km. How many metres does she cover in all?', '3200'],
	['A number is doubled and then 9 is added; the result is 35. What is the number?', '13'],
	['A snail climbs 3 m each day and slides back 2 m each night. On which day does it reach the top of a 10 m wall?', '8'],
];

const trace: readonly (readonly [languageId: string, code: string, answer: string])[] = [
	['python', 'total = 0\nfor i in range(5):\n    total += i * i\nprint(total)', '30'],
	['python', "s = 'programming'\nprint(s[3:7])", 'gram'],
	['python', 'a = [1, 2, 3]\nb = a\nb.append(4)\nprint(len(a))', '4'],
	['python', 'def f(n):\n    return 1 if n <= 1 else n * f(n - 1)\n\nprint(f(5))', '120'],
	['python', 'x = 10\nwhile x > 3:\n    x -= 4\nprint(x)', '2'],
	['python', 'print(sum(n for n in range(1, 11) if n % 3 == 0))', '18'],
	['python', "words = ['pear', 'fig', 'apple']\nprint(sorted(words, key=len)[0])", 'fig'],
	['python', 'print(17 // 5, 17 % 5)', '3 2'],
	['python', "d = {'a': 1, 'b': 2}\nd['a'] += 5\nprint(d['a'] * d['b'])", '12'],
	['python', 'a, b = 0, 1\nfor _ in range(7):\n    a, b = b, a + b\nprint(a)', '13'],
	['javascript', 'let n = 0;\nfor (let i = 1; i <= 4; i++) {\n  for (let j = i; j <= 4; j++) n++;\n}\nconsole.log(n);', '10'],
	['javascript', 'const a = [3, 1, 2].map((x) => x * 2).filter((x) => x > 2);\nconsole.log(a.length);', '2'],
	['javascript', "console.log('5' + 3);", '53'],
	['javascript', 'console.log([1, 2, 3, 4].reduce((sum, x) => sum + x, 10));', '20'],
	['javascript', "const s = 'level';\nconsole.log(s === [...s].reverse().join(''));", 'true'],
	['javascript', 'const f = (a, b = a * 2) => a + b;\nconsole.log(f(3));', '9'],
	['javascript', 'let x = 7;\nx = x % 4 === 3 ? x * 3 : x - 1;\nconsole.log(x);', '21'],
	['javascript', "const words = 'the quick brown fox'.split(' ');\nconsole.log(words.map((w) => w[0]).join(''));", 'tqbf'],
	['javascript', 'function g(a, b) {\n  while (b !== 0) {\n    [a, b] = [b, a % b];\n  }\n  return a;\n}\nconsole.log(g(48, 18));', '6'],
	[
		'javascript',
		'const stack = [];\nfor (const c of [1, 2, 3]) stack.push(c);\nstack.pop();\nstack.push(stack[0] + stack[1]);\nconsole.log(stack[2]);',
		'3',
	],
];

export const questions: readonly Question[] = [
	...mathematics.map(([question, answer]) => ({ kind: 'mathematics', question, answer }) as const),
	...trace.map(
		([languageId, code, answer]) =>
			({ kind: 'trace', question: `What does this print?\n\n\`\`\`${languageId}\n${code}\n\`\`\``, answer }) as const,
	),
];

/**
 * Whether a reply gives the answer. What counts is what a reader takes for it: the last `\boxed{}`, else the last line that holds anything of
 * the answer's shape, or for a printed word the last text in quotation marks or backticks.
 */
export const isRight = (reply: string, { answer }: Question): boolean => {
	const text = plainText(reply);
	const boxed = [...text.matchAll(/\\boxed\{((?:[^{}]|\{[^{}]*\})*)\}/gu)].at(-1)?.[1];
	const shape = shapes.find(({ of }) => of.test(answer)) ?? word;
	const lines = (boxed ?? text).split('\n').filter((line) => line.search(shape.values) >= 0);
	const values = [...(lines.at(-1) ?? '').matchAll(shape.values)].map(([value]) =>
		value.replace(/[\s,]+/gu, ' ').replace(/\s*\/\s*/gu, '/'),
	);
	return values.includes(answer);
};

interface Shape {
	/** What answers of this shape look like. */
	readonly of: RegExp;
	readonly values: RegExp;
}

const word: Shape = { of: /^\w+$/u, values: /[A-Za-z]+/gu };
const shapes: readonly Shape[] = [
	{ of: /^\d+\/\d+$/u, values: /-?\d+\s*\/\s*\d+/gu },
	{ of: /^\d+ \d+$/u, values: /-?\d+[\s,]+\d+/gu },
	{ of: /^\d+$/u, values: /(?<![\d.])-?\d+(?!\.?\d)/gu },
	word,
];

/** Without marks of Markdown and TeX that stand between a reader and a number: `72.0` is 72, `\frac{1}{2}` is 1/2, `cm^2` is cm. */
const plainText = (reply: string): string =>
	reply
		.replaceAll('**', '')
		.replace(/\\[dt]?frac\{(-?\d+)\}\{(\d+)\}/gu, '$1/$2')
		.replace(/\^\{?2\}?/gu, '')
		.replace(/(\d)[,\u202f](?=\d{3}\b)/gu, '$1')
		.replace(/(\d)\.0+\b/gu, '$1');
