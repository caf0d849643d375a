import * as vscode from 'vscode';
import type { ReviewRow } from '../core/fix/hunks.ts';

export const reviewScheme = 'lemma-fix';

/** What a review looks like at a moment. */
export interface ReviewFace {
	readonly page: vscode.Uri;
	readonly rows: readonly ReviewRow[];
	/** What ran over the change, or what is wrong with it. */
	readonly headline: string;
	readonly kind: 'proposal' | 'draft' | 'stale';
	readonly isVerified: boolean;
	readonly hasReasoning: boolean;
	/** Whether it can be asked for again. */
	readonly canRedo: boolean;
}

/** Read-only pages of reviews: their text, the colours of their lines, the actions above them and the mark of their tab. */
export class ReviewDocument
	implements vscode.TextDocumentContentProvider, vscode.CodeLensProvider, vscode.FileDecorationProvider, vscode.Disposable
{
	readonly #textChanged = new vscode.EventEmitter<vscode.Uri>();
	readonly onDidChange = this.#textChanged.event;
	readonly #lensesChanged = new vscode.EventEmitter<void>();
	readonly onDidChangeCodeLenses = this.#lensesChanged.event;
	readonly #marksChanged = new vscode.EventEmitter<vscode.Uri>();
	readonly onDidChangeFileDecorations = this.#marksChanged.event;
	readonly #colours = decorationTypes();
	readonly #registration: vscode.Disposable;
	/** Texts that are shown beside the review, by address: the result for a diff, the reasoning. */
	readonly #texts = new Map<string, string>();
	#face: ReviewFace | undefined;

	constructor() {
		this.#registration = vscode.Disposable.from(
			vscode.workspace.registerTextDocumentContentProvider(reviewScheme, this),
			vscode.languages.registerCodeLensProvider({ scheme: reviewScheme }, this),
			vscode.window.registerFileDecorationProvider(this),
			vscode.window.onDidChangeVisibleTextEditors(() => this.#paint()),
			vscode.workspace.onDidChangeTextDocument(({ document }) => {
				if (document.uri.scheme === reviewScheme) {
					this.#paint();
				}
			}),
			...Object.values(this.#colours),
			this.#textChanged,
			this.#lensesChanged,
			this.#marksChanged,
		);
	}

	/** Draws the review anew, or no longer. */
	draw(face: ReviewFace | undefined): void {
		const before = this.#face;
		this.#face = face;
		if (face === undefined) {
			this.#texts.clear();
		}
		if (face !== undefined && before?.page.toString() === face.page.toString()) {
			if (textOf(before.rows) !== textOf(face.rows)) {
				this.#textChanged.fire(face.page);
			}
			this.#lensesChanged.fire();
			this.#marksChanged.fire(face.page);
			this.#paint();
		}
	}

	/** Resolves once the page reads as it was drawn, or a second later: its text follows a moment after `draw`. */
	drawn(): Promise<void> {
		return new Promise((resolve) => {
			const end = (): void => {
				clearTimeout(late);
				listening.dispose();
				resolve();
			};
			const late = setTimeout(end, 1000);
			const look = (): void => (this.#isDrawn() ? end() : undefined);
			const listening = vscode.workspace.onDidChangeTextDocument(look);
			look();
		});
	}

	/** A text that a page of the review shows, until the review ends. */
	keep(page: vscode.Uri, text: string): void {
		this.#texts.set(page.toString(), text);
		this.#textChanged.fire(page);
	}

	/** The editor that shows the review. */
	get editor(): vscode.TextEditor | undefined {
		const page = this.#face?.page.toString();
		return vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === page);
	}

	provideTextDocumentContent(uri: vscode.Uri): string | undefined {
		return this.#isPage(uri) ? textOf(this.#face?.rows ?? []) : this.#texts.get(uri.toString());
	}

	provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
		if (this.#face === undefined || !this.#isPage(uri)) {
			return [];
		}
		const starts = hunkStarts(this.#face.rows);
		const { kind } = this.#face;
		const single = (index: number): readonly vscode.Command[] => [
			action('check', 'Accept', 'acceptHunk', 'Put this change into the file', index),
			action('close', 'Reject', 'rejectHunk', 'Leave the file as it is here', index),
		];
		const heading = this.#heading(this.#face);
		const onAll = this.#actions(this.#face, starts.length);
		const top = headingLine(starts);
		if (kind !== 'proposal') {
			return [heading, ...onAll].map((command) => lens(top, command));
		}
		const below = starts.flatMap((line, index) => [...single(index), ...(index === 0 ? onAll : [])].map((command) => lens(line, command)));
		// What was verified is long: it has a line of its own where there is one, and is last where there is none.
		return top < (starts[0] ?? 0) ? [lens(top, heading), ...below] : [...below, lens(top, heading)];
	}

	provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
		if (this.#face === undefined || !this.#isPage(uri)) {
			return undefined;
		}
		const { kind, isVerified, headline } = this.#face;
		return new vscode.FileDecoration(kind === 'proposal' && isVerified ? '✓' : '?', `Lemma: ${headline}`);
	}

	dispose(): void {
		this.#registration.dispose();
	}

	#heading({ kind, headline, isVerified }: ReviewFace): vscode.Command {
		const icon = kind === 'stale' ? 'warning' : kind === 'proposal' && isVerified ? 'verified' : 'unverified';
		return { title: `$(${icon})${space}${headline}`, command: '' };
	}

	#actions({ kind, hasReasoning, canRedo }: ReviewFace, hunks: number): readonly vscode.Command[] {
		const reasoning = hasReasoning ? [action('comment', 'Show reasoning', 'showFixReasoning', 'What the model thought')] : [];
		const close = action('close', 'Close', 'rejectFix', 'The file stays as it is');
		switch (kind) {
			case 'proposal':
				return [
					...(hunks > 1
						? [
								action('check-all', `Accept all ${hunks}`, 'acceptFix', 'As one step for Undo'),
								action('close-all', 'Reject all', 'rejectFix'),
							]
						: []),
					action('diff', 'Open as diff', 'openFixAsDiff'),
					...reasoning,
				];
			case 'draft':
				return [...reasoning, close];
			case 'stale':
				return [...(canRedo ? [action('refresh', 'Fix again', 'fixAgain', 'For the file as it is now')] : []), ...reasoning, close];
		}
	}

	#isPage(uri: vscode.Uri): boolean {
		return uri.toString() === this.#face?.page.toString();
	}

	#isDrawn(): boolean {
		return this.editor?.document.getText().replaceAll('\r\n', '\n') === textOf(this.#face?.rows ?? []);
	}

	#paint(): void {
		const { editor } = this;
		// Until the text follows, the rows are not its lines.
		if (this.#face === undefined || editor === undefined || !this.#isDrawn()) {
			return;
		}
		const { rows } = this.#face;
		const lines = (kind: ReviewRow['kind']): vscode.Range[] =>
			rows.flatMap((row, line) => (row.kind === kind ? [new vscode.Range(line, 0, line, row.text.length)] : []));
		const parts = (kind: ReviewRow['kind']): vscode.Range[] =>
			rows.flatMap(({ kind: own, changed }, line) =>
				own === kind && changed !== undefined ? [new vscode.Range(line, changed.from, line, changed.to)] : [],
			);
		editor.setDecorations(this.#colours.removed, lines('removed'));
		editor.setDecorations(this.#colours.added, lines('added'));
		editor.setDecorations(this.#colours.removedPart, parts('removed'));
		editor.setDecorations(this.#colours.addedPart, parts('added'));
	}
}

const textOf = (rows: readonly ReviewRow[]): string => rows.map(({ text }) => text).join('\n');

/** The first row of each hunk. */
export const hunkStarts = (rows: readonly ReviewRow[]): readonly number[] =>
	rows.flatMap(({ hunk }, line) => (hunk !== undefined && rows[line - 1]?.hunk !== hunk ? [line] : []));

/** Near the first change, so that both are seen at once, but not on its own line. */
export const headingLine = ([first = 0]: readonly number[]): number => Math.max(0, first - 3);

/** A plain one behind an icon is not drawn. */
const space = '\u00a0';

const action = (icon: string, title: string, command: string, tooltip?: string, index?: number): vscode.Command => ({
	title: `$(${icon})${space}${title}`,
	command: `lemma.${command}`,
	...(tooltip === undefined ? {} : { tooltip }),
	...(index === undefined ? {} : { arguments: [index] }),
});

const lens = (line: number, command: vscode.Command): vscode.CodeLens => new vscode.CodeLens(new vscode.Range(line, 0, line, 0), command);

function decorationTypes() {
	const line = (name: 'added' | 'removed'): vscode.TextEditorDecorationType =>
		vscode.window.createTextEditorDecorationType({
			isWholeLine: true,
			backgroundColor: new vscode.ThemeColor(`lemma.fix.${name}LineBackground`),
			gutterIconPath: vscode.Uri.parse(mark(name === 'added' ? 'M8 3v10M3 8h10' : 'M3 8h10', name === 'added' ? '#2ea043' : '#f14c4c')),
			gutterIconSize: '70%',
			overviewRulerColor: new vscode.ThemeColor(`lemma.fix.${name}Ruler`),
			overviewRulerLane: vscode.OverviewRulerLane.Full,
		});
	const part = (name: 'added' | 'removed'): vscode.TextEditorDecorationType =>
		vscode.window.createTextEditorDecorationType({
			backgroundColor: new vscode.ThemeColor(`lemma.fix.${name}TextBackground`),
			border: '1px solid',
			borderColor: new vscode.ThemeColor(`lemma.fix.${name}TextBorder`),
		});
	return { removed: line('removed'), added: line('added'), removedPart: part('removed'), addedPart: part('added') };
}

const mark = (path: string, colour: string): string =>
	`data:image/svg+xml;base64,${btoa(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="${path}" stroke="${colour}" stroke-width="2" fill="none"/></svg>`)}`;
