import { randomUUID } from 'node:crypto';
import { basename, dirname, join } from 'node:path/posix';
import * as vscode from 'vscode';
import { UserError } from '../core/errors.ts';
import { badge, type Findings, standing } from '../core/fix/badge.ts';
import { accepted, editOf, type Hunk, type Hunks, hunksOf, proposedText, rejected, reviewRows } from '../core/fix/hunks.ts';
import { stripInvisible } from '../core/text.ts';
import { labelOf, plainText } from './documents.ts';
import { headingLine, hunkStarts, ReviewDocument, type ReviewFace, reviewScheme } from './reviewDocument.ts';
import { changed, documentLike, isLike, type Snapshot, snapshotOf } from './snapshot.ts';

/** A change of one document, for the user to decide on. */
export interface Proposal {
	readonly document: vscode.TextDocument;
	/** What the document was when the change was asked for. */
	readonly snapshot: Snapshot;
	/** The whole document as it would be, with `\n` line ends. */
	readonly text: string;
	/** What the change is called: "Fix". */
	readonly title: string;
	/** Left out where nothing was to be checked; the headline then says so. */
	readonly findings?: Findings;
	readonly reasoning?: string;
	/** A draft that was not checked is only looked at. */
	readonly isDraft?: boolean;
	/** The user is at something else: the review waits until they ask for it. */
	readonly waits?: boolean;
	/** Asks for it again, for the document as it is then. */
	readonly again?: () => Promise<void>;
}

interface Review {
	readonly proposal: Proposal;
	readonly page: vscode.Uri;
	/** Moves on with each change that was accepted. */
	snapshot: Snapshot;
	hunks: Hunks;
	isStale: boolean;
}

const shownKey = 'lemma.fixShown';

/** Shows one change at a time for review. Nothing of it enters the document before it is accepted, and only the document that it was made for. */
export class FixReview implements vscode.Disposable {
	#review: Review | undefined;
	#isApplying = false;
	readonly #page = new ReviewDocument();
	readonly #status = vscode.window.createStatusBarItem('lemma.fix', vscode.StatusBarAlignment.Left, -10);
	readonly #registration: vscode.Disposable;

