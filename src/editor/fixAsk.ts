import * as vscode from 'vscode';
import { blockAround, type LineRange } from '../core/block.ts';
import { refusal } from '../core/chat/context.ts';
import { UserError } from '../core/errors.ts';
import { assertTrusted, labelOf, plainText, selectedLines, sourceOf } from './documents.ts';
import { linesApart, linesOf, problemsIn } from './problems.ts';

/** What a user wants mended. */
export interface FixAsk {
	readonly document: vscode.TextDocument;
	readonly target: LineRange;
	/** The only lines that may change. */
	readonly within?: LineRange;
	readonly diagnostics: readonly vscode.Diagnostic[];
	readonly instruction?: string;
	/** What a failing test, or a terminal, said. */
	readonly failure?: string;
}

/** What the user stands at: the problems that touch the selection or the block around the cursor, else the nearest one. */
export function askAtCursor({ document, selection }: vscode.TextEditor): FixAsk {
	const cursor: LineRange = { first: selection.active.line, last: selection.active.line };
	const asked = selection.isEmpty ? cursor : selectedLines(selection);
	const all = [...problemsIn(document.uri)].sort((a, b) => a.severity - b.severity || linesApart(a, asked) - linesApart(b, asked));
	const reach = selection.isEmpty ? blockAround(plainText(document).split('\n'), cursor) : asked;
	const near = all.filter((diagnostic) => linesApart(diagnostic, reach) === 0);
	const nearest = selection.isEmpty ? all.slice(0, 1) : [];
	const diagnostics = (near.length > 0 ? near : nearest).slice(0, mostProblems);
	return selection.isEmpty
		? { document, target: spanOf(diagnostics) ?? asked, diagnostics }
		: { document, target: asked, within: asked, diagnostics };
}

export function askAbout(document: vscode.TextDocument, diagnostics: readonly vscode.Diagnostic[]): FixAsk {
	const target = spanOf(diagnostics);
	if (target === undefined) {
		throw new UserError(
			'noEdit',
			`No problems are reported in ${labelOf(document)}. Select code and run "Lemma: Fix with Instruction…" instead.`,
		);
	}
	return { document, target, diagnostics: diagnostics.slice(0, mostProblems) };
}

/** The same of the document as it is now: of its problems those that say the same as the ones that were meant. */
export function askAgain(ask: FixAsk): FixAsk {
	const messages = new Set(ask.diagnostics.map(({ message }) => message));
	const diagnostics = problemsIn(ask.document.uri).filter(({ message }) => messages.has(message));
	const last = ask.document.lineCount - 1;
	const inside = ({ first, last: end }: LineRange): LineRange => ({ first: Math.min(first, last), last: Math.min(end, last) });
	if (messages.size > 0 && diagnostics.length === 0 && ask.instruction === undefined && ask.failure === undefined) {
		throw new UserError('noEdit', `${labelOf(ask.document)} no longer has the problem that was to be mended.`);
	}
	const { within, ...rest } = ask;
	return {
		...rest,
		diagnostics,
		target: within === undefined ? (spanOf(diagnostics) ?? inside(ask.target)) : inside(ask.target),
		...(within === undefined ? {} : { within: inside(within) }),
	};
}

/** Throws a UserError where a fix could not be read or not be applied. */
export async function assertFixable(document: vscode.TextDocument): Promise<void> {
	assertTrusted('use Fix');
	if (document.uri.scheme.startsWith('lemma-')) {
		throw new UserError('readOnly', 'This is a page of Lemma. Go to the file itself to have it fixed.');
	}
	const text = plainText(document);
	if (text.length > mostCharacters) {
		throw new UserError(
			'fileTooLarge',
			`${labelOf(document)} has ${(text.length / 1e6).toFixed(1)} million characters, more than Fix can check. Put the part that matters into a file of its own.`,
		);
	}
	const reason =
		text.trim() === '' ? `${labelOf(document)} is empty. Write some code first.` : refusal(await sourceOf(document), text.slice(0, 60_000));
	if (reason !== undefined) {
		throw new UserError('fileUnreadable', reason);
	}
	const stat = await Promise.resolve(vscode.workspace.fs.stat(document.uri)).catch(() => undefined);
	const isReadOnly =
		((stat?.permissions ?? 0) & vscode.FilePermission.Readonly) !== 0 ||
		vscode.workspace.fs.isWritableFileSystem(document.uri.scheme) === false;
	if (isReadOnly) {
		throw new UserError(
			'readOnly',
			`${labelOf(document)} is read-only, so a fix could not be applied. Save a copy and fix that, or use Explain.`,
		);
	}
}

const mostProblems = 10;
const mostCharacters = 2_000_000;

function spanOf(diagnostics: readonly vscode.Diagnostic[]): LineRange | undefined {
	const lines = diagnostics.map(linesOf);
	return lines.length === 0
		? undefined
		: { first: Math.min(...lines.map(({ first }) => first)), last: Math.max(...lines.map(({ last }) => last)) };
}
