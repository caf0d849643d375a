import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import { UserError } from '../core/errors.ts';
import { labelOf } from './documents.ts';

/** A change to one document that waits for the user's word. */
interface Proposal {
	readonly uri: vscode.Uri;
	readonly version: number;
	readonly hash: string;
	readonly range: vscode.Range;
	/** With the document's own line ends. */
	readonly replacement: string;
	readonly preview: vscode.Uri;
	readonly previewText: string;
	readonly words: ReviewWords;
}

/** What the change is called, and what the user is asked. */
export interface ReviewWords {
	readonly title: string;
	readonly question: string;
}

const fixWords: ReviewWords = { title: "Lemma's fix", question: "Take over Lemma's fix?" };

const scheme = 'lemma-fix';
const shownKey = 'lemma.fixShown';

/** The identity of a document's content; a proposal is only good for the content that it was made for. */
export const snapshotOf = (document: vscode.TextDocument): { readonly version: number; readonly hash: string } => ({
	version: document.version,
	hash: createHash('sha256').update(document.getText()).digest('hex'),
});

/** Shows one proposed change at a time as a diff; accepting it is one undo step, and is refused when the document changed. */
export class FixReview implements vscode.TextDocumentContentProvider, vscode.Disposable {
	#proposal: Proposal | undefined;
	#count = 0;
	readonly #registration: vscode.Disposable;

	constructor() {
		this.#registration = vscode.Disposable.from(
			vscode.workspace.registerTextDocumentContentProvider(scheme, this),
			vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
				if (closed.some((tab) => this.#isPreview(tab))) {
					this.#forget();
				}
			}),
		);
	}

	provideTextDocumentContent(uri: vscode.Uri): string {
		return uri.toString() === this.#proposal?.preview.toString() ? this.#proposal.previewText : '';
	}

	/** `snapshot` is what the document was when the fix was asked for. */
	async show(
		document: vscode.TextDocument,
		snapshot: { version: number; hash: string },
		range: vscode.Range,
		code: string,
		words = fixWords,
	): Promise<void> {
		const now = snapshotOf(document);
		if (now.hash !== snapshot.hash) {
			throw changed(document);
		}
		await this.reject();
		const replacement = document.eol === vscode.EndOfLine.CRLF ? code.replaceAll('\n', '\r\n') : code;
		const text = document.getText();
		const previewText = text.slice(0, document.offsetAt(range.start)) + replacement + text.slice(document.offsetAt(range.end));
		// The name keeps its extension, so the preview has the language's colours.
		const preview = vscode.Uri.from({ scheme, path: document.uri.path, query: String(this.#count++) });
		this.#proposal = { uri: document.uri, ...now, range, replacement, preview, previewText, words };
		await vscode.commands.executeCommand('vscode.diff', document.uri, preview, `${words.title}: ${labelOf(document)}`, { preview: true });
		await vscode.commands.executeCommand('setContext', shownKey, true);
		void this.#askForWord();
	}

	async accept(): Promise<void> {
		const proposal = this.#proposal;
		if (proposal === undefined) {
			return;
		}
		const document = await vscode.workspace.openTextDocument(proposal.uri);
		const now = snapshotOf(document);
		if (now.version !== proposal.version || now.hash !== proposal.hash) {
			throw changed(document);
		}
		const edit = new vscode.WorkspaceEdit();
		edit.replace(proposal.uri, proposal.range, proposal.replacement);
		if (!(await vscode.workspace.applyEdit(edit))) {
			throw new UserError(
				'readOnly',
				`${labelOf(document)} could not be changed: it is read-only or in use. The change is still shown, so you can copy it.`,
			);
		}
		await this.#close();
		await vscode.window.showTextDocument(document, { selection: new vscode.Range(proposal.range.start, proposal.range.start) });
	}

	async reject(): Promise<void> {
		await this.#close();
	}

	dispose(): void {
		this.#registration.dispose();
	}

	async #askForWord(): Promise<void> {
		const shown = this.#proposal;
		const choice = await vscode.window.showInformationMessage(shown?.words.question ?? '', 'Accept', 'Reject');
		if (choice !== undefined && this.#proposal === shown) {
			await vscode.commands.executeCommand(choice === 'Accept' ? 'lemma.acceptFix' : 'lemma.rejectFix');
		}
	}

	async #close(): Promise<void> {
		if (this.#proposal === undefined) {
			return;
		}
		const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter((tab) => this.#isPreview(tab));
		this.#forget();
		await vscode.window.tabGroups.close(tabs);
		// The question of #askForWord is answered, and no API takes it back.
		await vscode.commands.executeCommand('notifications.hideToasts');
	}

	#isPreview(tab: vscode.Tab): boolean {
		return tab.input instanceof vscode.TabInputTextDiff && tab.input.modified.toString() === this.#proposal?.preview.toString();
	}

	#forget(): void {
		this.#proposal = undefined;
		void vscode.commands.executeCommand('setContext', shownKey, false);
	}
}

const changed = (document: vscode.TextDocument): UserError =>
	new UserError('documentChanged', `${labelOf(document)} changed since the change was proposed, so it was not applied. Ask for it again.`);
