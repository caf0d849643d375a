import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { SyntaxTrees } from '../core/completion/syntax.ts';
import { UserError } from '../core/errors.ts';
import { codeBlock } from '../core/fix/codeBlock.ts';
import type { ModelSource } from '../core/model.ts';
import { checkTests, evidenceOf, type TestsVerdict, verdictText } from '../core/tasks/checkTests.ts';
import { mutantsOf } from '../core/tasks/mutants.ts';
import { specifierOf } from '../core/tasks/testFiles.ts';
import { isExported, isScript, readTests, type TestRequest, testMessages } from '../core/tasks/testGeneration.ts';
import { activeEditor, labelOf } from './documents.ts';
import { assertFixable } from './fixAsk.ts';
import { noUsableReply, promptCharacters, runTask, type TaskRun } from './modelTask.ts';
import { type SymbolOfDocument, symbolAtCursor } from './symbolAtCursor.ts';
import type { TestConsent } from './testConsent.ts';
import { type TestPlace, testPlaceOf } from './testPlace.ts';

export interface TestPorts {
	readonly reasoner: ModelSource;
	readonly trees: SyntaxTrees;
	readonly consent: Pick<TestConsent, 'testsOf'>;
}

interface Written {
	readonly tests: string;
	readonly verdict: TestsVerdict;
	readonly command: string;
}

/** Writes tests of the function at the cursor into a new document, which the user saves or not. Where tests may run, they are run first. */
export async function generateTests({ reasoner, trees, consent }: TestPorts): Promise<void> {
	const editor = activeEditor();
	await assertFixable(editor.document);
	const found = await symbolAtCursor(editor, trees, 'function');
	const { document, text, symbol } = found;
	const name = symbol.name ?? '';
	if (name === '') {
		throw new UserError('usage', `The function at the cursor in ${labelOf(document)} has no name that a test could use.`);
	}
	const isTopLevel = /^\S/u.test(text.split('\n')[symbol.lines.first] ?? '');
	if (isScript(document.languageId) && isTopLevel && !isExported(name, text)) {
		throw new UserError(
			'usage',
			`${name} is not exported, so no test can import it. Export it, or put the cursor into a function that is.`,
		);
	}
	const place = await testPlaceOf(document);
	const { tests, verdict, command } = await runTask(reasoner, `tests for ${name}`, (run) => write(run, found, name, place, trees, consent));
	await show(document, place, tests);
	void vscode.window.showInformationMessage(`Tests of ${name} are in a new document. ${verdictText(verdict, command)}`);
}

/** Again with what went wrong, where they ran and were not good enough. */
async function write(
	run: TaskRun,
	found: SymbolOfDocument,
	name: string,
	place: TestPlace,
	trees: SyntaxTrees,
	consent: Pick<TestConsent, 'testsOf'>,
): Promise<Written> {
	let best: Written | undefined;
	let evidence: TestRequest['evidence'];
	for (let round = 1; round <= mostRounds; round++) {
		const request = requestOf(found, name, place, promptCharacters(run.model, answerTokens), evidence);
		const reply = await run.write({ messages: testMessages(request), maxTokens: answerTokens, isEnough });
		const tests = readTests(reply, request);
		if (tests === undefined) {
			evidence = { tests: codeBlock(reply)?.code ?? '', reason: `They hold no whole test of ${name} in one fenced code block.` };
			continue;
		}
		const checked = await check(run, found, place, tests, trees, consent);
		// Tests that pass are better than any that fail, of whichever round.
		if (best === undefined || checked.verdict.kind === 'held' || (checked.verdict.kind === 'blind' && best.verdict.kind === 'failed')) {
			best = { tests, ...checked };
		}
		const reason = evidenceOf(checked.verdict);
		if (reason === undefined) {
			break;
		}
		evidence = { tests, reason };
	}
	if (best === undefined) {
		throw noUsableReply(`tests of ${name}`);
	}
	return best;
}

const mostRounds = 2;
const answerTokens = 900;
const isEnough = (reply: string): boolean => codeBlock(reply)?.closed === true;

function requestOf(
	{ document, text, symbol }: SymbolOfDocument,
	name: string,
	{ path, sample, library }: TestPlace,
	characters: number,
	evidence: TestRequest['evidence'],
): TestRequest {
	const { languageId } = document;
	const rows = text.split('\n');
	const code = rows.slice(symbol.lines.first, symbol.lines.last + 1).join('\n');
	const spare = Math.max(0, characters - code.length - (evidence?.tests.length ?? 0) - (evidence?.reason.length ?? 0));
	const specifier = path === undefined || !isScript(languageId) ? undefined : specifierOf(path, labelOf(document), sample?.text ?? text);
	return {
		...{ name, languageId, code, label: labelOf(document) },
		surroundings: beginningOf(rows.slice(0, symbol.lines.first), Math.min(2000, spare / 2)),
		...(specifier === undefined ? {} : { specifier }),
		...(sample === undefined ? {} : { sample: { ...sample, text: beginningOf(sample.text.split('\n'), Math.min(1500, spare / 2)) } }),
		...(library === undefined ? {} : { library }),
		...(evidence === undefined ? {} : { evidence }),
	};
}

/** Whole lines alone. */
function beginningOf(rows: readonly string[], characters: number): string {
	const text = rows.join('\n');
	return text.length <= characters ? text : text.slice(0, Math.max(0, text.lastIndexOf('\n', characters)));
}

async function check(
	{ report, signal }: TaskRun,
	{ document, text, symbol }: SymbolOfDocument,
	{ uri }: TestPlace,
	tests: string,
	trees: SyntaxTrees,
	consent: Pick<TestConsent, 'testsOf'>,
): Promise<Omit<Written, 'tests'>> {
	const path = uri?.fsPath;
	const first = path === undefined ? undefined : await consent.testsOf(document, new Map([[path, tests]]));
	if (path === undefined || first === undefined) {
		return { verdict: { kind: 'notRun', reason: 'no test command of this workspace may run (lemma.fix.testCommand).' }, command: '' };
	}
	let runs = 0;
	const mutants = mutantsOf({ languageId: document.languageId, text }, symbol.lines, trees, mostMutants);
	const verdict = await checkTests({ source: text, mutants, tests, fileName: basename(path) }, async (texts) => {
		report(`running the tests, ${++runs} of ${mutants.length + 2}`);
		const run = texts.tests === tests ? first : await consent.testsOf(document, new Map([[path, texts.tests]]));
		return run === undefined ? { kind: 'notRun', reason: 'the test command may not run any more.' } : run.run(texts.source, signal);
	});
	return { verdict, command: first.command };
}

const mostMutants = 4;

/** An unsaved document under the name that it would have. */
async function show(document: vscode.TextDocument, { uri }: TestPlace, content: string): Promise<void> {
	if (uri === undefined) {
		await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: document.languageId, content }));
		return;
	}
	const target = await vscode.workspace.openTextDocument(uri.with({ scheme: 'untitled' }));
	const edit = new vscode.WorkspaceEdit();
	edit.replace(target.uri, new vscode.Range(0, 0, target.lineCount, 0), content);
	await vscode.workspace.applyEdit(edit);
	await vscode.window.showTextDocument(target, { viewColumn: vscode.ViewColumn.Beside });
}
