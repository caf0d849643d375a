import * as vscode from 'vscode';
import { UserError } from '../core/errors.ts';
import { placesIn } from '../core/tasks/stackTrace.ts';
import { activeEditor } from './documents.ts';
import { askAbout, askAtCursor, assertFixable, type FixAsk } from './fixAsk.ts';
import type { FixCommand } from './fixCommand.ts';
import type { FixReview } from './fixReview.ts';
import { workspaceFile } from './links.ts';
import { problemsIn } from './problems.ts';
import { terminalSelection } from './terminalSelection.ts';

/** The commands of Fix and of its review. `words`: what was asked for in words, by document, until it led to a change. */
export const fixTable = (
	fix: FixCommand,
	review: FixReview,
	words = new Map<string, string>(),
): Readonly<Record<string, (...args: never[]) => unknown>> => ({
	'lemma.fix': async (diagnostics?: readonly vscode.Diagnostic[], uri?: vscode.Uri) =>
		fix.run(Array.isArray(diagnostics) ? askAbout(await documentOf(uri), diagnostics) : askAtCursor(activeEditor())),
	'lemma.fixAll': async (uri?: vscode.Uri) => {
		const document = await documentOf(uri instanceof vscode.Uri ? uri : undefined);
		await fix.run(askAbout(document, problemsIn(document.uri)));
	},
	'lemma.fixWithInstruction': () => fixWithInstruction(fix, words),
	'lemma.fixTest': (failed?: FailedTest) => fixTest(fix, failed),
	'lemma.fixFromTerminal': () => fixFromTerminal(fix),
	'lemma.cancelFix': () => fix.cancel(),
	'lemma.showFixDraft': () => fix.showDraft(),
	'lemma.acceptFix': () => review.accept(),
	'lemma.rejectFix': () => review.reject(),
	'lemma.acceptHunk': (index?: number) => review.acceptHunk(numberOf(index)),
	'lemma.rejectHunk': (index?: number) => review.rejectHunk(numberOf(index)),
	'lemma.nextHunk': () => review.nextHunk(),
	'lemma.previousHunk': () => review.nextHunk(-1),
	'lemma.openFixAsDiff': () => review.openAsDiff(),
	'lemma.showFixReasoning': () => review.showReasoning(),
	'lemma.fixAgain': () => review.again(),
});

/** A menu gives its own arguments. */
const numberOf = (index: unknown): number | undefined => (typeof index === 'number' ? index : undefined);

const documentOf = async (uri: vscode.Uri | undefined): Promise<vscode.TextDocument> =>
	uri === undefined ? activeEditor().document : vscode.workspace.openTextDocument(uri);

/** The words are kept until they led to a change, so that nobody writes them twice. */
async function fixWithInstruction(fix: FixCommand, words: Map<string, string>): Promise<void> {
	const editor = activeEditor();
	await assertFixable(editor.document);
	const ask = askAtCursor(editor);
	const key = editor.document.uri.toString();
	const instruction = await vscode.window.showInputBox({
		title: 'Fix with Lemma',
		prompt: editor.selection.isEmpty ? 'What should change here?' : 'What should change in the selected lines?',
		placeHolder: 'Handle the empty list',
		value: words.get(key) ?? '',
	});
	if (instruction === undefined || instruction.trim() === '') {
		return;
	}
	words.set(key, instruction);
	// The words say what is wanted: only what is reported in the selection itself belongs to that.
	const cursor = { first: editor.selection.active.line, last: editor.selection.active.line };
	await fix.run(editor.selection.isEmpty ? { ...ask, target: cursor, diagnostics: [], instruction } : { ...ask, instruction });
	words.delete(key);
}

/** What VS Code gives to a command on the message of a failing test; another test explorer may give less. */
interface FailedTest {
	readonly test?: { readonly uri?: vscode.Uri; readonly range?: vscode.Range; readonly label?: string };
	readonly message?: Partial<vscode.TestMessage>;
}

async function fixTest(fix: FixCommand, failed: FailedTest | undefined): Promise<void> {
	const { test, message } = failed ?? {};
	if (message?.message === undefined) {
		throw new UserError('noEditor', 'No failing test was given. Right-click the message of a failed test and choose "Fix with Lemma".');
	}
	const said = typeof message.message === 'string' ? message.message : message.message.value;
	const values = message.expectedOutput === undefined ? '' : `\nExpected: ${message.expectedOutput}\nActual: ${message.actualOutput ?? ''}`;
	const frames = (message.stackTrace ?? []).flatMap(({ uri, position }) =>
		uri === undefined || position === undefined ? [] : [{ uri, line: position.line }],
	);
	// Not every runner has a trace; where the message stands, the test failed.
	const failedAt = frames.length > 0 ? [] : [lineOf(message.location) ?? []].flat();
	const stack = [...frames, ...failedAt].map(({ uri, line }) => `at ${vscode.workspace.asRelativePath(uri)}:${line + 1}`).join('\n');
	const failure = `${test?.label === undefined ? '' : `${test.label}: `}${said}${values}\n${stack}`.trim();
	// The code under test is what a fix may change: the deepest place that is not in the test's own file.
	const testFile = test?.uri ?? message.location?.uri;
	const code = frames.find(({ uri }) => uri.toString() !== testFile?.toString()) ?? (await firstPlace(said, testFile));
	const place = code ?? lineOf(message.location) ?? lineOf(test);
	if (place === undefined) {
		throw new UserError('noEditor', 'The test names no file. Open the code under test, and use "Fix with Instruction…" there.');
	}
	await fix.run(await askAtPlace(place.uri, place.line, failure));
}

async function fixFromTerminal(fix: FixCommand): Promise<void> {
	const { text } = await terminalSelection();
	const place = await firstPlace(text, undefined);
	if (place === undefined) {
		throw new UserError(
			'noEditor',
			'The selected text names no file of the workspace with a line, as in src/app.ts:12. Select the lines that do.',
		);
	}
	await fix.run(await askAtPlace(place.uri, place.line, text));
}

interface Place {
	readonly uri: vscode.Uri;
	readonly line: number;
}

const lineOf = (at: { readonly uri?: vscode.Uri; readonly range?: vscode.Range } | undefined): Place | undefined =>
	at?.uri === undefined || at.range === undefined ? undefined : { uri: at.uri, line: at.range.start.line };

/** The first file and line in a text that is one of the workspace, and no test where there is another. */
async function firstPlace(text: string, testFile: vscode.Uri | undefined): Promise<Place | undefined> {
	const places: Place[] = [];
	for (const { path, line } of placesIn(text)) {
		const uri = await workspaceFile(path);
		if (uri !== undefined && uri.toString() !== testFile?.toString()) {
			places.push({ uri, line });
		}
	}
	return places.find(({ uri }) => !isTest(uri)) ?? places[0];
}

const isTest = ({ path }: vscode.Uri): boolean => /[._-](?:test|spec)\.|\/test_|_test\.|\/(?:tests?|__tests__)\//iu.test(path);

async function askAtPlace(uri: vscode.Uri, line: number, failure: string): Promise<FixAsk> {
	const document = await vscode.workspace.openTextDocument(uri);
	const at = Math.max(0, Math.min(line, document.lineCount - 1));
	await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, 0, at, 0) });
	const diagnostics = problemsIn(uri).filter(({ range }) => range.start.line <= at && range.end.line >= at);
	return { document, target: { first: at, last: at }, diagnostics, failure };
}
