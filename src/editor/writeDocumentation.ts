import type { SyntaxTrees } from '../core/completion/syntax.ts';
import { UserError } from '../core/errors.ts';
import type { Findings } from '../core/fix/badge.ts';
import { codeBlock } from '../core/fix/codeBlock.ts';
import type { ModelSource } from '../core/model.ts';
import { documentationMessages, documentationStyle, readDocumentation, withDocumentation } from '../core/tasks/documentation.ts';
import { isSameCode } from '../core/tasks/sameCode.ts';
import { activeEditor, labelOf } from './documents.ts';
import { assertFixable } from './fixAsk.ts';
import type { FixReview } from './fixReview.ts';
import { noUsableReply, runTask } from './modelTask.ts';
import { snapshotOf } from './snapshot.ts';
import { symbolAtCursor } from './symbolAtCursor.ts';

export interface DocumentationPorts {
	readonly reasoner: ModelSource;
	readonly trees: SyntaxTrees;
	readonly review: Pick<FixReview, 'show'>;
}

/** Writes the documentation of the symbol at the cursor, and shows it for review. The code itself stays as it is. */
export async function writeDocumentation({ reasoner, trees, review }: DocumentationPorts): Promise<void> {
	const editor = activeEditor();
	await assertFixable(editor.document);
	const { document, text, symbol } = await symbolAtCursor(editor, trees, 'any');
	const { languageId } = document;
	const style = documentationStyle(languageId);
	if (style === undefined) {
		throw new UserError('usage', `Lemma does not know how ${languageId} is documented. Ask for it in the chat instead.`);
	}
	const snapshot = await snapshotOf(document);
	const label = labelOf(document);
	const messages = documentationMessages({ label, languageId, text }, symbol, style);
	const reply = await runTask(reasoner, `documenting ${symbol.name ?? label}`, ({ write }) =>
		write({ messages, maxTokens: 500, isEnough: (written) => codeBlock(written)?.closed === true }),
	);
	const lines = readDocumentation(reply, style);
	if (lines === undefined) {
		throw noUsableReply('comment');
	}
	const change = withDocumentation(text, symbol, lines, style);
	if (change === undefined) {
		throw new UserError('usage', `${symbol.name ?? 'That code'} has its body on one line, so there is no place for its documentation.`);
	}
	const rows = text.split('\n');
	const after = [...rows.slice(0, change.from), ...change.lines, ...rows.slice(change.to)].join('\n');
	const same = isSameCode(languageId, text, after, trees);
	if (same === false) {
		throw noUsableReply('comment: it would have changed the code');
	}
	const findings: Findings =
		same === true
			? { verified: [{ verification: 'applies' }, { verification: 'parses', by: 'the code is the same' }], notVerified: [] }
			: {
					verified: [{ verification: 'applies' }],
					notVerified: [`Lemma has no grammar of ${languageId}; only lines of a comment were added.`],
				};
	await review.show({
		...{ document, snapshot, text: after, title: 'Documentation', findings },
		again: () => writeDocumentation({ reasoner, trees, review }),
	});
}
