import * as vscode from 'vscode';
import { blockAround, type LineRange } from '../core/block.ts';
import { refusal } from '../core/chat/context.ts';
import type { SyntaxTrees } from '../core/completion/syntax.ts';
import { UserError } from '../core/errors.ts';
import { type FixPorts, fix } from '../core/fix/fixLoop.ts';
import type { Problem } from '../core/fix/fixRequest.ts';
import type { ModelSource } from '../core/model.ts';
import { activeEditor, assertTrusted, labelOf, plainText, selectedLines, sourceOf } from './documents.ts';
import { type FixReview, snapshotOf } from './fixReview.ts';
import { currentSettings } from './settings.ts';

/** Fixes what is reported at the selection, or nearest to the cursor, and shows the change for review. */
export async function runFix(
	reasoner: ModelSource,
	trees: SyntaxTrees,
	review: FixReview,
	problems?: readonly vscode.Diagnostic[],
): Promise<void> {
	const editor = activeEditor();
	const { document } = editor;
	await assertFixable(document);
	const target = targetOf(editor, problems);
	const snapshot = snapshotOf(document);
	const text = await vscode.window.withProgress(
		{ location: vscode.ProgressLocation.Notification, title: `Lemma: fixing ${labelOf(document)}`, cancellable: true },
		async (progress, token) => {
			const controller = new AbortController();
			token.onCancellationRequested(() => controller.abort());
			progress.report({ message: 'getting the model ready' });
			const model = await reasoner.get(controller.signal);
			return propose(
				document,
				target,
				{ model, trees, now: () => performance.now() },
				(message) => progress.report({ message }),
				controller.signal,
			);
		},
	);
	await review.show(document, snapshot, rangeOf(document, { first: 0, last: document.lineCount - 1 }), text);
}

async function propose(
	document: vscode.TextDocument,
	target: Target,
	ports: FixPorts,
	report: (message: string) => void,
	signal: AbortSignal,
): Promise<string> {
	const request = {
		label: labelOf(document),
		languageId: document.languageId,
		text: plainText(document),
		definitions: [],
		effort: currentSettings()['chat.effort'],
		...target,
	};
	let round = '';
	for await (const event of fix(request, ports, signal)) {
		switch (event.kind) {
			case 'round':
				round = event.round === 1 ? '' : `try ${event.round} of ${event.rounds}, `;
				report(`${round}reading the code`);
				break;
			case 'writing':
				report(`${round}${event.tokens} tokens written`);
				break;
			case 'refused':
				report(event.reason);
				break;
			case 'proposed':
				return event.text;
		}
	}
	throw new UserError('noEdit', 'The model gave no fix. Run Fix again, or choose a larger model.');
}

async function assertFixable(document: vscode.TextDocument): Promise<void> {
	assertTrusted('use Fix');
	const text = plainText(document);
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

interface Target {
	readonly target: LineRange;
	readonly problems: readonly Problem[];
}

/** Given problems, else those that touch the selection or the block around the cursor, else the nearest error. */
function targetOf(editor: vscode.TextEditor, given: readonly vscode.Diagnostic[] | undefined): Target {
	const { document, selection } = editor;
	const cursor: LineRange = { first: selection.active.line, last: selection.active.line };
	const asked = selection.isEmpty ? cursor : selectedLines(selection);
	const all = [...vscode.languages.getDiagnostics(document.uri)]
		.filter((diagnostic) => diagnostic.severity <= vscode.DiagnosticSeverity.Warning)
		.sort((a, b) => a.severity - b.severity || distance(a, asked) - distance(b, asked));
	const reach = selection.isEmpty ? blockAround(plainText(document).split('\n'), cursor) : asked;
	const near = all.filter((diagnostic) => distance(diagnostic, reach) === 0);
	const nearest = selection.isEmpty ? all.slice(0, 1) : [];
	const chosen = given ?? (near.length > 0 ? near : nearest);
	const lines = chosen.map(linesOf);
	const target =
		lines.length === 0 || !selection.isEmpty
			? asked
			: { first: Math.min(...lines.map((l) => l.first)), last: Math.max(...lines.map((l) => l.last)) };
	return { target, problems: chosen.slice(0, 10).map(toProblem) };
}

const linesOf = (diagnostic: vscode.Diagnostic): LineRange => ({ first: diagnostic.range.start.line, last: diagnostic.range.end.line });

/** Lines between a diagnostic and a range; 0 where they touch. */
function distance(diagnostic: vscode.Diagnostic, range: LineRange): number {
	const { first, last } = linesOf(diagnostic);
	return Math.max(0, first - range.last, range.first - last);
}

function toProblem(diagnostic: vscode.Diagnostic): Problem {
	const code = typeof diagnostic.code === 'object' ? diagnostic.code.value : diagnostic.code;
	const source = [diagnostic.source, code === undefined ? '' : `(${code})`].join('');
	return {
		lines: linesOf(diagnostic),
		message: diagnostic.message,
		severity: diagnostic.severity === vscode.DiagnosticSeverity.Error ? 'error' : 'warning',
		...(source === '' ? {} : { source }),
	};
}

const rangeOf = (document: vscode.TextDocument, lines: LineRange): vscode.Range =>
	new vscode.Range(new vscode.Position(lines.first, 0), document.lineAt(lines.last).range.end);
