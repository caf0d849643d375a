import { expect, test } from 'vitest';
import { questionKind } from '../../../src/core/reasoning/questionKind.ts';
import { isRight, questions } from '../../eval/questions.ts';

test('every question of the comparison is taken for what it is', () => {
	expect(questions.filter(({ kind, question }) => questionKind(question, false) !== kind)).toEqual([]);
	expect(questions.filter(({ kind }) => kind === 'mathematics')).toHaveLength(60);
	expect(questions.filter(({ kind }) => kind === 'trace')).toHaveLength(20);
});

const expecting = (answer: string) => ({ kind: 'mathematics', question: '', answer }) as const;

test.each([
	['**Answer:** 408', '408'],
	['It is 17 · 24.\n\n\\[ \\boxed{408} \\]\n\nI checked 17 times.', '408'],
	['The area is \\(14 \\times 9 = 126 \\text{ cm}^2\\).\n```', '126'],
	['The result is 36.0', '36'],
	['She covers 3,200 metres.', '3200'],
	['\\boxed{\\dfrac{3}{8}}', '3/8'],
	['The output is:\n\n```\n3 2\n```', '3 2'],
	['The output of this code is `fig`.', 'fig'],
])('%s is right', (reply, answer) => {
	expect(isRight(reply, expecting(answer))).toBe(true);
});

test.each([
	['**Answer:** 461', '408'],
	['At first 408, but then\n\nit is 409.', '408'],
	['x = -17', '17'],
	['\\boxed{12}, not 14', '14'],
	['', '5'],
	['It takes 7.2 hours', '72'],
	['The output is `pear`.', 'fig'],
])('%s is wrong', (reply, answer) => {
	expect(isRight(reply, expecting(answer))).toBe(false);
});