	constructor() {
		this.#status.name = 'Lemma Fix';
		this.#status.command = 'lemma.nextHunk';
		this.#registration = vscode.Disposable.from(
			this.#page,
			this.#status,
			vscode.workspace.onDidChangeTextDocument(({ document }) => this.#noteChange(document)),
			vscode.workspace.onDidCloseTextDocument(({ uri }) => {
				if (this.#review !== undefined && uri.toString() === this.#review.proposal.document.uri.toString()) {
					this.#review.snapshot = { ...this.#review.snapshot, version: undefined };
				}
			}),
			vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
				if (closed.some((tab) => this.#isOurs(tab)) && this.#tabs().length === 0) {
					this.#forget();
				}
			}),
		);
	}

	/** Opens the review of a change; another one that is open is thereby rejected. */
	async show(proposal: Proposal): Promise<void> {
		const { document, snapshot, text } = proposal;
		if (!isLike(document, snapshot)) {
			throw changed(document);
		}
		await this.reject();
		const hunks = hunksOf(plainText(document), text);
		if (hunks.hunks.length === 0) {
			throw new UserError('noEdit', `${labelOf(document)} would stay as it is: nothing was changed.`);
		}
		this.#review = { proposal, snapshot, hunks, page: pageOf(document, proposal), isStale: false };
		this.#draw();
		await vscode.commands.executeCommand('setContext', shownKey, true);
		if (proposal.waits === true) {
			void this.#offer(this.#review);
		} else {
			await this.#open(this.#review);
		}
	}

	/** Accepts all that is left, as one step for Undo. */
	async accept(): Promise<void> {
		const review = this.#decidable();
		if (review === undefined) {
			return;
		}
		const { lines, hunks } = review.hunks;
		const first = hunks[0]?.at ?? 0;
		await this.#apply(review, hunks, { lines: proposedText(review.hunks).split('\n'), hunks: [] });
		await this.#end(review, Math.min(first, lines.length));
	}

	async reject(): Promise<void> {
		if (this.#review !== undefined) {
			await this.#close();
		}
	}

	/** `index` counts the changes that are left; without it the one at the cursor is meant. */
	async acceptHunk(index = this.#hunkAtCursor()): Promise<void> {
		const review = this.#decidable();
		const hunk = review?.hunks.hunks[index];
		if (review === undefined || hunk === undefined) {
			return;
		}
		await this.#apply(review, [hunk], accepted(review.hunks, index));
		await this.#goOn(review, index, hunk.at);
	}

	async rejectHunk(index = this.#hunkAtCursor()): Promise<void> {
		const review = this.#decidable();
		const hunk = review?.hunks.hunks[index];
		if (review !== undefined && hunk !== undefined) {
			review.hunks = rejected(review.hunks, index);
			await this.#goOn(review, index, hunk.at);
		}
	}

	/** Moves the cursor of the review to the next change, round and round. */
	async nextHunk(step = 1): Promise<void> {
		if (this.#review === undefined) {
			return;
		}
		const isOpen = this.#page.editor !== undefined && this.#page.editor === vscode.window.activeTextEditor;
		const editor = isOpen ? this.#page.editor : await this.#open(this.#review);
		const starts = hunkStarts(reviewRows(this.#review.hunks));
		if (isOpen && editor !== undefined && starts.length > 0) {
			this.#select((this.#hunkAtCursor() + step + starts.length) % starts.length);
		}
	}

	async openAsDiff(): Promise<void> {
		const review = this.#review;
		if (review === undefined) {
			return;
		}
		const { document, title } = review.proposal;
		const result = review.page.with({ query: `${review.page.query}&result` });
		this.#page.keep(result, proposedText(review.hunks));
		await vscode.commands.executeCommand('vscode.diff', document.uri, result, `${title}: ${labelOf(document)}`, { preview: false });
	}

	async showReasoning(): Promise<void> {
		const review = this.#review;
		if (review?.proposal.reasoning === undefined) {
			return;
		}
		const name = basename(review.proposal.document.uri.path);
		const page = vscode.Uri.from({ scheme: reviewScheme, path: `/Reasoning about ${name}.md`, query: `${review.page.query}&reasoning` });
		this.#page.keep(page, stripInvisible(review.proposal.reasoning));
		const document = await vscode.workspace.openTextDocument(page);
		await vscode.window.showTextDocument(document, { preview: true, viewColumn: vscode.ViewColumn.Beside });
	}

	/** Asks again for a change of the document as it is now. */
	async again(): Promise<void> {
		const again = this.#review?.proposal.again;
		await this.reject();
		await again?.();
	}

	/** Closes pages that VS Code kept open over a restart: what they showed was in memory only. */
	async closeLeftovers(): Promise<void> {
		await vscode.window.tabGroups.close(allTabs().filter((tab) => uriOf(tab)?.scheme === reviewScheme));
	}

	dispose(): void {
		this.#registration.dispose();
	}

	/** The review, where there is something to decide; a stale one says so. */
	#decidable(): Review | undefined {
		const review = this.#review;
		if (review?.proposal.isDraft === true) {
			throw new UserError('usage', 'This is a draft that was not checked, so it can only be looked at. Copy from it what you want.');
		}
		if (review?.isStale === true) {
			throw changed(review.proposal.document);
		}
		return review;
	}

	/** Puts changes into the document that they were made for, as one step for Undo. */
	async #apply(review: Review, hunks: readonly Hunk[], next: Hunks): Promise<void> {
		const { uri } = review.proposal.document;
		const document = await documentLike(uri, review.snapshot).catch((error: unknown) => {
			this.#markStale(review);
			throw error;
		});
		const edit = new vscode.WorkspaceEdit();
		for (const hunk of hunks) {
			const { from, to, text } = editOf(review.hunks.lines, hunk);
			const range = new vscode.Range(from.line, from.character, to.line, to.character);
			edit.replace(uri, range, document.eol === vscode.EndOfLine.CRLF ? text.replaceAll('\n', '\r\n') : text);
		}
		this.#isApplying = true;
		try {
			if (!(await vscode.workspace.applyEdit(edit))) {
				throw new UserError(
					'readOnly',
					`${labelOf(document)} could not be changed: it is read-only or in use. The change is still shown, so you can copy it.`,
				);
			}
		} finally {
			this.#isApplying = false;
		}
		review.hunks = next;
		review.snapshot = await snapshotOf(document);
		if (plainText(document) !== next.lines.join('\n')) {
			this.#markStale(review);
		}
	}

	async #goOn(review: Review, index: number, line: number): Promise<void> {
		if (review.hunks.hunks.length === 0) {
			await this.#end(review, line);
			return;
		}
		this.#draw();
		await this.#page.drawn();
		this.#select(Math.min(index, review.hunks.hunks.length - 1));
	}

	async #end({ proposal }: Review, line: number): Promise<void> {
		await this.#close();
		const at = new vscode.Range(line, 0, line, 0);
		await vscode.window.showTextDocument(proposal.document.uri, { selection: at });
	}

	#noteChange(document: vscode.TextDocument): void {
		const review = this.#review;
		if (review !== undefined && !this.#isApplying && document.uri.toString() === review.proposal.document.uri.toString()) {
			if (review.isStale === isLike(document, review.snapshot)) {
				review.isStale = !review.isStale;
				this.#draw();
			}
		}
	}

	#markStale(review: Review): void {
		review.isStale = true;
		this.#draw();
	}

	#hunkAtCursor(): number {
		const line = this.#page.editor?.selection.active.line ?? 0;
		const rows = this.#review === undefined ? [] : reviewRows(this.#review.hunks);
		return rows[line]?.hunk ?? Math.max(0, hunkStarts(rows.slice(0, line + 1)).length - 1);
	}

	async #offer(review: Review): Promise<void> {
		const { title, document } = review.proposal;
		const choice = await vscode.window.showInformationMessage(`Lemma: ${title} of ${labelOf(document)} is ready.`, 'Review');
		if (choice !== undefined && this.#review === review) {
			await this.#open(review);
		}
	}

	async #open(review: Review): Promise<vscode.TextEditor> {
		const page = await vscode.workspace.openTextDocument(review.page);
		const { languageId } = review.proposal.document;
		if (page.languageId !== languageId) {
			await vscode.languages.setTextDocumentLanguage(page, languageId);
		}
		const editor = await vscode.window.showTextDocument(page, { preview: false });
		this.#draw();
		this.#select(0);
		return editor;
	}

	#select(index: number): void {
		const { editor } = this.#page;
		if (editor === undefined || this.#review === undefined) {
			return;
		}
		const starts = hunkStarts(reviewRows(this.#review.hunks));
		const line = starts[index] ?? 0;
		editor.selection = new vscode.Selection(line, 0, line, 0);
		const top = index === 0 ? headingLine(starts) : line;
		editor.revealRange(new vscode.Range(top, 0, line, 0), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
	}

	#draw(): void {
		const review = this.#review;
		if (review === undefined) {
			return;
		}
		const { proposal } = review;
		const face: ReviewFace = {
			page: review.page,
			rows: reviewRows(review.hunks),
			headline: headlineOf(review),
			kind: kindOf(review),
			isVerified: isVerified(proposal),
			hasReasoning: (proposal.reasoning ?? '').trim() !== '',
			canRedo: proposal.again !== undefined,
		};
		this.#page.draw(face);
		this.#status.text = `${statusIcon(face)} ${proposal.title}: ${statusWords(review)}`;
		this.#status.tooltip = face.headline;
		this.#status.show();
	}

	async #close(): Promise<void> {
		const tabs = this.#tabs();
		this.#forget();
		await vscode.window.tabGroups.close(tabs);
	}

	#tabs(): readonly vscode.Tab[] {
		return allTabs().filter((tab) => this.#isOurs(tab));
	}

	#isOurs(tab: vscode.Tab): boolean {
		const uri = uriOf(tab);
		const number = this.#review?.page.query;
		return uri?.scheme === reviewScheme && number !== undefined && (uri.query === number || uri.query.startsWith(`${number}&`));
	}

	#forget(): void {
		this.#review = undefined;
		this.#page.draw(undefined);
		this.#status.hide();
		void vscode.commands.executeCommand('setContext', shownKey, false);
	}
}

