import { Environment, Interpreter } from '@huggingface/jinja';
import { equal, isNone, isUndefined, textOf, type Value } from './pythonValue.ts';

/**
 * The library's interpreter, brought closer to Python where templates show the difference: how values print and compare, which characters are
 * stripped, what is undefined, the scope of a loop's round. It also counts what it does, since a template may be hostile.
 */
export class PythonInterpreter extends Interpreter {
	#steps = 0;

	/** The tree is changed, so it must not be shared. */
	render(program: Node & { body: Node[] }): string {
		markDifferences(program);
		return String(this.evaluate(program, this.global).value);
	}

	override evaluate(statement: Node | undefined, environment: Environment): Value {
		if (++this.#steps > mostSteps) throw new Error('it does not end');
		const value = this.#evaluate(statement ?? nothing, environment);
		const size = typeof value.value === 'string' || Array.isArray(value.value) ? value.value.length : 0;
		if (size > longestValue) throw new Error('it gives too long a prompt');
		return value;
	}

	#evaluate(node: Node, environment: Environment): Value {
		switch (node.type) {
			case 'Known':
				return node.known ?? this.#base(undefined, environment);
			case 'Output':
				return this.#text(textOf(this.evaluate(node.operand, environment)), environment);
			case 'Round':
				return this.#base({ ...node, type: 'Program' }, new Environment(environment));
			case 'Iterable':
				return this.#iterable(this.evaluate(node.operand, environment), environment);
			case 'BinaryExpression':
				return this.#binary(node, environment);
			case 'FilterExpression':
				return this.#filter(node, environment);
			case 'CallExpression':
				return this.#strip(node, environment) ?? this.#base(node, environment);
			case 'Nothing':
				return this.#base(undefined, environment);
			default:
				return this.#base(node, environment);
		}
	}

	/** What is undefined is empty, and a text is a list of its characters. */
	#iterable(value: Value, environment: Environment): Value {
		if (typeof value.value !== 'string' && !isUndefined(value)) return value;
		const items: Node[] = [...textOf(value)].map((character) => ({ type: 'StringLiteral', value: character }));
		return this.#base({ type: 'ArrayLiteral', value: items }, environment);
	}

	#binary(node: Node, environment: Environment): Value {
		const operator = node.operator?.value;
		if (operator === 'and' || operator === 'or') return this.#base(node, environment);
		const left = this.evaluate(node.left, environment);
		const right = this.evaluate(node.right, environment);
		const known: Node = { ...node, left: { type: 'Known', known: left }, right: { type: 'Known', known: right } };
		switch (operator) {
			case '==':
			case '!=':
				return this.#truth(equal(left, right) === (operator === '=='), environment);
			case '~':
				return this.#text(textOf(left) + textOf(right), environment);
			case '+':
				if ((typeof left.value === 'string') !== (typeof right.value === 'string')) {
					throw new Error('it adds a text to something that is none');
				}
				return this.#base(known, environment);
			default:
				return this.#base(known, environment);
		}
	}

	#filter(node: Node, environment: Environment): Value {
		const operand = this.evaluate(node.operand, environment);
		const name = node.filter?.type === 'Identifier' ? node.filter.value : undefined;
		if (name === 'string') return this.#text(textOf(operand), environment);
		if (name === 'trim' && typeof operand.value !== 'string') return this.#text(textOf(operand).trim(), environment);
		if (isUndefined(operand)) {
			if (name === 'length') return this.#base({ type: 'IntegerLiteral', value: 0 }, environment);
			if (name === 'list') return this.#base({ type: 'ArrayLiteral', value: [] }, environment);
			if (name === 'join') return this.#text('', environment);
		}
		return this.#base({ ...node, operand: { type: 'Known', known: operand } }, environment);
	}

	/** `strip`, `lstrip` and `rstrip` of given characters; `undefined` for any other call. */
	#strip({ callee, args = [] }: Node, environment: Environment): Value | undefined {
		const name = callee?.type === 'MemberExpression' && callee.computed === false ? callee.property?.value : undefined;
		if (args.length !== 1 || (name !== 'strip' && name !== 'lstrip' && name !== 'rstrip')) return undefined;
		const text = this.evaluate(callee?.object, environment).value;
		const given = this.evaluate(args[0], environment);
		const characters = isNone(given) ? undefined : given.value;
		if (typeof text !== 'string' || (typeof characters !== 'string' && !isNone(given))) return undefined;
		const isStripped = (character: string | undefined): boolean =>
			character !== undefined && (typeof characters === 'string' ? characters.includes(character) : /\s/u.test(character));
		const all = [...text];
		let [from, to] = [0, all.length];
		while (name !== 'rstrip' && from < to && isStripped(all[from])) from++;
		while (name !== 'lstrip' && from < to && isStripped(all[to - 1])) to--;
		return this.#text(all.slice(from, to).join(''), environment);
	}

	#base(node: Node | undefined, environment: Environment): Value {
		return super.evaluate(node, environment);
	}

	#text = (value: string, environment: Environment): Value => this.#base({ type: 'StringLiteral', value }, environment);
	#truth = (value: boolean, environment: Environment): Value =>
		this.#base({ type: 'Identifier', value: value ? 'true' : 'false' }, environment);
}

/** What is read here of the library's nodes, whose classes it keeps to itself, and of ours. */
interface Node {
	type: string;
	value?: unknown;
	body?: Node[];
	alternate?: Node[];
	defaultBlock?: Node[];
	iterable?: Node;
	lhs?: Node;
	operand?: Node;
	operator?: { value: string };
	left?: Node;
	right?: Node;
	filter?: Node;
	callee?: Node;
	args?: Node[];
	object?: Node;
	property?: Node;
	computed?: boolean;
	known?: Value;
}

/** Puts nodes of ours where Python does otherwise: around what is printed, what is looped over, and each round of a loop. */
function markDifferences(block: Node): void {
	for (const body of [block.body, block.alternate, block.defaultBlock]) {
		body?.forEach((child, index) => {
			if (blocks.has(child.type)) markDifferences(child);
			else if (!leaves.has(child.type)) body[index] = { type: 'Output', operand: child };
		});
	}
	if (block.type !== 'For' || block.iterable === undefined || block.body === undefined) return;
	block.body.splice(0, block.body.length, { type: 'Round', body: [...block.body] });
	const { iterable } = block;
	if (iterable.type === 'SelectExpression' && iterable.lhs !== undefined) iterable.lhs = { type: 'Iterable', operand: iterable.lhs };
	else block.iterable = { type: 'Iterable', operand: iterable };
}

const blocks = new Set(['If', 'For', 'Macro', 'Set', 'CallStatement', 'FilterStatement']);
const leaves = new Set(['Break', 'Continue', 'Comment', 'StringLiteral']);
const nothing: Node = { type: 'Nothing' };

/** A conversation of a thousand turns takes some 300,000. */
const mostSteps = 2_000_000;
const longestValue = 16 * 2 ** 20;
