import { describe, expect, it } from 'vitest';
import { checkAnswer } from '../../../../src/core/reasoning/audit/checkAnswer.ts';

const check = (question: string, answer: string): readonly string[] =>
	checkAnswer(question, answer).map(({ verdict, text, expected }) => `${verdict}: ${text}${expected ? ` (${expected})` : ''}`);

describe('the final answer is put into the equation of the question', () => {
	it.each([
		['Solve 2x + 3 = 17 for x.', '2x = 14, so x = 7.', ['checked: 2x + 3 = 17 with x = 7']],
		['Solve 5x - 8 = 2x + 13 for x.', 'x = 8', ['refuted: 5x - 8 = 2x + 13 with x = 8 (32 ≠ 29)']],
		['Solve for x: 3(x - 4) = 2x + 5.', '$\\boxed{17}$', ['checked: 3(x - 4) = 2x + 5 with x = 17']],
		['If $3^x = 81$, what is x?', '\\boxed{5}', ['refuted: 3^x = 81 with x = 5 (243 ≠ 81)']],
		['Solve x^2 = 2.', 'x ≈ 1.414', ['checked: x^2 = 2 with x = 1.414']],
		['Solve 3x = 2.', 'x = 2/3', ['checked: 3x = 2 with x = 2/3']],
		[
			'Solve x^2 - 7x + 10 = 0.',
			'First x = 3 seems right. No: x = 2 or x = 5.',
			['checked: x^2 - 7x + 10 = 0 with x = 2', 'checked: x^2 - 7x + 10 = 0 with x = 5'],
		],
		[
			'If x + y = 12 and x - y = 4, what is x?',
			'x = 8, y = 4',
			['checked: x + y = 12 with x = 8, y = 4', 'checked: x - y = 4 with x = 8, y = 4'],
		],
	])('%s %s', (question, answer, said) => {
		expect(check(question, answer)).toEqual(said);
	});

	it('says nothing where the question asks for something else, or where there is no equation', () => {
		expect(check('What is the sum of the roots of x^2 - 9x + 14 = 0?', '9')).toEqual([]);
		expect(check('If f(x) = 3x^2 - 2x + 1, what is f(4)?', 'x = 4')).toEqual([]);
		expect(check('If 2x + y = 11 and x + y = 7, what is y?', 'y = 3')).toEqual([]);
		expect(check('If 3x = 12, what is x^2?', '16')).toEqual([]);
		expect(check('If 3x = 12, what is 2x + 1?', '9')).toEqual([]);
		expect(check('If y = 2x + 1 and x = 3, what is y?', 'y = 7')).toEqual([]);
		expect(check('What is 17 × 24?', '408')).toEqual([]);
		expect(check('Solve 2x + 3 = 17 for x.', 'I do not know.')).toEqual([]);
	});

	it('names the place of the answer', () => {
		const answer = 'So $x = 7$.';
		const [found] = checkAnswer('Solve 2x + 3 = 17.', answer);
		expect(answer.slice(found?.start, found?.end)).toBe('x = 7');
	});
});