const allTabs = (): readonly vscode.Tab[] => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);

const uriOf = ({ input }: vscode.Tab): vscode.Uri | undefined =>
	input instanceof vscode.TabInputTextDiff ? input.modified : input instanceof vscode.TabInputText ? input.uri : undefined;

const kindOf = ({ isStale, proposal }: Review): ReviewFace['kind'] =>
	isStale ? 'stale' : proposal.isDraft === true ? 'draft' : 'proposal';

const isVerified = ({ findings, isDraft }: Proposal): boolean =>
	findings !== undefined && isDraft !== true && standing(findings) !== 'not verified';

function headlineOf(review: Review): string {
	const { document, findings } = review.proposal;
	switch (kindOf(review)) {
		case 'stale':
			return `Stale: ${basename(document.uri.path)} changed since this was proposed`;
		case 'draft':
			return 'Unverified draft: nothing vouches for it, so it can only be looked at';
		case 'proposal':
			return findings === undefined ? 'Not checked' : badge(findings);
	}
}

function statusWords(review: Review): string {
	const { findings } = review.proposal;
	switch (kindOf(review)) {
		case 'stale':
			return 'stale';
		case 'draft':
			return 'unverified draft';
		case 'proposal':
			return findings === undefined ? 'not verified' : standing(findings);
	}
}

const statusIcon = ({ kind, isVerified }: ReviewFace): string =>
	kind === 'stale' ? '$(warning)' : kind === 'proposal' && isVerified ? '$(verified)' : '$(unverified)';

/** The name keeps its ending, so that the review has the language's colours before its language is set. */
const pageOf = ({ uri }: vscode.TextDocument, { title, isDraft }: Proposal): vscode.Uri =>
	vscode.Uri.from({
		scheme: reviewScheme,
		path: join('/', dirname(uri.path), `${isDraft === true ? 'Draft' : title} of ${basename(uri.path)}`),
		// VS Code keeps the text of a page for a while after its tab is closed.
		query: randomUUID(),
	});
