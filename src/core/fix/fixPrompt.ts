import { blockAround, type LineRange } from '../block.ts';
import type { ChatMessage } from '../model.ts';
import { fenced, stripInvisible } from '../text.ts';
import { lineCount } from './changes.ts';
import type { EditForm } from './editForm.ts';
import type { FailingTest } from './failingTests.ts';
import type { FixRequest, Problem } from './fixRequest.ts';
import type { Refusal } from './gates/gate.ts';
import { isImportLine } from './importLines.ts';
import { ownDefinitions } from './ownDefinitions.ts';

/** An edit that was not taken. */
export interface LastTry extends Refusal {
	/** The model's reply; left out where it is not to be seen again. */
	readonly reply?: string;
}

export interface PromptOptions {
	readonly region: LineRange;
	readonly form: EditForm;
	/** Whether the model is to say what is wrong before it writes. */
	readonly plans: boolean;
	readonly lastTry?: LastTry;
	/** How many of the parts that can be done without are left out, the least useful first. */
	readonly without?: number;
}

/** Asks for an edit of the region. */
export function fixMessages(request: FixRequest, options: PromptOptions): readonly ChatMessage[] {
	const { form, plans, lastTry } = options;
	const asked = form.order(request.problems.some(({ message }) => missingName.test(message)));
	const order = plans ? `First say in one or two sentences what is wrong and how to mend it. ${asked}` : asked;
	const told = lastTry === undefined ? '' : refusalText(lastTry);
	const isShown = lastTry?.reply !== undefined;
	const question = [...parts(request, options), isShown ? '' : told, order].filter((part) => part !== '').join('\n\n');
	return [
		{ role: 'system', content: system(plans) },
		{ role: 'user', content: question },
		...(isShown
			? ([
					{ role: 'assistant', content: lastTry.reply },
					{ role: 'user', content: `${told}\n\nMend that too. ${order}` },
				] as const)
			: []),
	];
}

/** Of problems that an import may mend. */
const missingName =
	/cannot find|not (?:defined|found|declared)|undefined (?:name|variable|symbol|reference)|unresolved|undeclared|no-undef|unknown (?:name|type)/iu;

const system = (plans: boolean): string =>
	`You are an expert programmer who fixes code. ${plans ? 'You are brief.' : 'You reply with the corrected code and nothing else.'} You mend the cause of a problem; you never silence it, and never delete code or tests to be rid of it.`;

/** At most so many parts can be left out. */
export const mostWithout = (request: FixRequest): number => request.definitions.length + 4;

function parts(request: FixRequest, { region, without = 0 }: PromptOptions): readonly string[] {
	const lines = request.text.split('\n');
	const code = (first: number, last: number): string => fenced(clean(lines.slice(first, last + 1).join('\n')), request.languageId);
	const imports = lines.slice(0, region.first).filter(isImportLine).slice(0, 30).join('\n');
	const left = Math.max(0, without - request.definitions.length);
	const own = left > 1 ? '' : clean(ownDefinitions(request, region));
	const around = blockAround(lines, region);
	const definitions = request.definitions.slice(0, Math.max(0, request.definitions.length - without));
	return [
		`File ${clean(request.label)}.`,
		imports === '' || left > 2 ? '' : `It imports:\n${fenced(clean(imports), request.languageId)}`,
		own === '' ? '' : `It also has:\n${fenced(own, request.languageId)}`,
		...definitions.map(({ path, text }) => `In ${clean(path)}:\n${fenced(clean(text), request.languageId)}`),
		lineCount(around) > lineCount(region) && left === 0
			? `The part in question stands in this code:\n${code(around.first, around.last)}`
			: '',
		`${partName(request)}:\n${code(region.first, region.last)}`,
		request.problems
			.slice(0, mostProblems)
			.map((problem, index, all) => problemText(problem, lines, all.slice(0, index)))
			.join('\n'),
		request.failure === undefined ? '' : `A test fails:\n${fenced(headOf(clean(request.failure), 40), '')}`,
		...(left > 3 ? [] : (request.failingTests ?? []).map((test) => testText(test, request.languageId))),
		request.instruction === undefined ? '' : `What is wanted: ${clean(request.instruction)}`,
	];
}

function partName({ problems, instruction }: FixRequest): string {
	if (problems.length > 0) return problems.length === 1 ? 'This part of it has a problem' : 'This part of it has these problems';
	return instruction === undefined ? 'This part of it has a mistake' : 'This part of it is to be changed';
}

function problemText(problem: Problem, lines: readonly string[], earlier: readonly Problem[]): string {
	const { message, source, related = [], suggestions = [] } = problem;
	const at = clean((lines[problem.lines.first] ?? '').trim()).slice(0, 160);
	const more = related.slice(0, 3).map((other) => `\n  see ${other.label}:${other.line + 1}: ${other.message}`);
	const offers = suggestions
		.filter((suggestion) => !earlier.some((other) => other.suggestions?.includes(suggestion)))
		.map((suggestion) => `\n  a quick fix is offered: ${headOf(suggestion, 1)}`);
	const by = source === undefined ? '' : ` [${source}]`;
	return clean(`- at \`${at}\`: ${headOf(message, 8)}${by}${[...more, ...offers].join('')}`);
}

const testText = ({ path, text, failedAt }: FailingTest, languageId: string): string =>
	`The test in ${clean(path)} fails at \`${clean(failedAt).slice(0, 200)}\`:\n${fenced(headOf(clean(text), 30), languageId)}`;

const refusalText = ({ reason, evidence }: LastTry): string =>
	`Your last try was not taken: ${clean(reason)}.${evidence === undefined || evidence === '' ? '' : `\n${fenced(headOf(clean(evidence), evidenceLines), '')}`}`;

/** What goes back of what a checker said. */
const evidenceLines = 60;
const mostProblems = 10;

const headOf = (text: string, most: number): string =>
	text
		.split('\n', most)
		.map((line) => line.slice(0, 300))
		.join('\n');

const clean = stripInvisible;
