import { judge } from './compare.ts';
import type { Equality } from './equality.ts';
import { type Equation, equationsIn } from './equationsIn.ts';
import { evaluate, readingsOf } from './evaluate.ts';
import type { Expression } from './expression.ts';
import { type FinalAnswer, finalAnswers } from './finalAnswer.ts';

/** `solve … for x`, `what is x`: the answer is the unknown itself, not something made of it. */
const asksForUnknown = (question: string, name: string): boolean =>
	new RegExp(
		`\\b(?:solve\\b|(?:what\\s+is|what's|find|determine|calculate|compute|get)\\s+(?:the\\s+(?:value|values)\\s+of\\s+)?[\\\\($]*${name}\\b(?![\\^+*/(²³]|\\s*[-+*/^]))`,
		'iu',
	).test(question);

/** What is asked for is made of the solutions, or is one of several. */
const asksForMore =
	/\b(?:sum|product|difference|number|how many|how much|product|average)\s+(?:of\s+)?(?:the\s+|all\s+|its\s+)*(?:roots?|solutions?|zeros?|values?)\b|\bdiscriminant\b/iu;

/**
 * Puts the final answer into the equation that the question asks to solve. Each result is the place of the answer with the equation as it
 * then reads. Says nothing where the question has no such equation or the answer is not given as a number.
 */
export function checkAnswer(question: string, answer: string): readonly Equality[] {
	const equations = equationsIn(question);
	const [first] = equations;
	if (!first || asksForMore.test(question)) return [];
	const names = new Set(equations.flatMap(({ unknowns }) => [...unknowns]));
	const answers = finalAnswers(answer, names, names.size === 1 && [...names].every((name) => asksForUnknown(question, name)));
	return names.size === 1 ? answers.flatMap((given) => checkOne(equations, given)) : checkTogether(equations, names, answers);
}

/** Each answer has to solve every equation. */
function checkOne(equations: readonly Equation[], given: FinalAnswer): readonly Equality[] {
	return equations.map((equation) => substituted(equation, [given]));
}

/** Of several unknowns only all together can be put in. */
function checkTogether(equations: readonly Equation[], names: ReadonlySet<string>, answers: readonly FinalAnswer[]): readonly Equality[] {
	const byName = new Map(answers.map((given) => [given.name, given]));
	if (byName.size !== names.size || answers.length !== names.size) return [];
	return equations.map((equation) =>
		substituted(
			equation,
			answers.filter(({ name }) => equation.unknowns.has(name)),
		),
	);
}

function substituted({ left, right, text, unknowns }: Equation, answers: readonly FinalAnswer[]): Equality {
	const values = new Map(answers.map(({ name, value }) => [name, value]));
	const claim = {
		left: withValues(left, values),
		right: withValues(right, values),
		isApproximate: answers.some(({ isRounded }) => isRounded),
		isTentative: false,
	};
	const places = answers.map(({ start, end }) => ({ start, end }));
	const judgement = judge(claim);
	const shown = `${text.trim()} with ${answers
		.filter(({ name }) => unknowns.has(name))
		.map(({ name, text: value }) => `${name} = ${value}`)
		.join(', ')}`;
	return {
		text: shown,
		start: Math.min(...places.map(({ start }) => start)),
		end: Math.max(...places.map(({ end }) => end)),
		verdict: judgement?.verdict ?? 'notCheckable',
		...(judgement?.verdict === 'refuted' ? { expected: comparison(claim.left, claim.right) } : {}),
	};
}

/** What the two sides come to. */
function comparison(left: Expression, right: Expression): string {
	const [reading] = readingsOf([left, right]);
	const of = (side: Expression): string => {
		const value = reading && evaluate(side, reading);
		return value ? value.low.toString(4) : '?';
	};
	return `${of(left)} ≠ ${of(right)}`;
}

/** The expression with numbers in the place of its unknowns. */
function withValues(expression: Expression, values: ReadonlyMap<string, Expression>): Expression {
	const into = (part: Expression): Expression => withValues(part, values);
	switch (expression.kind) {
		case 'variable':
			return { kind: 'group', of: values.get(expression.name) ?? expression };
		case 'number':
		case 'pi':
			return expression;
		case 'binary':
			return { ...expression, left: into(expression.left), right: into(expression.right), isDoubtful: false };
		case 'mixed':
			return { ...expression, whole: into(expression.whole), part: into(expression.part) };
		case 'root':
			return { ...expression, of: into(expression.of), degree: into(expression.degree) };
		case 'call':
			return { ...expression, args: expression.args.map(into) };
		case 'negative':
			return { ...expression, of: into(expression.of), isDoubtful: false };
		default:
			return { ...expression, of: into(expression.of) };
	}
}
